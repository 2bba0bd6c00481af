"""History, links, the network and search in the hands of a person at the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from mashdesk.domain import commands as c
from mashdesk.domain.people import MentionKind, Verdict
from mashdesk.store.names import CHILDREN, INDIVIDUALS, JUDGEMENTS
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.tui.dialogs.corroborating import CorroborateDialog
from mashdesk.tui.dialogs.weighing import ConsiderDialog
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.screens.chronology import ChronologyScreen
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.network import NetworkScreen
from mashdesk.tui.screens.searching import SearchScreen
from mashdesk.tui.widgets.detail import tab_names
from mashdesk.tui.widgets.hit_list import HitList
from tests.tui.conftest import Desks
from tests.tui.hub_host import PASSWORD, Hub, seen

VAN: dict[str, Any] = {"kind": MentionKind.VEHICLE, "value": "AB12 CDE"}


def a_family(hub: Hub, worry: str = "Bruised again.") -> tuple[int, int]:
    """Two contacts about one child, the same van in both; the older and the newer."""
    one = hub.rated(worry="Bruised in May.")
    two = hub.rated(worry=worry, sender_name="Mr Else")
    query = select(CHILDREN.c.individual_id).where(CHILDREN.c.referral_id.in_((one.id, two.id)))
    with hub.desk.store.begin(hub.clock.now()) as work:
        first, second = sorted(work.connection.execute(query).scalars())
        judged = {
            "one_id": first, "other_id": second, "verdict": Verdict.SAME, "at": hub.clock.now(),
            "by": hub.duty.user_id, "reason": "same school", "undone_because": "",
        }  # fmt: skip
        work.connection.execute(insert(JUDGEMENTS), judged)
        alike = update(INDIVIDUALS).where(INDIVIDUALS.c.id == second).values(root_id=first)
        work.connection.execute(alike)
        work.commit()
    for referral in (one.id, two.id):
        hub.desk.perform(c.AddMention(referral=referral, **VAN), hub.duty)
    return one.id, two.id


def hide(hub: Hub, referral: int) -> None:
    """Seal it for the team manager, as somebody at another desk."""
    tom = hub.wired.sign_in.sign_in("tom", PASSWORD, "TEST-2")
    version = hub.desk.reread(hub.duty, referral).version
    sealed = c.Seal(referral=referral, version=version, people=(tom.user_id,), reason="Staff.")
    hub.desk.perform(sealed, tom)


async def test_the_tabs_are_read_when_shown_lead_on_and_the_history_is_considered(
    desks: Desks,
) -> None:
    hub = desks.hub
    one, two = a_family(hub)
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        desk.rows.move_to(two)
        await pilot.press("3")
        await at.until_seen("1 other contact, 1 not yet considered")
        await pilot.press("4")
        shown = await at.until_seen("not yet considered")
        assert "Hist" in shown
        assert "judged the same by" in shown
        await pilot.press("comma")
        dialog = await at.until_on(ConsiderDialog)
        await at.until(lambda: dialog._ready)
        await pilot.press("tab")
        await at.type("The same arm.")
        await pilot.press("ctrl+s")
        await at.until_on(DeskScreen)
        await at.until_seen("The same arm.")
        await pilot.press("3")
        await at.until_seen("1 other contact, considered by Asha Rao")
        await pilot.press("5")
        await at.until_seen("same vehicle AB12 CDE")
        await pilot.press("enter")
        await at.until(lambda: desk.current == one and desk.detail.key == one)
        await pilot.press("4")
        await at.until_seen("not yet considered")
        assert "MD-26-0002" in desk.banner.told
        hide(hub, two)
        await at.until(lambda: "No other contact is known." in seen(pilot.app))
        # Nor does what the banner told of it stay.
        await at.until(lambda: "MD-26-0002" not in seen(pilot.app))


async def test_a_form_and_the_way_walked_name_nothing_that_is_sealed_meanwhile(
    desks: Desks,
) -> None:
    hub = desks.hub
    one, two = a_family(hub, worry="As in MD-26-0001.")
    three = hub.rated(worry="Seen with the van.").id
    hub.desk.perform(c.AddMention(referral=three, **VAN), hub.duty)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        desk.rows.move_to(two)
        await pilot.press("comma")
        dialog = await at.until_on(ConsiderDialog)
        await at.until_seen("MD-26-0001 20 Nov")
        await at.until(lambda: dialog._ready)
        await pilot.press("down", "space", "tab")
        await at.type("The same arm.")
        hide(hub, one)
        await at.until_seen("not open to you any more")
        assert desk.detail.view is not None
        await at.until(lambda: desk.detail.view.worry == f"As in {ANOTHER}.")
        assert "MD-26-0001" not in at.seen()
        assert dialog.typed("others") == str(three)  # neither moved nor lost
        assert dialog.typed("words") == "The same arm."
        await pilot.press("escape")
        await at.until_on(DeskScreen)
        desk.rows.move_to(three)
        await pilot.press("minus")
        walked = await at.until_on(NetworkScreen)
        await at.until_seen("Vehicles")
        for to in ("AB12 CDE", "MD-26-0002"):
            await at.until(lambda: bool(walked._near))
            while walked.chosen is None or not walked.chosen.label.startswith(to):
                await pilot.press("down")
            await pilot.press("enter")
            await at.until_seen(f"› {to}")
        hide(hub, three)
        await at.until_seen("not open to you any more › AB12 CDE › MD-26-0002")
        assert "MD-26-0003" not in at.seen()


async def test_a_chronology_is_narrowed_and_kept_as_a_file_and_the_network_is_walked(
    desks: Desks, tmp_path: Path
) -> None:
    hub = desks.hub
    one, two = a_family(hub)
    file = tmp_path / "kept.csv"
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        desk.rows.move_to(two)
        await pilot.press("full_stop")
        screen = await at.until_on(ChronologyScreen)
        await at.until_seen("Bruised in May.")
        await pilot.press("slash")
        await at.type("again")
        await at.until(lambda: "hidden" in at.seen() and "in May" not in at.seen())
        await pilot.press("enter", "x")
        screen.query_one("#file", PlainInput).value = str(file)
        await pilot.press("enter")
        await at.until_seen("Written to")
        assert "Bruised again." in file.read_text()
        assert file.stat().st_mode & 0o077 == 0
        await pilot.press("escape")
        await at.until_on(DeskScreen)
        await pilot.press("minus")
        walked = await at.until_on(NetworkScreen)
        await at.until_seen("Vehicles")
        await pilot.press("down", "enter")
        await at.until_seen("› AB12 CDE")
        await at.until_seen("you came this way")
        await pilot.press("escape")
        await at.until(lambda: "›" not in at.seen())
        await at.until(lambda: walked._near != ())
        await pilot.press("enter")  # the cursor is where it was
        await at.until_seen("› AB12 CDE")
        screen = at.app.screen
        assert isinstance(screen, NetworkScreen)
        await at.until(lambda: len(screen._near) == 2)
        while screen.chosen is None or screen.chosen.node.id != one:
            await pilot.press("down")
        await pilot.press("o")
        await at.until(lambda: desk.current == one)


async def test_what_is_found_shows_its_words_and_opens(desks: Desks) -> None:
    hub = desks.hub
    one, _ = a_family(hub)
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        await pilot.press("Q")
        screen = await at.until_on(SearchScreen)
        await at.type("bruised")
        await pilot.press("enter")
        await at.until_seen("2 passages, the newest first")
        await at.until(lambda: screen.query_one(HitList).has_focus)
        await pilot.press("slash", "end")
        await at.type(" may")
        await pilot.press("enter")
        await at.until_seen("1 passage, the newest first")
        await pilot.press("enter")
        await at.until(lambda: desk.current == one)


async def test_an_entry_of_the_chronology_is_corroborated_where_it_stands(desks: Desks) -> None:
    hub = desks.hub
    _, two = a_family(hub)
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        desk = await at.until_on(DeskScreen)
        desk.rows.move_to(two)
        await pilot.press("full_stop")
        screen = await at.until_on(ChronologyScreen)
        await at.until_seen("Bruised in May.")
        await pilot.press("semicolon")
        dialog = await at.until_on(CorroborateDialog)
        await at.until(lambda: dialog._ready)
        assert dialog.typed("item") == "contact:0"
        await pilot.press("tab", "tab")
        await at.type("Ms Hall")
        await pilot.press("tab", "space", "tab")
        await at.type("She saw it.")
        await pilot.press("ctrl+s")
        await at.until(lambda: at.app.screen is screen)
        await at.until_seen("corroborated by Ms Hall (stated by Asha Rao")
        await pilot.press("t")
        await at.until_seen("only contact")


def test_the_tabs_keep_their_figures_in_sight_in_every_width_they_have(desks: Desks) -> None:
    hub = desks.hub
    one = hub.rated(worry="Bruised in May.").id
    asked = c.AskAgencies(
        referral=one, version=hub.desk.reread(hub.duty, one).version, agencies=("POL",),
        question="What is held?",
    )  # fmt: skip
    hub.desk.perform(asked, hub.duty)
    view = hub.desk.reread(hub.duty, one)
    for width in (40, 46, 52, 66, 80, 110):
        names = tab_names(view, width)
        assert sum(map(len, names)) <= width, width
        assert "0/1" in names[2], width
        assert "1" in names[1].split(), width
    assert [name.strip() for name in tab_names(view, 110)][2] == "3 Checks 0/1"
