"""Reports, letters and transfers from the screen: into files, and in from files."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from mashdesk.desk.transfer.envelope import Kind, seal
from mashdesk.desk.transfer.packing import parcel_of, to_bytes
from mashdesk.domain import commands as c
from mashdesk.domain.contact import Reason, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.transfer import PastContact, PastFamily
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs import DIALOGS
from mashdesk.tui.dialogs.transferring import TakeFileDialog, TransferDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.show import Show, full
from mashdesk.tui.tabs.events import events
from mashdesk.tui.tabs.history import history, read_history
from mashdesk.tui.tabs.summary import summary
from mashdesk.tui.transfers import BY_WORD, OUT, possible_with
from tests.tui.hub_host import Host, Hub, a_hub, seen, settle

WORDS = "seven dull words we both know"


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def transferred(hub: Hub) -> ReferralView:
    return decided(hub, DecisionOutcome.TRANSFERRED)


def decided(hub: Hub, outcome: DecisionOutcome) -> ReferralView:
    view = hub.rated()
    return hub.perform(
        c.Decide(
            referral=view.id, version=view.version, outcome=outcome,
            rationale="They moved.", final_rating=Rag.RED, voice="He is sad.",
            receiver="Southport", expected="Visit them.", referrer_words="We passed it on.",
        )
    )  # fmt: skip


def put(app: Host, **said: str) -> None:
    """Have this in fields: a path typed key by key would only take long."""
    for path, words in said.items():
        app.screen.field(path, LineField).put(words)  # type: ignore[attr-defined]


def shown(lines: object) -> str:
    return "\n".join(line.content.plain for line in lines)  # type: ignore[attr-defined]


async def test_a_report_is_made_for_a_receiver_and_never_over_another_file(
    hub: Hub, tmp_path: Path
) -> None:
    view, file = transferred(hub), tmp_path / "r.html"
    app = Host(DIALOGS["report"](hub.desk, hub.duty, view))
    app.opened = hub.wired
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "hand-off report" in seen(app)
        put(app, file=str(file))
        await pilot.press("tab", "t", "t", "ctrl+s")
        await settle(pilot)
    assert app.has_answered()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "The family" in file.read_text()
    app = Host(DIALOGS["report"](hub.desk, hub.duty, view))
    app.opened = hub.wired
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)
        assert "letter.pdf" in seen(app)
        put(app, file=str(file))
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "There is a file at" in seen(app)


async def test_what_the_family_reads_while_section_47_stands_asks_with_whom_it_was_agreed(
    hub: Hub, tmp_path: Path
) -> None:
    view, file = decided(hub, DecisionOutcome.STRATEGY), tmp_path / "f.md"
    app = Host(DIALOGS["report"](hub.desk, hub.duty, view))
    app.opened = hub.wired
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        assert "Agreed with" not in seen(app)
        put(app, file=str(file))
        app.screen.field("receiver", ChoiceField).put("family")  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "A strategy discussion or section 47" in seen(app)
        assert "say with whom it was agreed to tell them" in seen(app)
        assert not file.exists()
        put(app, agreed_with="DI Shah, police")
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert file.exists()
    assert "agreed with DI Shah" in hub.desk.reread(hub.duty, view.id).events[0].text


async def test_a_child_is_handed_over_and_another_hubs_file_taken_in(
    hub: Hub, tmp_path: Path
) -> None:
    view, file = transferred(hub), tmp_path / "a.mdh"
    assert possible_with(view) == (OUT, BY_WORD)
    app = Host(TransferDialog(hub.desk, hub.duty, view))
    app.opened = hub.wired
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Southport" in seen(app)
        put(app, file=str(file), passphrase=WORDS, again=WORDS)
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert app.has_answered()
    assert file.read_bytes().startswith(b"MDHANDOV")
    view = hub.desk.reread(hub.duty, view.id)
    assert "red final, amber before" in shown(summary(view, hub.desk.clock.now(), Show()))
    assert "not acknowledged since" in shown(summary(view, hub.desk.clock.now(), Show()))
    parcel = parcel_of(
        view, token="9" * 32, store="south", hub="Southport", to_hub="Northbridge", by="Mr Shah",
        at=hub.desk.clock.now(),
    )  # fmt: skip
    theirs = tmp_path / "b.mdh"
    brother = PastContact(
        reference="MD-26-0700", received_at=hub.desk.clock.now(), ties=("Milo, brother",),
        source=Source.SCHOOL, reasons=(Reason.NEGLECT,), state=ReferralState.CLOSED, rating=None,
        outcome=DecisionOutcome.UNIVERSAL, weighed_by="Mr Shah", words="The same kitchen.",
    )  # fmt: skip
    known = PastFamily(since=hub.desk.clock.now(), contacts=(brother,))
    past = replace(parcel.last, reference="MD-26-0699", family=known)
    worry = replace(parcel.contact, worry="Cold.")
    other = replace(parcel, contact=worry, histories=(past,))
    theirs.write_bytes(seal(Kind.HAND_OVER, WORDS, to_bytes(other)))
    app = Host(TakeFileDialog(hub.desk, hub.duty))
    app.opened = hub.wired
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        put(app, file=str(theirs), passphrase="another thing")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "the passphrase is another one" in " ".join(seen(app).split())
        put(app, passphrase=WORDS)
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert "Handed over by Southport" in app.answer.message
    came = hub.desk.reread(hub.duty, app.answer.referral)
    told = shown(events(came, hub.desk.clock.now(), Show()))
    assert "At Southport, as MD-26-0699" in told
    assert "They moved." in told
    assert "another contact, MD-26-0700: Milo, brother: neglect; told by school" in told
    assert "weighed by Mr Shah there" in told
    assert "The same kitchen." in told
    found = hub.desk.history.search(hub.duty, "same kitchen").hits
    assert [one.referral for one in found] == [came.id]
    assert "Came from" not in told
    top = shown(summary(came, hub.desk.clock.now(), Show()))
    assert f"{full(came.received_at)}, handed over by Southport" in top
    assert f"Southport received it {full(view.received_at)} by phone" in top
    assert ", who told Southport" in top
    assert f"{full(came.received_at)}, phone" not in top
    before = read_history(hub.desk, hub.duty, came.id)
    known_there = shown(history(came, before, hub.desk.clock.now(), Show()))
    assert "At Southport, as MD-26-0699" in known_there
    assert "Southport told of 1 other contact since 20 Nov 2026:" in known_there
    assert "No other contact is known here." in known_there
    listed = known_there.partition("Southport told of")[2].partition("Chronology of")[0]
    assert "MD-26-0700: Milo, brother: neglect; told by school" in listed
    assert "The same kitchen." in listed
