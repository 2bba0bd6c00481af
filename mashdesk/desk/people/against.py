"""What speaks against saying that two known people are one, as far as whoever says it may know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import BindParameter, RowMapping, bindparam, or_, select, union

from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import SpokenAgainst
from mashdesk.domain.people import Verdict
from mashdesk.store.names import CHILDREN, MENTIONS, PEOPLE, REFERRALS, RELATIONSHIPS
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.masking import told_to
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.work import Work
from mashdesk.text import sentence

_MOST_NAMED = 3
"""So many records are named; of any more only how many."""

_ONES: BindParameter[Any] = bindparam("ones", expanding=True)
_OTHERS: BindParameter[Any] = bindparam("others", expanding=True)


def _told_by_contact(who: BindParameter[Any]) -> Any:
    """The contacts that name one of these themselves, not by an answer nor at the desk."""
    child = select(CHILDREN.c.referral_id).where(CHILDREN.c.individual_id.in_(who))
    named = select(MENTIONS.c.referral_id).where(
        MENTIONS.c.individual_id.in_(who), MENTIONS.c.of_contact
    )
    return union(child, named)


_SIDE_BY_SIDE = (
    select(REFERRALS.c.reference)
    .where(
        REFERRALS.c.id.in_(_told_by_contact(_ONES)),
        REFERRALS.c.id.in_(_told_by_contact(_OTHERS)),
        in_sight(PERSON, NOW, REFERRALS.c.id),
    )
    .order_by(REFERRALS.c.id)
)
_TIED = (
    select(RELATIONSHIPS.c.kind)
    .where(
        RELATIONSHIPS.c.ended_at.is_(None),
        or_(
            RELATIONSHIPS.c.from_id.in_(_ONES) & RELATIONSHIPS.c.to_id.in_(_OTHERS),
            RELATIONSHIPS.c.from_id.in_(_OTHERS) & RELATIONSHIPS.c.to_id.in_(_ONES),
        ),
        in_sight(PERSON, NOW, RELATIONSHIPS.c.referral_id),
        told_openly(RELATIONSHIPS.c.answer_id),
    )
    .order_by(RELATIONSHIPS.c.id)
)


def demand_confirmed(
    work: Work,
    pair: tuple[int, int],
    joined: Mapping[int, int],
    own: RowMapping | None,
    verdict: Verdict,
) -> None:
    """Raise SpokenAgainst with all that stands against it: `own` is what was said of these very two
    until now, `joined` the smallest number of each that may be known, without that.
    """
    said = [*_said_before(work, own)]
    if verdict is Verdict.SAME and joined[pair[0]] != joined[pair[1]]:
        ones, others = ([one for one in joined if joined[one] == joined[of]] for of in pair)
        said += _told_as_two(work, ones, others)
    if said:
        raise SpokenAgainst(said)


def _said_before(work: Work, own: RowMapping | None) -> Iterator[str]:
    if own is None or own["verdict"] is Verdict.UNSURE:
        return
    reason = told_to(work.connection, work.actor, own["reason"], work.now)
    yield sentence(f"{own['verdict'].label.capitalize()}, {said_when(work, own)}: {reason}")


def said_when(work: Work, judgement: RowMapping) -> str:
    """Who judged so, and when."""
    query = select(PEOPLE.c.full_name).where(PEOPLE.c.id == judgement["by"])
    by = work.connection.execute(query).scalar_one_or_none() or "somebody"
    return f"{by} said on {london_text(judgement['at'])}"


def _told_as_two(work: Work, ones: Collection[int], others: Collection[int]) -> Iterator[str]:
    which = {"ones": ones, "others": others, **reader_of(work.actor, work.now)}
    places = list(work.connection.execute(_SIDE_BY_SIDE, which).scalars())
    if places:
        named = ", ".join(places[:_MOST_NAMED])
        more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
        yield f"Both are named side by side in {named}{more}."
    elif (tie := work.connection.execute(_TIED, which).scalars().first()) is not None:
        yield f"They are recorded as two who are tied: {tie.label}."
