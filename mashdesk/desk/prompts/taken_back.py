"""What was told and is taken back, a tie ended or a contact corrected: prompts that rested on it go
in the same act, but for what something else still tells in the open.

Whether a sealed record tells it too makes no difference to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, select

from mashdesk.desk.prompts.concerned import beside
from mashdesk.desk.prompts.marking import look_again_at_these, loosen, naming_others
from mashdesk.desk.prompts.raising import Weighed, rows_of, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.desk.prompts.who_is_who import MOST
from mashdesk.domain.prompts import PROMPTS
from mashdesk.domain.prompts.tying import untied
from mashdesk.domain.prompts.weighing import TAKEN_BACK, Gone, cited_by, weighed
from mashdesk.store.names import CHILDREN, MENTIONS, RELATIONSHIPS, id_of
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.tables import Child, Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_OF: Any = bindparam("of_referral")
_TOLD = (
    select(CHILDREN.c.individual_id).where(CHILDREN.c.referral_id == _OF),
    select(MENTIONS.c.kind, MENTIONS.c.key, MENTIONS.c.individual_id).where(
        MENTIONS.c.referral_id == _OF
    ),
    select(RELATIONSHIPS.c.kind, RELATIONSHIPS.c.from_id, RELATIONSHIPS.c.to_id).where(
        RELATIONSHIPS.c.referral_id == _OF, RELATIONSHIPS.c.ended_at.is_(None)
    ),
)


@contextmanager
def taking_back(work: Work, row: Referral) -> Iterator[None]:
    """Around what may take back something that a record told of who its people are, how they are
    tied, or where they are reached. The newest that rest on it are weighed at once; any more are
    marked, and put right as they are considered, which is soon after.
    """
    of = id_of(row)
    told, concerned = _told(work, of), beside(work, of) | {of}
    yield
    work.write(Referral, Child)
    if not told - _told(work, of):
        return
    naming = sorted({one.referral_id for one in naming_others(work.connection, concerned)})
    _weigh(work, naming[-MOST:])
    loosen(work.connection, naming[:-MOST])
    look_again_at_these(work.connection, concerned)


def _told(work: Work, of: int) -> set[tuple[Any, ...]]:
    """Whom and what a record speaks of, and how it ties people."""
    return {
        (number, *row)
        for number, statement in enumerate(_TOLD)
        for row in work.connection.execute(statement, {"of_referral": of})
    }


def _weigh(work: Work, referrals: Collection[int]) -> None:
    """Take away and narrow what nothing in the open tells any more; all else stays as it is."""
    kept = kept_prompts(work.connection, referrals)
    sealed = sealed_of(work.connection, cited_by(one for each in kept.values() for one in each))
    found = {}
    for row, seen in snapshots(work.connection, sorted(referrals), work.now) if referrals else ():
        gone = {
            one.code: lost
            for one in kept[row.id]
            if one.stands and (lost := untied(PROMPTS.get(one.code), one.items, seen, sealed))
        }
        plan = weighed(
            seen, kept[row.id], work.policy.prompts,
            sealed=sealed, only=gone, gone=Gone(gone, TAKEN_BACK),
        )  # fmt: skip
        found[row.id] = Weighed(plan, kept[row.id], seen.related, row.changed, row.prompted)
    actor = work.actor
    write(work, found, rows_of(work, found), knows=actor.user_id)
    work.actor = actor
