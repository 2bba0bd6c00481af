from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from mashdesk.clock import ClockTrouble
from mashdesk.desk.clockwork.sweep import sweep
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.rating import Rag
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.rating import RateDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.contact_form import contact_texts
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.said import Said
from mashdesk.tui.messages import ReadingFailed
from mashdesk.tui.screens.alarms import NO_BEAT
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.help import HelpScreen
from mashdesk.tui.screens.intake import IntakeScreen
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.work import start
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import contact


async def _desk(at: At) -> DeskScreen:
    screen = await at.until_on(DeskScreen)
    assert isinstance(screen, DeskScreen)
    await at.until(lambda: at.app.focused is not None)
    return screen


def _looks(at: At) -> int:
    """How many records the app's own session has opened; a test's hand opens some as well."""
    asked = text("SELECT count(*) FROM audit WHERE act = 'open a record' AND actor_id = :person")
    with at.hub.wired.store.read() as connection:
        found = connection.execute(asked, {"person": at.app.actor.user_id})
        return int(found.scalar_one())


async def test_the_record_follows_the_cursor(desks: Desks) -> None:
    first = desks.hub.rated(Rag.RED)
    second = desks.hub.rated(Rag.GREEN, worry="The second worry.", sender_name="Mr Else")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until(lambda: desk.detail.view is not None and desk.detail.view.id == first.id)
        await at.until_seen("hungry and bruised")
        await pilot.press("down")
        await at.until_seen("The second worry.")
        assert desk.detail.view is not None
        assert desk.detail.view.id == second.id


async def test_rows_passed_over_are_not_looked_at(desks: Desks) -> None:
    for number in range(5):
        desks.hub.rated(worry=f"Worry {number}.", sender_name=f"Sender {number}")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until(lambda: desk.detail.view is not None)
        assert _looks(at) == 1
        for _ in range(4):
            desk.rows.action_move(1)
        await at.until(lambda: desk.detail.view and desk.detail.view.id == desk.rows.cursor_key)
        assert _looks(at) == 2


async def test_a_record_opened_already_is_read_again_without_another_look(desks: Desks) -> None:
    desks.hub.rated(Rag.RED)
    desks.hub.rated(Rag.GREEN, worry="The second worry.", sender_name="Mr Else")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("hungry")
        await pilot.press("down")
        await at.until_seen("second worry")
        await pilot.press("up")
        await at.until_seen("hungry")
        assert desk.records.kept(desk.rows.cursor_key or 0) is not None
        assert _looks(at) == 2


async def test_a_long_result_is_read_whole_on_eighty_columns_and_goes_quiet_in_one_line(
    desks: Desks,
) -> None:
    for number in range(30):
        desks.hub.rated(sender_name=f"Sender {number}", worry=f"Worry {number}.")
    other = desks.hub.rated(Rag.GREEN, sender_name="Another", worry="Another.")
    desks.hub.perform(
        c.Assign(
            referral=other.id,
            version=other.version,
            worker=desks.hub.duty.user_id,
            reason="yours now",
        ),
        desks.hub.actors[Role.TEAM_MANAGER],
    )
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("i inbox: 1 for you")
        height = desk.rows.size.height
        desk.rows.action_last()
        cursor = desk.rows.cursor_key
        late = "Rated red; due Fri 20 Nov 2026 09:22. That has passed: it is overdue at once."
        desk.say(f"MD-26-0031: {late}", Tone.NEWS)
        await at.until(lambda: desk.rows.size.height == height - 1)
        assert late in " ".join(at.seen().split())
        assert "i inbox: 1 for you" in at.seen()
        assert desk.rows.cursor_key == cursor
        at.hub.clock.advance(timedelta(seconds=20))
        await at.second()
        await at.until(lambda: desk.rows.size.height == height)
        assert "i inbox: 1 for you" in at.seen()


async def test_one_long_alarm_is_read_whole_on_eighty_columns(desks: Desks) -> None:
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        desk.banner.alarm(NO_BEAT)
        await pilot.pause()
        assert NO_BEAT in " ".join(at.seen().split())
        desk.banner.alarm()
        await pilot.pause()
        assert desk.banner.size.height == 1


