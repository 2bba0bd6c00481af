"""A name somebody was given, as screens show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameView:
    """A name somebody was given by a contact or an answer."""

    given_name: str
    family_name: str
    known_as: str = ""

    def __str__(self) -> str:
        whole = " ".join(filter(None, (self.given_name, self.family_name))) or "no name yet"
        return f"{whole} (known as {self.known_as})" if self.known_as else whole
