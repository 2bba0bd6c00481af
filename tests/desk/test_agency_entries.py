"""Whatever changes for an agency leaves it an entry that says what, why and what it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.contact import Channel
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.domain.sharing import Part
from mashdesk.store.names import NOTICES
from mashdesk.store.views import NoticeView
from tests.desk.partners import asked, desk_of, entries, hal, opened, pam, pip, row, send, take_on
from tests.hub import Hub


def newest(hub: Hub, kind: str) -> NoticeView:
    return next(one for one in desk_of(hub, pip(hub)).entries if one.agency and one.kind == kind)


def chase(hub: Hub, referral: int) -> None:
    hub.on_request(c.Chase, referral, "POL", channel=Channel.PHONE, person="Sgt", note="court at 2")


def decide_without(hub: Hub, referral: int) -> None:
    request = hub.request(referral, "POL").id
    hub.decide(referral, without=(c.Without(request=request, reason="no time"),))


def time_out(hub: Hub, referral: int) -> None:
    due = hub.request(referral, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()


def fresh_deadline(hub: Hub, referral: int) -> None:
    hub.sweep_through(hub.now() + timedelta(days=14))
    request = hub.request(referral, "POL").id
    due = hub.now() + timedelta(hours=2)
    words = {"due_at": due, "reason": "they rang", "request": request}
    hub.on(c.GiveFreshDeadline, referral, hub.manager, **words)


def take_back(hub: Hub, referral: int) -> None:
    hub.give_back(referral)
    hub.on(c.Resume, referral, reason="the mother lied")


FROM_SENDER = "More is needed from whoever sent it in."
CHANGES: dict[str, tuple[Callable[[Hub, int], object], str, str]] = {
    "rated": (
        lambda h, r: h.rate(r, Rag.RED, agency_words="look sooner"),
        "rated amber → red; answer due ",
        "look sooner",
    ),
    "chased": (chase, "chased by phone: Sgt.", "court at 2"),
    "withdrawn": (
        lambda h, r: h.on_request(c.Withdraw, r, "POL", reason="known already"),
        "this request was withdrawn.",
        "known already",
    ),
    "timed_out": (time_out, "asked again in round 2. Next: ", "time ran out"),
    "decided_without": (decide_without, "this request was decided without.", "no time"),
    "decided": (
        lambda h, r: h.decide(r, agency_words="Early help will visit."),
        "decided: advice given.",
        "Early help will visit.",
    ),
    "returned": (
        lambda h, r: h.give_back(r),
        "returned to the referrer for more information; ",
        FROM_SENDER,
    ),
    "resumed": (
        take_back,
        "taken back from the referrer.",
        "The referrer replied, or the hub goes on with what is known.",
    ),
    "fresh_deadline": (fresh_deadline, "given a fresh deadline: ", "they rang"),
    "answered": (
        lambda h, r: h.answer(r, "POL"),
        "recorded your agency's answer: nothing held.",
        "Told by PC 104.",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_each_change_leaves_an_entry_that_says_what_why_by_whom_and_what_it_means(
    hub: Hub, kind: str
) -> None:
    act, said, why = CHANGES[kind]
    referral, request = asked(hub)
    act(hub, referral)
    entry = newest(hub, kind)
    assert said in entry.text
    assert (entry.why, entry.request, entry.at) == (why, request, hub.now())
    assert entry.text.startswith(f"{entry.reference}: ")
    assert entry.by in ("Asha Rao", "Tom Mann", "SYSTEM")
    meaning = ("owed", "awaited", "goes on")
    assert any(words in entry.text for words in meaning), entry.text


def test_closing_and_reopening_are_told_to_whoever_was_asked(hub: Hub) -> None:
    referral, request = asked(hub)
    send(hub, pip(hub), request)
    hub.decide(referral)
    hub.feedback(referral)
    hub.close_referral(referral)
    hub.on(c.Reopen, referral, reason="a second call")
    assert entries(hub, pip(hub)) == ["decided", "closed", "reopened"]
    assert newest(hub, "reopened").why == "a second call"
    assert row(hub, pip(hub), request).where == "reopened; your answer is in; being weighed"


def test_an_entry_stays_until_anybody_in_the_agency_acknowledges_it_and_who_did_is_kept(
    hub: Hub,
) -> None:
    referral, request = asked(hub)
    chase(hub, referral)
    (entry,) = desk_of(hub, pip(hub)).entries
    assert row(hub, pip(hub), request).unacknowledged == 1
    colleague, nurse = pam(hub), hal(hub)
    assert desk_of(hub, nurse).entries == ()
    for stranger in (nurse, hub.duty, hub.manager):
        hub.do(c.Acknowledge(notices=(entry.id,)), stranger)
        assert desk_of(hub, pip(hub)).entries == (entry,)
    hub.do(c.Acknowledge(notices=(entry.id,)), colleague)
    assert desk_of(hub, pip(hub)).entries == ()
    assert row(hub, pip(hub), request).unacknowledged == 0
    with hub.store.read() as connection:
        kept = connection.execute(select(NOTICES).where(NOTICES.c.id == entry.id)).one()
    assert (kept.acknowledged_at, kept.acknowledged_by) == (hub.now(), colleague.user_id)
    assert "chased" in [event.kind for event in opened(hub, pip(hub), request).events]


def test_a_desk_notice_lists_what_the_agency_has_to_acknowledge_too(hub: Hub) -> None:
    referral, _ = asked(hub)
    chase(hub, referral)
    assert hub.desk.notices(pip(hub)) == desk_of(hub, pip(hub)).entries


def test_an_agency_that_may_not_know_the_rating_is_not_told_it_by_an_entry_or_an_event(
    hub: Hub,
) -> None:
    referral, request = asked(hub, shared=(Part.WORRY,))
    hub.rate(referral, Rag.RED)
    assert "rated again; answer due " in newest(hub, "rated").text
    shown = repr(opened(hub, pip(hub), request)) + repr(desk_of(hub, pip(hub)))
    assert "amber" not in shown
    assert "RED" not in shown
    assert "red;" not in shown
    send(hub, pip(hub), request)
    hub.rate(referral, Rag.GREEN)
    assert entries(hub, pip(hub)) == ["rated"]


def test_a_new_rating_is_told_to_an_agency_that_has_answered(hub: Hub) -> None:
    referral, request = asked(hub)
    send(hub, pip(hub), request)
    hub.rate(referral, Rag.RED)
    assert "rated amber → red. Nothing is owed" in newest(hub, "rated").text


def told_why(hub: Hub, request: int) -> list[str]:
    """Every word an agency has read as a reason, its own trail's included."""
    said = [one.why for one in desk_of(hub, pip(hub)).entries]
    return [*said, *(event.text for event in opened(hub, pip(hub), request).events)]


