"""Deciding on the screen: what is known beside what is decided, at both sizes; and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Consent, ConsentGiven
from mashdesk.domain.follow_up import AllocationEnd, ReviewResult, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import AnswerKind
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.decision import decision
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle
from tests.tui.test_dialogs_acts import keys_of, work


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def told(view: ReferralView, hub: Hub) -> str:
    """The Decision tab as it reads now."""
    lines = decision(view, hub.clock.now(), Show())
    return "\n".join(line.content.plain for line in lines if line.content is not None)


def decided(hub: Hub, outcome: DecisionOutcome, **words: object) -> ReferralView:
    view = hub.rated()
    said = {
        "rationale": "enough",
        "final_rating": Rag.AMBER,
        "voice": "safe",
        "expected": "see him",
    }
    command = c.Decide(referral=view.id, version=view.version, outcome=outcome, **(said | words))  # type: ignore[arg-type]
    return hub.perform(command)


async def test_what_is_known_stands_beside_the_form_and_prompts_are_answered_on_it(
    hub: Hub,
) -> None:
    view = hub.asked("POL", "EDU", "HLT")
    request = view.requests[0]
    answer = c.RecordAnswer(
        request=request.id, version=request.version, answer=AnswerKind.RELEVANT,
        words="Two call-outs.", channel=Channel.PHONE, person="Sgt Cole", view=Rag.RED,
    )  # fmt: skip
    view = hub.perform(answer)
    refused = ConsentGiven(form=Consent.REFUSED, by="his mother")
    view = hub.perform(c.RecordConsent(referral=view.id, version=view.version, consent=refused))
    app = Host(DIALOGS["decide"](hub.desk, hub.duty, view))
    async with app.run_test(size=(130, 60)) as pilot:
        await settle(pilot)
        shown = seen(app)
        for known in ("He came to school hungry", "Two call-outs.", "their view: R ■ red"):
            assert known in shown
        assert "The level of need was not ticked." in shown
        assert f"You decide on {view.reference}: Kai Brown" in shown.replace("\n", " ")
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = seen(app)
        for ask in ("! choose the outcome", "! write why this is the right decision"):
            assert ask in shown
        # Section 17: somebody takes the child on, so that is asked for from now on.
        await pilot.press("s", "tab", *keys_of("a pattern"), "tab", *keys_of("a new home"))
        await pilot.press(
            "tab", "tab", "tab", *keys_of("wants quiet"), "tab", *keys_of("his mother")
        )
        await pilot.press("tab", *keys_of("team one"), "tab", *keys_of("see him"), "tab", "tab")
        # Two have not answered: one reason for both, and neither is asked for one of its own.
        assert "Decided without, because: 2 not answered yet" in seen(app)
        await pilot.press(*keys_of("no time"), "tab", *keys_of("passed on"), "ctrl+s")
        await settle(pilot)
        shown = seen(app)
        assert "Prompts stand in the way." in shown
        assert "No consent, and risk stands" in shown
        await pilot.press("a", "tab", *keys_of("overridden"), "ctrl+s")
        await settle(pilot)
    assert app.has_answered()
    after = hub.desk.reread(hub.duty, view.id)
    because = {one.agency: one.settled_because for one in after.requests}
    assert because["EDU"] == because["HLT"] == "no time"
    made = after.decision
    assert made is not None
    assert (made.would_change, made.receiver, made.expected) == (
        "a new home",
        "team one",
        "see him",
    )
    assert (made.voice, made.spoken_to) == ("wants quiet", "his mother")
    page = told(after, hub)
    assert "What is expected of whoever takes it on" in page
    assert "a new home" in page


async def test_on_a_small_terminal_a_key_goes_between_form_and_what_is_known(hub: Hub) -> None:
    view = hub.rated()
    app = Host(DIALOGS["decide"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "The worry" not in seen(app)
        await pilot.press("a", "tab", *keys_of("half a"), "f3")
        await settle(pilot)
        shown = seen(app)
        assert "He came to school hungry and bruised." in shown
        assert "Rationale" not in shown
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press(*keys_of(" thought"), "escape")
        await settle(pilot)
    assert app.has_answered()
    assert app.answer is None
    _, _, shown = await work(hub, "decide", view)
    assert "Draft of 14:22 restored" in shown
    assert "half a thought" in shown


async def test_a_hand_over_is_taken_up_from_the_screen(hub: Hub) -> None:
    allocated = DecisionOutcome.ALLOCATED
    view = decided(hub, allocated, receiver="Ann Lee")
    assert view.clock is ClockKind.ALLOCATED
    assert "to take it up by Mon 14:22, else it is open again" in told(view, hub)
    _, _, shown = await work(hub, "taken_up", view, *keys_of("Ann Lee"), "ctrl+s")
    assert "! choose how they told the hub" in shown
    _, after, _ = await work(hub, "taken_up", view, *keys_of("Ann Lee"), "tab", "p", "ctrl+s")
    assert [one.ended for one in after.follow_up.allocations] == [AllocationEnd.ACKNOWLEDGED]
    assert "Ann Lee by phone" in told(after, hub)


async def test_a_strategy_discussion_is_written_line_by_line(hub: Hub) -> None:
    view = decided(hub, DecisionOutcome.STRATEGY)
    assert "To be held by Sat 14:22" in told(view, hub)
    start = ("tab", *"now", "tab")
    _, _, shown = await work(
        hub, "strategy", view, *start, *keys_of("Police"), "tab", "s", "s", "tab", *"bruises",
        "ctrl+s",
    )  # fmt: skip
    assert "! line 1: write agency; name; role" in shown
    hub.desk.drop_draft(hub.duty, f"strategy:{view.id}")
    keys = (*start, *keys_of("Police; DS Obi; chair"), "tab", "s", "s", "tab", *"bruises", "tab")
    _, after, _ = await work(
        hub, "strategy", view, *keys, *keys_of("DS Obi; 16:00; ask the father"), "ctrl+s"
    )
    (held,) = after.follow_up.strategies
    assert held.result is StrategyResult.ASSESSMENT
    assert [(one.agency, one.name, one.role) for one in held.participants] == [
        ("Police", "DS Obi", "chair")
    ]
    assert [one.owner for one in held.actions] == ["DS Obi"]
    assert "DS Obi, by Fri 20 Nov 2026 16:00: ask the father" in told(after, hub)
    assert "to be done; = settles it." in told(after, hub)
    _, _, shown = await work(hub, "action", after, "tab", "n", "ctrl+s")
    assert "! say why it is dropped" in shown
    hub.desk.drop_draft(hub.duty, f"action:{view.id}")
    _, after, _ = await work(hub, "action", after, "tab", "d", "ctrl+s")
    assert after.follow_up.actions == ()
    assert "done Fri 20 Nov 2026 14:22 by Asha Rao" in told(after, hub)


async def test_early_help_that_ended_second_ratings_and_oversight_are_on_the_tab(
    hub: Hub,
) -> None:
    view = decided(hub, DecisionOutcome.EARLY_HELP_SINGLE)
    keys = ("c", "tab", *"Ana", "tab", *keys_of("no visit"), "ctrl+s")
    _, after, _ = await work(hub, "help_review", view, *keys)
    assert after.state is ReferralState.RATED
    assert [one.result for one in after.follow_up.reviews] == [ReviewResult.CONSENT_WITHDRAWN]
    assert after.consent_by == "Ana"
    _, _, shown = await work(hub, "decide", after, "e", "ctrl+s", size=(80, 90))
    assert "Without consent *" in shown
    assert "! early help is given only with consent" in shown
    keys = ("r", "tab", *"all", "tab", *"bruises", "ctrl+s")
    _, after, _ = await work(hub, "second_rating", after, *keys)
    manager = hub.actors[Role.TEAM_MANAGER]
    _, after, _ = await work(
        hub, "oversight", replace(after), *keys_of("see him today"), "ctrl+s", actor=manager
    )
    page = told(after, hub)
    for said in (
        "consent withdrawn  recorded Fri 20 Nov 2026",
        "no visit",
        "R ■ red",
        "took part: all",
        "see him today",
    ):
        assert said in page
