"""Passwords of fifteen characters and more that others would guess: patterns, not a list."""

from __future__ import annotations

STOCK_WORDS = (
    "password",
    "safeguarding",
    "mashdesk",
    "letmein",
    "welcome",
    "qwertyuiop",
    "administrator",
    "iloveyou",
    "northbridge",
    "changeme",
    "football",
    "liverpool",
    "sunshine",
    "trustno1",
    "socialwork",
)
"""Words that passwords are made of by thousands, and this desk's own name."""
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "12345678901234567890",
    "09876543210987654321",
)


def is_common(plain: str) -> bool:
    """Whether a password (case-folded, without spaces) is a repetition, a keyboard run or a stock
    word with digits.
    """
    return _repeats(plain) or _is_run(plain) or _is_stock(plain)


def _repeats(plain: str) -> bool:
    return any(
        plain == (plain[:size] * len(plain))[: len(plain)]
        for size in range(1, min(8, len(plain) // 2) + 1)
    )


def _is_run(plain: str) -> bool:
    return any(plain in run * 4 or plain in run[::-1] * 4 for run in _RUNS)


def _is_stock(plain: str) -> bool:
    letters = plain.strip("0123456789!?.-_*#@$")
    rest = letters
    for word in STOCK_WORDS:
        rest = rest.replace(word, "")
    return bool(letters) and not rest
