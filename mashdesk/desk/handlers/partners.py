"""What an agency's practitioners do: open, take on, let go and answer their agency's requests."""

from __future__ import annotations

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.answering import (
    came_late,
    keep_answer,
    searches_of,
    settle_answered,
    tell_the_hub,
)
from mashdesk.desk.partners.own_agency import find_own_request, load_own_request
from mashdesk.desk.partners.own_sent_in import find_own_sent_in
from mashdesk.desk.partners.requests_of import about
from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotNow
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Found
from mashdesk.store.answer_tables import Answer
from mashdesk.store.names import id_of
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work


def view_request(command: c.ViewRequest, work: Work) -> Outcome:
    """Opening a request leaves its trace before a word of it is shown."""
    agency = find_own_request(work, command.request)
    request = work.get(Request, command.request, "request")
    row = work.get(Referral, request.referral_id, "referral")
    work.tell("opened", f"Opened by {work.actor.name}, {agency['name']}.", request)
    return _outcome(row, request, "request opened.")


def view_sent_in(command: c.ViewSentIn, work: Work) -> Outcome:
    """Opening what became of a contact sent in leaves its trace before a word of it is shown."""
    row, agency = find_own_sent_in(work, command.reference)
    work.tell("opened", f"Opened by {work.actor.name}, {agency['name']}, who sent it in.", row)
    return Outcome(f"{row.reference} opened.", None, row.reference)


def take_on(command: c.TakeOn, work: Work) -> Outcome:
    """Have it as one's own; a colleague it is taken over from keeps an entry. No clock is touched.

    One that was decided without is taken on too: a late answer needs somebody to write it.
    """
    request, row, _agency = load_own_request(work, command.request, command.version)
    if not request.state.takes_answer:
        raise NotNow(f"The request is {request.state.label}.", "No answer is awaited.")
    me, had = work.actor.user_id, request.holder_id
    if had == me:
        raise NotNow("You have it already.", "Nothing needs doing.")
    request.holder_id = me
    work.tell("taken_on", f"{work.actor.name} has it now.", request)
    said = f"{work.actor.name} took this request over from you."
    work.notify([had], row, "taken_over", said, about=about(request))
    return _outcome(row, request, "the request is with you now.")


def let_go(command: c.LetGo, work: Work) -> Outcome:
    """Anybody in the agency may take it on again; only who has it lets it go."""
    request, row, _agency = load_own_request(work, command.request, command.version)
    if request.holder_id != work.actor.user_id:
        raise NotNow("You do not have it.", "Take it over first if it should be yours.")
    request.holder_id = None
    work.tell("let_go", f"{work.actor.name} let it go; anybody may take it on.", request)
    return _outcome(row, request, "let go; anybody in your agency may take it on.")


def send_answer(command: c.SendAnswer, work: Work) -> Outcome:
    """Keep the agency's answer. The last part settles the request; any other leaves it open.

    A late answer is welcome, marked late, and moves no breach. Whoever answers has it, if nobody
    else does. The words stay with the answer, where their markings are obeyed.
    """
    request, row, agency = load_own_request(work, command.request, command.version)
    if not request.state.takes_answer:
        raise NotNow(
            f"The request is {request.state.label}.",
            "Nothing is owed; tell the hub what else your agency knows.",
        )
    if command.partial and request.state is not RequestState.OPEN:
        raise NotNow("It was decided without.", "Send what your agency holds as complete.")
    searches = searches_of(command, work, row)
    answer = _answer(command, work, late=came_late(request))
    keep_answer(work, answer, command.said, searches)
    if request.holder_id is None:
        request.holder_id = work.actor.user_id
    if not command.partial:
        settle_answered(work, row, request, answer, agency["name"])
        late = " late" if answer.late else ""
        return _outcome(row, request, f"answered{late}: {answer.answer.label}. The hub has it now.")
    said = f"{agency['name']} answered in part: {command.answer.label}."
    work.tell("answered_in_part", said, request)
    tell_the_hub(work, row, request, said)
    return _outcome(row, request, "answered in part; the rest is awaited and its clock runs on.")


def _answer(command: c.SendAnswer, work: Work, *, late: bool) -> Answer:
    searched = [one.system for one in command.searches if one.found is not Found.NOT_SEARCHED]
    return Answer(
        request_id=command.request,
        answer=command.answer,
        declined=command.declined,
        risk_view=command.view,
        recorded_at=work.now,
        recorded_by=work.actor.user_id,
        late=late,
        partial=command.partial,
        person=work.actor.name,
        searched=", ".join(dict.fromkeys(searched)),
        reason=command.reason,
    )


def _outcome(row: Referral, request: Request, said: str) -> Outcome:
    """Of the referral it names only the reference: its id and version are the hub's own."""
    return Outcome(f"{row.reference}: {said}", None, row.reference, requests=(id_of(request),))