def test_a_lowered_rating_is_told_in_words_meant_for_agencies_and_not_without(hub: Hub) -> None:
    referral, request = asked(hub)
    for words in ("", "  "):
        with pytest.raises(Invalid, match="agency_words"):
            hub.rate(referral, Rag.GREEN, agency_words=words)
    hub.rate(referral, Rag.GREEN, reason="mother withdrew", agency_words="less grave")
    assert newest(hub, "rated").why == "less grave"
    assert "mother withdrew" not in told_why(hub, request)
    assert "mother withdrew\nFor the agencies: less grave" in [
        event.text for event in hub.view(referral).events
    ]


def test_a_raised_rating_is_told_without_the_hubs_own_reason(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.rate(referral, Rag.RED, reason="the mother lied")
    assert newest(hub, "rated").why == "The hub wrote no words for agencies on why; ring it to ask."
    assert "the mother lied" not in told_why(hub, request)


def test_words_for_agencies_are_not_asked_for_where_no_agency_reads_them(hub: Hub) -> None:
    never_asked = hub.rated()
    hub.rate(never_asked, Rag.GREEN)
    referral, request = asked(hub, shared=(Part.WORRY,))
    with pytest.raises(Invalid, match="agency_words"):
        hub.rate(referral, Rag.GREEN, agency_words="")
    send(hub, pip(hub), request)
    hub.rate(referral, Rag.GREEN, agency_words="")
    assert entries(hub, pip(hub)) == []


def test_a_decision_over_a_request_still_open_needs_words_for_agencies(hub: Hub) -> None:
    referral, request = asked(hub)
    settled = (c.Without(request=request, reason="no time"),)
    for without in ((), settled):
        with pytest.raises(Invalid, match="agency_words"):
            hub.decide(referral, agency_words=" ", without=without)
    assert hub.view(referral).decision is None
    send(hub, pip(hub), request)
    hub.decide(referral, agency_words="")
    assert "no words for agencies" in newest(hub, "decided").why


@pytest.mark.parametrize("end", ["withdrawn", "decided_without"])
def test_who_had_a_request_that_ends_over_their_head_is_told_themselves_too(
    hub: Hub, end: str
) -> None:
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    CHANGES[end][0](hub, referral)
    (told,) = [one for one in hub.desk.notices(pip(hub)) if one.kind == end]
    assert (told.agency, told.request) == (False, request)
    assert told.why
    hub.do(c.Acknowledge(notices=(told.id,)), pip(hub))
    assert end not in entries(hub, pip(hub))


def test_a_colleague_reads_that_a_request_was_withdrawn_until_whoever_had_it_does(hub: Hub) -> None:
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    hub.on_request(c.Withdraw, referral, "POL", reason="asked in error")
    colleague = pam(hub)
    assert "withdrawn" in entries(hub, colleague)
    (told,) = [one for one in hub.desk.notices(pip(hub)) if one.kind == "withdrawn"]
    hub.do(c.Acknowledge(notices=(told.id,)), pip(hub))
    assert "withdrawn" not in entries(hub, colleague)


def test_an_entry_left_by_an_earlier_program_to_who_read_their_own_can_still_be_acknowledged(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    hub.on_request(c.Withdraw, referral, "POL", reason="asked in error")
    (own,) = [one for one in hub.desk.notices(pip(hub)) if one.kind == "withdrawn"]
    with hub.store.begin(hub.now()) as work:
        read = {"acknowledged_at": hub.now(), "acknowledged_by": pip(hub).user_id}
        work.connection.execute(update(NOTICES).where(NOTICES.c.id == own.id).values(read))
        work.commit()
    (left,) = [one for one in hub.desk.notices(pip(hub)) if one.kind == "withdrawn"]
    assert left.agency
    hub.do(c.Acknowledge(notices=(left.id,)), pip(hub))
    assert "withdrawn" not in entries(hub, pip(hub))


def test_what_ran_out_stays_told_to_the_agency_as_it_was(hub: Hub) -> None:
    referral, request = asked(hub)
    time_out(hub, referral)
    due = row(hub, pip(hub), request).due_at
    assert due is not None
    told = newest(hub, "timed_out").text
    assert f"It is due {london_text(due)}." in told
    hub.decide(referral)
    assert newest(hub, "timed_out").text == told


def test_an_entry_is_about_the_newest_request_of_the_agency(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.on_request(c.Withdraw, referral, "POL", reason="asked in error")
    again = hub.ask(referral, "POL")[0]
    hub.decide(referral)
    assert newest(hub, "withdrawn").request == request
    assert newest(hub, "decided").request == again


def test_what_became_of_it_is_told_in_the_words_chosen_and_how_the_answer_was_used(
    hub: Hub,
) -> None:
    referral, request = asked(hub, "POL", "HLT", "EDU")
    nurse = hal(hub)
    health = hub.request(referral, "HLT").id
    send(hub, pip(hub), request, "Two call-outs.")
    send(hub, nurse, health)
    hub.later(minutes=5)
    hub.decide(
        referral,
        hub.manager,
        outcome=DecisionOutcome.EARLY_HELP_SINGLE,
        agency_words="Early help will visit.",
        shaped_by=("pol", "POL"),
        rationale="The rationale is the hub's.",
        final_rating=Rag.GREEN,
    )
    (became,) = desk_of(hub, pip(hub)).became
    assert (became.words, became.use.value, became.final_rating, became.decider) == (
        "Early help will visit.",
        "shaped",
        Rag.GREEN,
        "Tom Mann",
    )
    assert became.outcome == DecisionOutcome.EARLY_HELP_SINGLE.label
    assert opened(hub, pip(hub), request).became == became
    assert desk_of(hub, nurse).became[0].use.value == "considered"
    assert "rationale" not in repr(opened(hub, pip(hub), request))
    assert "rationale" not in repr(desk_of(hub, pip(hub)))
    decision = hub.view(referral).decision
    assert decision is not None
    assert (decision.agency_words, decision.shaped_by) == ("Early help will visit.", ("POL",))


def test_an_answer_after_the_decision_came_late(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.decide(referral)
    assert desk_of(hub, pip(hub)).became[0].use.label.startswith("was not waited for")
    assert "Nothing is owed" in newest(hub, "decided").text
    hub.later(minutes=1)
    send(hub, pip(hub), request)
    assert desk_of(hub, pip(hub)).became[0].use.value == "late"
    hub.on(c.Reopen, referral, reason="more")
    assert desk_of(hub, pip(hub)).became == ()


@pytest.mark.parametrize("ran_out", [False, True])
def test_what_was_decided_without_is_late_only_where_its_time_had_run_out(
    hub: Hub, ran_out: bool
) -> None:
    referral, request = asked(hub)
    if ran_out:
        time_out(hub, referral)
    decide_without(hub, referral)
    assert row(hub, pip(hub), request).late is ran_out
    said = "was not given in time" if ran_out else "was not waited for"
    assert desk_of(hub, pip(hub)).became[0].use.label.startswith(said)


def test_an_agency_that_declined_is_told_that_it_did_and_not_that_it_is_weighed(hub: Hub) -> None:
    referral, request = asked(hub)
    declined = {"answer": AnswerKind.DECLINED, "declined": Declined.CAPACITY, "reason": "no staff"}
    send(hub, pip(hub), request, **declined)
    assert row(hub, pip(hub), request).where == "your agency declined; nothing is owed"
    hub.decide(referral)
    assert desk_of(hub, pip(hub)).became[0].use.label == "was declined by your agency"


def test_a_request_withdrawn_unanswered_contributed_nothing(hub: Hub) -> None:
    referral, _ = asked(hub)
    hub.on_request(c.Withdraw, referral, "POL", reason="asked in error")
    hub.decide(referral)
    assert desk_of(hub, pip(hub)).became == ()


def test_only_an_agency_that_answered_is_said_to_have_shaped_a_decision(hub: Hub) -> None:
    referral, _ = asked(hub)
    with pytest.raises(Invalid, match="shaped_by"):
        hub.decide(referral, shaped_by=("POL",))


def test_a_look_at_a_request_is_on_the_hubs_timeline_before_it_is_shown(hub: Hub) -> None:
    referral, request = asked(hub)
    opened(hub, pip(hub), request)
    opened(hub, pip(hub), request)
    looks = [event for event in hub.view(referral).events if event.by == "Pip Cole"]
    assert [event.title for event in looks] == ["Opened by Pip Cole, Police."]
    audited = hub.desk.audit_rows(hub.actor(Role.AUDITOR), referral)
    seen = [one for one in audited if one.act == c.ViewRequest.label]
    assert [(one.actor, one.request, one.agency) for one in seen] == [("Pip Cole", request, "POL")]
