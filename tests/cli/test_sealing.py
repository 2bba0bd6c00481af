"""Sealed records from the command line: sealing, emergency access, its review, and the walls."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.hostile import assert_printable_only


@pytest.fixture
def sealed(desk: Desk) -> str:
    """A record that Tom sealed for himself; its reference."""
    reference = desk.take_in(worry="A colleague's own child.")
    said = desk("seal", reference, "--name", "tom", "--reason", "staff family", by="tom")
    assert said.code == 0, said
    assert "Sealed; named: Tom Team." in said.out
    return reference


def test_a_sealed_record_is_shown_with_who_is_named_and_to_nobody_else(
    desk: Desk, sealed: str
) -> None:
    shown = desk("show", sealed, by="tom")
    assert "SEALED" in shown.out.upper()
    assert "Tom Team (team manager)" in shown.out
    assert "sealed" in desk("queue", by="tom").out
    for words in (("show", sealed), ("explain", sealed), ("note", sealed, "x"), ("claim", sealed)):
        refused = desk(*words)
        never = desk(words[0], "MD-26-0999", *words[2:])
        assert refused.code == never.code == 5
        assert refused.err.replace(sealed, "REF") == never.err.replace("MD-26-0999", "REF")
    assert "Nothing is open." in desk("queue").out
    told = desk("notices").out
    assert f" {sealed}: Was sealed by Tom Team" in told
    assert_printable_only(told)


def test_who_is_named_is_given_by_name_and_needs_a_manager(desk: Desk) -> None:
    reference = desk.take_in()
    assert desk("seal", reference, "--name", "nobody", "--reason", "x").code == 5
    assert desk("seal", reference, "--name", "dee", "--reason", "x").code == 3
    said = desk("seal", reference, "--name", "Dee Duty", "tom", "--reason", "x")
    assert "named: Dee Duty, Tom Team." in said.out
    again = desk("unseal", reference, "--reason", "over", by="tom")
    assert "in everybody's list again" in again.out
    assert reference in desk("queue").out


def test_the_glass_is_broken_by_reference_and_every_break_is_reviewed(
    desk: Desk, sealed: str
) -> None:
    assert desk("break-glass", "MD-26-0999", "--reason", "guessing").code == 5
    opened = desk("break-glass", sealed.lower(), "--reason", "the child is at the door")
    assert "yours to see and act on until" in opened.out
    shown = desk("show", sealed).out
    assert "A colleague's own child." in shown
    assert "Your emergency access ends at" in shown
    assert desk("review-override", "2", "justified", "--words", "x", by="tom").code == 6
    desk.clock.advance(timedelta(minutes=31))
    assert desk("show", sealed).code == 5
    listed = desk("overrides", by="tom").out
    for words in ("the child is at the door", "open a record", "a try that opened nothing"):
        assert words in listed
    assert "colleague" not in listed
    assert desk("overrides").code == 4
    found = desk("review-override", "2", "not_justified", "--words", "he was in", by="tom")
    assert found.out == f"Emergency access 2 ({sealed}) reviewed: not justified.\n"
    left = desk("overrides", "--json", by="tom").json["overrides"]
    assert [(one["id"], one["opened"]) for one in left] == [(1, False)]
    assert "Your emergency access was reviewed: not justified." in desk("notices").out


READS: dict[str, tuple[tuple[str, ...], ...]] = {
    "dee": (
        ("queue",),
        ("queue", "--json"),
        ("show", "MD-26-0001", "--json"),
        ("show", "MD-26-0002"),
        ("explain", "MD-26-0002", "--json"),
        ("prompts",),
        ("notices", "--json"),
        ("departures",),
        ("challenges", "--json"),
        ("overrides",),
        ("counts",),
    ),
    "aud": (("queue", "--text", "MD-26-0002"), ("counts", "--json")),
    "ada": (("user", "list", "--json"), ("audit", "looks", "MD-26-0002")),
}


def test_two_hubs_that_differ_in_a_sealed_record_print_whoever_is_not_named_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take_in()
    shutil.copytree(desk.folder, tmp_path / "other")
    other = Desk(tmp_path / "other", desk.clock)
    reference = desk.take_in(worry="A colleague's own child.")
    assert desk("seal", reference, "--name", "tom", "--reason", "staff family", by="tom").code == 0
    for by in ("dee", "aud"):
        assert desk("notices", "--acknowledge", "all", by=by).code == 0
    desk("rate", reference, "red", "--reason", "bruises", by="tom")
    desk("ask", reference, "POL", "--question", "What is held?", by="tom")
    for by, reads in READS.items():
        for words in reads:
            beside, without = (one(*words, by=by) for one in (desk, other))
            assert by_rank(beside.out) == by_rank(without.out), (by, words)
            assert (beside.code, beside.err) == (without.code, without.err), (by, words)
            assert "colleague" not in beside.out + beside.err


def by_rank(text: str) -> str:
    """JSON with what the whole store numbers (each look has left an event) replaced by its rank."""
    found = sorted({int(number) for number in re.findall(r'"(?:seq|changed)": (\d+)', text)})
    ranks = {number: rank for rank, number in enumerate(found)}
    return re.sub(r'("(?:seq|changed)": )(\d+)', lambda one: f"{one[1]}{ranks[int(one[2])]}", text)


def test_prompts_of_a_record_tell_what_is_noticed_with_sealed_ones_to_who_sees_them(
    desk: Desk, sealed: str
) -> None:
    other = desk.take_in(worry="One.")
    number = json.loads(desk("show", other, "--json").out)["referral"]["children"][0]["individual"]
    kit = {"given_name": "Kit", "family_name": "Brown", "born": "2019-03-14", "individual": number}
    desk.take_in(children=[kit], worry="Two.")
    judged = desk("same", "1", str(number), "--reason", "her gran said so", by="tom")
    assert judged.code == 0, judged
    told = desk("prompts", other, by="tom").out
    assert "WITH SEALED RECORDS THAT YOU SEE" in told
    assert "3 contacts about the same child" in told
    assert sealed in told
    found = desk("prompts", other, "--json", by="tom").json["besides"]
    assert "Repeated contacts" in [one["title"] for one in found]
    for words in (("prompts", other), ("prompts", other, "--json"), ("prompts", "--json")):
        said = desk(*words).out
        assert sealed not in said
        assert "3 contacts" not in said
    assert desk("prompts", other, "--json").json["besides"] == []
