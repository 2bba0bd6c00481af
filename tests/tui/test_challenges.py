"""A professional difference on the screens: the flag, the page, the dialogs of both desks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, ChallengeState, Ended, Reply, Stage
from mashdesk.store.views import AgencyRequestView, ReferralView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.dialogs.agency_challenging import (
    AgencyChallengeDialog,
    AgencyRespondDialog,
    dialog_for,
)
from mashdesk.tui.dialogs.challenging import AnswerChallengeDialog, ChallengeDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.labels import ASCII, UTF8
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.challenges import challenge_lines
from mashdesk.tui.widgets.queue_list import _mark
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.agency_hub import Partners, partners
from tests.tui.conftest import Desks
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle
from tests.tui.test_agency_screen import HealthDoors
from tests.tui.test_queue_list import row

_KINDS = {"why": WordsField, "answer": WordsField, "reason": WordsField, "wants": LineField}


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as made:
        yield made


@pytest.fixture
def desks(hub: Hub) -> Desks:
    return Desks(hub)


@pytest.fixture
def agency(desks: Desks) -> Partners:
    """Whoever opens a desk of the training hub here is Hana, of health."""
    made = partners(desks.hub)
    doors = HealthDoors(desks.hub)
    doors.who = made.hana
    desks.doors = doors
    return made


@pytest.fixture
def health(hub: Hub) -> Partners:
    return partners(hub)


async def fill(screen: Any, **words: str) -> tuple[Host, str]:
    """Open a dialog, fill these fields in, do it; and what stood on the screen then."""
    app = Host(screen)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        for path, text in words.items():
            screen.field(path, _KINDS.get(path, ChoiceField)).put(text)
        await pilot.press("ctrl+s")
        await settle(pilot)
        return app, seen(app)


def dialog(hub: Hub, act: str, view: ReferralView, actor: Actor | None = None) -> Any:
    fresh = hub.desk.reread(actor or hub.duty, view.id)
    return DIALOGS[act](hub.desk, actor or hub.duty, fresh)


def fresh(hub: Hub, view: ReferralView) -> ReferralView:
    return hub.desk.reread(hub.actors[Role.TEAM_MANAGER], view.id)


def request_of(health: Partners, view: ReferralView) -> AgencyRequestView:
    return health.hub.desk.agency.open(health.hana, health.request(view).id)


def of_health(health: Partners) -> ReferralView:
    """A red referral whose rating health challenges."""
    view = health.ask("HLT")
    command = c.RaiseChallenge(
        request=health.request(view).id,
        against=Against.RATING,
        wants="green",
        why="He was seen and is well.",
    )
    health.hub.desk.perform(command, health.hana)
    return fresh(health.hub, view)


async def test_a_worker_challenges_a_rating_from_the_desk(hub: Hub) -> None:
    view = hub.rated()
    manager = hub.actors[Role.TEAM_MANAGER]
    words = {"against": "rating", "rating": "red", "why": "He was hit."}
    app, _ = await fill(dialog(hub, "challenge", view, manager), **words)
    assert "challenge 1 raised" in app.answer.message
    assert fresh(hub, view).challenges[0].wants == "red"


async def test_a_challenge_without_its_why_or_its_rating_says_so_and_is_not_raised(
    hub: Hub,
) -> None:
    view = hub.rated()
    app, shown = await fill(dialog(hub, "challenge", view), against="rating")
    assert not app.has_answered()
    assert "say why, in a sentence" in shown
    assert fresh(hub, view).challenges == ()


async def test_a_practitioner_challenges_a_rating_that_is_shared_with_them(
    health: Partners,
) -> None:
    view = health.ask("HLT")
    screen = dialog_for(health.hub.desk, health.hana, request_of(health, view))
    words = {"against": "rating", "rating": "amber", "why": "He is safe now."}
    app, _ = await fill(screen, **words)
    assert "challenge 1 raised" in app.answer.message
    assert fresh(health.hub, view).challenges[0].by == "Health (community)"


async def test_a_worker_answers_and_the_practitioner_moves_it_up_by_the_same_key(
    health: Partners,
) -> None:
    view, hub = of_health(health), health.hub
    words = {"reply": Reply.STANDS.value, "answer": "The bruise is new."}
    await fill(dialog(hub, "answer_challenge", view), **words)
    assert fresh(hub, view).challenges[0].state is ChallengeState.ANSWERED
    screen = dialog_for(hub.desk, health.hana, request_of(health, view))
    app, shown = await fill(screen, does="move_up")
    assert "The bruise is new." in shown
    assert not app.has_answered()
    screen = dialog_for(hub.desk, health.hana, request_of(health, view))
    await fill(screen, does="move_up", reason="The nurse saw it.")
    assert fresh(hub, view).challenges[0].stage is Stage.TEAM


async def test_a_practitioner_accepts_an_answer_and_the_flag_goes(health: Partners) -> None:
    view, hub = of_health(health), health.hub
    words = {"reply": Reply.STANDS.value, "answer": "The bruise is new."}
    await fill(dialog(hub, "answer_challenge", view), **words)
    await fill(dialog_for(hub.desk, health.hana, request_of(health, view)), does="accept")
    assert fresh(hub, view).challenges[0].state is ChallengeState.RESOLVED
    assert hub.desk.queue(hub.duty).rows[0].challenges == 0


async def test_a_manager_settles_a_challenge_at_their_stage_from_the_desk(
    health: Partners,
) -> None:
    view, hub = of_health(health), health.hub
    manager = hub.actors[Role.TEAM_MANAGER]
    words = {"does": "settle", "reply": Reply.STANDS.value, "answer": "I looked at it."}
    await fill(dialog(hub, "answer_challenge", view, manager), **words)
    one = fresh(hub, view).challenges[0]
    assert (one.state, one.now_at.ended) == (ChallengeState.RESOLVED, Ended.SETTLED)


async def test_an_answer_that_the_record_does_not_bear_out_is_refused_with_what_to_do_first(
    health: Partners,
) -> None:
    view, hub = of_health(health), health.hub
    words = {"reply": Reply.CHANGED.value, "answer": "We changed it."}
    app, shown = await fill(dialog(hub, "answer_challenge", view), **words)
    assert not app.has_answered()
    assert "Rate it again first" in " ".join(shown.split())


@pytest.mark.parametrize("glyphs", [UTF8, ASCII])
@pytest.mark.parametrize("width", [2, 3])
def test_the_flag_is_in_the_queue_row_however_narrow_whatever_else_is_marked(
    glyphs: Any, width: int
) -> None:
    for rounds in (1, 2):
        for prompts in (0, 1):
            made = row(1, challenges=1, rounds=rounds, prompts=prompts)
            shown = "".join(text for text, _ in _mark(made, width, glyphs))
            assert glyphs.difference in shown
            assert len(shown) == width
            calm = "".join(text for text, _ in _mark(replace(made, challenges=0), width, glyphs))
            assert glyphs.difference not in calm


def test_the_page_tells_every_stage_and_what_is_overdue(health: Partners) -> None:
    view, hub = of_health(health), health.hub
    now = hub.clock.now()
    shown = "\n".join(line.content.plain for line in _lines(view, now, Show()))
    for words in ("⚑ 1. Health (community)", "it should be green", "He was seen and is well."):
        assert words in shown
    later = "\n".join(
        line.content.plain for line in _lines(view, now + timedelta(days=9), Show(ASCII))
    )
    assert "overdue" in later
    assert later.isascii()


def _lines(view: ReferralView, now: Any, show: Show) -> list[Any]:
    return list(challenge_lines(view.challenges, now, show))


@pytest.mark.parametrize("words", HOSTILE[::3])
def test_hostile_words_of_a_challenge_are_inert_on_the_page(health: Partners, words: str) -> None:
    view = of_health(health)
    one = view.challenges[0]
    stage = replace(one.now_at, why=words, answer=words, was=words, raised_by=words)
    made = replace(view, challenges=(replace(one, wants=words, by=words, stages=(stage,)),))
    for line in _lines(made, health.hub.clock.now(), Show()):
        assert_printable_only(line.content.plain)


async def test_x_on_the_agency_desk_opens_the_challenge_of_the_request_under_the_cursor(
    desks: Desks, agency: Partners
) -> None:
    view = agency.ask("HLT")
    app = desks.app(training=True, opening=desks.doors)
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_on(AgencyScreen)
        await at.until(lambda: at.app.focused is not None)
        await at.until_seen("What do you hold on Kai and Mia?")
        await pilot.press("x")
        form = await at.until_on(AgencyChallengeDialog)
        await at.until(lambda: form._ready)
        form.field("against", ChoiceField).put("rating")
        form.field("rating", ChoiceField).put("amber")
        form.field("why", WordsField).put("He is safe now.")
        await pilot.press("ctrl+s")
        await at.until_seen("challenge 1 raised")
        await at.until_seen("He is safe now.")
        await pilot.press("V")
        await at.until_seen("No answer to a challenge of your agency waits here")
        (one,) = fresh(agency.hub, view).challenges
        desks.hub.perform(
            c.AnswerChallenge(
                challenge=one.id, version=one.version, reply=Reply.STANDS, answer="It is new."
            )
        )
        await at.until_seen("V move up")
        await pilot.press("V")
        await at.until_on(AgencyRespondDialog)
    assert fresh(agency.hub, view).challenges[0].wants == "amber"


async def test_the_desk_shows_the_flag_in_row_and_record_and_its_keys_open_the_dialogs(
    desks: Desks,
) -> None:
    of_health(partners(desks.hub))
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_seen("challenged")
        assert at.seen().count("⚑") >= 2
        await pilot.press("7")
        await at.until_seen("He was seen and is well.")
        await pilot.press("v")
        form = await at.until_on(AnswerChallengeDialog)
        await at.until(lambda: form._ready)
        await pilot.press("escape", "D")
        await at.until_on(ChallengeDialog)
