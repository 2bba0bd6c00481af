"""Whoever sent a contact in follows it: where it stands, what became of it, and nothing beside."""

from __future__ import annotations

from typing import Any

import pytest

from mashdesk.cli.sent_in import list_lines, one_lines
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.sharing import ONLY_NAMED
from mashdesk.store.views import SentInRow
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.sent_in import sent_in_lines
from tests.desk.partners import desk_of, entries, hal, pip, send
from tests.desk.test_agency_walls import a_hidden_referral, without_ids
from tests.engines import HubMaker
from tests.hub import Hub, contact

SECRET = "The aunt told us in confidence."


def sent(hub: Hub, **changes: Any) -> int:
    """A contact that the police sent in, rated amber."""
    return hub.rated(**{"sender_agency": "POL", "worry": SECRET, **changes})


def listed(hub: Hub, who: Actor | None = None) -> tuple[SentInRow, ...]:
    return desk_of(hub, who or pip(hub)).sent_in


def reference(hub: Hub, referral: int) -> str:
    return hub.view(referral).reference


def test_each_state_is_told_in_plain_words_and_then_the_outcome_in_the_words_chosen(
    hub: Hub,
) -> None:
    referral = hub.take_in(sender_agency=" pol ", worry=SECRET)
    told = [listed(hub)[0].where]
    hub.rate(referral, Rag.RED)
    told.append(listed(hub)[0].where)
    hub.give_back(referral)
    (row,) = listed(hub)
    told.append(row.where)
    assert (row.reference, row.child, row.wanted) == (
        "MD-26-0001", "K.B. 7", "What did he say?",
    )  # fmt: skip
    hub.on(c.Resume, referral, reason="they rang")
    hub.decide(
        referral, hub.manager, outcome=DecisionOutcome.EARLY_HELP_SINGLE,
        agency_words="Early help will visit.", rationale="For the hub.", final_rating=Rag.GREEN,
    )  # fmt: skip
    (row,) = listed(hub)
    told.append(row.where)
    became = row.became
    assert became is not None
    assert (became.outcome, became.words, became.final_rating, became.decider, became.closed) == (
        DecisionOutcome.EARLY_HELP_SINGLE.label, "Early help will visit.", Rag.GREEN, "Tom Mann",
        False,
    )  # fmt: skip
    hub.feedback(referral)
    hub.close_referral(referral)
    told.append(listed(hub)[0].where)
    hub.on(c.Reopen, referral, reason="a second call")
    (row,) = listed(hub)
    told.append(row.where)
    assert row.became is None
    label = DecisionOutcome.EARLY_HELP_SINGLE.label
    assert told == [
        "received; not rated yet", "being weighed", "returned to you: the hub asks for more",
        f"decided: {label}", f"closed: {label}", "reopened; being weighed",
    ]  # fmt: skip
    assert entries(hub, pip(hub)) == [
        "returned", "resumed", "decided", "closed", "reopened",
    ]  # fmt: skip
    seen = repr(desk_of(hub, pip(hub))) + repr(
        hub.desk.agency.open_sent_in(pip(hub), row.reference)
    )
    for hidden in (SECRET, "For the hub.", "what was said", "Ms Hall", "RED"):
        assert hidden not in seen


def test_each_entry_says_what_it_means_for_whoever_sent_it_in(hub: Hub) -> None:
    referral = sent(hub)
    hub.give_back(referral)
    (entry,) = desk_of(hub, pip(hub)).entries
    said = "returned to your agency for more information. The hub asks your agency for more."
    assert entry.text == f"MD-26-0001: {said}"
    assert (entry.why, entry.request) == ("What did he say?", None)
    assert listed(hub)[0].unacknowledged == 1
    hub.do(c.Acknowledge(notices=(entry.id,)), pip(hub))
    assert listed(hub)[0].unacknowledged == 0
    opened = hub.desk.agency.open_sent_in(pip(hub), "md-26-0001")
    assert [event.kind for event in opened.events] == ["returned"]


def test_an_agency_that_was_asked_too_is_told_of_each_change_once(hub: Hub) -> None:
    referral = sent(hub)
    request = hub.ask(referral, "POL")[0]
    send(hub, pip(hub), request)
    hub.decide(referral)
    assert entries(hub, pip(hub)) == ["decided"]
    assert desk_of(hub, pip(hub)).entries[0].request == request
    assert len(listed(hub)) == 1


