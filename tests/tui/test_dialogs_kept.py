"""Nothing typed is lost: drafts, stale records, refusals, trouble, half-done acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven
from mashdesk.domain.errors import Trouble
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.dialogs.correcting import recorded_contact
from mashdesk.tui.forms.draft import Draft
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle
from tests.tui.test_dialogs_acts import keys_of, work


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return seen(pilot.app)


def rerated(hub: Hub, view: ReferralView, rating: Rag) -> ReferralView:
    command = c.Rate(referral=view.id, version=view.version, rating=rating, reason="seen by a GP")
    return hub.perform(command, hub.actors[Role.TEAM_MANAGER])


async def test_leaving_keeps_the_words_and_coming_back_restores_them(hub: Hub) -> None:
    view = hub.rated()
    app, _, _ = await work(hub, "rate", view, "r", "enter", *keys_of("new bruises"), "escape")
    assert app.has_answered()
    assert app.answer is None
    hub.clock.advance(timedelta(minutes=9))
    _, _, shown = await work(hub, "rate", view)
    assert "Draft of 14:22 restored" in shown
    assert "new bruises" in shown
    assert "(*) R ■ red" in shown


async def test_a_draft_is_its_writers_own_and_belongs_to_one_act_on_one_record(hub: Hub) -> None:
    view, other = hub.rated(), hub.rated(worry="another worry")
    await work(hub, "note", view, *"mine", "escape")
    manager = hub.actors[Role.TEAM_MANAGER]
    assert "mine" not in (await work(hub, "note", view, actor=manager))[2]
    assert "mine" not in (await work(hub, "note", other))[2]
    assert "mine" not in (await work(hub, "release", view))[2]
    assert "mine" in (await work(hub, "note", view))[2]


async def test_words_for_one_agency_never_turn_up_for_another(hub: Hub) -> None:
    view = hub.asked("POL", "HLT")
    police, health = view.requests
    shown = ""
    for request, words in ((police, ("tab", *"secret", "escape")), (health, ())):
        app = Host(DIALOGS["answer"](hub.desk, hub.duty, view, request))
        async with app.run_test(size=(80, 30)) as pilot:
            await settle(pilot)
            shown = await press(pilot, *words)
    assert "secret" not in shown


async def test_what_is_typed_is_kept_without_leaving(hub: Hub) -> None:
    view = hub.rated()
    dialog = DIALOGS["note"](hub.desk, hub.duty, view)
    dialog.DRAFT_AFTER = 0.01
    app = Host(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"kept")
        while hub.desk.draft(hub.duty, f"note:{view.id}") is None:
            await pilot.pause(0.01)
        kept = hub.desk.draft(hub.duty, f"note:{view.id}")
        assert kept is not None
        assert kept["text"] in {"k", "ke", "kep", "kept"}


async def test_a_screen_destroyed_in_mid_word_still_keeps_it(hub: Hub) -> None:
    view = hub.rated()
    app = Host(DIALOGS["note"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"half a wo".replace(" ", ""))
        await app.pop_screen()
        await settle(pilot)
        while hub.desk.draft(hub.duty, f"note:{view.id}") is None:
            await pilot.pause(0.01)
    kept = hub.desk.draft(hub.duty, f"note:{view.id}")
    assert kept is not None
    assert kept["text"] == "halfawo"


async def test_doing_it_drops_the_draft_and_no_late_save_brings_it_back(hub: Hub) -> None:
    view = hub.rated()
    await work(hub, "note", view, *"mine", "escape")
    app, _, _ = await work(hub, "note", view, *"!", "ctrl+s")
    assert app.has_answered()
    assert hub.desk.draft(hub.duty, f"note:{view.id}") is None
    draft = Draft(hub.desk, hub.duty, "note:x")
    draft.drop()
    assert draft.save({"text": "late"}) == ""
    assert hub.desk.draft(hub.duty, "note:x") is None


async def test_discarding_asks_first_and_no_keeps_everything(hub: Hub) -> None:
    view = hub.rated()
    app = Host(DIALOGS["note"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Discard what you typed" in await press(pilot, *"mine", "ctrl+d")
        assert "mine" in await press(pilot, "enter")
        assert not app.has_answered()
        assert "mine" not in await press(pilot, "ctrl+d", "y")
        assert not app.has_answered()
        assert hub.desk.draft(hub.duty, f"note:{view.id}") is None
        # Whoever goes on typing types here, and it is kept as ever.
        assert "yours" in await press(pilot, *"yours")
        await press(pilot, "escape")
        assert hub.desk.draft(hub.duty, f"note:{view.id}") is not None
        assert app.answer is None
    app = Host(DIALOGS["note"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+d", "y", "escape")
        assert app.has_answered()
    assert hub.desk.draft(hub.duty, f"note:{view.id}") is None


async def test_a_stale_record_is_accounted_for_and_the_second_press_goes_through(
    hub: Hub,
) -> None:
    view = hub.rated(Rag.GREEN)
    app = Host(DIALOGS["rate"](hub.desk, hub.duty, view))
    async with app.run_test(size=(100, 34)) as pilot:
        await settle(pilot)
        await press(pilot, "a", "enter", *keys_of("new marks"))
        rerated(hub, view, Rag.RED)
        shown = await press(pilot, "ctrl+s")
        assert "It changed while you were working:" in shown
        assert "green → red, by Tom Mann at 14:22" in shown
        assert "Nothing you typed is lost. Look at it, then press Ctrl+S again." in shown
        assert "new marks" in shown
        assert "· red ·" in shown
        await press(pilot, "ctrl+s")
    assert app.has_answered()
    assert hub.desk.reread(hub.duty, view.id).rating is Rag.AMBER


async def test_nobody_decides_past_an_answer_that_came_in_meanwhile(hub: Hub) -> None:
    view = hub.asked("POL", "HLT")
    hub.desk.history.open(hub.duty, view.id)
    app = Host(DIALOGS["decide"](hub.desk, hub.duty, view))
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "a", "tab", *"enough", "tab", "tab", "tab", "tab", *"safe", "tab", "tab")
        await press(pilot, *"late", "tab", *"later", "tab", *"helped")
        request = view.requests[0]
        answer = c.RecordAnswer(
            request=request.id, version=request.version, answer=AnswerKind.RELEVANT,
            words="Known to us.", channel=Channel.PHONE, person="Sgt Cole",
        )  # fmt: skip
        hub.desk.perform(answer, hub.actors[Role.BUSINESS])
        shown = await press(pilot, "ctrl+s")
        assert not app.has_answered()
        assert "Police: asked → relevant information held, by Bea Wells" in shown
        assert "enough" in shown
        await press(pilot, "ctrl+s")
    assert app.has_answered()
    after = hub.desk.reread(hub.duty, view.id)
    assert {r.agency: r.state for r in after.requests} == {
        "POL": RequestState.ANSWERED, "HLT": RequestState.DECIDED_WITHOUT,
    }  # fmt: skip


async def test_a_request_asked_meanwhile_gets_its_field_before_deciding(hub: Hub) -> None:
    view = hub.rated()
    hub.desk.history.open(hub.duty, view.id)
    app = Host(DIALOGS["decide"](hub.desk, hub.duty, view))
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "a", "tab", *"enough", "tab", "tab", "tab", "tab", *"safe")
        fresh = hub.desk.reread(hub.duty, view.id)
        ask = c.AskAgencies(
            referral=view.id, version=fresh.version, agencies=("POL",), question="What is held?"
        )
        hub.perform(ask)
        shown = await press(pilot, "ctrl+s")
        assert "Police: nothing → asked, by Asha Rao" in shown
        shown = await press(pilot, "ctrl+s")
        assert "! say why this goes ahead without Police" in shown
        await press(pilot, *"late", "tab", *"told", "ctrl+s")
    assert app.has_answered()
    after = hub.desk.reread(hub.duty, view.id)
    assert (after.state, after.requests[0].settled_because) == (ReferralState.DECIDED, "late")


async def test_correcting_takes_over_what_others_changed_and_keeps_what_one_typed(
    hub: Hub,
) -> None:
    view = hub.take_in(expects="a visit")
    app = Host(DIALOGS["correct"](hub.desk, hub.duty, view))
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, *"typo", "tab", "tab", "end", *"-Jones")
        theirs = replace(recorded_contact(view), expects="a phone call", sender_name="Mr Hall")
        command = c.Correct(
            referral=view.id, version=view.version, contact=theirs, reason="rang back"
        )
        hub.perform(command, hub.actors[Role.TEAM_MANAGER])
        shown = await press(pilot, "ctrl+s")
        assert "a phone call" in shown
        assert "Ms Hall-Jones" in shown
        assert "! others changed this to" in shown
        assert "“Mr Hall”" in shown
        await press(pilot, "ctrl+s")
    assert app.has_answered()
    after = hub.desk.reread(hub.duty, view.id)
    assert (after.expects, after.sender_name) == ("a phone call", "Ms Hall-Jones")


async def test_consent_recorded_meanwhile_is_not_recorded_again(hub: Hub) -> None:
    view = hub.take_in(consent=None)
    app = Host(DIALOGS["rate"](hub.desk, hub.duty, view))
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        await press(pilot, "r", "tab", "tab", "tab", "tab", "a", "enter", *"marks")
        given = ConsentGiven(form=Consent.OBTAINED, by="his mother")
        hub.perform(c.RecordConsent(referral=view.id, version=view.version, consent=given))
        shown = await press(pilot, "ctrl+s")
        assert "Consent was recorded meanwhile: obtained" in shown
        await press(pilot, "ctrl+s")
    after = hub.desk.reread(hub.duty, view.id)
    assert (after.consent, after.rating) == (Consent.OBTAINED, Rag.AMBER)


async def test_what_the_role_may_not_do_is_said_and_the_words_stay(hub: Hub) -> None:
    view = hub.rated()
    business = hub.actors[Role.BUSINESS]
    app, _, shown = await work(hub, "rate", view, "r", "enter", *"why", "ctrl+s", actor=business)
    assert "A business support may not rate." in shown
    assert "why" in shown
    assert not app.has_answered()


async def test_a_state_that_has_no_room_for_the_act_is_said(hub: Hub) -> None:
    app, _, shown = await work(hub, "resume", hub.rated(), *"back", "ctrl+s")
    assert "cannot take the step" in shown
    assert not app.has_answered()


async def test_trouble_with_the_store_is_a_sentence_and_everything_stays(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = hub.rated()

    def full(*_: object) -> None:
        raise Trouble("The disk is full.", "Free some space, then try again.")

    app = Host(DIALOGS["note"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        with monkeypatch.context() as broken:
            broken.setattr(hub.desk.store, "begin", full)
            shown = await press(pilot, *"mine", "ctrl+s")
            assert "The disk is full. Free some space, then try again." in shown
            shown = await press(pilot, "escape")
            assert "could not be kept as a draft" in shown
            assert not app.has_answered()
        await press(pilot, "ctrl+s")
    assert app.has_answered()
    assert any("mine" in e.text for e in hub.desk.reread(hub.duty, view.id).events)


async def test_pressing_again_after_a_lost_reply_is_the_same_act(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = hub.rated()
    perform = hub.desk.perform

    def lost(*arguments: Any) -> None:
        perform(*arguments)
        raise Trouble("The reply was lost.", "Try again.")

    app = Host(DIALOGS["note"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        with monkeypatch.context() as broken:
            broken.setattr(hub.desk, "perform", lost)
            assert "The reply was lost." in await press(pilot, *"once", "ctrl+s")
        await press(pilot, "ctrl+s")
    assert app.has_answered()
    events = hub.desk.reread(hub.duty, view.id).events
    assert sum("once" in event.text for event in events) == 1


async def test_a_second_step_refused_does_not_repeat_the_first(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = hub.decided()
    app = Host(DIALOGS["feedback"](hub.desk, hub.duty, view))
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        perform = hub.desk.perform

        def once(command: c.Command, *rest: Any) -> Any:
            if isinstance(command, c.Close):
                raise Trouble("The store is busy.", "Try again.")
            return perform(command, *rest)

        monkeypatch.setattr(hub.desk, "perform", once)
        shown = await press(pilot, "tab", "tab", "tab", *"advised", "tab", "space", "ctrl+s")
        assert "Feedback is recorded." in shown
        assert "The store is busy." in shown
        monkeypatch.undo()
        await press(pilot, "ctrl+s")
    after = hub.desk.reread(hub.duty, view.id)
    assert after.state is ReferralState.CLOSED
    assert sum("advised" in event.text for event in after.events) == 1


async def test_the_buttons_stay_in_sight_whatever_is_said_on_a_small_terminal(hub: Hub) -> None:
    view = hub.rated(children=tuple(Child(given_name=f"Kai {n}", family_name="B") for n in "12345"))
    await work(hub, "decide", view, "a", "tab", "escape")
    _, _, shown = await work(hub, "decide", view, "ctrl+s", size=(80, 24))
    assert "Draft of 14:22 restored" in shown
    assert "2 fields to put right" in shown
    assert "Decide  ctrl+s" in shown


async def test_keys_typed_right_behind_tab_and_enter_are_the_next_fields(hub: Hub) -> None:
    view = hub.rated()
    app = Host(DIALOGS["decide"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("a", "tab", *"because"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert app.screen.texts()["rationale"] == "because"  # type: ignore[attr-defined]
        assert app.screen.texts()["outcome"] == "advice_given"  # type: ignore[attr-defined]
