"""Sealed records on the screens: sealing, going out of sight, emergency access, and its review."""

from __future__ import annotations

from datetime import timedelta

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs.asking import ChaseDialog
from mashdesk.tui.dialogs.noting import NoteDialog
from mashdesk.tui.dialogs.sealing import BreakGlassDialog, ReviewDialog, SealDialog, UnsealDialog
from mashdesk.tui.dialogs.sending import SendAnswerDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.said import Said
from mashdesk.tui.screens.agency import AgencyScreen
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.overrides import OverridesScreen
from tests.tui.agency_hub import partners
from tests.tui.conftest import At, Desks
from tests.tui.hub_host import PASSWORD, Hub
from tests.tui.test_sittings import sign_in
from tests.tui.test_walls import app_for, asked_about


def manager(hub: Hub) -> Actor:
    """Tom Mann, who has just given his password elsewhere."""
    return hub.wired.sign_in.sign_in("tom", PASSWORD, "TEST-9")


def seal(hub: Hub, view: ReferralView, *people: Actor) -> None:
    by = manager(hub)
    version = hub.desk.reread(by, view.id).version
    named = tuple(one.user_id for one in (by, *people))
    hub.desk.perform(
        c.Seal(referral=view.id, version=version, people=named, reason="staff family"), by
    )


async def opened(at: At, view: ReferralView) -> None:
    await at.until_on(DeskScreen)
    await at.pilot.press("enter")
    await at.until_seen(view.worry)


