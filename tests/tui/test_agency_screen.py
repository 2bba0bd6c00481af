from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Channel
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, RequestState, Sharing
from mashdesk.domain.sharing import Found, Passage
from mashdesk.settings import Settings
from mashdesk.tui.dialogs.sending import SendAnswerDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, TickField
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.opening import Opened
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.screens.changes import ChangesScreen
from mashdesk.tui.screens.lock import LockScreen
from tests.hostile import HOSTILE
from tests.tui.agency_hub import Partners, partners, practitioner
from tests.tui.conftest import At, Desks, Doors
from tests.tui.hub_host import PASSWORD


class HealthDoors(Doors):
    """The training door lets in whoever it is told to, where the real one lets in its trainee."""

    who: Actor

    def open_training(self, settings: Settings) -> tuple[Opened, Actor]:
        return self.open_desk(settings), self.who


@pytest.fixture
def health(desks: Desks) -> Partners:
    made = partners(desks.hub)
    doors = HealthDoors(desks.hub)
    doors.who = made.hana
    desks.doors = doors
    return made


def desk_of(desks: Desks, **settings: Any) -> Any:
    return desks.app(training=True, opening=desks.doors, **settings)


async def _agency(at: At) -> AgencyScreen:
    screen = await at.until_on(AgencyScreen)
    assert isinstance(screen, AgencyScreen)
    await at.until(lambda: at.app.focused is not None)
    return screen


async def test_a_practitioner_sees_what_is_asked_of_their_agency(
    desks: Desks, health: Partners
) -> None:
    health.ask("HLT")
    health.ask("POL", sender_name="Mr Else", worry="For the police alone.")
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _agency(at)
        await at.until_seen("What do you hold on Kai and Mia?")
        shown = at.seen()
        assert len(desk.rows.rows) == 1
        assert "To answer 1" in shown


async def _answering(at: At) -> SendAnswerDialog:
    await at.pilot.press("a")
    dialog = await at.until_on(SendAnswerDialog)
    assert isinstance(dialog, SendAnswerDialog)
    await at.until(lambda: dialog._ready)
    return dialog


def _fill(dialog: SendAnswerDialog, *, part: bool = False) -> None:
    """Two systems for two children, and two passages under two markings."""
    for number, block in enumerate(dialog._checks):
        block.found.put((Found.FOUND if number == 0 else Found.NOTHING).value)
    dialog.field("answer", ChoiceField).put(AnswerKind.RELEVANT.value)
    dialog.field("passages.1.words", WordsField).put("Two visits missed.")
    dialog.field("passages.2.words", WordsField).put("Mother told us in confidence.")
    dialog.field("passages.2.sharing", ChoiceField).put(Sharing.DECISION_MAKER.value)
    dialog.field("view", ChoiceField).put(Rag.AMBER.value)
    dialog.field("partial", TickField).put("yes" if part else "")
    dialog.touched()


