"""Every act's dialog, worked by keys alone on a real desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Consent
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, Declined, RequestState, Sharing
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.forms.said import Said
from mashdesk.tui.keys import ACTS, Scope
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


async def work(
    hub: Hub,
    act: str,
    view: ReferralView,
    *keys: str,
    actor: Actor | None = None,
    size: tuple[int, int] = (80, 24),
) -> tuple[Host, ReferralView, str]:
    """Open the act's dialog, press keys, and give back the record as it then is."""
    app = Host(DIALOGS[act](hub.desk, actor or hub.duty, view))
    app.opened = hub.wired
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        shown = seen(app)
    return app, hub.desk.reread(hub.duty, view.id), shown


def keys_of(words: str) -> list[str]:
    return ["space" if char == " " else char for char in words]


def test_every_act_on_a_referral_or_request_has_its_dialog() -> None:
    wanted = {act.id for act in ACTS if act.scope is not Scope.DESK}
    of_their_own = {"chronology", "network", "person", "judge"}
    assert of_their_own <= wanted
    assert wanted - of_their_own == set(DIALOGS)


async def test_rating_needs_a_reason_and_says_what_the_due_time_is(hub: Hub) -> None:
    view = hub.take_in()
    app, after, shown = await work(hub, "rate", view, "down", "down", "ctrl+s")
    assert "! say why, in a sentence" in shown
    assert after.rating is None
    app, after, _ = await work(hub, "rate", view, "a", "enter", *"bruises", "tab", "3", "ctrl+s")
    assert after.rating is Rag.AMBER
    assert after.level == 3
    assert app.answer.referral == view.id
    assert "due" in app.answer.message


