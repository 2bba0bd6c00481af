"""Who stands together as one person, and which records are told of it.

Nothing is ever moved: a `root_id` is worked out anew from the judgements that stand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, bindparam, select, update

from mashdesk.desk.loading import load_referral
from mashdesk.desk.people.against import demand_confirmed
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.errors import NotNow
from mashdesk.domain.people import Verdict
from mashdesk.store.names import INDIVIDUALS, JUDGEMENTS
from mashdesk.store.queries.judged import members, standing, together
from mashdesk.store.queries.known import appearances, names_of
from mashdesk.store.queries.sight import NOBODY
from mashdesk.store.work import Work


def demand_agreement(
    work: Work, one: int, other: int, verdict: Verdict, *, despite: bool = False
) -> None:
    """Raise NotNow where a verdict was given already, or others that stand contradict it as far as
    whoever acts may know; SpokenAgainst where something else speaks against it, unless it is said
    `despite` that. An earlier verdict of the very same two gives way to this one.
    """
    stands = _standing_of(work, one, other)
    own = next((row for row in stands.judged if _pair(row) == (one, other)), None)
    if own is not None and own["verdict"] is verdict:
        raise NotNow(f"They were judged so already: {verdict.label}.", "Nothing needs doing.")
    others = stands.without(own)
    if contradicted := others.contradicted(one, other, verdict):
        raise contradicted
    if not despite:
        demand_confirmed(work, (one, other), others.joined, own, verdict)
    if own is not None:
        undone = {
            "undone_at": work.now,
            "undone_by": work.actor.user_id,
            "undone_because": _overturned_by(verdict),
        }
        work.connection.execute(
            update(JUDGEMENTS).where(JUDGEMENTS.c.id == own["id"]).values(undone)
        )


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands of two people, and of whoever is the same as one of them, as far as whoever acts
    may know.
    """

    people: Collection[int]
    judged: Sequence[RowMapping]

    def without(self, judgement: RowMapping | None) -> _Standing:
        return _Standing(self.people, [row for row in self.judged if row is not judgement])

    @property
    def joined(self) -> dict[int, int]:
        """For each the smallest number of those it is the same as."""
        return together(self.people, self.judged)

    def contradicted(self, one: int, other: int, verdict: Verdict) -> NotNow | None:
        """What refuses to let this be said besides these."""
        joined = self.joined
        if verdict is Verdict.DIFFERENT and joined[one] == joined[other]:
            return NotNow(
                "They are the same person by other judgements.", "Undo one of those first."
            )
        ours = {number for number, root in joined.items() if root in (joined[one], joined[other])}
        apart = [
            row
            for row in self.judged
            if row["verdict"] is Verdict.DIFFERENT and set(_pair(row)) <= ours
        ]
        if verdict is Verdict.SAME and apart:
            pair = f"{apart[0]['one_id']} and {apart[0]['other_id']}"
            return NotNow(f"Numbers {pair} were judged different people.", "Undo that first.")
        return None


def _standing_of(work: Work, one: int, other: int) -> _Standing:
    every = members(work.connection, [one, other])
    there = appearances(work.connection, work.actor, every, work.now).people
    return _Standing(there, standing(work.connection, sorted(there)))


def _pair(judgement: RowMapping) -> tuple[int, int]:
    return judgement["one_id"], judgement["other_id"]


def _overturned_by(verdict: Verdict) -> str:
    return f"now judged {verdict.label}"


def overturned(work: Work, judgement: RowMapping) -> RowMapping | None:
    """What this judgement took the place of, that stood until then, of the very same two."""
    query = (
        select(JUDGEMENTS)
        .where(
            JUDGEMENTS.c.one_id == judgement["one_id"],
            JUDGEMENTS.c.other_id == judgement["other_id"],
            JUDGEMENTS.c.id < judgement["id"],
            JUDGEMENTS.c.undone_at == judgement["at"],
            JUDGEMENTS.c.undone_by == judgement["by"],
        )
        .order_by(JUDGEMENTS.c.id.desc())
    )
    because = _overturned_by(judgement["verdict"])
    # The words are kept encrypted: they can be compared here alone.
    rows = work.connection.execute(query).mappings()
    return next((row for row in rows if row["undone_because"] == because), None)


def stand_again(work: Work, judgement: RowMapping) -> bool:
    """Let a judgement that was overturned stand as it stood, by its own moment and maker; False
    where what was said of others since contradicts it.
    """
    pair = _pair(judgement)
    if _standing_of(work, *pair).contradicted(*pair, judgement["verdict"]):
        return False
    stands = {"undone_at": None, "undone_by": None, "undone_because": ""}
    work.connection.execute(
        update(JUDGEMENTS).where(JUDGEMENTS.c.id == judgement["id"]).values(stands)
    )
    return True


def stand_together(work: Work, *people: int) -> None:
    """Work out anew who is one person with these, and with whoever was until now: the smallest
    number of each who stand together is the root of all of them.
    """
    every = _reach(work, set(people))
    joined = together(every, standing(work.connection, sorted(every)))
    for root in sorted(set(joined.values())):
        those = sorted(one for one, of in joined.items() if of == root)
        work.connection.execute(_ROOT, {"root": root, "those": those})


_ROOT = (
    update(INDIVIDUALS)
    .where(
        INDIVIDUALS.c.id.in_(bindparam("those", expanding=True)),
        INDIVIDUALS.c.root_id != bindparam("root"),
    )
    .values(root_id=bindparam("root"), version=INDIVIDUALS.c.version + 1)
)


def _reach(work: Work, people: set[int]) -> set[int]:
    """Everybody that judgements join to these, through however many."""
    every = set(people)
    while True:
        joined = {
            number
            for row in standing(work.connection, sorted(every))
            if row["verdict"] is Verdict.SAME
            for number in (row["one_id"], row["other_id"])
        }
        if joined <= every:
            return every
        every |= joined


def tell_of_both(
    work: Work, one: int, other: int, kind: str, words: str, why: str
) -> tuple[int | None, str | None]:
    """Tell the records of two people what was said of them; returns the first that whoever acts
    sees, its id and reference.

    They are called there what everybody may know them as. A record tells it only to people who may
    know of both: somebody who appears in sealed records alone is named in none that others read.
    """
    every = members(work.connection, [one, other])
    whole = appearances(work.connection, SYSTEM, every, work.now).people
    anybody = Actor(NOBODY, "", Role.BUSINESS)
    open_to_all = appearances(work.connection, anybody, every, work.now).people
    mine = appearances(work.connection, work.actor, every, work.now).people
    places = {there.referral for told in whole.values() for there in told}
    if not {one, other} <= open_to_all.keys():
        hidden = [
            {there.referral for there in whole[number]}
            for number in (one, other)
            if number not in open_to_all
        ]
        places = set.intersection(*hidden)
    called = {**whole, **open_to_all}
    pair = " and ".join(f"{names_of(called[n])[0]} (number {n})" for n in (one, other))
    said = f"{pair}: {words}."
    seen = {there.referral for told in mine.values() for there in told}
    first: tuple[int | None, str | None] = (None, None)
    for referral in sorted(places, key=lambda number: (number not in seen, -number)):
        row = load_referral(work, referral, unseen=True)
        work.tell(kind, said, row, text=why)
        if first[0] is None and referral in seen:
            first = (row.id, row.reference)
    return first
