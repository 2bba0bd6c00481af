"""What agencies were asked and what came of it, and what they challenged: in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.challenge import Stage
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import Declined


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """One agency's requests of a period at the rating they were asked at (None: not rated then).

    `asked` is the sum of those answered in time and late, not commissioned, declined, withdrawn,
    decided without, and still open. Beside these stand, of the same requests, those of which only
    a part is in, that were insisted on, and whose time ran out at least once.
    """

    agency: str
    name: str
    rating: Rag | None
    asked: int
    in_time: int
    late: int
    not_commissioned: int
    declined: int
    withdrawn: int
    without: int
    open: int
    part: int
    insisted: int
    timed_out: int
    reasons: tuple[tuple[Declined, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeCount:
    """Stages of challenges begun in the period: an agency's, or the desk's own (a blank code)."""

    agency: str
    name: str
    stages: tuple[tuple[Stage, int], ...]


@dataclass(frozen=True, slots=True)
class CountsView:
    """Over all requests asked, stages begun and returns made from `since` to `until`, London days;
    `returns` by what the referrer was asked for.
    """

    since: date
    until: date
    requests: tuple[AgencyCount, ...]
    challenges: tuple[ChallengeCount, ...]
    returns: tuple[tuple[AskedFor, int], ...] = ()
