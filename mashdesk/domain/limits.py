"""How long what people write may be, and the one check of it."""

from __future__ import annotations

from collections.abc import Iterable

from mashdesk.domain.problems import Problem

WORDS_LIMIT = 20_000
LINE_LIMIT = 200


def too_long(holder: object, names: Iterable[str], limit: int, where: str = "") -> list[Problem]:
    """A problem for each named text of `holder` that is longer than `limit` characters."""
    return [
        Problem(f"{where}{name}", f"is longer than {limit:,} characters; shorten it")
        for name in names
        if len(getattr(holder, name)) > limit
    ]
