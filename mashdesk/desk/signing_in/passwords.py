"""What a new password must be, the bytes it is checked by, and one-time passwords."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable

from mashdesk.desk.signing_in.common_passwords import STOCK_WORDS, is_common
from mashdesk.domain.problems import Problem

SHORTEST, LONGEST = 15, 128
OWN_LEAST = 6
"""Letters that must be left of a password once names and stock words are taken out of it."""

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another when they are read out."""


def password_problems(password: str, about: tuple[str, ...] = ()) -> list[Problem]:
    """Length, common passwords and ones made of the person's or hub's own name; no other rules."""
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST:
        return [
            Problem(
                "password",
                f"needs at least {SHORTEST} characters; a few words in a row are easy to keep",
            )
        ]
    if length > LONGEST:
        return [Problem("password", f"is longer than {LONGEST} characters")]
    bare = unicodedata.normalize("NFC", password).casefold().replace(" ", "")
    if is_common(bare) or _is_made_of(bare, about):
        return [Problem("password", "is one that others would guess; choose words of your own")]
    return []


def _is_made_of(bare: str, about: Iterable[str]) -> bool:
    """Whether hardly anything is left of it without names, stock words, digits and signs."""
    rest = bare
    for word in sorted(_words(about), key=len, reverse=True):
        rest = rest.replace(word, "")
    own = sum(char.isalpha() for char in rest)
    return rest != bare and own < OWN_LEAST


def _words(about: Iterable[str]) -> set[str]:
    """Names as they are written in a row, and each of their parts."""
    whole = {unicodedata.normalize("NFC", name).casefold() for name in about}
    parts = {part for name in whole for part in name.replace(".", " ").replace("-", " ").split()}
    joined = {name.replace(" ", "") for name in whole}
    return {word for word in parts | joined | set(STOCK_WORDS) if len(word) > 2}


def normal(password: str) -> bytes:
    """The same bytes however the keyboard composed its accents; what is no text is still bytes."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def one_time_password() -> str:
    """A random password to be given once by word of mouth: five groups of four."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(5))
    return "-".join(groups)
