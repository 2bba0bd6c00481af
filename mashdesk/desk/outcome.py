"""What a command came to, in words for the person who gave it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened and what is next. `version` is the record's new one; `requests` are ids made or
    touched; `individual` is the number of somebody who was added, `individuals` are those of a
    contact's children and adults, in its own order; `judgement` is the number of what was said of
    two people.
    """

    message: str
    referral: int | None = None
    reference: str | None = None
    version: int | None = None
    requests: tuple[int, ...] = ()
    individual: int | None = None
    individuals: tuple[int, ...] = ()
    judgement: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As kept under an idempotency key."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Outcome:
        """As read back for a retry."""
        several = {name: tuple(kept.get(name) or ()) for name in ("requests", "individuals")}
        return cls(**{**kept, **several})
