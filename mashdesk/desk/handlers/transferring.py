"""Transfers to another hub: the file made, and the other hub's acknowledgement taken in."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from mashdesk.desk.handlers.telling import standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import id_of
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.transfer_tables import TransferSent
from mashdesk.store.work import Work


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
