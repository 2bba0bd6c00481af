"""People on screen: named on a form, on the Children tab, side by side, on a page of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from textual.pilot import Pilot

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Adult, Channel, Child
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.store.views import QueueFilter, ReferralView
from mashdesk.tui.dialogs.correcting import CorrectDialog
from mashdesk.tui.dialogs.identity import JudgeDialog, QuestionDialog, UndoJudgementDialog
from mashdesk.tui.dialogs.mentioning import MentionDialog
from mashdesk.tui.dialogs.rating import RateDialog
from mashdesk.tui.dialogs.relating import EndRelationshipDialog, RelationshipDialog
from mashdesk.tui.dialogs.side_by_side import Pair, PairDialog
from mashdesk.tui.forms.contact_form import contact_texts
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.inputs import PlainArea
from mashdesk.tui.screens.individual import IndividualScreen
from mashdesk.tui.screens.intake import IntakeScreen
from mashdesk.tui.widgets.page import Page
from tests.tui.conftest import Desks
from tests.tui.hub_host import Host, Hub, contact, focused, seen, settle
from tests.tui.test_dialogs_acts import keys_of
from tests.tui.test_walls import seal

KAI = Child(
    given_name="Kai",
    family_name="Brown",
    born=date(2014, 4, 3),
    school="Park Primary",
    address="1 High Street, ZZ1 1AA",
)
ANN = Child(given_name="Ann", family_name="Brown", born=date(2011, 9, 1))
LISA = Adult(
    given_name="Lisa",
    family_name="Brown",
    role="mother",
    phone="07700 900123",
    parental_responsibility=True,
    lives_with=True,
)
KAY = Child(given_name="Kay", family_name="Browne", born=date(2014, 4, 3))


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return seen(pilot.app)


async def until(pilot: Pilot[Any], words: str) -> str:
    """Wait for what another thread reads, after the keys have settled."""
    for _ in range(60):
        await settle(pilot)
        if words in seen(pilot.app):
            return seen(pilot.app)
        await pilot.pause(0.02)
    raise AssertionError(f"{words!r} was never seen\n{seen(pilot.app)}")


def the_last(hub: Hub) -> ReferralView:
    rows = hub.desk.queue(hub.duty, QueueFilter()).rows
    return hub.desk.reread(hub.duty, max(row.id for row in rows))


async def test_who_may_be_meant_stands_under_a_child_while_it_is_typed_and_what_is_said_is_kept(
    hub: Hub,
) -> None:
    first = hub.take_in(children=(KAI, ANN), adults=(LISA,))
    kai, _ = (child.individual for child in first.children)
    screen = IntakeScreen(hub.desk, hub.duty)
    app = Host(screen)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        told = contact(hub.clock, worry="another day", children=(KAY,))
        await screen.restore(contact_texts(told))
        await press(pilot, "ctrl+o", *"Lisa", "enter", *"Brown")
        held = focused(app).region
        await until(pilot, "Adult 1   1 person known may be meant")
        assert focused(app).region == held, "what came up moved the field being typed in"
        adult, window = screen.blocks[-1].likeness, screen.query_one(".form--fields")
        assert adult.region.bottom <= window.region.bottom, "every line of them is in sight"
        await press(pilot, "ctrl+r", "y")
        screen.field("children.1.given_name", Field).focus_control()
        await press(pilot, "x", "backspace")
        shown = await until(pilot, "Kai Brown 12: similar name, same date of birth")
        assert "Ann" not in shown
        screen.blocks[0].likeness.likenesses.focus()
        assert "[same] Kai Brown" in await press(pilot, "s")
        await press(pilot, "escape")
    again = IntakeScreen(hub.desk, hub.duty)
    app = Host(again)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        again.field("children.1.given_name", Field).focus_control()
        await until(pilot, "Child 1   is Kai Brown, known already")
        again.field("worry", Field).put("")
        assert "say what the worry is" in await press(pilot, "ctrl+s")
        assert again.texts()["children.1.individual"] == str(kai)
        again.field("worry", Field).put("another day")
        await press(pilot, "ctrl+o", *"Lisa", "enter", *"Brown")
        await until(pilot, "Adult 1   1 person known may be meant")
        again.blocks[1].likeness.likenesses.focus()
        await press(pilot, "d")
        shown = await press(pilot, "ctrl+s")
        assert app.has_answered(), shown
    taken = the_last(hub)
    assert app.answer.reference == taken.reference
    assert (taken.children[0].given_name, taken.children[0].individual) == ("Kay", kai)
    judged = hub.desk.known.individual(hub.duty, taken.adults[0].individual or 0).judgements
    assert [(one.verdict, one.other_name.family_name) for one in judged] == [
        (Verdict.DIFFERENT, "Brown")
    ]


async def test_correcting_shows_who_each_is_and_lets_it_be_changed(hub: Hub) -> None:
    known = hub.take_in(children=(KAI,)).children[0].individual
    view = hub.take_in(worry="another day", children=(KAY,), adults=(LISA,))
    own = view.children[0].individual
    screen = CorrectDialog(hub.desk, hub.duty, view)
    app = Host(screen)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        await press(pilot, *keys_of("rang back"))
        assert screen.texts()["children.1.individual"] == str(own)
        assert screen.texts()["adults.1.parental_responsibility"] == "yes"
        screen.blocks[0].likeness.focus_control()
        shown = await until(pilot, "Kai Brown 12")
        at = screen.blocks[0].likeness.likenesses
        place = [one.individual for one in at.candidates].index(known or 0)
        await press(pilot, *("down",) * place, "s")
        shown = await press(pilot, "ctrl+s")
        assert app.has_answered(), shown
    changed = hub.desk.reread(hub.duty, view.id)
    assert changed.children[0].individual == known
    assert changed.adults == view.adults


async def test_what_is_corrected_beside_words_read_without_a_reference_keeps_it(hub: Hub) -> None:
    hidden = hub.take_in()
    words = f"As in {hidden.reference}."
    view = hub.take_in(worry=words, children=(KAI,), household=words)
    screen = CorrectDialog(hub.desk, hub.duty, view)
    app = Host(screen)
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        await press(pilot, *keys_of("rang back"))
        assert screen.typed("worry") == words
        seal(hub, hidden)
        screen.changed()
        await settle(pilot)
        for name in ("worry", "household"):
            assert screen.typed(name) == f"As in {ANOTHER}."
        assert screen.typed("reason") == "rang back"
        screen.field("household", Field).put(f"Home as in {ANOTHER}; with Gran.")
        screen.field("expects", Field).put("a visit")
        shown = await press(pilot, "ctrl+s")
        assert app.has_answered(), shown
    # Nor does a draft bring it back that was kept before.
    kept = {"worry": words, "_kept_at": hub.clock.now().isoformat()}
    hub.desk.save_draft(hub.duty, f"correct:{view.id}", kept)
    restored = CorrectDialog(hub.desk, hub.duty, view)._read()
    assert restored is not None
    assert restored[0] == {"worry": f"As in {ANOTHER}."}
    changed = hub.desk.reread(hub.actors[Role.TEAM_MANAGER], view.id)
    assert (changed.worry, changed.expects) == (words, "a visit")
    assert changed.household == f"Home as in {hidden.reference}; with Gran."


async def test_the_children_tab_says_who_everybody_is_and_its_question_is_answered_and_undone(
    desks: Desks,
) -> None:
    hub = desks.hub
    hub.take_in(children=(KAI, ANN), adults=(LISA,))
    view = hub.take_in(worry="another day", children=(KAY,), adults=(LISA,))
    async with desks.app(training=True).run_test(size=(200, 60)) as pilot:
        at = desks.at(pilot)
        await at.until_seen("MD-26-0002 K.B.")
        await at.pilot.press("down")
        unsaid = "Kay Browne (child) is likely known from 1 other referral: not counted here until"
        await at.until_seen(unsaid)
        await at.pilot.press("r")
        rate = await at.until_on(RateDialog)
        await at.until(lambda: rate.standing)
        await at.until_seen(unsaid)
        await at.pilot.press("escape", "4")
        await at.until_seen("Chronology of")
        assert unsaid in at.seen()
        await at.pilot.press("2")
        shown = await at.until_seen("may be the same as Kai Brown")
        assert "similar name, same date of birth" in shown
        assert "Lisa Brown: mother, parental responsibility, lives with the children" in shown
        assert "no. 4; no other referral" in shown
        await at.pilot.press("enter", "u")
        dialog = await at.until_on(QuestionDialog)
        await at.until(lambda: dialog.standing)
        shown = at.seen()
        assert "Kai Brown" in shown
        assert "Kay Browne" in shown
        await at.pilot.press("s", "tab")
        await at.type("one birth")
        await at.pilot.press("ctrl+s")
        await at.until(lambda: at.app.screen is at.app.home)
        shown = await at.until_seen("1 other referral: MD-26-0001 unrated")
        assert "may be the same as Kai" not in shown
        await at.pilot.press("1")
        await at.until_seen("The worry")
        await at.until(lambda: unsaid[:40] not in at.seen())
        await at.pilot.press("2")
        await at.until_seen("1 other referral: MD-26-0001 unrated")
        await at.pilot.press("enter")
        person = await at.until_on(IndividualScreen)
        await at.until_seen("Kai Brown (1) and Kay Browne (4): the same person")
        await at.pilot.press("end")
        person.query_one(Page).choose(len(person._targets) - 1)
        await at.pilot.press("z")
        undo = await at.until_on(UndoJudgementDialog)
        await at.until(lambda: undo.standing)
        assert "Kai Brown (no. 1) and Kay Browne (no. 4)" in at.seen()
        assert re.search("Name +Kai Brown +Kay Browne", at.seen()), "each by their own words"
        await at.type("two births")
        await at.pilot.press("ctrl+s")
        await at.until_on(IndividualScreen)
        await at.until_seen("undone by Asha Rao")
        await at.pilot.press("escape")
        await at.until_seen("may be the same as Kai")
    kay = hub.desk.known.individual(hub.duty, view.children[0].individual or 0)
    assert [one.reference for one in kay.referrals] == [view.reference]


async def test_a_question_answered_elsewhere_meanwhile_is_not_exchanged_for_another_below_the_keys(
    hub: Hub,
) -> None:
    kai = hub.take_in(children=(KAI, ANN)).children[0].individual
    hidden = hub.take_in(worry="a third", children=(replace(KAI, individual=kai),))
    like_ann = Child(given_name="Anne", family_name="Browne", born=date(2011, 9, 1))
    view = hub.take_in(worry="another day", children=(KAY, like_ann))
    screen = QuestionDialog(hub.desk, hub.duty, view, None)
    app = Host(screen)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        one, other = shown = screen.numbers
        said = c.JudgeIdentity(one=one, other=other, verdict=Verdict.DIFFERENT, reason="A cousin.")
        hub.desk.perform(said, hub.duty)
        left = hub.desk.known.open_questions(hub.duty, view.id)
        assert left, "another question waits"
        screen.changed()
        await settle(pilot)
        assert screen.numbers == shown
        # A referral of theirs that is sealed meanwhile does not stay beside them.
        assert hidden.reference in told(screen)
        seal(hub, hidden)
        screen.changed()
        await settle(pilot)
        assert screen.numbers == shown
        assert hidden.reference not in told(screen)


async def test_two_of_one_contact_are_said_to_be_one_only_by_whoever_read_what_speaks_against_it(
    hub: Hub,
) -> None:
    view = hub.take_in(children=(KAI, replace(KAI, given_name="Kay")))
    one, other = (child.individual or 0 for child in view.children)
    app = Host(JudgeDialog(hub.desk, hub.duty, one, other))
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "s", "tab", *"entered", "space", *"twice")
        assert "Against it" not in shown
        shown = await press(pilot, "ctrl+s")
        assert f"Both are named side by side in {view.reference}." in shown
        assert "say in the reason how you know, and confirm it" in shown
        await press(pilot, "space", "ctrl+s")
        assert "the same person" in app.answer.message
    app = Host(QuestionDialog(hub.desk, hub.duty, view, None))
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        shown = seen(app)
        assert "there is nothing to answer" in shown
        assert "Say so" not in shown
        await press(pilot, "escape")
        assert app.has_answered()


def told(screen: PairDialog) -> str:
    return "\n".join(pair.render().plain for pair in screen.query(Pair))


async def test_keys_typed_at_once_land_where_they_were_meant_when_fields_come_up(hub: Hub) -> None:
    """A choice brings up the fields that follow from it; whoever knows the form does not wait."""
    view = hub.take_in(children=(KAI,))
    app = Host(MentionDialog(hub.desk, hub.duty, view))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        keys = ("p", "enter", "enter", *"07700900123", "enter", "up", "enter", "s", "backspace")
        for key in keys:  # without a pause between them, as they come in a burst
            app.simulate_key(key)
        await settle(pilot)
        typed = {field.path: field.text for field in app.screen.query(Field)}
        assert (typed["kind"], typed["value"], typed["since"]) == ("phone", "07700900123", "")
        assert (typed["given_name"], typed["note"]) == ("", "")


async def test_a_person_and_a_thing_are_added_out_of_an_answer_and_a_tie_recorded_and_ended(
    hub: Hub,
) -> None:
    view = hub.asked("POL")
    hub.perform(
        c.RecordAnswer(
            request=view.requests[0].id,
            version=view.requests[0].version,
            answer=AnswerKind.RELEVANT,
            words="A man is often there.",
            channel=Channel.PHONE,
            person="Sgt Hale",
            sharing=Sharing.HUB,
        )
    )
    view = hub.desk.reread(hub.duty, view.id)
    app = Host(MentionDialog(hub.desk, hub.duty, view, view.requests[0]))
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        assert "(*) Police" in seen(app)
        shown = await press(
            pilot, "a", "enter", "enter", *keys_of("Dale"), "enter", *"Roe", "ctrl+s"
        )
        assert app.has_answered(), shown
    here = hub.desk.known.on_record(hub.duty, view.id)
    dale = next(one for one in here.people if str(one.name) == "Dale Roe")
    assert (dale.kind, dale.source.startswith("Police")) == (MentionKind.ASSOCIATE, True)
    app = Host(RelationshipDialog(hub.desk, hub.duty, view))
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot)
        shown = await press(
            pilot, "d", "enter", "l", "enter", "k", "enter", *"1/5/2026", "enter", "ctrl+s"
        )
        assert app.has_answered(), shown
    kai = hub.desk.known.individual(hub.duty, view.children[0].individual or 0)
    tie = next(one for one in kai.ties if one.kind is RelationshipKind.LIVES_WITH)
    assert (tie.other, tie.since) == (dale.individual, date(2026, 5, 1))
    app = Host(EndRelationshipDialog(hub.desk, hub.duty, str(kai.name), tie))
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        assert "Kai Brown lives with Dale Roe" in seen(app), seen(app)
        await press(pilot, *keys_of("moved out"), "ctrl+s")
        assert app.has_answered()
    ended = hub.desk.known.individual(hub.duty, kai.individual).ties
    assert [one.ended_because for one in ended if one.id == tie.id] == ["moved out"]


async def test_at_eighty_columns_the_two_are_in_sight_at_once_and_every_reason_can_be_read(
    hub: Hub,
) -> None:
    long = replace(KAI, family_name="Featherstonehaugh-Wrzesniewska-Chowdhury-ap-Gruffudd")
    first = hub.take_in(children=(long,), adults=(LISA,))
    second = hub.take_in(worry="another day", children=(replace(long, given_name="Kay"),))
    one, other = (view.children[0].individual or 0 for view in (first, second))
    same = c.JudgeIdentity(one=one, other=other, verdict=Verdict.SAME, reason="one birth")
    hub.perform(same)
    (judged,) = hub.desk.known.individual(hub.duty, one).judgements
    app = Host(UndoJudgementDialog(hub.desk, hub.duty, judged))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = seen(app)
        assert re.search(f"Number +{one} +{other}", shown), shown
        assert re.search("Name +Kai +Kay", shown)
        assert isinstance(focused(app), PlainArea)
    app = Host(MentionDialog(hub.desk, hub.duty, second))
    async with app.run_test(size=(80, 50)) as pilot:
        await settle(pilot)
        await press(pilot, "a", "tab", "tab", *"Kay", "enter", *keys_of(long.family_name))
        # Of half the name another likeness is told first.
        await until(pilot, "same name; but known as a child")
