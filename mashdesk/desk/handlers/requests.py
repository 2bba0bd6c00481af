"""Asking agencies, chasing them, recording what they say, withdrawing a request."""

from __future__ import annotations

from sqlalchemy import select

from mashdesk.desk.clocks import end, place, request_round, start_requests
from mashdesk.desk.loading import load_agencies, load_referral, load_request
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.requests_of import owing_agencies
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import Move, ReferralState, moved
from mashdesk.domain.request import RequestState
from mashdesk.store.names import DECISIONS, id_of
from mashdesk.store.tables import Agency, Answer, Referral, Request
from mashdesk.store.work import Work
from mashdesk.text import sentence


def ask(command: c.AskAgencies, work: Work) -> Outcome:
    """Ask several agencies at once, each with its own clock; all or none are asked."""
    row = load_referral(work, command.referral, command.version)
    row.state = moved(row.state, Move.ASK)
    if not command.agencies:
        raise Invalid([Problem("agencies", "choose at least one agency to ask")])
    wanted = load_agencies(work, command.agencies)
    owing = owing_agencies(work, row)
    if busy := [agency["name"] for agency in wanted if agency["id"] in owing]:
        raise NotNow(
            f"Already asked and not yet answered: {', '.join(busy)}.",
            "Chase them, or leave them out.",
        )
    made = [_request(work, row, agency["id"], command.question) for agency in wanted]
    runs_out = london_text(start_requests(work, row, made))
    for request, agency in zip(made, wanted, strict=True):
        said = f"{agency['name']} asked; answer due {runs_out}."
        work.tell("asked", said, request, text=command.question, new=True)
    names = ", ".join(agency["name"] for agency in wanted)
    work.tell("asked", f"Asked: {names}.", row)
    place(work, row)
    message = f"{row.reference}: asked {names}. First answer due {runs_out}."
    return Outcome(message, row.id, row.reference, requests=tuple(map(id_of, made)))


def _request(work: Work, row: Referral, agency: int, question: str) -> Request:
    return Request(
        referral_id=id_of(row),
        agency_id=agency,
        state=RequestState.OPEN,
        asked_at=work.now,
        asked_by=work.actor.user_id,
        question=question,
    )


def chase(command: c.Chase, work: Work) -> Outcome:
    """A chase is counted and kept; the clock is not touched."""
    request, row = load_request(work, command.request, command.version)
    agency = _agency(work, request)
    if request.state is not RequestState.OPEN:
        raise NotNow(
            f"{agency.name}'s request is {request.state.label}.", "There is nothing to chase."
        )
    request.chased += 1
    said = sentence(f"{agency.name} chased by {command.channel.label}: {command.person}")
    work.tell("chased", said, request, text=command.note)
    work.notify_agency(id_of(agency), row, "chased", "the hub chased this request.", command.note)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference, requests=(command.request,))


def record_answer(command: c.RecordAnswer, work: Work) -> Outcome:
    """Record what an agency said. A late answer is welcome, marked late, and moves no breach.

    The words stay with the answer, where its sharing marking is obeyed; the timeline has none.
    """
    request, row = load_request(work, command.request, command.version)
    agency = _agency(work, request)
    if not request.state.takes_answer:
        raise NotNow(
            f"{agency.name}'s request is {request.state.label}.",
            "Ask again to record something new, or add a note.",
        )
    behalf = work.actor.agency != agency.code
    if behalf and (missing := _unnamed(command)):
        raise Invalid(missing)
    late = request.missed_at is not None or request.state is RequestState.DECIDED_WITHOUT
    work.session.add(_answer(command, work, late=late, behalf=behalf))
    end(work, request_round(work, request), "answered")
    request.state, request.due_at, request.settled_at = RequestState.ANSWERED, None, work.now
    request.settled_because = command.answer.label
    said = f"{agency.name} answered{' late' if late else ''}: {command.answer.label}."
    work.tell("answered", said, request)
    concerned = [row.worker_id]
    if row.state in (ReferralState.DECIDED, ReferralState.CLOSED):
        said += " It is decided already: reopen it if this changes anything."
        concerned.append(_last_decider(work, row))
    work.notify(concerned, row, "answered", said, about=f"request {request.id}")
    work.tell("answer_in", said, row)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference, requests=(command.request,))


def _answer(command: c.RecordAnswer, work: Work, *, late: bool, behalf: bool) -> Answer:
    return Answer(
        request_id=command.request,
        answer=command.answer,
        declined=command.declined,
        channel=command.channel,
        sharing=command.sharing,
        risk_view=command.view,
        recorded_at=work.now,
        recorded_by=work.actor.user_id,
        late=late,
        on_behalf=behalf,
        person=command.person,
        searched=command.searched,
        words=command.words,
    )


def _unnamed(command: c.RecordAnswer) -> list[Problem]:
    """On an agency's behalf, the record names how and from whom the words came."""
    found = []
    if command.channel is None:
        found.append(Problem("channel", "choose how the agency told you"))
    if not command.person.strip():
        found.append(Problem("person", "say who in the agency told you"))
    return found


def _last_decider(work: Work, row: Referral) -> int | None:
    """Who decided it last: an answer that comes in afterwards may change their mind."""
    query = (
        select(DECISIONS.c.decider_id)
        .where(DECISIONS.c.referral_id == row.id)
        .order_by(DECISIONS.c.id.desc())
        .limit(1)
    )
    found: int | None = work.connection.execute(query).scalar()
    return found


def withdraw(command: c.Withdraw, work: Work) -> Outcome:
    """Withdraw a request; the agency keeps an entry that says why."""
    request, row = load_request(work, command.request, command.version)
    agency = _agency(work, request)
    if request.state is not RequestState.OPEN:
        raise NotNow(
            f"{agency.name}'s request is {request.state.label}.",
            "Only an open request is withdrawn.",
        )
    settle(work, row, request, agency, RequestState.WITHDRAWN, command.reason)
    work.tell("withdrawal", f"{agency.name}'s request was withdrawn.", row, text=command.reason)
    place(work, row)
    return Outcome(f"{row.reference}: {agency.name}'s request withdrawn.", row.id, row.reference)


def settle(
    work: Work, row: Referral, request: Request, agency: Agency, state: RequestState, reason: str
) -> None:
    """End a request without an answer, and leave its agency the explanation."""
    work.track(request)
    end(work, request_round(work, request), state.label)
    request.state, request.due_at, request.settled_at = state, None, work.now
    request.settled_because = reason
    work.tell(state.value, f"{agency.name}: {state.label}.", request, text=reason)
    said = f"this request was {state.label}."
    work.notify_agency(id_of(agency), row, state.value, said, reason)


def _agency(work: Work, request: Request) -> Agency:
    agency = work.session.get(Agency, request.agency_id)
    assert agency is not None, "a request's agency is a foreign key"
    return agency
