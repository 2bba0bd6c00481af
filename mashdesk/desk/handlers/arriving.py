"""Another hub's hand-over file taken in as a referral, and its acknowledgement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import col

from mashdesk.desk.clockwork.clocks import place
from mashdesk.desk.handlers.contacts import take_in
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.contact import Contact
from mashdesk.domain.errors import NotNow
from mashdesk.domain.field_words import in_words
from mashdesk.domain.prompts import HANDED_OVER
from mashdesk.domain.transfer import History, Parcel
from mashdesk.store.names import HUBS, PROMPTS, REFERRALS, TRANSFERS_TAKEN, WORDINGS, id_of
from mashdesk.store.queries.earlier_hub import FOUND_AS, words_of_past
from mashdesk.store.queries.masking import ARRIVED
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.queries.transfers import kept, ours_among
from mashdesk.store.tables import Referral
from mashdesk.store.transfer_tables import TransferTaken
from mashdesk.store.work import Work
from mashdesk.text import clip

# Made once: building a statement costs as much as running it.
_BECAME = (
    select(REFERRALS.c.reference, in_sight(PERSON, NOW).label("seen"))
    .join(TRANSFERS_TAKEN, TRANSFERS_TAKEN.c.referral_id == REFERRALS.c.id)
    .where(TRANSFERS_TAKEN.c.token == bindparam("token"))
)
_STORE = select(HUBS.c.store_id)


def take_in_transfer(command: c.TakeInTransfer, work: Work) -> Outcome:
    """A new referral, unrated, whose clock starts now, but is due no later than the sender expects;
    its earlier clocks are kept as they ran, and a prompt tells of them until it is rated.
    """
    from mashdesk.domain.arrival import arrival_lines, expected_by

    parcel = command.parcel
    _demand_first_time(command, work)
    contact, left_out = _fitting(_as_received(parcel.contact, work), work)
    asked = expected_by(parcel.histories, work.now)
    taken = take_in(c.TakeIn(contact=contact, again=True), work, asked)
    assert taken.referral is not None
    row = work.get(Referral, taken.referral, "referral")
    _keep_history(parcel, row, work)
    entries = sum(len(one.events) for one in parcel.histories)
    # On the record its reference there stands apart, for here it may be another record's.
    from_there = f"Handed over by {parcel.from_hub}"
    ours = ours_among(work.connection, parcel.histories)
    told = "\n".join(arrival_lines(_without_ours(parcel, ours), work.now))
    text = "\n".join((told, *left_out))
    work.tell(ARRIVED, f"{from_there}: {entries} entries.", row, text=text)
    _prompt(work, row, f"{from_there}.\n{told}")
    by = f" It expects something of this hub by {london_text(asked)}." if asked else ""
    was = f"{from_there}, where it was {parcel.last.reference}: {entries} entries."
    said = f"{taken.message} {was}{by} Send the acknowledgement back."
    return replace(taken, message=said)


def _without_ours(parcel: Parcel, ours: Collection[int]) -> list[History]:
    """The histories without the words by which this hub itself asked for something: what is told of
    an arrival is read as it came, and these may quote a record that is sealed here later.
    """
    told = list(parcel.histories)
    for at in ours:
        if (made := told[at].decision) is not None and made.expected:
            told[at] = replace(told[at], decision=replace(made, expected=_IN_OURS))
    return told


_IN_OURS = "what this hub's own history of it tells"


def _as_received(contact: Contact, work: Work) -> Contact:
    """The contact as one that came now, of people whom this hub is to know by itself."""
    return replace(
        contact,
        received_at=work.now,
        sender_agency="",
        late_because="",
        children=tuple(replace(child, individual=None) for child in contact.children),
        adults=tuple(replace(adult, individual=None) for adult in contact.adults),
    )


def _prompt(work: Work, row: Referral, evidence: str) -> None:
    """Mark the row, and tell on the record how it stood there, until somebody rates it."""
    raised = {
        "referral_id": id_of(row),
        "request_id": None,
        "code": HANDED_OVER.code,
        "evidence_key": "hand-over",
        "grave": HANDED_OVER.grave,
        "raised_at": work.now,
        "evidence": evidence,
        "reason": "",
    }
    work.connection.execute(insert(PROMPTS), raised)
    place(work, row)


def _keep_history(parcel: Parcel, row: Referral, work: Work) -> None:
    """What came with it, as it came; and its words, to be found here as from that hub. Which other
    contacts this hub itself told of are read here, by who may see them now.
    """
    ours = ours_among(work.connection, parcel.histories)
    told_us = (
        replace(one, family=None) if at in ours else one for at, one in enumerate(parcel.histories)
    )
    taken = TransferTaken(
        referral_id=id_of(row),
        token=parcel.token,
        made_at=parcel.made_at,
        taken_in_at=work.now,
        taken_in_by=work.actor.user_id,
        hub=clip(parcel.from_hub, 200)[:200],
        reference=clip(parcel.last.reference, 40)[:40],
        body=kept(tuple(told_us)),
    )
    work.add(taken)
    # What this hub wrote itself is found on the record that it handed on.
    theirs = (one for at, one in enumerate(parcel.histories) if at not in ours)
    told = (words for history in theirs for words in words_of_past(history))
    found = [
        {
            "referral_id": id_of(row), "kind": FOUND_AS, "of": id_of(taken), "part": part,
            "at": work.now, "deciders": False, "words": words,
        }
        for part, words in enumerate(told)
    ]  # fmt: skip
    if found:
        work.connection.execute(insert(WORDINGS), found)


def reply_to_transfer(command: c.ReplyToTransfer, work: Work) -> Outcome:
    """Note that the acknowledgement was made; it can be made again if it was lost."""
    row = load_referral(work, command.referral, command.version)
    query = select(TransferTaken).where(col(TransferTaken.referral_id) == row.id)
    taken: TransferTaken | None = work.session.execute(query).scalar_one_or_none()
    if taken is None:
        raise NotNow(
            "It did not come by a hand-over file.", "There is nobody to acknowledge it to."
        )
    taken.replied_at = work.now
    work.session.add(taken)
    title = f"Acknowledgement made for {taken.hub}."
    work.tell("transfer_reply", title, row)
    return Outcome(f"{row.reference}: {title}", row.id, row.reference)


def _fitting(contact: Contact, work: Work) -> tuple[Contact, list[str]]:
    """The contact without those particulars of people that this hub would not take, each told: what
    another desk once wrote must not keep a child from being taken in.
    """
    left_out = []
    for problem in contact.problems(work.now, london_day(work.now)):
        where, _, name = problem.field.rpartition(".")
        kind, _, number = where.partition(".")
        if name not in _LEFT_OUT or kind not in ("children", "adults"):
            continue
        people = list(getattr(contact, kind))
        at = int(number) - 1
        left_out.append(f"{in_words(problem.field)}: {getattr(people[at], name)} {problem.message}")
        people[at] = replace(people[at], **{name: _LEFT_OUT[name]})
        changed: dict[str, Any] = {kind: tuple(people)}
        contact = replace(contact, **changed)
    return contact, left_out


_LEFT_OUT: dict[str, Any] = {"nhs_number": "", "upn": "", "born": None, "expected": None}
"""What of a person may be left out, and what stands in its place."""


def _demand_first_time(command: c.TakeInTransfer, work: Work) -> None:
    parcel = command.parcel
    if parcel.from_store == work.connection.execute(_STORE).scalar_one():
        raise NotNow(
            f"This file was made here, of {parcel.last.reference}.",
            f"It is for {parcel.to_hub or 'the other hub'}.",
        )
    sought = {"token": parcel.token, **sight_of(work.actor.user_id, work.now)}
    became = work.connection.execute(_BECAME, sought).one_or_none()
    if became is not None:
        as_what = f" as {became.reference}" if became.seen else ""
        raise NotNow(f"This file was already taken in{as_what}.", "Open that one.")