def test_an_agency_that_was_asked_too_reads_all_of_it_where_it_reads_what_it_sent_in(
    hub: Hub,
) -> None:
    referral = sent(hub)
    request = hub.ask(referral, "POL")[0]
    hub.give_back(referral)
    hub.on(c.Resume, referral, reason="they rang")
    send(hub, pip(hub), request)
    hub.decide(referral)
    hub.do(
        c.RaiseChallenge(request=request, against=Against.DECISION, wants="a visit", why="unsafe"),
        pip(hub),
    )
    known = reference(hub, referral)
    (raised,) = hub.desk.agency.open_sent_in(pip(hub), known).challenges
    assert (raised.request, raised.wants) == (request, "a visit")
    holds: dict[str, Any] = {"reply": Reply.STANDS, "answer": "Weighed again: it holds."}
    hub.do(c.AnswerChallenge(challenge=raised.id, version=raised.version, **holds))
    (answered,) = hub.desk.agency.reread_sent_in(pip(hub), known).challenges
    hub.do(c.AcceptAnswer(challenge=answered.id, version=answered.version), pip(hub))
    hub.feedback(referral)
    hub.close_referral(referral)
    view = hub.desk.agency.reread_sent_in(pip(hub), known)
    assert [event.kind for event in reversed(view.events)] == [
        "returned", "resumed", "decided", "challenged", "challenge_answered",
        "challenge_resolved", "closed",
    ]  # fmt: skip
    assert "returned to your agency" in view.events[-1].title
    assert [event.seq for event in reversed(view.events)] == list(range(1, 8))


@pytest.mark.parametrize("woken_by", ["a sweep", "an act"])
def test_a_return_that_wakes_by_its_time_tells_its_sender_and_whoever_was_asked(
    hub: Hub, woken_by: str
) -> None:
    referral = sent(hub)
    nurse = hal(hub)
    hub.ask(referral, "HLT")
    hub.give_back(referral)
    hub.at(hub.view(referral).due_at or hub.now())
    if woken_by == "a sweep":
        hub.sweep()
    else:
        hub.do(c.AddNote(referral=referral, text="nobody rang"))
    for who in (pip(hub), nurse):
        newest = next(one for one in desk_of(hub, who).entries if one.kind == "resumed")
        assert newest.text.startswith("MD-26-0001: open again after its return.")
        assert newest.why.startswith("Nothing more was heard by ")
        assert newest.by == "SYSTEM"
    hub.sweep()
    assert entries(hub, pip(hub)) == ["returned", "resumed"]


def test_taking_it_back_tells_its_sender_and_whoever_was_asked_that_the_hub_waits_no_more(
    hub: Hub,
) -> None:
    referral = sent(hub)
    nurse = hal(hub)
    hub.ask(referral, "HLT")
    hub.give_back(referral)
    hub.on(c.Resume, referral, reason="the mother lied")
    assert entries(hub, pip(hub)) == entries(hub, nurse) == ["returned", "resumed"]
    told, asked = desk_of(hub, pip(hub)).entries[0], desk_of(hub, nurse).entries[0]
    assert told.text == (
        "MD-26-0001: taken back from your agency."
        " The hub waits for nothing more from your agency; it is told what is decided."
    )
    assert "taken back from the referrer. Your answer is still awaited" in asked.text
    assert told.why == asked.why == "The referrer replied, or the hub goes on with what is known."


def test_a_look_is_audited_and_told_on_the_hubs_timeline(hub: Hub) -> None:
    referral = sent(hub)
    hub.desk.agency.reread_sent_in(pip(hub), reference(hub, referral))
    hub.desk.agency.reread_sent_in(pip(hub), reference(hub, referral))
    audited = hub.desk.audit_rows(hub.actor(Role.AUDITOR), referral)
    seen = [one.actor for one in audited if one.act == c.ViewSentIn.label]
    assert seen == ["Pip Cole"]
    titles = [event.title for event in hub.view(referral).events]
    assert "Opened by Pip Cole, Police, who sent it in." in titles


def test_what_another_agency_or_nobody_sent_in_is_as_good_as_absent(hub: Hub) -> None:
    sent(hub)
    hub.rated()
    nurse = hal(hub)
    assert listed(hub, nurse) == ()
    for number in (1, 2, 77):
        with pytest.raises(NotFound, match="sent in no such referral"):
            hub.desk.agency.open_sent_in(nurse, f"MD-26-{number:04d}")


def test_a_sender_that_is_not_on_the_roster_is_refused_beside_its_field(hub: Hub) -> None:
    with pytest.raises(Invalid, match="sender_agency: is not on this hub's roster"):
        hub.take_in(sender_agency="NOPE")


def test_correcting_who_sent_it_in_moves_it_and_tells_whoever_loses_it(hub: Hub) -> None:
    referral = sent(hub)
    nurse = hal(hub)
    changed = contact(hub.clock, worry=SECRET, sender_agency="HLT")
    hub.on(c.Correct, referral, contact=changed, reason="misread")
    assert listed(hub) == ()
    assert [row.reference for row in listed(hub, nurse)] == [reference(hub, referral)]
    (entry,) = desk_of(hub, pip(hub)).entries
    assert (entry.kind, entry.why) == ("not_sent_in", "")
    assert "it was not your agency. It is not in your list any more." in entry.text