async def test_a_request_is_taken_on_let_go_and_taken_over_after_asking(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("nobody yet")
        await pilot.press("t")
        await at.until(lambda: health.request(view).holder == "Hana Hill")
        await at.until_seen("mine 1")
        await pilot.press("l")
        await at.until(lambda: health.request(view).holder == "")
        known = health.request(view)
        take = c.TakeOn(request=known.id, version=known.version)
        desks.hub.desk.perform(take, health.hugo)
        await at.until_seen("Hugo Hart")
        await pilot.press("t")
        asked = await at.until_on(Confirm)
        assert "Hugo Hart has MD-26-0001" in at.seen()
        assert asked is at.app.screen
        await pilot.press("y")
        await at.until(lambda: health.request(view).holder == "Hana Hill")
    assert "Hana Hill took this request over from you." in [
        notice.text.partition(": ")[2] or notice.text
        for notice in desks.hub.desk.notices(health.hugo)
    ]


async def test_a_part_is_sent_with_its_markings_and_completed_later(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("nobody yet")
        _fill(await _answering(at), part=True)
        await pilot.press("ctrl+s")
        await at.until_on(AgencyScreen)
        await at.until_seen("answered in part")
        assert health.request(view).state is RequestState.OPEN
        dialog = await _answering(at)
        # The checklist starts from the part; what was said there is not said again.
        assert [block.found.text for block in dialog._checks] == ["found", *["nothing"] * 3]
        dialog.field("answer", ChoiceField).put(AnswerKind.RELEVANT.value)
        dialog.field("passages.1.words", WordsField).put("The third visit was kept.")
        dialog.touched()
        await pilot.press("ctrl+s")
        await at.until_on(AgencyScreen)
        await at.until(lambda: health.is_settled(view))
        await at.until_seen("your answer is in; being weighed")
    first, second = health.request(view).answers
    assert [(p.words, p.sharing) for p in first.passages] == [
        ("Two visits missed.", Sharing.HUB),
        ("Mother told us in confidence.", Sharing.DECISION_MAKER),
    ]
    assert (first.partial, second.partial) == (True, False)
    assert {(s.name, s.system, s.found) for s in first.searches} >= {
        ("Kai Brown", "Child health", Found.FOUND),
        ("Mia Brown", "Health visiting", Found.NOTHING),
    }


async def test_a_whole_answer_accounts_for_every_child_and_system(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    async with desk_of(desks).run_test(size=(120, 60)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("nobody yet")
        dialog = await _answering(at)
        dialog.field("answer", ChoiceField).put(AnswerKind.NOTHING.value)
        for block in dialog._checks[:3]:
            block.found.put(Found.NOTHING.value)
        dialog._checks[2].found.put(Found.NOT_SEARCHED.value)
        dialog.touched()
        await pilot.press("ctrl+s")
        await at.until_seen("2 fields to put right")
        assert "say why it was not searched" in at.seen()
        assert "say what came of it" in at.seen()
        assert not health.request(view).answers


async def test_declining_says_why_and_the_rating_it_is_not_commissioned_at(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("nobody yet")
        dialog = await _answering(at)
        dialog.field("answer", ChoiceField).put(AnswerKind.DECLINED.value)
        dialog.field("declined", ChoiceField).put(Declined.NOT_COMMISSIONED.value)
        dialog.field("reason", WordsField).put("We are not paid for green.")
        dialog.touched()
        await pilot.press("ctrl+s")
        await at.until_on(AgencyScreen)
        await at.until(lambda: health.is_settled(view))
    answer = health.request(view).answers[-1]
    assert (answer.declined, answer.reason) == (
        Declined.NOT_COMMISSIONED,
        "We are not paid for green.",
    )


async def test_what_is_typed_is_kept_when_the_desk_is_locked_over_it(
    desks: Desks, health: Partners
) -> None:
    health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("nobody yet")
        dialog = await _answering(at)
        await pilot.press("ctrl+n")
        await at.until(lambda: len(dialog.passages) == 4)
        await at.type("half a word")
        await pilot.press("ctrl+l")
        await at.until_on(LockScreen)
        shown = at.seen()
        assert "1 open" in shown
        assert not [word for word in ("Kai", "Mia", "MD-26", "half", "hungry") if word in shown]
        await pilot.press("enter")
        await _agency(at)
        await at.until_seen("nobody yet")
        again = await _answering(at)
        await at.until(lambda: "half a word" in again.texts()["passages.4.words"])


async def test_a_change_on_another_desk_is_told_and_stays_until_acknowledged(
    desks: Desks, health: Partners
) -> None:
    view = health.ask(rating=Rag.AMBER)
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await at.until_seen("A \u25b2 amber")
        desks.hub.perform(
            c.Rate(
                referral=view.id, version=health.fresh(view).version,
                rating=Rag.RED, reason="For the hub alone.", agency_words="A burn was seen.",
            )
        )  # fmt: skip
        await at.until_seen("R \u25a0 red")
        await at.until_seen("i: 1 change to acknowledge")
        assert "amber" in at.seen()
        await pilot.press("i")
        await at.until_on(ChangesScreen)
        await at.until_seen("A burn was seen.")
        await pilot.press("space")
        await at.until_seen("Nothing changed that your agency has not seen.")
        await pilot.press("escape")
        await _agency(at)
        await at.until(lambda: "to acknowledge" not in at.seen())


async def test_a_withdrawn_request_leaves_a_change_that_says_why(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _agency(at)
        await at.until_seen("nobody yet")
        known = health.request(view)
        withdraw = c.Withdraw(request=known.id, version=known.version, reason="Asked in error.")
        desks.hub.perform(withdraw)
        await at.until(lambda: desk.rows.cursor_row and desk.rows.cursor_row.due_at is None)
        await at.until_seen("withdrawn; nothing is owed")
        await pilot.press("a")
        await at.until_seen("The hub withdrew this request")
        await pilot.press("i")
        await at.until_seen("Asked in error.")
        await pilot.press("o")
        await _agency(at)
        await at.until(lambda: desk.is_reading)


async def test_a_late_answer_is_welcome_and_what_became_of_it_is_read(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    known = health.request(view)
    fresh = health.fresh(view)
    desks.hub.perform(
        c.Decide(
            referral=view.id, version=fresh.version, outcome=DecisionOutcome.ADVICE,
            rationale="For the hub alone.", final_rating=Rag.GREEN, voice="He says he is safe.",
            without=(c.Without(request=known.id, reason="It could not wait."),),
            agency_words="Advice was given; call again if he misses more.",
        )
    )  # fmt: skip
    desks.hub.clock.advance(timedelta(minutes=1))
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        shown = await at.until_seen("still welcome")
        assert "w/o" in shown
        assert "late" not in shown
        assert "was not waited for" in shown
        _fill(await _answering(at))
        await pilot.press("ctrl+s")
        await at.until_on(AgencyScreen)
        await at.until(lambda: bool(health.request(view).answers))
        await at.until_seen("came after the decision")
        await pilot.press("o")
        shown = await at.until_seen("Advice was given; call again")
        assert "For the hub alone" not in shown
    assert health.request(view).answers[-1].late


async def test_a_sealed_request_is_marked_and_says_to_tell_nobody_else(
    desks: Desks, health: Partners
) -> None:
    view = health.ask()
    tom = desks.hub.wired.sign_in.sign_in("tom", PASSWORD, "TEST-9")
    named = (tom.user_id, health.hana.user_id)
    version = desks.hub.desk.reread(tom, view.id).version
    desks.hub.desk.perform(
        c.Seal(referral=view.id, version=version, people=named, reason="staff family"), tom
    )
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        shown = await at.until_seen("Sealed: only people named on it see it")
        assert "⊘ sealed" in shown
        assert "calm ⊘!" in shown, shown


async def test_the_palette_offers_every_act_that_fits_and_help_every_key(
    desks: Desks, health: Partners
) -> None:
    health.ask()
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _agency(at)
        await at.until_seen("nobody yet")
        offered = {command.title for command in desk.commands()}
        assert "Answer a request, in whole or in part" in offered
        assert "Take a request on, or over from a colleague" in offered
        assert "Let a request go, for a colleague to take on" not in offered
        await pilot.press("l")
        await at.until_seen("Nobody has it; t takes it on.")
        await pilot.press("question_mark")
        await at.until_seen("Keys of the agency desk")
        assert "decision maker only" in at.seen()


async def test_somebody_without_an_agency_is_told_so_and_shown_nothing(
    desks: Desks, health: Partners
) -> None:
    health.ask()
    doors = desks.doors
    assert isinstance(doors, HealthDoors)
    doors.who = practitioner(desks.hub, "Noa None", agency=None)
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _agency(at)
        assert not desk.rows.rows
        assert "agency" in at.seen()
        assert "MD-26" not in at.seen()


async def test_what_fell_due_elsewhere_while_nothing_ran_is_not_told_to_an_agency(
    desks: Desks, health: Partners
) -> None:
    health.ask("POL", sender_name="Mr Else", worry="For the police alone.")
    desks.hub.clock.advance(timedelta(hours=9))
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await pilot.pause(0.2)
        assert "MD-26" not in at.seen()
        assert "fell due" not in at.seen()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_hostile_words_are_inert_on_every_screen_of_the_agency(
    size: tuple[int, int], desks: Desks, health: Partners
) -> None:
    words = " ".join(HOSTILE)
    view = health.ask(worry=words, household=words)
    known = health.request(view)
    answer = c.SendAnswer(
        request=known.id, version=known.version, answer=AnswerKind.RELEVANT,
        passages=(Passage(words),), partial=True,
    )  # fmt: skip
    desks.hub.desk.perform(answer, health.hugo)
    fresh = health.fresh(view)
    desks.hub.perform(
        c.Rate(
            referral=view.id, version=fresh.version, rating=Rag.AMBER, reason="calmer",
            agency_words=words[:900],
        )
    )  # fmt: skip
    ways = {"enter": AgencyScreen, "i": ChangesScreen, "a": SendAnswerDialog}
    async with desk_of(desks).run_test(size=size) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        for key, screen in ways.items():
            await pilot.press(key)
            await at.until_on(screen)
            await pilot.pause(0.2)
            shown = at.seen()
            assert not [char for char in shown if ord(char) < 32 and char != "\n"], key
            assert all(cell_len(line) <= size[0] for line in shown.splitlines()), key
            await pilot.press("escape")
            await at.until_on(AgencyScreen)


async def test_an_ascii_terminal_is_sent_ascii_by_the_agency_desk_too(
    desks: Desks, health: Partners
) -> None:
    health.ask(worry="Zo\u00eb said \u201cno\u201d \u2026 \u21bb")
    async with desk_of(desks, ascii=True).run_test(size=(100, 30)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        for key in ("enter", "i", "a", "o", "question_mark"):
            await pilot.press(key)
            await pilot.pause(0.3)
            assert sorted({char for char in at.seen() if ord(char) > 126}) == [], key
            await pilot.press("escape")
            await at.until_on(AgencyScreen)


async def test_a_health_desk_shows_nothing_of_what_only_others_were_asked(
    desks: Desks, health: Partners
) -> None:
    view = health.ask("HLT", "POL")
    known = health.request(view, "POL")
    desks.hub.perform(
        c.RecordAnswer(
            request=known.id, version=known.version, answer=AnswerKind.RELEVANT,
            words="For the hub from the police.", channel=Channel.PHONE, person="PC Lee",
        )
    )  # fmt: skip
    desks.hub.desk.perform(c.AddNote(referral=view.id, text="A worker's own note."),
                           desks.hub.actors[Role.DUTY])  # fmt: skip
    async with desk_of(desks).run_test(size=(200, 60)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        shown = await at.until_seen("Systems")
        assert "olice" not in shown
        assert "own note" not in shown
