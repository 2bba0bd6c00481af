"""Something made of a record for others to read: an act of its own, with its receiver named."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from mashdesk.desk.handlers.telling import standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import telling_endangers
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.report import (
    ASK_WHO_AGREED,
    BY_HAND,
    OUTSIDE,
    RECEIVERS,
    Receiver,
    ReportKind,
    Standing,
    reaches_family,
    read_at_home,
)
from mashdesk.store.names import AGENCIES, STRATEGY_DISCUSSIONS
from mashdesk.store.queries.need import standing_need
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

_ROSTER = select(AGENCIES.c.code, AGENCIES.c.name, AGENCIES.c.in_room).order_by(AGENCIES.c.id)


def make_report(command: c.MakeReport, work: Work) -> Outcome:
    """Note who makes what for whom. Nothing in the record changes."""
    row = load_referral(work, command.referral, command.version)
    if row.state not in (ReferralState.DECIDED, ReferralState.CLOSED):
        raise undecided()
    title = f"{command.kind.label.capitalize()} made"
    standing = None
    if command.kind is ReportKind.HAND_OFF:
        receiver = receiver_of(work.connection, command)
        standing = receiver.standing
        made = "Letter made" if standing is Standing.FAMILY else title
        title = f"{made} for {receiver.name}"
    title += f", as {command.form.label}."
    to_family = reaches_family(command.kind, standing, row.source)
    agreed = _agreed(command, work, row) if to_family else ""
    work.audited = title
    work.tell("report", title, row, text="\n".join(filter(None, (agreed, command.words))))
    said = f"{row.reference}: {title[0].lower()}{title[1:]}"
    if to_family:
        need = standing_need(work.connection, command.referral, {})
        if read_at_home(row.reasons) or (need is not None and need.danger_at_home):
            said = f"{said} {BY_HAND}"
    return Outcome(said, row.id, row.reference)


def _agreed(command: c.MakeReport, work: Work, row: Referral) -> str:
    """With whom it was agreed that the family is told, where that can put the child at risk. Raises
    Invalid where nobody is named.
    """
    who = command.agreed_with.strip()
    if not who:
        made = standing_decision(work, row)
        rows = work.connection.execute(_DISCUSSED, {"of": row.id})
        discussed = [(one.recorded_at, one.result) for one in rows]
        if telling_endangers(made.outcome, made.decided_at, discussed):
            raise Invalid(Problem("agreed_with", ASK_WHO_AGREED))
    return f"That the family is told was agreed with {who}." if who else ""


_DISCUSSED = (
    select(STRATEGY_DISCUSSIONS.c.recorded_at, STRATEGY_DISCUSSIONS.c.result)
    .where(STRATEGY_DISCUSSIONS.c.referral_id == bindparam("of"))
    .order_by(STRATEGY_DISCUSSIONS.c.id)
)


def undecided() -> NotNow:
    """The refusal of a report on what nobody has decided yet."""
    return NotNow("Nothing is decided yet.", "Decide first: a report says what was decided.")


def receivers(connection: Connection) -> tuple[Receiver, ...]:
    """Everybody a hand-off report can be for. An agency in the room is part of the hub; one that
    answers from afar is given what anybody outside is.
    """
    agencies = (
        Receiver(row.code, row.name, Standing.INSIDE if row.in_room else Standing.OUTSIDE)
        for row in connection.execute(_ROSTER)
    )
    return (*RECEIVERS, *agencies)


def receiver_of(connection: Connection, command: c.MakeReport) -> Receiver:
    """Who it is for, by the name given if there is one. Raises Invalid."""
    wanted, name = command.receiver.strip().casefold(), command.name.strip()
    known = receivers(connection)
    found = next(
        (one for one in known if wanted in (one.code.casefold(), one.name.casefold())), None
    )
    if found is None:
        offered = ", ".join(one.code for one in known)
        raise Invalid(Problem("receiver", f"is not one there is; choose from {offered}"))
    if found == OUTSIDE and not name:
        raise Invalid(Problem("name", "say which service outside the hub it is for"))
    return replace(found, name=name) if name else found
