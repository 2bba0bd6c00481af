"""Prompts on the screen: in their tab, in the way of an act, and tried against history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Child, Consent, ConsentGiven
from mashdesk.domain.prompts import Moment
from mashdesk.domain.rating import Rag
from mashdesk.store.views import BesidesView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.dialogs.noting import PromptDialog
from mashdesk.tui.dialogs.returning import ReturnDialog
from mashdesk.tui.dialogs.try_prompt import TryPromptDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.prompt_answers import standing_at
from mashdesk.tui.forms.said import Said
from mashdesk.tui.labels import ASCII, UTF8
from mashdesk.tui.screens.desk_panes import still_told
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.known import Beside, known, missing
from mashdesk.tui.tabs.prompts import prompts, prompts_title
from mashdesk.tui.tabs.summary import summary, summary_title
from mashdesk.tui.widgets.detail import tab_names
from mashdesk.tui.widgets.queue_list import _mark
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle

KAI_BORN = date(2019, 5, 4)
KAI = Child(given_name="Kai", family_name="Brown", born=KAI_BORN)


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def tab(hub: Hub, referral: int) -> str:
    view = hub.desk.reread(hub.duty, referral)
    return "\n".join(
        str(line.content or "") for line in prompts(view, hub.desk.clock.now(), Show())
    )


async def test_what_stands_in_the_way_is_answered_beside_what_was_typed(hub: Hub) -> None:
    view = hub.rated(Rag.RED)
    app = Host(DIALOGS["rate"](hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "enter", *"calm", "ctrl+s")
        await settle(pilot)
        shown = seen(app)
        assert "Prompts stand in the way. Answer each below" in shown
        assert "goes red → green, it is lowered by 2 steps." in shown
        # What was typed stays, and the keys are where the answer goes.
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "! choose one" in seen(app)
        await pilot.press("c", "enter", *"Tom", "ctrl+s")
        await settle(pilot)
    after = hub.desk.reread(hub.duty, view.id)
    assert after.rating is Rag.GREEN
    assert any("calm" in event.text for event in after.events)
    assert "declined: Tom" in tab(hub, view.id)


def test_the_tab_puts_the_gravest_first_and_the_answered_last(hub: Hub) -> None:
    view = hub.rated(Rag.AMBER)
    hub.desk.prompting.consider()
    view = hub.desk.reread(hub.duty, view.id)
    assert prompts_title(view) == "Prompts 1"
    assert "note" in tab(hub, view.id)
    assert "Suggests: Open the history" in tab(hub, view.id)
    (asked,) = view.prompts
    said = c.AnswerPrompt(prompt=asked.id, acted=False, reason="A new family.", read=asked.read)
    hub.desk.perform(said, hub.duty)
    shown = tab(hub, view.id)
    assert "1 prompt to answer" not in shown
    assert shown.index("Answered") < shown.index("declined: A new family.")


async def test_what_matters_is_read_before_a_first_rating_too_and_stands_in_no_way(
    hub: Hub,
) -> None:
    first = hub.take_in()
    number = first.children[0].individual
    child = Child(given_name="Kai", family_name="Brown", born=KAI_BORN, individual=number)
    hub.take_in(children=(child,), worry="Again.")
    last = hub.take_in(children=(child,), worry="And again.")  # nothing was considered since
    app = Host(DIALOGS["rate"](hub.desk, hub.duty, last))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = seen(app)
        assert "‼ Contacts come faster (grave): 3 contacts within 6 weeks" in shown
        assert "! Repeated contacts" in shown
        await pilot.press("a", "enter", *"bruises", "ctrl+s")
        await settle(pilot)
    assert hub.desk.reread(hub.duty, last.id).rating is Rag.AMBER


def test_a_form_that_lowers_asks_no_answer_to_what_the_lowering_puts_right(hub: Hub) -> None:
    view = hub.rated(Rag.RED)
    hub.desk.prompting.consider()
    view = hub.desk.reread(hub.duty, view.id)
    assert "level-mismatch" in {one.code for one in view.prompts}
    assert "level-mismatch" not in {one.code for one in standing_at(view, Moment.LOWERING)}
    assert "level-mismatch" in {one.code for one in standing_at(view, Moment.DECIDING)}


async def test_evidence_that_came_in_meanwhile_is_read_before_it_is_answered(hub: Hub) -> None:
    kai = hub.take_in(children=(KAI,)).children[0].individual
    again = replace(KAI, individual=kai)
    hub.take_in(worry="again", children=(again,))
    view = hub.take_in(worry="and again", children=(again,))
    hub.desk.prompting.consider()
    app = Host(DIALOGS["prompt"](hub.desk, hub.duty, hub.desk.reread(hub.duty, view.id)))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        dialog = app.screen
        assert isinstance(dialog, PromptDialog)
        said = dialog.asked()[0]
        hub.take_in(worry="again, 3", children=(again,))
        hub.desk.prompting.consider()
        await pilot.press("tab", "c", "enter", *"Told", "ctrl+s")
        await settle(pilot)
        now = next(
            one for one in hub.desk.reread(hub.duty, view.id).prompts if one.code == said.code
        )
        assert (now.id, now.evidence != said.evidence) == (said.id, True)
        assert f"New evidence. {now.evidence[:20]}" in seen(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.has_answered(), seen(app)
    after = hub.desk.reread(hub.duty, view.id).prompts
    assert next(one for one in after if one.id == said.id).answer == "declined: Told"


async def test_an_act_along_with_which_old_evidence_is_answered_shows_the_new(hub: Hub) -> None:
    kai = hub.take_in(children=(KAI,)).children[0].individual
    again = replace(KAI, individual=kai)
    hub.take_in(worry="again", children=(again,))
    view = hub.take_in(worry="and again", children=(again,))
    hub.desk.prompting.consider()
    app = Host(DIALOGS["return"](hub.desk, hub.duty, hub.desk.reread(hub.duty, view.id)))
    async with app.run_test(size=(100, 70)) as pilot:
        await settle(pilot)
        dialog = app.screen
        assert isinstance(dialog, ReturnDialog)
        hub.take_in(worry="again, 3", children=(again,))
        hub.desk.prompting.consider()
        dialog.field("asked_for", ChoiceField).put("information")
        typed = {"message": "What did he say?", "reason": "thin"}
        shown = [field.path for field in dialog.standing if field.path.startswith("answers.")]
        typed |= {path: "Told thrice" for path in shown if path.endswith("reason")}
        for path in shown:
            if path.endswith("acted"):
                dialog.field(path, ChoiceField).put("declined")
        for path, words in typed.items():
            dialog.field(path, WordsField).put(words)
        for once in (True, False):
            await pilot.press("ctrl+s")
            await settle(pilot)
            assert app.has_answered() is not once
            if once:
                said = [line.words for line in dialog.query(Said)]
                assert any(line.startswith("New evidence. Repeated contacts") for line in said)
                assert all(dialog.typed(path) == words for path, words in typed.items())


def test_a_grave_prompt_is_told_apart_in_its_row_and_in_the_tabs_title(hub: Hub) -> None:
    view = hub.rated(Rag.RED, consent=ConsentGiven(form=Consent.REFUSED, reason="No."))
    hub.desk.prompting.consider()
    view = hub.desk.reread(hub.duty, view.id)
    assert prompts_title(view).endswith("‼")
    assert summary_title(view).startswith("Summary ‼")
    assert any(name.strip().endswith("%") for name in tab_names(view, 110, ASCII.grave)), "in ASCII"
    (row,) = hub.desk.queue(hub.duty).rows
    for glyphs, grave in ((UTF8, "‼"), (ASCII, "%")):
        for width, rounds in ((2, 1), (2, 2), (5, 1)):
            shown = "".join(text for text, _ in _mark(replace(row, rounds=rounds), width, glyphs))
            assert grave in shown
            assert len(shown) == width
        milder = "".join(text for text, _ in _mark(replace(row, grave=False), 2, glyphs))
        assert glyphs.prompt in milder


def test_a_grave_prompt_looks_grave_and_stands_first_wherever_prompts_are_told(hub: Hub) -> None:
    view = hub.rated(Rag.AMBER)
    for _ in range(2):
        hub.clock.advance(timedelta(days=5))
        hub.desk.sweep()
    view = hub.desk.reread(hub.duty, view.id)
    (late,) = (one for one in view.prompts if one.code == "timed-out")
    ordinary = replace(late, id=99, title="Linked", grave=False, severity="serious",
                       raised_at=hub.desk.clock.now(), renewed_at=None)  # fmt: skip
    view, now = replace(view, prompts=(ordinary, late)), hub.desk.clock.now()
    assert late.came_at > late.raised_at
    for lines in (prompts, summary, lambda *of: known(of[0], Beside(), *of[1:])):
        for show, sign in ((Show(), "‼"), (Show(ASCII), "%")):
            told = [str(line.content) for line in lines(view, now, show)]
            (at,) = (n for n, line in enumerate(told) if "Timed out" in line)
            assert told[at].startswith(f"{sign} Timed out  grave  raised "), told[at]
            assert ", again " in told[at], "what it says now came later than it was first raised"
            assert at < next(n for n, line in enumerate(told) if "! Linked" in line)
    # So does what is told besides to those who see a sealed record, beside the decision too.
    own = replace(
        view, besides=(BesidesView("Contacts come faster", "3 contacts.", "Look.", True),)
    )
    for lines in (prompts, lambda *of: known(of[0], Beside(), *of[1:])):
        told = [str(line.content) for line in lines(own, now, Show())]
        assert "‼ Contacts come faster  grave" in told
    assert "Contacts come faster (grave)." in str(summary(own, now, Show()))
    assert "1 of them grave" in "\n".join(missing(view, Beside()))
    assert late.to_answer.named == "Timed out (grave)"


def test_of_a_kept_record_what_was_noticed_with_one_out_of_sight_now_is_told_no_more(
    hub: Hub,
) -> None:
    other = BesidesView("Linked", "By a telephone number.", "Look.", grave=False)
    told = BesidesView("Contacts come faster", "3 contacts: MD-26-0009.", "Look.", grave=True)
    kept = replace(hub.rated(Rag.RED), besides=(told, other))
    masked = replace(told, evidence="3 contacts: a record not open to you.")
    worded = replace(kept, besides=(masked, other), worry="Masked.")
    assert still_told(kept, worded) == replace(worded, besides=(other,))
    assert still_told(kept, replace(kept, worry="Masked.")).besides == (told, other)


async def test_a_prompt_is_tried_before_it_is_switched_on(hub: Hub) -> None:
    hub.rated(Rag.RED)
    manager: Actor = hub.actors[Role.TEAM_MANAGER]
    app = Host(TryPromptDialog(hub.desk, manager))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"no-history", "enter", *"contacts=0", "ctrl+s")
        await settle(pilot)
        assert "It would have fired once in 30 days, of 1 referral received." in seen(app)
        await pilot.press(*["backspace"] * 10, *"held=9", "ctrl+s")
        await settle(pilot)
        assert "held is no figure of this prompt" in seen(app)
