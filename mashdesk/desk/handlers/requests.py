"""Asking agencies, chasing them, recording what they say, withdrawing a request."""

from __future__ import annotations

from sqlalchemy import select

from mashdesk.desk.clockwork.clocks import end, place, request_round, start_requests
from mashdesk.desk.loading import load_agencies, load_referral, load_request
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.answering import came_late, keep_answer, settle_answered
from mashdesk.desk.partners.requests_of import about, owing_agencies, tell_agency
from mashdesk.desk.sealing.sealed_telling import agencies_without_anybody_named
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import Move, moved
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.domain.sharing import DEFAULT_PARTS, Part, Passage
from mashdesk.store.answer_tables import Answer
from mashdesk.store.names import ANSWERS, id_of
from mashdesk.store.tables import Agency, Referral, Request
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
    shared = _shared(command, row)
    made = [_request(work, row, agency["id"], command.question, shared) for agency in wanted]
    runs_out = london_text(start_requests(work, row, made))
    for request, agency in zip(made, wanted, strict=True):
        said = f"{agency['name']} asked; answer due {runs_out}."
        work.tell("asked", said, request, text=command.question, new=True)
    names = ", ".join(agency["name"] for agency in wanted)
    work.tell("asked", f"Asked: {names}.", row)
    place(work, row)
    alone = agencies_without_anybody_named(work, row, wanted)
    message = f"{row.reference}: asked {names}. First answer due {runs_out}.{alone}"
    return Outcome(message, row.id, row.reference, requests=tuple(map(id_of, made)))


def _shared(command: c.AskAgencies, row: Referral) -> list[str]:
    """What the agencies may read: the parts chosen, else what is usual at this rating."""
    usual = DEFAULT_PARTS[row.rating or Rag.GREEN]
    chosen = usual if command.shared is None else command.shared
    return [part.value for part in Part if part in chosen]


def _request(work: Work, row: Referral, agency: int, question: str, shared: list[str]) -> Request:
    return Request(
        referral_id=id_of(row),
        agency_id=agency,
        state=RequestState.OPEN,
        asked_at=work.now,
        asked_by=work.actor.user_id,
        question=question,
        shared=shared,
        asked_rating=row.rating,
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
    _tell(work, row, request, "chased", f"{said} It is due {_due(request)}.", command.note)
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
    answer = _answer(command, work, late=came_late(request), behalf=behalf)
    keep_answer(work, answer, [Passage(command.words, command.sharing)] if command.words else [])
    said = settle_answered(work, row, request, answer, agency.name)
    told = f"{work.actor.name} recorded your agency's answer: {command.answer.label}."
    _tell(work, row, request, "answered", told, sentence(f"Told by {command.person}"))
    return Outcome(f"{row.reference}: {said}", row.id, row.reference, requests=(command.request,))


def _answer(command: c.RecordAnswer, work: Work, *, late: bool, behalf: bool) -> Answer:
    return Answer(
        request_id=command.request,
        answer=command.answer,
        declined=command.declined,
        channel=command.channel,
        risk_view=command.view,
        recorded_at=work.now,
        recorded_by=work.actor.user_id,
        late=late,
        on_behalf=behalf,
        person=command.person,
        searched=command.searched,
    )


def _unnamed(command: c.RecordAnswer) -> list[Problem]:
    """On an agency's behalf, the record names how and from whom the words came."""
    found = []
    if command.channel is None:
        found.append(Problem("channel", "choose how the agency told you"))
    if not command.person.strip():
        found.append(Problem("person", "say who in the agency told you"))
    return found


def insist(command: c.Insist, work: Work) -> Outcome:
    """Ask an agency that declined the same again, with the reason why; the new request has a clock
    of its own.
    """
    declined, row = load_request(work, command.request, command.version)
    agency = _agency(work, declined)
    row.state = moved(row.state, Move.ASK)
    if not _was_declined(work, declined):
        raise NotNow(
            f"{agency.name} has not declined this request.",
            "Chase it while it is open, or ask again with a question.",
        )
    if id_of(agency) in owing_agencies(work, row):
        raise NotNow(f"{agency.name} is asked already.", "Wait for that answer, or chase it.")
    request = _request(work, row, id_of(agency), declined.question, declined.shared)
    request.insisted = command.reason
    due = london_text(start_requests(work, row, [request]))
    said = f"{agency.name} asked again after it declined; answer due {due}."
    work.tell("asked", said, request, text=command.reason, new=True)
    work.tell("insisted", said, row, text=command.reason)
    told = f"the hub insists on an answer; it is due {due}."
    _tell(work, row, request, "insisted", told, command.reason)
    place(work, row)
    alone = agencies_without_anybody_named(work, row, [{"name": agency.name, "code": agency.code}])
    message = f"{row.reference}: {said}{alone}"
    return Outcome(message, row.id, row.reference, requests=(id_of(request),))


def _was_declined(work: Work, request: Request) -> bool:
    """Whether declining is the last thing the agency said."""
    query = (
        select(ANSWERS.c.answer)
        .where(ANSWERS.c.request_id == request.id)
        .order_by(ANSWERS.c.id.desc())
        .limit(1)
    )
    return work.connection.execute(query).scalar() is AnswerKind.DECLINED


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
    """End a request without an answer, and leave its agency, and whoever there has it, the
    explanation.
    """
    work.track(request)
    end(work, request_round(work, request), state.label)
    request.state, request.due_at, request.settled_at = state, None, work.now
    request.settled_because = reason
    work.tell(state.value, f"{agency.name}: {state.label}.", request, text=reason)
    said = f"this request was {state.label}."
    _tell(work, row, request, state.value, said, reason)
    holder = [request.holder_id]
    work.notify(holder, row, state.value, f"{said} You had it.", reason, about(request))


def _tell(work: Work, row: Referral, request: Request, kind: str, said: str, why: str) -> None:
    of, state = id_of(request), request.state
    tell_agency(work, row, request.agency_id, of, state, kind, said, why)


def _due(request: Request) -> str:
    return "at once" if request.due_at is None else london_text(request.due_at)


def _agency(work: Work, request: Request) -> Agency:
    agency = work.session.get(Agency, request.agency_id)
    assert agency is not None, "a request's agency is a foreign key"
    return agency
