"""Untrusted text on its way in: made plain and visible before any rule or the store sees it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, TypeVar

from mashdesk.text import plain

Value = TypeVar("Value")

SEVERAL_LINES = frozenset(
    {
        "worry",
        "expects",
        "household",
        "words",
        "text",
        "rationale",
        "voice",
        "question",
        "message",
        "reason",
        "note",
        "why_not",
        "agency_words",
        "referrer_words",
        "would_change",
        "spoken_to",
        "expected",
        "no_voice_because",
        "decision",
        "took_part",
        "differs_because",
        "consent_because",
    }
)
"""Fields in which people write paragraphs; everywhere else a line break is made visible."""


def made_plain(value: Value, field: str = "") -> Value:
    """The same command with every string in it safe to show: made visible, nothing dropped."""
    made: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        # What a paste drags along at the ends of a line is no part of it.
        several = field in SEVERAL_LINES
        made = plain(value if several else value.strip(), lines=several)
    elif isinstance(value, datetime):
        # One zone inside; an instant without any, or one at the ends of time, is left for the
        # command to complain of.
        with suppress(OverflowError):
            made = value if value.utcoffset() is None else value.astimezone(UTC)
    elif isinstance(value, tuple):
        made = tuple(made_plain(item, field) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for item in fields(value):
            before = getattr(value, item.name)
            after = made_plain(before, item.name)
            if after is not before:
                changed[item.name] = after
        made = replace(value, **changed) if changed else value
    return made  # type: ignore[no-any-return]
