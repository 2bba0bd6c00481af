"""What of a prompt rests on something that was only proposed, and what it says once that was done
or given up. Pure.
"""

from __future__ import annotations

import re

from mashdesk.domain.prompts.kinds import Evidence, rating_proposed, supposed
from mashdesk.domain.rating import Rag

_IF = re.compile(r"\s*\bIf it is [^.]*\.")


def was_given(items: frozenset[str], rating: Rag | None) -> bool:
    """Whether the rating that these items rest on as proposed is the record's own by now."""
    return rating is not None and f"rating {rating.value} proposed" in items


def by_itself(
    items: frozenset[str], text: str, now: Evidence | None, *, by_clock: bool
) -> Evidence | None:
    """A prompt of these items and this text without what was only proposed: as its evidence is
    `now`, and what else it rested on. None where nothing is left of it.
    """
    left = items - supposed(items)
    if rating_proposed(items):
        # What goes with a rating is none of it where that rating was not given.
        return now
    if now is None or by_clock:  # what the clock said stays said
        return Evidence(_IF.sub("", text).strip(), left) if left else None
    return Evidence(now.text, now.items | left)
