"""Transfers between hubs: the file made, taken in, answered, and the answer taken in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import col

from mashdesk.desk.handlers.contacts import take_in
from mashdesk.desk.handlers.telling import standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.contact import Contact
from mashdesk.domain.errors import NotNow
from mashdesk.domain.field_words import in_words
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.transfer import Parcel
from mashdesk.store.names import HUBS, REFERRALS, TRANSFERS_TAKEN, WORDINGS, id_of
from mashdesk.store.queries.earlier_hub import FOUND_AS, words_of_past
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.queries.transfers import kept
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.transfer_tables import TransferSent, TransferTaken
from mashdesk.store.work import Work
from mashdesk.text import clip

# Made once: building a statement costs as much as running it.
_BECAME = (
    select(REFERRALS.c.reference, in_sight(PERSON, NOW).label("seen"))
    .join(TRANSFERS_TAKEN, TRANSFERS_TAKEN.c.referral_id == REFERRALS.c.id)
    .where(TRANSFERS_TAKEN.c.token == bindparam("token"))
)
_STORE = select(HUBS.c.store_id)


def transfer_out(command: c.TransferOut, work: Work) -> Outcome:
    """Note the file that is made, for whom; it is decided as transferred, and told so."""
    row = load_referral(work, command.referral, command.version)
    decision = standing_decision(work, row) if row.state is ReferralState.DECIDED else None
    if decision is None or decision.outcome is not DecisionOutcome.TRANSFERRED:
        raise NotNow(
            "It is not decided as transferred to another hub.",
            "Decide so first, or reopen what is closed.",
        )
    if row.sealed:
        raise NotNow(
            "It is sealed: no file of it is made.",
            "Hand it over in person, or have a manager who is named on it unseal it first.",
        )
    known = _sent_as(work, command.token)
    if known is not None and (known.referral_id != row.id or known.acknowledged_at is not None):
        raise Invalid(Problem("token", "was another file's"))
    if known is None:
        known = TransferSent(
            referral_id=id_of(row),
            decision_id=id_of(decision),
            token=command.token,
            made_at=work.now,
            made_by=work.actor.user_id,
            to_hub=command.to_hub,
        )
    known.made_at, known.made_by = work.now, work.actor.user_id
    work.add(known)
    title = f"Hand-over file made for {command.to_hub}."
    work.tell("transfer_out", title, row)
    wait = f"It stays open here until {command.to_hub} acknowledges it."
    return Outcome(f"{row.reference}: {title} {wait}", row.id, row.reference)


def take_in_transfer(command: c.TakeInTransfer, work: Work) -> Outcome:
    """A new referral, unrated, whose clock starts now; its earlier clocks are kept as they ran."""
    parcel = command.parcel
    _demand_first_time(command, work)
    contact = replace(
        parcel.contact,
        received_at=work.now,
        sender_agency="",
        late_because="",
        children=tuple(replace(child, individual=None) for child in parcel.contact.children),
        adults=tuple(replace(adult, individual=None) for adult in parcel.contact.adults),
    )
    contact, left_out = _fitting(contact, work)
    taken = take_in(c.TakeIn(contact=contact, again=True), work)
    assert taken.referral is not None
    row = work.get(Referral, taken.referral, "referral")
    last = parcel.last
    _keep_history(parcel, row, work)
    entries = sum(len(one.events) for one in parcel.histories)
    title = f"Handed over by {parcel.from_hub}, where it was {last.reference}: {entries} entries."
    first = f"It was received there {london_text(last.received_at)}"
    rated = f", rated {last.rating.value}" if last.rating else ""
    text = "\n".join((f"{first}{rated}.", *left_out))
    work.tell("transfer_in", title, row, text=text)
    return replace(taken, message=f"{taken.message} {title} Send the acknowledgement back.")


def _keep_history(parcel: Parcel, row: Referral, work: Work) -> None:
    """What came with it, as it came; and its words, to be found here as from that hub."""
    taken = TransferTaken(
        referral_id=id_of(row),
        token=parcel.token,
        made_at=parcel.made_at,
        taken_in_at=work.now,
        taken_in_by=work.actor.user_id,
        hub=clip(parcel.from_hub, 200)[:200],
        reference=clip(parcel.last.reference, 40)[:40],
        body=kept(parcel.histories),
    )
    work.add(taken)
    told = (words for history in parcel.histories for words in words_of_past(history))
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


def acknowledge_transfer(command: c.AcknowledgeTransfer, work: Work) -> Outcome:
    """The other hub has it: only now can it be closed here."""
    row = load_referral(work, command.referral, command.version)
    waiting = [one for one in _sent_of(work, row) if one.acknowledged_at is None]
    if command.token:
        waiting = [one for one in waiting if one.token == command.token]
    if not waiting:
        waiting = [_by_word(command, work, row)]
    for one in waiting:
        one.acknowledged_at, one.acknowledged_by = work.now, work.actor.user_id
        one.reference, one.person = command.reference[:40], command.person
        one.channel, one.words = command.channel, command.words
        work.session.add(one)
    theirs = f": theirs is {command.reference}" if command.reference else ""
    when = f", taken in {london_text(command.taken_in_at)}" if command.taken_in_at else ""
    hub = waiting[-1].to_hub
    title = f"{hub} acknowledged it{theirs}{when}."
    text = "\n".join(filter(None, (f"By {command.person}.", command.words)))
    work.tell("transfer_acknowledged", title, row, text=text)
    work.notify([row.worker_id], row, "transfer_acknowledged", title)
    left = "Close it once the referrer is told."
    return Outcome(f"{row.reference}: {title} {left}", row.id, row.reference)


def _by_word(command: c.AcknowledgeTransfer, work: Work, row: Referral) -> TransferSent:
    """A hand-over without a file, as of what is sealed or to a hub that takes none in: what a
    person there said is all there is of it.
    """
    decision = standing_decision(work, row) if row.state is ReferralState.DECIDED else None
    if (
        decision is None
        or decision.outcome is not DecisionOutcome.TRANSFERRED
        or command.token
        or any(one.decision_id == decision.id for one in _sent_of(work, row))
    ):
        raise NotNow("No hand-over of it waits to be acknowledged.", "Look at its events.")
    return TransferSent(
        referral_id=id_of(row),
        decision_id=id_of(decision),
        token=f"by word, {decision.id}",
        made_at=work.now,
        made_by=work.actor.user_id,
        to_hub=decision.receiver or "The other hub",
    )


def demand_handed_over(work: Work, row: Referral, decision: Decision) -> None:
    """A child transferred to another hub is somebody's there before it is nobody's here."""
    if decision.outcome is not DecisionOutcome.TRANSFERRED:
        return
    sent = [one for one in _sent_of(work, row) if one.decision_id == decision.id]
    way_out = "Take their acknowledgement in, or record who told you that they have it."
    if not sent:
        raise NotNow("Nobody at the other hub is recorded to have it.", way_out)
    for one in sent:
        if one.acknowledged_at is None:
            raise NotNow(f"{one.to_hub} has not acknowledged its hand-over file.", way_out)


def _sent_of(work: Work, row: Referral) -> list[TransferSent]:
    query = (
        select(TransferSent)
        .where(col(TransferSent.referral_id) == row.id)
        .order_by(col(TransferSent.id))
    )
    return list(work.session.execute(query).scalars())


def _sent_as(work: Work, token: str) -> TransferSent | None:
    query = select(TransferSent).where(col(TransferSent.token) == token)
    found: TransferSent | None = work.session.execute(query).scalar_one_or_none()
    return found


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