def challenge(hub: Hub, referral: int, against: Against, wants: str) -> None:
    command = c.RaiseChallenge(
        reference=reference(hub, referral), against=against, wants=wants, why="he is not safe"
    )
    hub.do(command, pip(hub))


def test_whoever_sent_it_in_challenges_the_decision_and_reads_the_answer(hub: Hub) -> None:
    referral = sent(hub)
    with pytest.raises(NotNow, match="before it is decided"):
        challenge(hub, referral, Against.RATING, "red")
    hub.decide(referral, agency_words="Advice.")
    challenge(hub, referral, Against.DECISION, "an assessment")
    with pytest.raises(NotNow, match="Your agency challenged the decision already"):
        challenge(hub, referral, Against.DECISION, "an assessment")
    known = reference(hub, referral)
    (raised,) = hub.desk.agency.open_sent_in(pip(hub), known).challenges
    assert (raised.by, raised.request, raised.referral, raised.own) == ("Police", None, None, True)
    assert hub.desk.challenges.open(pip(hub), raised.id) == raised
    assert hub.view(referral).challenges[0].by == "Police"
    holds: dict[str, Any] = {"reply": Reply.STANDS, "answer": "Weighed again: it holds."}
    hub.do(c.AnswerChallenge(challenge=raised.id, version=raised.version, **holds))
    assert "challenge_answered" in entries(hub, pip(hub))
    (answered,) = hub.desk.agency.reread_sent_in(pip(hub), known).challenges
    hub.do(c.AcceptAnswer(challenge=answered.id, version=answered.version), pip(hub))
    assert not hub.desk.agency.reread_sent_in(pip(hub), known).challenges[0].is_open


def test_a_sealed_one_is_out_of_its_senders_list_unless_they_are_named(hub: Hub) -> None:
    referral = sent(hub)
    manager = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, referral, manager, reason="a colleague's child", people=(manager.user_id,))
    assert listed(hub) == ()
    with pytest.raises(NotFound):
        hub.desk.agency.open_sent_in(pip(hub), "MD-26-0001")
    (entry,) = desk_of(hub, pip(hub)).entries
    assert entry.kind == "sealed"
    assert entry.text.endswith("the hub tells you in person what becomes of it.")
    both = (manager.user_id, pip(hub).user_id)
    version = hub.view(referral, manager).version
    hub.do(c.Seal(referral=referral, version=version, reason="he may know", people=both), manager)
    assert [(row.reference, row.sealed) for row in listed(hub)] == [("MD-26-0001", True)]
    opened = hub.desk.agency.open_sent_in(pip(hub), "MD-26-0001")
    page = [str(line.content) for line in sent_in_lines(opened, hub.now(), Show())]
    assert page[0] == f"⊘ Sealed: {ONLY_NAMED}."
    assert any("sealed" in line for line in list_lines(desk_of(hub, pip(hub))))
    assert any(ONLY_NAMED[:30] in line for line in one_lines(opened, hub.now()))


def a_life(hub: Hub, *, busy: bool) -> str:
    """One contact that the police sent in, from its receipt to its closing."""
    if busy:
        hub.take_in(sender_agency="HLT")
    referral = hub.take_in(sender_agency="POL", worry="He came hungry.")
    known = reference(hub, referral)
    told = []

    def look() -> None:
        told.append(repr(desk_of(hub, pip(hub))).replace(known, "REF"))
        opened = hub.desk.agency.reread_sent_in(pip(hub), known)
        told.append(repr(opened).replace(known, "REF"))

    look()
    hub.rate(referral, Rag.RED if busy else Rag.GREEN)
    if busy:
        a_hidden_referral(hub)
        hub.do(c.AddNote(referral=referral, text="A private note."))
        hub.ask(referral, "HLT", "EDU")
        hub.answer(referral, "HLT")
        hub.on_request(c.Withdraw, referral, "EDU", reason="asked in error")
        hub.on(c.Claim, referral)
    look()
    hub.decide(referral, agency_words="A visit.", final_rating=Rag.AMBER)
    look()
    hub.feedback(referral)
    hub.close_referral(referral)
    look()
    return "\n".join(told)


def test_what_the_hub_does_with_it_and_with_others_changes_nothing_its_sender_reads(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    make: HubMaker = request.getfixturevalue(f"{engine_name}_hubs")
    quiet, busy = a_life(make(), busy=False), a_life(make(), busy=True)
    notices = without_ids(quiet).replace("referral=1,", ""), without_ids(busy)
    assert notices[0] == notices[1].replace("referral=2,", "")
