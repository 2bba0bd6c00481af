"""Need, reports, letters and transfers between hubs on the command line."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from tests.cli.conftest import FRIDAY_MORNING, PASSWORD, Desk


@pytest.fixture
def southport(tmp_path: Path) -> Desk:
    """A hub of its own, with one who manages it."""
    folder = tmp_path / "southport"
    folder.mkdir()
    desk = Desk(folder, FixedClock(FRIDAY_MORNING))
    desk.password_file.write_text(PASSWORD + "\n")
    desk.password_file.chmod(0o600)
    password = str(desk.password_file)
    said = desk.bare(
        "init", *desk.places, "--hub", "Southport", "--policy", "london",
        "--admin", "ada", "--admin-full-name", "Ada Admin", "--password-file", password,
        "--worker", "sam", "--worker-full-name", "Sam South", "--worker-password-file", password,
    )  # fmt: skip
    assert said.code == 0, said
    return desk


@pytest.fixture
def words(tmp_path: Path) -> str:
    file = tmp_path / "words"
    file.write_text("seven dull words that both know\n")
    file.chmod(0o600)
    return str(file)


def decided(desk: Desk, outcome: str = "transferred", ref: str = "", by: str = "dee") -> str:
    ref = ref or desk.take_in()
    desk("links", ref, by=by)
    desk("history", ref, by=by)
    desk("rate", ref, "amber", "--reason", "No coat.", by=by)
    said = desk(
        "decide", ref, outcome, "--rationale", "They moved.", "--voice", "He is cold.",
        "--receiver", "Southport", "--expected", "Visit them.", "--expected-by", "2026-11-23 12:00",
        "--referrer-words", "We passed it on.", by=by,
    )  # fmt: skip
    assert said.code == 0, said
    return ref


def test_indicators_are_listed_without_a_store_and_need_says_what_it_points_to(desk: Desk) -> None:
    listed = desk.bare("indicators")
    assert (listed.code, listed.err) == (0, "")
    assert "health_self_harm" in listed.out
    assert len(desk.bare("indicators", "--json").json["indicators"]) > 30
    ref = desk.take_in()
    said = desk("need", ref, "--tick", "health_self_harm", "--missing", "2026-11-02")
    assert "Household check: no other contact" in said.err
    assert "points to level 4, red" in said.out
    assert "health: self-harm" in desk("show", ref).out
    assert "no indicator “nothing”" in desk("need", ref, "--tick", "nothing").err
    assert desk("need", ref, "--missing", "2 Nov").code == 2
    refused = desk("rate", ref, "green", "--reason", "Fine.")
    assert refused.code == 3
    assert "differs_because: the checklist points to red, not green" in refused.err


def test_a_report_and_a_letter_are_files_of_ones_own_in_the_form_of_their_ending(
    desk: Desk, tmp_path: Path
) -> None:
    ref = decided(desk)
    report, letter = tmp_path / "r.pdf", tmp_path / "l.md"
    said = desk("report", ref, "--for", "social-care", "--to", str(report))
    assert said.code == 0, said
    assert str(report) in said.out
    assert report.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert desk("letter", ref, "--to", str(letter), by="bea").code == 0
    assert "We passed it on." in letter.read_text()
    assert "outside the hub" in desk("receivers").out
    again = desk("report", ref, "--for", "social-care", "--to", str(report))
    assert (again.code, "There is a file at" in again.err) == (7, True)
    odd = desk("report", ref, "--for", "social-care", "--to", str(tmp_path / "r.doc"))
    assert (odd.code, "ends in .md, .html or .pdf" in odd.err) == (3, True)
    given = ("--to", str(tmp_path / "r.doc"), "--format", "html")
    assert desk("report", ref, "--for", "POL", *given).code == 0
    bea = desk("report", ref, "--for", "POL", "--to", str(tmp_path / "b.md"), by="bea")
    assert (bea.code, "writes letters" in bea.err) == (4, True)


def test_a_child_is_handed_over_to_another_hub_and_acknowledged_by_files(
    desk: Desk, southport: Desk, words: str, tmp_path: Path
) -> None:
    ref, file, reply = decided(desk), tmp_path / "a.mdh", tmp_path / "a-ack.mdh"
    known = ("--passphrase-file", words)
    order = ("transfer-out", ref, "--hub", "Southport", "--to", str(file), *known)
    assert desk(*order, "--version", "1").code == 6
    out = desk(*order)
    assert out.code == 0, out
    assert "not acknowledged yet" in desk("show", ref).out
    taken = southport("transfer-in", str(file), "--reply-to", str(file), *known, by="sam")
    assert taken.code == 7, taken
    made = ("transfer-reply", "MD-26-0001", "--to", str(reply), *known)
    assert southport(*made, by="sam").code == 0
    assert f"Handed over by Northbridge, where it was {ref}" in taken.out
    shown = southport("show", "MD-26-0001", by="sam").out
    assert f"HISTORY AT NORTHBRIDGE: {ref}" in shown
    assert "They moved." in shown
    assert "clock for a rating, round 1: due " in shown
    assert "clock for a decision, round 1: due " in shown
    flat = " ".join(shown.split())
    assert "No other contact of the child, siblings and household was known there since" in flat
    again = southport("transfer-in", str(file), *known, by="sam")
    assert (again.code, "taken in as MD-26-0001" in again.err) == (6, True)
    assert desk("transfer-in", str(file), *known).code == 6
    assert "not acknowledged" in desk("close", ref).err or desk("close", ref).code != 0
    ack = desk("transfer-ack", str(reply), *known)
    assert ack.code == 0, ack
    assert "theirs is MD-26-0001" in ack.out
    lost = tmp_path / "again.mdh"
    answer = southport("transfer-reply", "MD-26-0001", "--to", str(lost), *known, by="sam")
    assert answer.code == 0, answer
    assert desk("transfer-ack", str(lost), *known).code == 6


def test_show_says_of_what_was_handed_over_who_received_it_when_and_how(
    desk: Desk, southport: Desk, words: str, tmp_path: Path
) -> None:
    ref, file, known = decided(desk), tmp_path / "a.mdh", ("--passphrase-file", words)
    assert desk("transfer-out", ref, "--hub", "Southport", "--to", str(file), *known).code == 0
    southport.clock.set(FRIDAY_MORNING + timedelta(days=2, minutes=49))
    assert southport("transfer-in", str(file), *known, by="sam").code == 0
    shown = " ".join(southport("show", "MD-26-0001", by="sam").out.split())
    assert "received: Sun 22 Nov 2026 10:49, handed over by Northbridge" in shown
    assert "earlier: Northbridge received it Fri 20 Nov 2026" in shown
    assert " by phone" in shown
    assert ", who told Northbridge" in shown
    assert "10:49 by phone" not in shown
    told = southport("chronology", "MD-26-0001", by="sam").out
    assert "Handed over by Northbridge; Northbridge received it Fri 20 Nov" in " ".join(
        told.split()
    )
    assert "Contact by phone" not in told


def test_history_says_what_the_earlier_hub_told_of_the_family_and_never_what_this_hub_did(
    desk: Desk, southport: Desk, words: str, tmp_path: Path
) -> None:
    brother = desk.take_in(children=[{"given_name": "Milo", "family_name": "Brown"}])
    ref = desk.take_in()
    milo, kai = (desk("show", one, "--json").json["referral"] for one in (brother, ref))
    tie = [str(one["children"][0]["individual"]) for one in (milo, kai)]
    said = desk("relate", ref, tie[0], "sibling", tie[1])
    assert said.code == 0, said
    desk("consider", ref, "--others", brother, "--words", "The same kitchen.")
    decided(desk, ref=ref)
    there, back = tmp_path / "a.mdh", tmp_path / "b.mdh"
    known = ("--passphrase-file", words)
    assert desk("transfer-out", ref, "--hub", "Southport", "--to", str(there), *known).code == 0
    assert southport("transfer-in", str(there), *known, by="sam").code == 0
    theirs = southport("history", "MD-26-0001", by="sam").out
    flat = " ".join(theirs.split())
    assert "0 other contacts of the child, siblings and household since" in flat
    assert f"AT NORTHBRIDGE, AS {ref}" in flat
    assert "Northbridge told of 1 other contact since" in flat
    assert f"{brother}: " in flat
    assert "The same kitchen." in flat
    (told,) = southport("history", "MD-26-0001", "--json", by="sam").json["told_elsewhere"]
    assert (told["hub"], len(told["family"]["contacts"])) == ("Northbridge", 1)
    decided(southport, ref="MD-26-0001", by="sam")
    order = ("transfer-out", "MD-26-0001", "--hub", "Northbridge", "--to", str(back), *known)
    assert southport(*order, by="sam").code == 0
    assert desk("transfer-in", str(back), *known).code == 0
    ours = desk("history", "MD-26-0003").out
    assert "Southport told of" in ours
    assert "Northbridge told of" not in ours


def test_show_says_what_an_agency_told_the_other_hub_and_how_much_of_it_stayed_there(
    desk: Desk, southport: Desk, words: str, tmp_path: Path
) -> None:
    ref, file, known = desk.take_in(), tmp_path / "a.mdh", ("--passphrase-file", words)
    desk("rate", ref, "amber", "--reason", "No coat.")
    desk("ask", ref, "POL", "--question", "What is held?")
    said = desk(
        "answer", ref, "POL", "relevant", "--channel", "phone", "--person", "PC 104",
        "--words", "A covert matter.", "--sharing", "decision_maker",
    )  # fmt: skip
    assert said.code == 0, said
    decided(desk, ref=ref)
    assert desk("transfer-out", ref, "--hub", "Southport", "--to", str(file), *known).code == 0
    assert southport("transfer-in", str(file), *known, by="sam").code == 0
    shown = southport("show", "MD-26-0001", by="sam").out
    assert "answered, 1 answer" in shown
    assert "1 passage stayed there: decision maker only" in shown
    assert "covert" not in shown


def test_a_wrong_passphrase_or_file_is_said_and_a_word_by_phone_is_enough(
    desk: Desk, southport: Desk, words: str, tmp_path: Path
) -> None:
    ref, file = decided(desk), tmp_path / "a.mdh"
    known = ("--passphrase-file", words)
    desk("transfer-out", ref, "--hub", "Southport", "--to", str(file), *known)
    other = tmp_path / "other"
    other.write_text("quite another passphrase\n")
    other.chmod(0o600)
    wrong = southport("transfer-in", str(file), "--passphrase-file", str(other), by="sam")
    assert (wrong.code, "the passphrase is another one" in wrong.err) == (3, True)
    assert southport("transfer-in", str(other), *known, by="sam").code == 3
    told = ("--told-by", "Mr Shah", "--theirs", "SP-7", "--words", "He rang.")
    for odd in (("--channel", "phone"), told[2:4], told[4:]):
        said = desk("transfer-ack", str(file), *odd, *known)
        assert said.code != 0
        assert "a file says its own" in said.err
    assert "Give the one or the other" in desk("transfer-ack", ref, *told, *known).err
    assert "theirs is SP-7" in desk("transfer-ack", ref, *told).out
    assert "acknowledged" in desk("show", ref).out
