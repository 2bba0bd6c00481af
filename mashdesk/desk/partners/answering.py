"""An agency's answer kept: its words by passage, its searches, and what it settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from mashdesk.desk.clockwork.clocks import end, place, request_round
from mashdesk.desk.partners.requests_of import about
from mashdesk.domain.commands import SendAnswer
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Passage, Search
from mashdesk.store.answer_tables import Answer
from mashdesk.store.names import CHILDREN, DECISIONS, PASSAGES, SEARCHES, id_of
from mashdesk.store.queries.agency_request import full_name
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work


def came_late(request: Request) -> bool:
    """Whether an answer now comes after its time, or after it was decided without."""
    return request.missed_at is not None or request.state is RequestState.DECIDED_WITHOUT


def keep_answer(
    work: Work,
    answer: Answer,
    passages: Sequence[Passage],
    searches: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Store an answer with what hangs on it."""
    if not passages and not searches:
        work.session.add(answer)
        return
    work.add(answer)
    of = id_of(answer)
    if passages:
        rows = [
            {"answer_id": of, "position": n, "sharing": said.sharing, "words": said.words}
            for n, said in enumerate(passages)
        ]
        work.connection.execute(insert(PASSAGES), rows)
    if searches:
        made = [{"answer_id": of, "position": n, **search} for n, search in enumerate(searches)]
        work.connection.execute(insert(SEARCHES), made)


def searches_of(command: SendAnswer, work: Work, row: Referral) -> list[dict[str, Any]]:
    """The searches as they are kept; Invalid for a child that is not this referral's."""
    query = select(CHILDREN).where(CHILDREN.c.referral_id == row.id)
    names = {child["id"]: full_name(child) for child in work.connection.execute(query).mappings()}
    if wrong := [n for n, one in enumerate(command.searches, start=1) if one.child not in names]:
        words = "is not a child of this request"
        raise Invalid([Problem(f"searches.{number}.child", words) for number in wrong])
    return [_kept(search, names[search.child]) for search in command.searches]


def _kept(search: Search, name: str) -> dict[str, Any]:
    return {
        "child_id": search.child,
        "child": name,
        "system": search.system,
        "found": search.found,
        "why": search.why,
    }


def settle_answered(
    work: Work, row: Referral, request: Request, answer: Answer, agency: str
) -> str:
    """The last of an answer is in: its clock ends, and whoever waits for it is told. Returns what
    is said of it.
    """
    end(work, request_round(work, request), "answered")
    request.state, request.due_at, request.settled_at = RequestState.ANSWERED, None, work.now
    request.settled_because = answer.answer.label
    said = f"{agency} answered{' late' if answer.late else ''}: {answer.answer.label}."
    work.tell("answered", said, request)
    if request.holder_id is not None:
        told = f"{work.actor.name} sent your agency's answer: {answer.answer.label}."
        work.notify([request.holder_id], row, "answered", told, about=about(request))
    return tell_the_hub(work, row, request, said)


def tell_the_hub(work: Work, row: Referral, request: Request, said: str) -> str:
    """Whoever works on the referral learns of an answer; where it is decided, its decider too."""
    concerned = [row.worker_id]
    if row.state in (ReferralState.DECIDED, ReferralState.CLOSED):
        said += " It is decided already: reopen it if this changes anything."
        concerned.append(_last_decider(work, row))
    work.notify(concerned, row, "answered", said, about=about(request))
    work.tell("answer_in", said, row)
    place(work, row)
    return said


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
