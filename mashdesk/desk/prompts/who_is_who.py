"""What a judgement of who is who does to prompts: the records concerned are weighed before it and
after it, in its own transaction, so that whatever went with it lapses at once and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, or_, select

from mashdesk.desk.prompts.marking import look_again, look_again_at_these, loosen
from mashdesk.desk.prompts.raising import Weighed, rows_of, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.domain.prompts import PROMPTS, Snapshot, cited, noticed
from mashdesk.domain.prompts.weighing import Gone, cited_by, weighed
from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS, REFERRALS
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.work import Work

MOST = 40
"""So many open records are weighed at once, the newest, and as many beside them; of any
more it is asked soon after. A school or a hostel ties hundreds, and nobody else writes meanwhile.
"""

MOST_ASKED = 400
"""Of so many records that are tied to those, the newest, it is asked whether a prompt names one."""

# Made once: building a statement costs as much as running it.
_PEOPLE: Any = bindparam("people", expanding=True)
_ROOTS = select(INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.id.in_(_PEOPLE)).scalar_subquery()
_SELVES = select(INDIVIDUALS.c.id).where(INDIVIDUALS.c.root_id.in_(_ROOTS)).scalar_subquery()
_CHILD_OF = select(CHILDREN.c.referral_id).where(CHILDREN.c.individual_id.in_(_SELVES))
_NAMED_ON = select(MENTIONS.c.referral_id).where(MENTIONS.c.individual_id.in_(_SELVES))
_OF = (
    select(REFERRALS.c.id)
    .where(
        REFERRALS.c.closed_at.is_(None),
        or_(REFERRALS.c.id.in_(_CHILD_OF), REFERRALS.c.id.in_(_NAMED_ON)),
    )
    .order_by(REFERRALS.c.id.desc())
    .limit(MOST)
)


@contextmanager
def judged_anew(work: Work, people: Collection[int], *, joined: bool) -> Iterator[None]:
    """Around the writing of who these people are: weigh the records that concern or mention them,
    and those whose prompts name such a record. A grave prompt is not lost as two are `joined`.
    """
    those = set(work.connection.execute(_OF, {"people": sorted(people)}).scalars())
    before = _facts(_seen(work, those), work)
    tied = {one for _, related in before.values() for one in related} - those
    newest = sorted(tied)[-MOST_ASKED:]
    naming = [
        of
        for of, kept in kept_prompts(work.connection, newest).items()
        if any(one.stands and cited(one.items) & those for one in kept)
    ]
    before |= _facts(_seen(work, naming[-MOST:]), work)
    yield
    look_again(work.connection, people)
    later = {*naming[:-MOST], *(tied - set(newest))}
    loosen(work.connection, later)
    look_again_at_these(work.connection, later)
    found = _weighed(work, before, joined=joined)
    actor = work.actor
    write(work, found, rows_of(work, found), knows=actor.user_id)
    work.actor = actor


_Facts = dict[int, tuple[dict[str, frozenset[str]], frozenset[int]]]
"""By record: the facts that each prompt rests on, and the records tied to it."""


def _seen(work: Work, referrals: Collection[int]) -> dict[int, tuple[Any, Snapshot]]:
    """Snapshots, with their rows, of those that are open."""
    found = snapshots(work.connection, sorted(referrals), work.now) if referrals else []
    return {row.id: (row, seen) for row, seen in found if row.closed_at is None}


def _facts(found: dict[int, tuple[Any, Snapshot]], work: Work) -> _Facts:
    settings = work.policy.prompts
    return {
        of: ({kind.code: one.items for kind, one in noticed(seen, settings)}, seen.related)
        for of, (_, seen) in found.items()
    }


def _weighed(work: Work, before: _Facts, *, joined: bool) -> dict[int, Weighed]:
    """What is to happen to the prompts of these records by who is who now."""
    now = _seen(work, before)
    kept = kept_prompts(work.connection, sorted(now))
    sealed = sealed_of(work.connection, cited_by(one for each in kept.values() for one in each))
    found = {}
    for of, (row, seen) in now.items():
        stands = {one.code for one in kept[of] if one.stands}
        was = {code: items for code, items in before[of][0].items() if code in stands}
        settings = work.policy.prompts
        is_now = {kind.code: one.items for kind, one in noticed(seen, settings, only=was)}
        gone = {
            code: items - is_now.get(code, frozenset())
            for code, items in was.items()
            if not (joined and PROMPTS[code].grave)
        }
        plan = weighed(seen, kept[of], settings, sealed=sealed, gone=Gone(gone))
        found[of] = Weighed(plan, kept[of], seen.related, row.changed, row.prompted)
    return found