async def test_a_manager_seals_a_record_with_their_password_and_unseals_it(desks: Desks) -> None:
    hub, view = desks.hub, desks.hub.rated()
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "tom", PASSWORD)
        await opened(at, view)
        await pilot.press("S")
        dialog = await at.until_on(SealDialog)
        await at.until(lambda: dialog.standing)
        assert "Its clocks run on" in at.seen()
        asha = str(hub.duty.user_id)
        people = dialog.field("people", ManyField)
        people.put(f"{people.text}\n{asha}")
        dialog.field("reason", WordsField).put("staff family")
        await pilot.press("ctrl+s")
        await at.until_seen("give your own password")
        dialog.field("password", LineField).put("wrong")
        await pilot.press("ctrl+s")
        await at.until(lambda: "password" in str(dialog.query_one(".form--trouble").words))
        assert dialog.field("password", LineField).text == ""
        dialog.field("password", LineField).put(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        shown = await at.until_seen("⊘ sealed")
        assert "Sealed; named: Asha Rao, Tom Mann." in " ".join(shown.split())
        assert "only Asha Rao, Tom Mann see it" in shown
        desk = await at.until_on(DeskScreen)
        assert desk.rows.row_of(view.id).sealed
        await pilot.press("Z")
        dialog = await at.until_on(UnsealDialog)
        await at.until(lambda: dialog.standing)
        dialog.field("reason", WordsField).put("over")
        dialog.field("password", LineField).put(PASSWORD)
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        await at.until(lambda: "⊘" not in at.seen())


async def test_what_is_sealed_elsewhere_leaves_the_screen_and_comes_back_for_half_an_hour(
    desks: Desks,
) -> None:
    hub, view = desks.hub, desks.hub.rated()
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await opened(at, view)
        await pilot.press("m")
        note = await at.until_on(NoteDialog)
        await at.until(lambda: note.standing)
        note.field("text", WordsField).put("half a thought")
        note.touched()
        # A question stands over the dialog: it goes with it.
        await pilot.press("ctrl+d")
        await at.until_on(Confirm)
        seal(hub, view)
        home = next(one for one in at.app.screen_stack if isinstance(one, DeskScreen))
        at.app._changed()
        shown = await at.until_seen("is out of your sight")
        await at.until_on(DeskScreen)
        assert isinstance(at.app.screen, DeskScreen)
        assert view.worry not in shown
        assert "Drafts are kept" in shown
        await at.until_seen("inbox: 1 for you")
        await at.until(lambda: hub.desk.draft(hub.duty, f"note:{view.id}"), "the draft is kept")
        await pilot.press("E")
        glass = await at.until_on(BreakGlassDialog)
        await at.until(lambda: glass.standing)
        glass.field("reference", LineField).put(view.reference.lower())
        glass.field("reason", WordsField).put("the child is at the door")
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        await at.until_seen(view.worry)
        await at.until_seen("yours by emergency access until")
        assert "⊘ yours until" in at.seen(), "on every tab"
        hub.clock.advance(timedelta(minutes=30))
        await at.second()
        shown = await at.until_seen(f"Your emergency access to {view.reference} has ended")
        await at.until(lambda: home.rows.row_of(view.id) is None)
        assert view.worry not in at.seen()


async def test_a_partner_who_is_not_named_keeps_nothing_of_a_sealed_record_on_the_screen(
    desks: Desks,
) -> None:
    who = partners(desks.hub).hana
    hub, view = desks.hub, asked_about(desks.hub, "HLT", "of a colleague's family")
    app = desks.app(training=True, opening=app_for(desks, who))
    async with app.run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_on(AgencyScreen)
        await at.until_seen("What is held?")
        await pilot.press("a")
        dialog = await at.until_on(SendAnswerDialog)
        await at.until(lambda: dialog.standing)
        assert "Kai" in at.seen()
        await pilot.press("ctrl+d")
        await at.until_on(Confirm)
        seal(hub, view)
        at.app._changed()
        await at.until_on(AgencyScreen)
        await at.until(lambda: "Kai" not in at.seen() and "What is held?" not in at.seen())


async def test_managers_see_how_many_accesses_wait_and_review_them_one_by_one(
    desks: Desks,
) -> None:
    hub, view = desks.hub, desks.hub.rated()
    seal(hub, view)
    said = "the child is at the door"
    hub.desk.perform(c.BreakGlass(reference=view.reference, reason=said), hub.duty)
    hub.desk.perform(c.View(referral=view.id), hub.duty)
    hub.clock.advance(timedelta(minutes=31))
    async with desks.app().run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await sign_in(at, "tom", PASSWORD)
        await at.until_seen("Y emergency accesses: 1 to review")
        await pilot.press("Y")
        await at.until_on(OverridesScreen)
        shown = await at.until_seen(said)
        assert "Asha Rao, duty senior social worker" in shown
        assert "open a record" in shown
        assert "Kai" not in shown
        await pilot.press("enter")
        dialog = await at.until_on(ReviewDialog)
        await at.until(lambda: dialog.standing)
        who_reads = "Asha Rao, auditors and whoever sees the record read what you write."
        assert who_reads in " ".join(at.seen().split())
        dialog.field("finding", ChoiceField).put("justified")
        dialog.field("words", WordsField).put("nobody named was in")
        await pilot.press("ctrl+s")
        await at.until_on(OverridesScreen)
        await at.until_seen("No emergency access waits for review.")
        await pilot.press("escape")
        await at.until_on(DeskScreen)
        await at.until(lambda: "to review" not in at.seen())
    assert hub.desk.sealing.waiting(hub.actors[Role.TEAM_MANAGER]) == 0


async def test_whatever_quotes_a_record_of_another_row_is_masked_on_the_screen_and_in_open_forms(
    desks: Desks,
) -> None:
    hub = desks.hub
    other = hub.take_in(worry="A colleague's own child.")
    said = f"As in {other.reference}?"
    third = hub.take_in(worry="Another's.")
    view = hub.rated(worry=f"{said} And {third.reference}.")
    ask = {"agencies": ("POL",), "question": said}
    view = hub.perform(c.AskAgencies(referral=view.id, version=view.version, **ask))  # type: ignore[arg-type]
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        await pilot.press("slash")
        await at.type("amber")
        await pilot.press("enter")
        # The other has no row that could go.
        await at.until(lambda: [row.id for row in desk.rows.rows] == [view.id])
        await at.until_seen(said)
        await pilot.press("h")
        chase = await at.until_on(ChaseDialog)
        await at.until(lambda: chase.standing)
        assert said in str([one.words for one in chase.query(Said)])
        seal(hub, other)
        at.app._changed()
        await at.until(lambda: other.reference not in str([x.words for x in chase.query(Said)]))
        assert f"As in {ANOTHER}?" in str([one.words for one in chase.query(Said)])
        await pilot.press("escape")
        await at.until_on(DeskScreen)
        await at.until(lambda: other.reference not in at.seen())
        assert ANOTHER in " ".join(at.seen().split())
        assert third.reference in at.seen()
        hub.clock.advance(timedelta(seconds=1))
        seal(hub, third)
        at.app._changed()
        await at.until(lambda: third.reference not in at.seen())
