"""Hostile text: through every field into the store, and out through every screen and every output.

The second half goes round the front door: rows are overwritten raw, as another tool could, so that
what is proven there is the way out alone.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mashdesk.cli.console import Console
from mashdesk.cli.program import run
from mashdesk.domain import commands as c
from mashdesk.domain import transfer as t
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Child, ConsentGiven, Contact
from mashdesk.domain.errors import NotFound, Refused
from mashdesk.domain.follow_up import Action, Participant
from mashdesk.domain.problems import Invalid
from mashdesk.domain.sharing import Passage, Search
from mashdesk.store import sqlite
from mashdesk.store.store import Store
from mashdesk.text import plain
from tests.cli.conftest import HeldDoors
from tests.cli.conftest import Terminal as Stream
from tests.engines import KEY
from tests.hostile import HOSTILE, assert_printable_only
from tests.hub import PASSWORD, Hub
from tests.proof.hands import Hands
from tests.proof.spoiling import Seen, free_text_fields, poison, short, spoilt, whole_life
from tests.proof.terminal import DOWN, ESCAPE, home_of_nobody

THOROUGH = os.environ.get("MASHDESK_THOROUGH") == "1"
PARCELS = (
    t.Parcel, t.History, t.PastEvent, t.PastRound, t.PastRequest, t.PastAnswer, t.PastSearch,
    t.PastNeed, t.PastDecision,
)  # fmt: skip
"""What another hub's file is made of."""
BLANK = tuple(words for words in HOSTILE if not words.strip())
READS = (
    ("queue",),
    ("queue", "--text", "negl"),
    ("prompts",),
    ("notices",),
    ("departures",),
    ("user", "list"),
    ("agency", "list"),
    ("policy", "show"),
    ("audit", "verify"),
    ("doctor",),
    ("show",),
    ("show", "--contact"),
    ("explain",),
    ("overrides",),
    ("history",),
    ("chronology",),
    ("chronology", "--format", "csv"),
    ("links",),
    ("network",),
    ("search", "x"),
)
ON_A_RECORD = ("show", "explain", "history", "chronology", "links", "network")