async def test_need_is_ticked_by_letters_and_rating_otherwise_asks_for_a_sentence(
    hub: Hub,
) -> None:
    view = hub.take_in()
    app = Host(DIALOGS["need"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Points to level 1" in seen(app)
        await pilot.press("b", "space", "tab", "s", "space")
        await settle(pilot)
        shown = seen(app)
        assert "Points to level 4, red: health: self-harm or talk of suicide" in shown
        assert "[x] behind for their age, or losing ground" in shown
        said = [line.words for line in app.screen.query(Said)]
        assert any(one.startswith("Household check: no other contact") for one in said)
        await pilot.press(*["tab"] * 6, *"15", "tab", *"2/11/2026", "ctrl+s")
        await settle(pilot)
    need = hub.desk.reread(hub.duty, view.id).need
    assert need is not None
    assert need.indicators == ("learning_behind", "health_self_harm")
    assert (need.dash, [day.isoformat() for day in need.missing]) == (15, ["2026-11-02"])
    view = hub.desk.reread(hub.duty, view.id)
    _, after, shown = await work(hub, "rate", view, "a", "enter", *"calm", "ctrl+s", size=(80, 60))
    assert "The checklist of need points to level 4, red" in shown
    assert "points to red, not amber" in shown
    assert "the checklist points to 4; you judge" in shown
    assert after.rating is None
    _, after, _ = await work(hub, "rate", view, "a", "enter", *"calm", "tab", *"safe", "ctrl+s")
    assert (after.rating, after.level) == (Rag.AMBER, None)  # nobody judged the level


async def test_a_lowered_rating_asks_for_words_for_agencies_and_a_raised_one_does_not(
    hub: Hub,
) -> None:
    view = hub.asked("POL")
    app = Host(DIALOGS["rate"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "enter", *"calm", "ctrl+s")
        await settle(pilot)
        shown = seen(app)
        assert "For agencies *" in shown
        assert "! say what the agencies read of a lowered" in shown
        assert "calm" in shown
        await pilot.press(*"fits", "ctrl+s")
        await settle(pilot)
        # An agency that still owes an answer is a prompt; what was typed waits beside it.
        assert "If it is lowered now, 1 request is" in seen(app)
        await pilot.press("a", "enter", *"rung", "ctrl+s")
        await settle(pilot)
    after = hub.desk.reread(hub.duty, view.id)
    assert after.rating is Rag.GREEN
    (told,) = [event.text for event in after.events if event.kind == "retimed"]
    assert told == "fits"
    app, _, shown = await work(hub, "rate", after, "r", "enter", *"burn")
    assert "For agencies" in shown
    assert "For agencies *" not in shown
    _, _, shown = await work(hub, "rate", hub.rated(worry="Another."), "g")
    assert "For agencies" not in shown


async def test_rating_asks_for_consent_first_where_there_is_none_and_records_both(
    hub: Hub,
) -> None:
    view = hub.take_in(consent=None)
    _, after, shown = await work(hub, "rate", view, "ctrl+s", size=(100, 44))
    assert "Consent is not recorded yet" in shown
    assert "nothing is rated without it" in shown
    app, after, _ = await work(
        hub, "rate", view,
        "n", "tab", "tab", *keys_of("a risk to him"), "tab", "r", "enter", *"bruises", "ctrl+s",
    )  # fmt: skip
    assert (after.consent, after.consent_reason) == (Consent.NOT_SOUGHT, "a risk to him")
    assert after.rating is Rag.RED
    assert app.has_answered()


async def test_consent_asks_only_for_what_its_form_needs(hub: Hub) -> None:
    view = hub.take_in(consent=None)
    _, _, shown = await work(hub, "consent", view, "o")
    assert "By whom" in shown
    _, after, shown = await work(hub, "consent", view, "r", "ctrl+s")
    assert "By whom" not in shown
    assert (after.consent, after.consent_at) == (Consent.REFUSED, None)


async def test_claiming_asks_nothing(hub: Hub) -> None:
    view = hub.take_in()
    app, after, _ = await work(hub, "claim", view)
    assert app.has_answered()
    assert after.worker_id == hub.duty.user_id


async def test_claiming_that_is_refused_says_why_and_waits(hub: Hub) -> None:
    app, after, shown = await work(hub, "claim", hub.take_in(), actor=hub.actors[Role.BUSINESS])
    assert not app.has_answered()
    assert "A business support may not claim." in shown
    assert after.worker_id is None


async def test_assigning_names_who_holds_how_much(hub: Hub) -> None:
    view = hub.take_in()
    _, after, shown = await work(hub, "assign", view, "down", "enter", *"cover", "ctrl+s")
    assert after.worker == "Tom Mann"
    _, _, shown = await work(hub, "assign", after)
    assert "Tom Mann holds it now." in shown
    assert "holds 0" in shown


async def test_releasing_needs_its_reason(hub: Hub) -> None:
    view = hub.take_in()
    view = hub.perform(c.Claim(referral=view.id, version=view.version))
    _, after, _ = await work(hub, "release", view, *"ill", "ctrl+s")
    assert after.worker_id is None


async def test_asking_has_the_ratings_agencies_ticked_and_those_asked_already_shut(
    hub: Hub,
) -> None:
    view = hub.asked("POL")
    _, after, shown = await work(hub, "ask", view, size=(100, 40))
    assert " -  Police" in shown
    assert "[x] Health (community)" in shown
    assert "[ ] Probation" in shown
    assert "Household check: no other contact" in shown
    assert "bears on neglect" in shown.replace("\n", " ").replace("│", " ").replace("  ", "")
    _, after, _ = await work(hub, "ask", view, "ctrl+s")
    assert {request.agency for request in after.requests} == {"POL", "HLT", "EDU", "EH"}
    assert all("search every system" in r.question for r in after.requests if r.agency != "POL")


async def test_chasing_lets_the_person_choose_between_several_agencies(hub: Hub) -> None:
    view = hub.asked("POL", "HLT")
    _, _, shown = await work(hub, "chase", view, "tab", "tab", *"Sgt", "ctrl+s", size=(80, 40))
    assert "! choose the agency" in shown
    assert shown.count("round 2 goes to") == 2
    _, after, _ = await work(hub, "chase", view, "h", "tab", "tab", *"Ann", "ctrl+s")
    chased = {request.agency: request.chased for request in after.requests}
    assert chased == {"POL": 0, "HLT": 1}


async def test_a_request_handed_over_is_the_one_acted_on(hub: Hub) -> None:
    view = hub.asked("POL", "HLT")
    request = next(request for request in view.requests if request.agency == "HLT")
    app = Host(DIALOGS["withdraw"](hub.desk, hub.duty, view, request))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Health (community), asked" in seen(app)
        await pilot.press(*"wrong", "ctrl+s")
        await settle(pilot)
    states = {r.agency: r.state for r in hub.desk.reread(hub.duty, view.id).requests}
    assert states == {"POL": RequestState.OPEN, "HLT": RequestState.WITHDRAWN}


async def test_an_answer_keeps_the_exact_words_and_everything_around_them(hub: Hub) -> None:
    view = hub.asked("POL")
    keys = [
        "r", "tab", *keys_of("Known.  Twice."), "tab", "p", "tab", *"Sgt", "tab", *"PNC", "tab",
        "a", "tab", "d", "ctrl+s",
    ]  # fmt: skip
    _, after, _ = await work(hub, "answer", view, *keys)
    answer = after.requests[0].answers[0]
    assert answer.kind is AnswerKind.RELEVANT
    assert answer.words == "Known.  Twice."
    assert (answer.person, answer.searched, answer.view) == ("Sgt", "PNC", Rag.AMBER)
    assert answer.sharing is Sharing.DECISION_MAKER
    assert answer.on_behalf


async def test_a_declined_answer_asks_why_and_no_other_kind_does(hub: Hub) -> None:
    view = hub.asked("POL")
    _, _, shown = await work(hub, "answer", view, "n", size=(80, 40))
    assert "Why declined" not in shown
    _, _, shown = await work(hub, "answer", view, "d", "ctrl+s", size=(80, 40))
    assert "! choose why the agency declined" in shown
    _, after, _ = await work(
        hub, "answer", view, "d", "tab", "c", "tab", "tab", "p", "tab", *"Sgt", "ctrl+s"
    )
    assert after.requests[0].answers[0].declined is Declined.CAPACITY


async def test_returning_and_taking_back(hub: Hub) -> None:
    view = hub.rated()
    _, after, _ = await work(hub, "return", view, "m", "tab", *"dob", "tab", *"unknown", "ctrl+s")
    assert after.state is ReferralState.RETURNED
    assert after.returned_for is AskedFor.INFORMATION
    _, after, _ = await work(hub, "resume", after, *"came", "ctrl+s")
    assert after.state is ReferralState.RATED


async def test_deciding_names_the_item_and_asks_about_each_unanswered_request(hub: Hub) -> None:
    view = hub.asked("POL", "EDU")
    hub.desk.history.open(hub.duty, view.id)
    _, after, shown = await work(hub, "decide", view, "ctrl+s", size=(100, 90))
    assert f"You decide on {view.reference}: Kai Brown" in shown
    assert "Decided without, because: 2 not answered yet" in shown
    assert "Education and" in shown
    assert "! say why this goes ahead without Police" in shown
    assert "! say what the agencies read of it; some of them still owe an answer" in shown
    _, after, _ = await work(
        hub, "decide", view,
        "a", "tab", *"enough", "tab", "tab", "tab", "tab", *"safe", "tab", "tab", "tab", *"late",
        "tab", *"later", "tab", *"advised", "ctrl+s",
    )  # fmt: skip
    assert after.decision is not None
    assert after.decision.agency_words == "advised"
    assert after.decision.outcome is DecisionOutcome.ADVICE
    assert {r.agency: r.state for r in after.requests} == {
        "POL": RequestState.DECIDED_WITHOUT, "EDU": RequestState.DECIDED_WITHOUT,
    }  # fmt: skip


async def test_a_manager_may_name_another_decider(hub: Hub) -> None:
    manager = hub.actors[Role.TEAM_MANAGER]
    view = hub.rated()
    hub.desk.history.open(hub.duty, view.id)
    keys = ["n", "tab", *"enough", "tab", "tab", "tab", "tab", *"safe", "tab", "tab", "down"]
    _, after, _ = await work(hub, "decide", view, *keys, "ctrl+s", actor=manager)
    assert after.decision is not None
    assert after.decision.decider == "Asha Rao"


async def test_feedback_told_and_closed_in_one_press(hub: Hub) -> None:
    view = hub.decided()
    keys = ["tab", "tab", "tab", *"advised", "tab", "space", "ctrl+s"]
    app, after, _ = await work(hub, "feedback", view, *keys)
    assert after.state is ReferralState.CLOSED
    assert after.feedback is not None
    assert (after.feedback.person, after.feedback.words) == ("Ms Hall", "advised")
    assert app.has_answered()


async def test_feedback_not_told_asks_why_instead(hub: Hub) -> None:
    view = hub.decided()
    _, after, shown = await work(hub, "feedback", view, "n", "ctrl+s")
    assert "! say why the referrer was not told" in shown
    assert "Who was told" not in shown
    _, after, _ = await work(hub, "feedback", view, "n", "tab", *"anonymous", "ctrl+s")
    assert after.feedback is not None
    assert not after.feedback.told


async def test_closing_says_what_stands_and_refuses_in_words(hub: Hub) -> None:
    view = hub.decided()
    app, after, shown = await work(hub, "close", view, "ctrl+s", size=(100, 30))
    assert f"You close {view.reference}: Kai Brown" in shown
    assert "has not been told yet" in shown
    assert after.state is ReferralState.DECIDED
    assert not app.has_answered()


async def test_reopening_needs_what_is_new(hub: Hub) -> None:
    _, after, shown = await work(hub, "reopen", hub.decided(), "ctrl+s")
    assert "! say what is new" in shown
    _, after, _ = await work(hub, "reopen", after, *"news", "ctrl+s")
    assert after.state is ReferralState.RATED


async def test_only_a_manager_gives_a_fresh_deadline_and_the_clock_is_named(hub: Hub) -> None:
    view = hub.rated(Rag.RED)
    for _ in range(6):
        hub.clock.advance(timedelta(hours=5))
        hub.desk.sweep()
    view = hub.desk.reread(hub.duty, view.id)
    keys = ["tab", *keys_of("24 Nov 2026 12:00"), "tab", *"court", "ctrl+s"]
    _, after, shown = await work(hub, "fresh_deadline", view, *keys)
    assert "a decision overdue since" in shown.replace("  ", " ")
    assert "may not give a fresh deadline" in shown
    manager = hub.actors[Role.TEAM_MANAGER]
    _, after, _ = await work(hub, "fresh_deadline", view, *keys, actor=manager)
    assert after.due_at is not None
    assert f"{after.due_at:%d %H:%M}" == "24 12:00"


async def test_a_note_is_added_without_any_version(hub: Hub) -> None:
    view = hub.take_in()
    hub.perform(c.Claim(referral=view.id, version=view.version))
    _, after, _ = await work(hub, "note", view, *keys_of("rang twice"), "ctrl+s")
    assert any("rang twice" in event.text for event in after.events)


async def test_a_prompt_shows_its_evidence_and_takes_an_answer(hub: Hub) -> None:
    view = hub.rated(Rag.RED)
    hub.clock.advance(timedelta(hours=5))
    hub.desk.sweep()
    view = hub.desk.reread(hub.duty, view.id)
    assert view.prompts
    _, after, shown = await work(hub, "prompt", view, "tab", "a", "tab", *"done", "ctrl+s")
    assert view.prompts[0].evidence[:30] in shown or after.prompts != view.prompts
    assert all(p.answered_at for p in after.prompts if p.id == view.prompts[0].id)


async def test_explaining_shows_why_it_is_due_then_and_enter_leaves(hub: Hub) -> None:
    app, _, shown = await work(hub, "explain", hub.asked("POL"), size=(100, 40))
    assert "The clock starts at Fri 20 Nov 2026 14:22" in shown
    app, _, _ = await work(hub, "explain", hub.rated(worry="another"), "enter")
    assert app.has_answered()
    assert app.answer is None


async def test_correcting_starts_from_the_record_and_changes_only_what_was_changed(
    hub: Hub,
) -> None:
    view = hub.take_in()
    app, after, shown = await work(
        hub, "correct", view, *"spelling", "tab", *"pol", "enter", "ctrl+s"
    )
    assert app.has_answered(), shown
    assert after.source.label == "police"
    unchanged = ("received_at", "worry", "children", "consent", "consent_at", "sender_name")
    assert [getattr(after, name) for name in unchanged[:2]] == [view.received_at, view.worry]
    assert (after.consent, after.consent_at) == (view.consent, view.consent_at)
    assert [child.given_name for child in after.children] == ["Kai"]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_every_dialog_shows_its_keys_and_keeps_hostile_records_inert(
    hub: Hub, size: tuple[int, int]
) -> None:
    worst = " ".join(text for text in HOSTILE if len(text) < 200)[:2000]
    app = Host(Screen())
    app.opened = hub.wired
    async with app.run_test(size=size) as pilot:
        view = a_hostile_record(hub, worst)
        # Claiming changes it without being asked anything, and comes last.
        for act in sorted(DIALOGS, key=lambda act: (act == "claim", act)):
            with what_failed_names(act):
                shown = await shown_over(pilot, DIALOGS[act](hub.desk, hub.duty, view))
                assert_printable_only(shown)
                if act != "claim":
                    assert view.reference in shown
                    assert "esc" in shown


def a_hostile_record(hub: Hub, worst: str) -> ReferralView:
    view = hub.rated(worry=worst, household=worst, sender_name=worst[:150])
    return hub.perform(
        c.AskAgencies(referral=view.id, version=view.version, agencies=("POL",), question=worst)
    )


async def shown_over(pilot: Pilot[Any], dialog: Screen[Any]) -> str:
    """What a dialog shows once it stands; it is gone again afterwards."""
    app = pilot.app
    app.push_screen(dialog)
    await settle(pilot)
    shown = seen(app)
    if app.screen is dialog:
        app.pop_screen()
        await settle(pilot)
    return shown


@contextmanager
def what_failed_names(act: str) -> Iterator[None]:
    try:
        yield
    except Exception as failed:
        failed.add_note(f"the dialog of {act}")
        raise


async def test_a_decision_on_what_an_agency_sent_in_offers_words_for_it(hub: Hub) -> None:
    _, _, shown = await work(hub, "decide", hub.rated(), size=(120, 60))
    assert "For the agencies" not in shown
    view = hub.rated(sender_agency="POL", worry="Another.")
    _, _, shown = await work(hub, "decide", view, size=(120, 60))
    assert "For the agencies" in shown
    assert "Shaped by" not in shown
