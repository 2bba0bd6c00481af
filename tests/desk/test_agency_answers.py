"""An agency answers for itself: by search and marked passage, in parts, late, or declining."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, RequestState, Sharing
from mashdesk.domain.sharing import Found, Passage, Search
from tests.desk.partners import asked, desk_of, opened, pam, pip, row, send, take_on
from tests.hub import Hub, contact


def test_an_answer_of_searches_and_marked_passages_reaches_each_reader_as_marked(
    hub: Hub,
) -> None:
    referral, request = asked(hub)
    child = opened(hub, pip(hub), request).children[0]
    passages = (
        Passage("Two call-outs in May."),
        Passage("   "),
        Passage("An informant says so.", Sharing.DECISION_MAKER),
        Passage("The father is not to know.", Sharing.NOT_FAMILY),
    )
    searches = (
        Search(child.id, "PNC", Found.FOUND),
        Search(child.id, "Niche", Found.NOTHING),
        Search(child.id, "ViSOR", Found.NOT_SEARCHED, "no licence today"),
    )
    send(hub, pip(hub), request, passages=passages, searches=searches, view=Rag.RED)
    (whole,) = hub.view(referral).requests[0].answers
    assert whole.words is not None
    assert "informant" in whole.words
    assert (whole.kind, whole.view, whole.person) == (AnswerKind.RELEVANT, Rag.RED, "Pip Cole")
    assert [(one.name, one.system, one.found) for one in whole.searches] == [
        ("Kai Brown", "PNC", Found.FOUND),
        ("Kai Brown", "Niche", Found.NOTHING),
        ("Kai Brown", "ViSOR", Found.NOT_SEARCHED),
    ]
    assert whole.searched == "PNC, Niche"
    assert whole.sharing is Sharing.DECISION_MAKER
    for role in (Role.BUSINESS, Role.AUDITOR):
        view = hub.desk.open(hub.actor(role), referral)
        (seen,) = view.requests[0].answers
        assert [passage.words for passage in seen.passages] == [
            "Two call-outs in May.",
            None,
            "The father is not to know.",
        ]
        assert "informant" not in repr(view)
    (own,) = opened(hub, pip(hub), request).answers
    assert own.words == whole.words


def test_an_answer_nobody_else_may_read_a_word_of_has_none_for_them(hub: Hub) -> None:
    referral, request = asked(hub)
    send(hub, pip(hub), request, passages=(Passage("A warrant.", Sharing.DECISION_MAKER),))
    seen = hub.desk.open(hub.actor(Role.BUSINESS), referral).requests[0].answers[0]
    assert (seen.words, seen.passages[0].words) == (None, None)


def test_a_part_keeps_the_request_open_and_the_last_part_settles_it(hub: Hub) -> None:
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    due = row(hub, pip(hub), request).due_at
    said = send(hub, pip(hub), request, "Known; more to come.", partial=True).message
    assert "the rest is awaited" in said
    open_row = row(hub, pip(hub), request)
    assert (open_row.state, open_row.partial, open_row.due_at, open_row.holder) == (
        RequestState.OPEN,
        True,
        due,
        "Pip Cole",
    )
    assert open_row.where == "part of your answer is in; the rest is awaited"
    assert hub.desk.queue(hub.duty).rows[0].owing == ("POL",)
    send(hub, pip(hub), request, "That is all.")
    done = row(hub, pip(hub), request)
    assert (done.state, done.partial, done.due_at) == (RequestState.ANSWERED, False, None)
    assert done.where == "your answer is in; being weighed"
    answers = hub.view(referral).requests[0].answers
    assert [answer.partial for answer in answers] == [True, False]


def test_the_hub_hears_of_a_part_and_of_the_whole(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.on(c.Claim, referral)
    send(hub, pip(hub), request, "Known.", partial=True)
    (part,) = hub.desk.notices(hub.duty)
    assert "answered in part" in part.text
    send(hub, pip(hub), request)
    (whole,) = hub.desk.notices(hub.duty)
    assert "answered: nothing held" in whole.text


def test_a_late_answer_is_welcome_marked_late_and_moves_no_breach(hub: Hub) -> None:
    referral, request = asked(hub)
    due = row(hub, pip(hub), request).due_at
    assert due is not None
    hub.at(due + timedelta(minutes=1))
    assert desk_of(hub, pip(hub)).overdue == 1
    take_on(hub, pip(hub), request)
    late = row(hub, pip(hub), request)
    assert (late.round, late.missed_at, late.late) == (2, due, True)
    assert "answered late" in send(hub, pip(hub), request).message
    (answer,) = hub.view(referral).requests[0].answers
    assert answer.late
    assert row(hub, pip(hub), request).missed_at == due


def test_an_answer_after_a_decision_without_it_is_kept_and_reaches_the_decider(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.decide(referral, hub.manager, without=(c.Without(request=request, reason="no reply"),))
    hub.later(minutes=5)
    with pytest.raises(NotNow):
        send(hub, pip(hub), request, "Known.", partial=True)
    send(hub, pip(hub), request, "A warrant.")
    assert row(hub, pip(hub), request).late
    (told,) = [one for one in hub.desk.notices(hub.manager) if one.kind == "answered"]
    assert "reopen it if this changes anything" in told.text


@pytest.mark.parametrize("why", [Declined.NOT_COMMISSIONED, Declined.CAPACITY])
def test_declining_is_an_answer_with_its_reason_that_the_hub_can_insist_on(
    hub: Hub, why: Declined
) -> None:
    referral, request = asked(hub)
    send(hub, pip(hub), request, answer=AnswerKind.DECLINED, declined=why, reason="Nobody is in.")
    (answer,) = hub.view(referral).requests[0].answers
    assert (answer.kind, answer.declined, answer.reason) == (
        AnswerKind.DECLINED,
        why,
        "Nobody is in.",
    )
    outcome = hub.on_request(c.Insist, referral, "POL", reason="A child was bruised.")
    again = row(hub, pip(hub), outcome.requests[0])
    assert (again.state, again.insisted, again.question) == (
        RequestState.OPEN,
        "A child was bruised.",
        "What is held?",
    )
    assert again.due_at is not None
    (entry,) = [one for one in desk_of(hub, pip(hub)).entries if one.kind == "insisted"]
    assert (entry.request, entry.why, entry.by) == (
        again.request,
        "A child was bruised.",
        "Asha Rao",
    )
    with pytest.raises(NotNow, match="asked already"):
        hub.do(
            c.Insist(request=request, version=hub.view(referral).requests[0].version, reason="x")
        )


def test_the_hub_insists_only_on_what_was_declined(hub: Hub) -> None:
    referral, request = asked(hub)
    with pytest.raises(NotNow, match="has not declined"):
        hub.on_request(c.Insist, referral, "POL", reason="now")
    send(hub, pip(hub), request)
    with pytest.raises(NotNow, match="has not declined"):
        hub.on_request(c.Insist, referral, "POL", reason="now")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"answer": AnswerKind.RELEVANT, "passages": (Passage(" "),)}, "passages"),
        ({"answer": AnswerKind.DECLINED, "reason": "busy"}, "declined"),
        ({"answer": AnswerKind.DECLINED, "declined": Declined.LEGAL}, "reason"),
        (
            {
                "answer": AnswerKind.DECLINED,
                "declined": Declined.LEGAL,
                "reason": "x",
                "partial": True,
            },
            "partial",
        ),
        ({"searches": (Search(1, "PNC", Found.NOT_SEARCHED),)}, "searches.1.why"),
        ({"searches": (Search(1, " ", Found.FOUND),)}, "searches.1.system"),
        ({"searches": (Search(1, "PNC", Found.FOUND),) * 2}, "searches.2"),
        ({"searches": (Search(999, "PNC", Found.FOUND),)}, "searches.1.child"),
        ({"searches": (Search(1, "x" * 201, Found.FOUND),)}, "searches.1.system"),
        ({"passages": (Passage("x" * 20_001),)}, "passages.1.words"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused_by_the_field_that_is_wrong(
    sqlite_hub: Hub, said: dict[str, Any], field: str
) -> None:
    _, request = asked(sqlite_hub)
    with pytest.raises(Invalid) as refused:
        send(sqlite_hub, pip(sqlite_hub), request, **said)
    assert field in [problem.field for problem in refused.value.problems]
    assert row(sqlite_hub, pip(sqlite_hub), request).state is RequestState.OPEN


def test_another_referrals_child_cannot_be_searched_for(sqlite_hub: Hub) -> None:
    _, first = asked(sqlite_hub)
    _, second = asked(sqlite_hub)
    child = opened(sqlite_hub, pip(sqlite_hub), second).children[0]
    with pytest.raises(Invalid, match="not a child of this request"):
        send(sqlite_hub, pip(sqlite_hub), first, searches=(Search(child.id, "PNC", Found.NOTHING),))


def test_what_was_searched_stays_told_when_the_contact_is_corrected_and_the_child_is_gone(
    hub: Hub,
) -> None:
    referral, request = asked(hub)
    children = contact(hub.clock).children
    twin = (*children, children[0].__class__(given_name="Zoe", family_name="Brown"))
    both = contact(hub.clock, children=twin)
    hub.on(c.Correct, referral, contact=both, reason="a sister")
    zoe = opened(hub, pip(hub), request).children[1]
    send(hub, pip(hub), request, searches=(Search(zoe.id, "PNC", Found.NOTHING),))
    hub.on(c.Correct, referral, contact=contact(hub.clock), reason="no sister")
    (search,) = hub.view(referral).requests[0].answers[0].searches
    assert (search.child, search.name, search.system) == (0, "Zoe Brown", "PNC")


def test_anybody_in_the_agency_takes_a_request_over_and_who_had_it_is_told(hub: Hub) -> None:
    _, request = asked(hub)
    first, second = pip(hub), pam(hub)
    take_on(hub, first, request)
    with pytest.raises(NotNow, match="have it already"):
        take_on(hub, first, request)
    take_on(hub, second, request)
    assert row(hub, first, request).holder == "Pam Field"
    (told,) = [one for one in desk_of(hub, first).entries if not one.agency]
    assert (told.kind, told.by, told.request) == ("taken_over", "Pam Field", request)
    assert not [one for one in desk_of(hub, second).entries if not one.agency]
    with pytest.raises(NotNow, match="do not have it"):
        hub.do(c.LetGo(request=request, version=row(hub, first, request).version), first)
    hub.do(c.LetGo(request=request, version=row(hub, second, request).version), second)
    assert row(hub, first, request).holder_id is None


def test_a_colleagues_answer_to_what_one_had_is_told_to_them(hub: Hub) -> None:
    _, request = asked(hub)
    take_on(hub, pip(hub), request)
    send(hub, pam(hub), request)
    (told,) = [one for one in hub.desk.notices(pip(hub)) if not one.agency]
    assert (told.kind, told.by) == ("answered", "Pam Field")


def test_what_somebody_has_stays_theirs_when_it_is_rated_again(hub: Hub) -> None:
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    hub.rate(referral, Rag.RED)
    hub.rate(referral, Rag.GREEN)
    assert row(hub, pip(hub), request).holder == "Pip Cole"


def test_whoever_answers_has_it_where_nobody_had(hub: Hub) -> None:
    _, request = asked(hub)
    send(hub, pip(hub), request)
    assert row(hub, pip(hub), request).holder == "Pip Cole"
