"""What a new password must be, and the bytes it is checked by."""

from __future__ import annotations

import unicodedata

from mashdesk.desk.common_passwords import is_common
from mashdesk.domain.problems import Problem

SHORTEST, LONGEST = 15, 128


def password_problems(password: str, about: tuple[str, ...] = ()) -> list[Problem]:
    """Length, common passwords and ones made of the person's or hub's own name; no other rules."""
    if len(password) < SHORTEST:
        return [
            Problem(
                "password",
                f"needs at least {SHORTEST} characters; a few words in a row are easy to keep",
            )
        ]
    if len(password) > LONGEST:
        return [Problem("password", f"is longer than {LONGEST} characters")]
    bare = password.casefold().replace(" ", "")
    contextual = any(
        word and len(word) > 3 and bare.strip("0123456789!") == word.casefold().replace(" ", "")
        for word in about
    )
    if contextual or is_common(bare):
        return [Problem("password", "is one that others would guess; choose words of your own")]
    return []


def normal(password: str) -> bytes:
    """The same bytes however the keyboard composed its accents; what is no text is still bytes."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
