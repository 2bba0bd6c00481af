"""What a sealing takes out of the prompts of other records: evidence rests on nothing but what
stands in the open.

What ties two records may be known from a third alone. The moment that one is sealed, what rested on
such a tie is told to those alone who see it, as is what named it: standing prompts lapse or say
less, and the words of answered ones are theirs. Unsealed, all are looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import bindparam, update

from mashdesk.desk.prompts.concerned import beside
from mashdesk.desk.prompts.marking import look_again_at_these
from mashdesk.desk.prompts.raising import KIND, Weighed, rows_of, to_answer, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.domain.prompts import PROMPTS, Snapshot, cited
from mashdesk.domain.prompts.kinds import told_by
from mashdesk.domain.prompts.tying import resting_on, spoken_of
from mashdesk.domain.prompts.weighing import SEALED_SINCE, WHO_IS_WHO, Gone, Kept, cited_by, weighed
from mashdesk.store.names import NOTICES, id_of
from mashdesk.store.names import PROMPTS as PROMPT
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_OF: Any = bindparam("of_referral")
_GOES = update(NOTICES).where(
    NOTICES.c.referral_id == _OF,
    NOTICES.c.kind == KIND,
    NOTICES.c.about == "",
    NOTICES.c.acknowledged_at.is_(None),
)
_MARK = (
    update(PROMPT)
    .where(PROMPT.c.id == bindparam("b_id"))
    .values(rests_on=bindparam("items", type_=PROMPT.c.rests_on.type))
)


def taken_away(work: Work, row: Referral) -> AbstractContextManager[None]:
    """Around the sealing of a record: whatever rested on it, or on what it alone told, goes from
    the prompts of other records, for everybody who does not see it.
    """
    return _weighed_around(work, row, SEALED_SINCE)


def given_back(work: Work, row: Referral) -> AbstractContextManager[None]:
    """Around the unsealing of a record: what rests on it is there again, and what it shows to be no
    other family's is no link.
    """
    return _weighed_around(work, row, WHO_IS_WHO)


@contextmanager
def _weighed_around(work: Work, row: Referral, because: str) -> Iterator[None]:
    of, concerned = id_of(row), beside(work, id_of(row))
    kept = {
        referral: each
        for referral, each in kept_prompts(work.connection, sorted(concerned)).items()
        if any(cited(one.items) for one in each)
    }
    before = _seen(work, kept)
    yield
    work.write(Referral)
    after = _seen(work, kept)
    itself = frozenset({of} if because == SEALED_SINCE else ())
    gone = {
        referral: {one.id: _gone(one, itself, before[referral], seen) for one in kept[referral]}
        for referral, seen in after.items()
    }
    found = _weighed(work, kept, after, gone, because)
    if because == SEALED_SINCE:
        _mark(work, of, kept, gone)
        _tell_less(work, found)
    actor = work.actor
    write(work, found, rows_of(work, found), knows=actor.user_id)
    work.actor = actor
    look_again_at_these(work.connection, concerned)


def _seen(work: Work, referrals: Collection[int]) -> dict[int, Snapshot]:
    found = snapshots(work.connection, sorted(referrals), work.now) if referrals else []
    return {row.id: seen for row, seen in found}


def _gone(one: Kept, itself: frozenset[int], before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The facts of a prompt that are none any more in the open, `itself` what was sealed."""
    kind = PROMPTS.get(one.code)
    tied = frozenset() if kind is None else spoken_of(kind, before) - spoken_of(kind, after)
    return resting_on(one.items, tied | itself)


_Gone = Mapping[int, Mapping[int, frozenset[str]]]
"""By record and by prompt: what of its evidence went."""


def _mark(work: Work, of: int, kept: Mapping[int, list[Kept]], gone: _Gone) -> None:
    """Let every prompt that rested on it say so; what is brought up to date drops that again."""
    marks = [
        {"b_id": one.id, "items": sorted(one.items | {told_by(of)})}
        for referral, each in kept.items()
        for one in each
        if gone[referral][one.id]
    ]
    if marks:
        work.connection.execute(_MARK, marks)


def _tell_less(work: Work, found: Mapping[int, Weighed]) -> None:
    """Let entries that tell of prompts tell of those alone that stand still; with none, they go."""
    rows = rows_of(work, found)
    for referral, one in found.items():
        over = {number for number, _, why in one.plan.lapsed if why == SEALED_SINCE}
        if not over:
            continue
        stand = [each.code for each in one.kept if each.stands and each.id not in over]
        left = [kind for code, kind in PROMPTS.items() if code in stand and not kind.note]
        left.sort(key=lambda kind: not kind.grave)
        said = _GOES.values(acknowledged_at=work.now)
        if left:
            said = _GOES.values(text=f"{rows[referral].reference}: {to_answer(left, left[0])}")
        work.connection.execute(said, {"of_referral": referral})


def _weighed(
    work: Work,
    kept: Mapping[int, list[Kept]],
    after: Mapping[int, Snapshot],
    gone: _Gone,
    because: str,
) -> dict[int, Weighed]:
    """What is to happen to the standing prompts of those that are open."""
    sealed = sealed_of(work.connection, cited_by(one for each in kept.values() for one in each))
    found = {}
    for referral, row in rows_of(work, kept).items():
        if row.closed_at is not None:
            continue
        seen = after[referral]
        lost = {one.code: gone[referral][one.id] for one in kept[referral] if one.stands}
        away = Gone(lost, because)
        plan = weighed(seen, kept[referral], work.policy.prompts, sealed=sealed, gone=away)
        found[referral] = Weighed(plan, kept[referral], seen.related, row.changed, row.prompted)
    return found
