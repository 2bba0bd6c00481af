"""Who stands together as one person, and which records are told of it.

Nothing is ever moved: a `root_id` is worked out anew from the judgements that stand.
"""

from __future__ import annotations

from sqlalchemy import bindparam, update

from mashdesk.desk.loading import load_referral
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.errors import NotNow
from mashdesk.domain.people import Verdict
from mashdesk.store.names import INDIVIDUALS, JUDGEMENTS
from mashdesk.store.queries.judged import members, standing, together
from mashdesk.store.queries.known import appearances, names_of
from mashdesk.store.queries.sight import NOBODY
from mashdesk.store.work import Work


def demand_agreement(work: Work, one: int, other: int, verdict: Verdict) -> None:
    """Raise NotNow where a verdict was given already, or what stands speaks against it as far as
    whoever acts may know. An earlier verdict of the very same two gives way to this one.
    """
    every = members(work.connection, [one, other])
    there = appearances(work.connection, work.actor, every, work.now).people
    judged = standing(work.connection, sorted(there))
    own = next((row for row in judged if (row["one_id"], row["other_id"]) == (one, other)), None)
    if own is not None and own["verdict"] is verdict:
        raise NotNow(f"They were judged so already: {verdict.label}.", "Nothing needs doing.")
    others = [row for row in judged if row is not own]
    joined = together(there, others)
    if verdict is Verdict.DIFFERENT and joined[one] == joined[other]:
        raise NotNow("They are the same person by other judgements.", "Undo one of those first.")
    ours = {number for number, root in joined.items() if root in (joined[one], joined[other])}
    apart = [
        row
        for row in others
        if row["verdict"] is Verdict.DIFFERENT and {row["one_id"], row["other_id"]} <= ours
    ]
    if verdict is Verdict.SAME and apart:
        pair = f"{apart[0]['one_id']} and {apart[0]['other_id']}"
        raise NotNow(f"Numbers {pair} were judged different people.", "Undo that first.")
    if own is not None:
        undone = {
            "undone_at": work.now,
            "undone_by": work.actor.user_id,
            "undone_because": f"now judged {verdict.label}",
        }
        work.connection.execute(
            update(JUDGEMENTS).where(JUDGEMENTS.c.id == own["id"]).values(undone)
        )


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