def every_text(value: Any) -> Iterator[str]:
    """Each string anywhere in a view."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from every_text(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from every_text(item)


def holds_plain_text_only(view: Any) -> None:
    for words in every_text(view):
        assert plain(words, lines=True) == words, f"raw text in a view: {words!a}"


def groups(size: int) -> list[tuple[str, ...]]:
    """The corpus in portions, without the blank ones, which a needed field refuses."""
    words = [one for one in HOSTILE if one not in BLANK]
    return [tuple(words[at : at + size]) for at in range(0, len(words), size)]


def test_hostile_text_in_every_field_of_every_command_is_kept_as_plain_visible_text(
    hub: Hub,
) -> None:
    seen: Seen = set()
    for words in groups(1 if THOROUGH else 6):
        fields_of_this = set[tuple[str, str]]()
        view = hub.view(whole_life(hub, words, fields_of_this))
        seen |= fields_of_this
        assert view.worry == plain("\n".join(words), lines=True), "dropped on the way in"
        holds_plain_text_only(view)
    for person in (hub.duty, hub.manager):
        holds_plain_text_only(hub.desk.notices(person))
        holds_plain_text_only(hub.desk.departures(person))
        holds_plain_text_only(hub.desk.queue(person))
    hub_wide = (c.AddUser, c.AddAgency, c.AdoptPolicy, c.SetHubContact)
    others = {("AnswerPrompt", "reason"), ("AnswerPrompt", "read"), ("GiveFreshDeadline", "reason")}
    kinds = tuple(kind for kind in (*c.COMMANDS, c.Without) if kind not in hub_wide)
    parts = (Contact, Child, ConsentGiven, Passage, Search, Participant, Action, *PARCELS)
    wanted = free_text_fields((*kinds, *parts)) - others
    assert seen == wanted, f"fields nothing hostile went through: {wanted ^ seen}"
    assert hub.desk.audit_verify(hub.manager).whole


def test_hostile_names_of_people_and_agencies_are_plain_and_hostile_codes_refused_in_plain_words(
    sqlite_hub: Hub,
) -> None:
    seen: Seen = set()
    for number, words in enumerate(words for (words,) in groups(1)):
        agency = c.AddAgency(code=f"A{number}", name="x", contact="x", next_contact="x", lead="x")
        person = c.AddUser(name=f"p{number}", full_name="x", role=Role.DUTY, password_hash="x")
        sqlite_hub.do(spoilt(agency, (words,), seen), sqlite_hub.admin)
        sqlite_hub.do(spoilt(person, (words,), seen), sqlite_hub.admin)
        reached = c.SetHubContact(contact=f"{short(words, 100)} 020 7946 0000")
        sqlite_hub.do(reached, sqlite_hub.admin)
        holds_plain_text_only(sqlite_hub.desk.hub())
        refused: tuple[c.Command, ...] = (
            c.AddUser(name=f" {words}!", full_name="x", role=Role.DUTY, password_hash="x"),
            c.AddAgency(code=f"{words}!", name="x"),
            c.ShutAccount(name=words),
            c.UnlockAccount(name=words),
            c.ResetPassword(name=words, password_hash="x"),
            c.ChangeRole(name=words, role=Role.DUTY),
            c.AdoptPolicy(text=f"name = {words}"),
        )
        for command in refused:
            with pytest.raises((Refused, Invalid)) as said:
                sqlite_hub.do(command, sqlite_hub.admin)
            assert_printable_only(str(said.value))
    holds_plain_text_only(sqlite_hub.desk.agencies())
    holds_plain_text_only(sqlite_hub.desk.people())
    assert seen == free_text_fields((c.AddAgency, c.AddUser))


def test_a_megabyte_of_text_is_refused_by_the_name_of_its_field_and_nothing_is_written(
    sqlite_hub: Hub,
) -> None:
    flood = "\x1b[31m" * 250_000
    with pytest.raises(Invalid) as said:
        sqlite_hub.take_in(worry=flood, sender_name=flood)
    assert {problem.field for problem in said.value.problems} >= {"worry", "sender_name"}
    assert sqlite_hub.desk.queue(sqlite_hub.duty).counts.open == 0


@pytest.fixture(scope="module")
def poisoned_once(
    founded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, datetime]:
    """Referrals in every state, with raw hostile text in every free column of every row: the folder
    to be copied, and what its clock shows.
    """
    folder = tmp_path_factory.mktemp("poisoned") / "hub"
    folder.mkdir(mode=0o700)
    shutil.copy(founded_sqlite, folder / sqlite.STORE_FILE)
    hub = opened(folder)
    for _ in range(3):
        whole_life(hub, ("x",), set())
    hub.closed()
    hub.take_in()
    hub.give_back(hub.rated())
    with pytest.raises(NotFound):
        hub.do(c.BreakGlass(reference="MD-26-9999", reason="x"))  # waits for review, unreviewed
    hub.later(days=12)
    hub.sweep()
    assert poison(hub) > 500
    (folder / "key").write_text(KEY.hex())
    (folder / "password").write_text(PASSWORD)
    hub.close()
    return folder, hub.now()


@pytest.fixture
def poisoned(poisoned_once: tuple[Path, datetime], tmp_path: Path) -> Iterator[Hub]:
    """A copy of the poisoned hub, at its moment."""
    folder, stands_at = poisoned_once
    hub = opened(Path(shutil.copytree(folder, tmp_path / "hub")))
    hub.at(stands_at)
    yield hub
    hub.close()


def opened(folder: Path) -> Hub:
    return Hub.opened(lambda: Store(sqlite.make_engine(folder, KEY, durable=False), KEY), folder)


def references(hub: Hub) -> list[str]:
    return [row.reference for row in hub.desk.queue(hub.duty).rows]


@pytest.mark.xdist_group("poisoned")
@pytest.mark.parametrize("form", ["text", "json", "ascii"])
def test_every_output_of_the_command_line_is_printable_though_the_rows_are_not(
    poisoned: Hub, form: str
) -> None:
    folder = poisoned.folder
    places = ["--store", str(folder), "--key-file", f"{folder}/key"]
    for read in READS:
        about = references(poisoned) if read[0] in ON_A_RECORD else [""]
        name = "ada" if read[0] in ("user", "agency", "policy") else "tom"
        who = ["--as", name, "--password-file", f"{folder}/password"]
        for reference in about:
            arguments = [*read, *filter(None, [reference]), *places, *who]
            arguments += ["--json"] if form == "json" else []
            encoding = "ascii" if form == "ascii" else "utf-8"
            out, err = Stream(encoding=encoding), Stream(encoding=encoding)
            run(arguments, HeldDoors(poisoned.clock), Console(Stream(), out, err))
            assert out.written().strip(), f"{read} printed nothing: {err.written()}"
            assert_printable_only(out.written())
            assert_printable_only(err.written())


# -- the screens, byte by byte ---------------------------------------------------------------------

OWN_SEQUENCES = re.compile(
    r"\x1b\[(?:0|[1-9]|2[1-9]|[34]8;2;\d+;\d+;\d+|39|49)?"
    r"(?:;(?:0|[1-9]|2[1-9]|[34]8;2;\d+;\d+;\d+|39|49))*m"  # styles, in true colours
    r"|\x1b\[\d+;\d+H|\x1b\[H"  # where to draw
    r"|\x1b\[J"  # the screen emptied, before a lock and at the end
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2031|2048)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[(?:>1|<|=\d;\d)u|\x1b\[>\d+u|\x1b\[\?u|\x1b\[c"  # questions
    r"|\x1b\]22;(?:default|pointer|text)\x07"  # the pointer's shape
)
"""Everything a screen of ours sends but text. None of it can be made out of the corpus: its colours
are the sixteen of old, and its modes and questions are others.
"""


TABS = ("Sum", "Child", "Checks", "Hist", "Links", "Prom", "De", "Events")
ON_AN_UNRATED = (
    ("w", "Why due then?"),
    ("i", "What changed"),
    ("?", "Done to the desk"),
    ("r", "Rate  MD-"),
    ("m", "Add a note  MD-"),
    ("e", "Correct the contact"),
    (".", "Chronology  MD-"),
    ("-", "Enter: walk there"),
    (",", "Consider the history"),
    ("Q", "Search all words"),
)
ON_A_RATED = (
    ("a", "Ask agencies  MD-"),
    ("d", "Decide  MD-"),
    ("s", "Record an answer  MD-"),
    ("A", "Assign  MD-"),
)
"""Keys and the titles of what they open."""


def is_our_own_and_printable(raw: bytes) -> None:
    left = OWN_SEQUENCES.sub("\n", raw.decode("utf-8", "surrogatepass"))
    left = left.replace("\r\n", "\n").replace("\n\n", "\n")
    for piece in left.split("\n"):
        # A mark may be drawn apart from its letter when only it changed; joiners never are.
        shown = plain(f"x{piece}")
        assert shown == f"x{piece}", f"on the terminal: {piece[:60]!a} in {raw_near(raw, piece)!a}"


def raw_near(raw: bytes, piece: str) -> bytes:
    at = raw.find(piece.encode("utf-8", "surrogatepass"))
    return raw[max(0, at - 40) : at + 40]


@pytest.mark.xdist_group("poisoned")
def test_every_screen_sends_nothing_but_printable_text_though_the_rows_are_not(
    poisoned: Hub, tmp_path: Path
) -> None:
    wanted = references(poisoned)
    env = home_of_nobody(tmp_path) | {
        "MASHDESK_STORE": str(poisoned.folder),
        "MASHDESK_KEY_FILE": f"{poisoned.folder}/key",
    }
    with Hands(env=env, columns=160, lines=50) as desk:
        desk.sign_in("tom", PASSWORD)
        desk.wait_for(*wanted)
        for tab, heading in enumerate(TABS, 1):
            desk.wait_for(heading)
            desk.press(str(tab))
            for reference in wanted:
                desk.wait_until(lambda r=reference: desk.text.count(r) >= 2, reference)  # type: ignore[misc]
                desk.press(DOWN)
            desk.press(b"\x1b[H")
        for opened in (ON_AN_UNRATED, ON_A_RATED):
            for key, title in opened:
                desk.press(key)
                desk.wait_for(title)
                desk.press(ESCAPE)
                desk.wait_gone(title)
            # On to one that is rated: only of such agencies are asked.
            for reference in wanted[1:]:
                if " a ask" in desk.text:
                    break
                desk.press(DOWN)
                desk.wait_until(lambda r=reference: desk.text.count(r) >= 2, reference)  # type: ignore[misc]
        desk.press("n")
        desk.fill("Source", "school")
        desk.go_to("Name")
        for words in HOSTILE:
            # Terminals take ESC out of what is pasted, or a paste could end itself; nothing else.
            pasted = words.replace("\x1b", "")[:40].encode("utf-8", "replace")
            desk.press(b"\x1b[200~" + pasted + b"\x1b[201~")
        # A line that is too long keeps its mark when it is left, and fields are found by theirs.
        desk.press(b"\x15")
        desk.fill("Organisation", "Park Primary")
        desk.press(ESCAPE)
        desk.wait_for("/ find")
        desk.press("q")
        assert desk.leave() == 0
        is_our_own_and_printable(bytes(desk.raw))


def test_the_check_of_raw_bytes_finds_every_sequence_of_the_corpus() -> None:
    for words in HOSTILE:
        if plain(f"x{words}", lines=True) != f"x{words}":
            with pytest.raises(AssertionError):
                is_our_own_and_printable(b"\x1b[0m" + words.encode("utf-8", "surrogatepass"))
