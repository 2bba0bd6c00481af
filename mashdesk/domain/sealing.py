"""Sealed records: how long an emergency access lasts, and what its review may find."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

EMERGENCY = timedelta(minutes=30)
"""How long somebody who is not named sees a sealed record after breaking the glass."""


class Finding(StrEnum):
    """What a manager found of an emergency access."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")