async def test_what_one_holds_is_not_offered_to_claim_but_to_put_back_or_give_on(
    desks: Desks,
) -> None:
    held = desks.hub.rated(Rag.RED)
    claim = c.Claim(referral=held.id, version=held.version)
    async with desks.app(training=True).run_test(size=(160, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until(lambda: desk.detail.view is not None)
        assert "c claim" in at.seen()
        at.app.desk.perform(claim, at.app.actor)
        desk.changed()
        await at.until_seen("R release")
        await at.until(lambda: "c claim" not in at.seen())
        await pilot.press("c")
        await at.until_seen("You hold it already: R puts it back, A gives it to somebody else.")
        assert at.app.screen is desk


async def test_an_unrated_record_says_that_rating_comes_before_asking(desks: Desks) -> None:
    desks.hub.take_in()
    async with desks.app(training=True).run_test(size=(160, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until(lambda: desk.detail.view is not None)
        await pilot.press("3")
        await at.until_seen("No agency was asked yet; r rates it first, then a asks them.")


async def test_a_dialog_says_as_soon_as_it_is_seen_that_its_record_changed_elsewhere(
    desks: Desks,
) -> None:
    view = desks.hub.rated(Rag.GREEN)
    async with desks.app(training=True).run_test(size=(100, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until(lambda: desk.detail.view is not None)
        await pilot.press("r")
        form = await at.until_on(RateDialog)
        await at.until(lambda: form.standing and form.focused is not None)
        form.field("rating", ChoiceField).put("red")
        form.field("reason", WordsField).put("new bruises")
        await at.until(lambda: "new bruises" in at.seen())
        assert "Changed since" not in at.seen()
        amber = c.Rate(referral=view.id, version=view.version, rating=Rag.AMBER, reason="the GP")
        desks.hub.perform(amber, desks.hub.actors[Role.TEAM_MANAGER])
        await at.until_seen("Changed since you opened this: Rated green → amber")
        assert form.query_one(".form--note", Said).words.endswith(", by Tom Mann at 14:22.")
        assert "new bruises" in at.seen()
        await pilot.press("ctrl+s")
        await at.until_seen("It changed while you were working:")
        assert "Changed since" not in at.seen()
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        assert desks.hub.desk.reread(at.app.actor, view.id).rating is Rag.RED


async def test_in_one_pane_a_record_is_opened_by_enter_and_left_by_escape(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("MD-26-0001")
        await pilot.pause(0.2)
        assert _looks(at) == 0
        await pilot.press("enter")
        await at.until_seen("hungry and bruised")
        assert _looks(at) == 1
        await pilot.press("8")
        await at.until_seen("Asha Rao")
        await pilot.press("escape")
        await at.until(lambda: desk.rows.has_focus)
        assert "Open 1" in at.seen()


async def test_what_another_desk_does_shows_by_itself(desks: Desks) -> None:
    view = desks.hub.rated(Rag.GREEN)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("G ● green")
        tom = at.hub.actors[Role.TEAM_MANAGER]
        at.hub.desk.perform(
            c.Rate(referral=view.id, version=view.version, rating=Rag.RED, reason="worse"), tom
        )
        await at.until_seen("R ■ red")


async def test_a_new_contact_is_announced_rung_for_and_marked_new(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.hub.rated(Rag.RED)
    async with desks.app(training=True, bell=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        rung: list[None] = []
        monkeypatch.setattr(at.app, "bell", lambda: rung.append(None))
        desk = await _desk(at)
        await at.until_seen("hungry")
        bea = at.hub.actors[Role.BUSINESS]
        from tests.tui.hub_host import contact

        made = contact(at.hub.clock, worry="A new one.", sender_name="Mr Else")
        outcome = at.hub.desk.perform(c.TakeIn(contact=made), bea)
        await at.until(lambda: len(desk.rows.rows) == 2)
        await at.until(lambda: (outcome.reference or "?") in at.seen().splitlines()[-2])
        assert rung
        assert desk.rows.unseen == 1


async def test_ones_own_act_is_told_quietly(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    desks.hub.rated(Rag.RED)
    async with desks.app(training=True, bell=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        rung: list[None] = []
        monkeypatch.setattr(at.app, "bell", lambda: rung.append(None))
        await _desk(at)
        await at.until_seen("hungry")
        at.hub.take_in(worry="By this very person.", sender_name="Mr Else")
        await at.until_seen("Open 2")
        assert not rung


async def test_words_narrow_the_queue_and_the_hidden_are_counted(desks: Desks) -> None:
    desks.hub.rated(Rag.RED)
    desks.hub.rated(Rag.GREEN, worry="Another.", sender_name="Mr Else")
    desks.hub.take_in(worry="A third.", sender_name="Mrs Third")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await pilot.press("slash")
        await at.type("green")
        await at.until(lambda: len(desk.rows.rows) == 1)
        await at.until_seen("2 hidden")
        assert "Esc shows all" in at.seen(), "the way back is told whatever else finds no room"
        await at.type("s")
        await at.until_seen(" shows all.")
        await pilot.press("enter", "escape")
        await at.until(lambda: len(desk.rows.rows) == 3)
        assert "hidden" not in at.seen()
        await pilot.press("U")
        await at.until(lambda: [row.rating for row in desk.rows.rows] == [None])


async def test_a_closed_referral_is_found_by_its_reference(desks: Desks) -> None:
    hub = desks.hub
    view = hub.decided()
    view = hub.perform(
        c.GiveFeedback(referral=view.id, version=view.version, told=False, why_not="anonymous")
    )
    hub.desk.perform(c.Close(referral=view.id, version=view.version), hub.duty)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("Nothing is open")
        await pilot.press("slash")
        await at.type(view.reference.lower())
        await pilot.press("enter")
        await at.until(lambda: desk.detail.view is not None)
        await at.until_seen(view.reference)
        assert "o reopen" in at.seen()


async def test_a_key_that_can_do_nothing_now_says_why(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("hungry")
        await pilot.press("f")
        await at.until_seen("has no room for it")
        await pilot.press("t")
        await at.until_seen("may not do this")
        assert at.app.screen is desk


async def test_the_likely_next_step_comes_first_in_the_footer(desks: Desks) -> None:
    view = desks.hub.take_in(consent=None)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until(lambda: at.seen().splitlines()[-1].startswith(" C consent"))
        at.hub.perform(_consent(view))
        await at.until(lambda: at.seen().splitlines()[-1].startswith(" r rate"))
        view = at.hub.desk.reread(at.hub.duty, view.id)
        at.hub.perform(
            c.Rate(referral=view.id, version=view.version, rating=Rag.AMBER, reason="bruises")
        )
        await at.until(lambda: at.seen().splitlines()[-1].startswith(" a ask"))


def _consent(view: Any) -> c.Command:
    from mashdesk.domain.contact import Consent, ConsentGiven

    given = ConsentGiven(form=Consent.REFUSED)
    return c.RecordConsent(referral=view.id, version=view.version, consent=given)


async def test_an_act_is_done_through_its_dialog_and_its_outcome_told(desks: Desks) -> None:
    desks.hub.rated(Rag.GREEN)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("hungry")
        await pilot.press("m")
        await at.until(lambda: isinstance(at.app.screen, ActDialog) and at.app.focused is not None)
        await at.type("rang the school")
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        await pilot.press("8")
        await at.until_seen("rang the school")


async def test_the_palette_does_what_the_keys_do(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("hungry")
        await pilot.press("ctrl+p")
        await at.type("add a note")
        await at.until_seen("Add a note to the record")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await at.until(lambda: isinstance(at.app.screen, ActDialog))


async def test_a_key_of_the_footer_can_be_clicked(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("hungry")
        line = at.seen().splitlines()[-1]
        await pilot.click(offset=(line.index("? help") + 1, 39))
        await at.until_on(HelpScreen)
        await pilot.press("escape")
        await at.until_on(DeskScreen)


async def test_tabs_can_be_clicked(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("hungry")
        line = next(at for at, row in enumerate(at.seen().splitlines()) if "Child 1" in row)
        column = at.seen().splitlines()[line].index("Child 1")
        await pilot.click(offset=(column + 2, line))
        await at.until(lambda: desk.detail.tab == 1)
        await at.until_seen("Kai Brown")


async def test_what_fell_due_while_nothing_ran_is_told_first(desks: Desks) -> None:
    view = desks.hub.rated(Rag.RED)
    desks.hub.clock.advance(timedelta(hours=5))
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("While nothing ran, 1 clock fell due")
        assert view.reference in at.seen().splitlines()[-2]
        await at.until_seen("round 2")


async def test_a_heartbeat_that_stops_is_an_alarm(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True, beat_seconds=3600).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("beat 0s")
        at.hub.clock.advance(timedelta(hours=3))
        await at.second()
        desk.facts = desk.facts
        await at.until_seen("BEAT LATE")
        await at.until_seen("No sweep comes by")


async def test_a_heartbeat_of_a_time_still_to_come_is_an_alarm(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True, beat_seconds=3600).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("beat 0s")
        at.hub.clock.set(at.hub.clock.now() - timedelta(hours=1))
        await at.second()
        await at.until_seen("CLOCK WRONG")
        await at.until_seen("The last sweep is of a time still to come")


async def test_a_jump_of_the_clock_never_hides_that_no_sweep_comes_by(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True, beat_seconds=3600).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _desk(at)
        await at.until_seen("beat 0s")
        now = at.hub.clock.now()
        sweep(at.hub.wired.store, at.hub.clock, ClockTrouble(-3600.0, now))
        await at.until_seen("The machine's clock jumped back")
        at.hub.clock.advance(timedelta(hours=4))
        await at.second()
        await at.until_seen("ALARM  BEAT LATE")
        await at.until_seen("No sweep comes by")
        await at.until_seen("The machine's clock jumped back")


async def test_the_countdown_moves_and_the_cursor_does_not(desks: Desks) -> None:
    desks.hub.rated(Rag.RED)
    desks.hub.rated(Rag.RED, worry="Another.", sender_name="Mr Else")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("4:00:00")
        await pilot.press("down")
        key = desk.rows.cursor_key
        await at.second()
        assert "3:59:59" in at.seen()
        assert "4:00:00" not in at.seen()
        assert desk.rows.cursor_key == key


async def test_the_chosen_request_is_the_one_acted_on(desks: Desks) -> None:
    desks.hub.asked("POL", "EDU")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("hungry")
        await pilot.press("3", "enter")
        await at.until_seen("to answer")
        await pilot.press("down")
        assert desk.detail.view is not None
        chosen = desk.detail.view.requests[1]
        assert desk.detail.chosen_request == chosen.id
        await pilot.press("h")
        await at.until(lambda: isinstance(at.app.screen, ActDialog))
        assert at.app.screen.given_request == chosen  # type: ignore[attr-defined]


async def test_a_store_that_cannot_be_read_is_an_alarm_until_it_can(desks: Desks) -> None:
    desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("hungry")

        def told() -> bool:
            # Again until it shows: a reading that was under way ends the trouble, as it should.
            desk.post_message(ReadingFailed("The disk is full.", "Make room on it."))
            return "The disk is full. Make room on it." in at.seen()

        await at.until(told)
        desks.hub.rated(worry="Another.", sender_name="Mr Else")
        await at.until(lambda: "The disk is full." not in at.seen())


async def test_a_reference_opens_what_the_filter_hides(desks: Desks) -> None:
    hidden = desks.hub.rated(Rag.RED)
    desks.hub.rated(Rag.GREEN, worry="Another.", sender_name="Mr Else")
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await pilot.press("slash")
        await at.type("green")
        await pilot.press("enter")
        await at.until(lambda: len(desk.rows.rows) == 1)
        start(desk, "act", desk.visit, hidden.reference)
        await at.until_seen("hungry and bruised")
        await at.until(lambda: len(desk.rows.rows) == 2)
        assert desk.current == hidden.id


async def test_a_change_in_the_inbox_opens_its_record(desks: Desks) -> None:
    view = desks.hub.rated()
    tom = desks.hub.actors[Role.TEAM_MANAGER]
    given = c.Assign(
        referral=view.id, version=view.version, worker=desks.hub.duty.user_id, reason="yours"
    )
    desks.hub.desk.perform(given, tom)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await at.until_seen("1 for you")
        await pilot.press("i")
        await at.until_seen("For you")
        await at.until_seen("Given to you")
        await pilot.press("o")
        await at.until_on(DeskScreen)
        await at.until(lambda: desk.is_reading)
        assert desk.current == view.id


async def test_the_cursor_stands_on_what_was_taken_in_though_the_queue_hid_it(desks: Desks) -> None:
    desks.hub.rated(Rag.RED)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _desk(at)
        await pilot.press("slash")
        await at.type("red")
        await pilot.press("enter")
        await at.until_seen("Open 1")
        await pilot.press("n")
        form = await at.until_on(IntakeScreen)
        await at.until(lambda: form.standing)
        await form.restore(contact_texts(contact(desks.hub.clock, worry="Another child.")))
        await pilot.press("ctrl+s")
        await at.until(lambda: desk.rows.cursor_key == 2, "the cursor on the new one")
        await at.until_seen("Another child.")
