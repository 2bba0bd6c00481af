from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk, contact
from tests.hostile import HOSTILE, assert_printable_only


def lines(*contacts: Any) -> str:
    return "\n".join(json.dumps(each) for each in contacts)


def numbered(count: int) -> list[dict[str, Any]]:
    return [contact(worry=f"Worry number {n}.") for n in range(1, count + 1)]


def test_one_contact_several_children_is_one_referral(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "contact.json"
    children = [{"given_name": name, "born": "2019-03-14"} for name in ("Kit", "Ada")]
    file.write_text(json.dumps(contact(children=children), indent=2))
    said = desk("intake", str(file))
    assert said.code == 0, said
    assert said.out == "line 1: taken in as MD-26-0001\n"
    assert said.err == "1 of 1 contact taken in.\n"
    assert "1 open about 2 children" in desk("queue").out


@pytest.mark.parametrize("broken", [1, 7, 25])
def test_a_broken_line_costs_one_contact_and_the_rest_is_kept(desk: Desk, broken: int) -> None:
    batch = [json.dumps(each) for each in numbered(25)]
    batch[broken - 1] = batch[broken - 1].replace('"channel":', '"channel"')
    said = desk("intake", "-", given="\n".join(batch))
    assert said.code == 1
    assert f"line {broken}, JSON: is broken at column" in said.err
    assert "24 of 25 contacts taken in, 1 refused." in said.err
    assert said.out.count("taken in as") == 24
    assert desk("queue", "--json").json["queue"]["counts"]["open"] == 24


def test_every_refusal_names_its_line_and_field(desk: Desk) -> None:
    batch = lines(
        contact(),
        contact(received_at="2027-11-20 09:30"),
        contact(received_at="2025-11-20 09:30"),
        contact(children=[{"given_name": "Kit", "born": "2026-11-21"}]),
        contact(source="milkman", worry=""),
        contact(consent={"form": "obtained"}),
        contact(consent={"form": "overridden", "by": "Dee"}),
        contact(children=[]),
        ["not", "a", "contact"],
    )
    said = desk("intake", "-", "--json", given=batch)
    assert said.code == 1
    report = said.json
    assert [each["line"] for each in report["taken"]] == [1]
    assert report["refused"] == 8
    assert {(p["line"], p["field"]) for p in report["problems"]} == {
        (2, "received_at"), (3, "received_at"), (4, "children.1.born"), (5, "source"),
        (6, "consent.by"), (7, "consent.reason"), (8, "children"), (9, "contact"),
    }  # fmt: skip


def test_a_dry_run_checks_everything_and_takes_nothing_in(desk: Desk) -> None:
    batch = lines(contact(), contact(received_at="2027-11-20 09:30"))
    said = desk("intake", "-", "--dry-run", given=batch)
    assert said.code == 1
    assert "line 2, received_at: is in the future" in said.err
    assert "1 of 2 contacts can be taken in, 1 refused." in said.err
    assert desk("queue", "--json").json["queue"]["counts"]["open"] == 0


def test_nothing_right_in_a_file_is_invalid_and_nothing_is_kept(desk: Desk) -> None:
    for given in ("", "[]", "{", "[1, 2]", lines(contact(worry=" "))):
        said = desk("intake", "-", given=given)
        assert said.code == 3, (given, said)
        assert said.out == ""
    assert desk("queue", "--json").json["queue"]["counts"]["open"] == 0


def test_a_batch_given_twice_adds_only_what_is_new(desk: Desk) -> None:
    first = desk("intake", "-", given=lines(*numbered(3)))
    assert first.code == 0, first
    again = desk("intake", "-", given=lines(*numbered(4)))
    assert again.code == 1
    assert again.out == "line 4: taken in as MD-26-0004\n"
    assert "line 2: already on the desk as MD-26-0002" in again.err
    assert "1 of 4 contacts taken in, 3 already on the desk." in again.err


def test_a_megabyte_of_text_is_refused_by_field_and_the_rest_is_kept(desk: Desk) -> None:
    said = desk("intake", "-", given=lines(contact(worry="x" * 1_000_000), contact()))
    assert said.code == 1
    assert "line 1, worry: is longer than 20,000 characters" in said.err


def test_a_file_that_is_not_there_or_no_file_at_all_is_told_plainly(desk: Desk) -> None:
    missing = desk("intake", "/nowhere/contact.json")
    assert missing.code == 3
    assert "cannot be read: No such file or directory" in missing.err
    assert desk("intake").code == 2
    assert desk("intake", "/").code == 3


def test_the_schema_needs_no_store_and_nobody(desk: Desk) -> None:
    said = desk.bare("intake", "--schema")
    assert said.code == 0
    assert said.json["title"] == "Contact"


def hostile_contacts() -> list[dict[str, Any]]:
    return [
        contact(
            sender_name=text[:150],
            sender_organisation=text[:20],
            sender_contact=text[:20],
            sender_reference=text[:20],
            worry=f"{number}: {text}"[:3000],
            expects=text[:3000],
            household=text[:3000],
            children=[
                {"given_name": text[:20] or "unknown", "known_as": text[:20], "school": text[:20]}
            ],
            consent={"form": "overridden", "by": text[:20] + "x", "reason": text[:20] + "x"},
        )
        for number, text in enumerate(HOSTILE)
    ]


def test_hostile_text_goes_through_intake_and_every_output_as_printable_text(desk: Desk) -> None:
    said = desk("intake", "-", "--json", given=lines(*hostile_contacts()))
    assert said.code in (0, 1), said
    taken = [each["reference"] for each in said.json["taken"]]
    assert len(taken) > len(HOSTILE) * 0.8
    assert_printable_only(said.err)
    outputs = [said.out, desk("queue").out, desk("queue", "--json").out]
    for ref in taken[:: max(1, len(taken) // 12)]:
        outputs += [desk("show", ref).out, desk("show", ref, "--json").out]
        outputs.append(desk("show", ref, "--contact").out)
    for output in outputs:
        assert output
        assert_printable_only(output)


@pytest.mark.parametrize("text", HOSTILE[::3], ids=range(len(HOSTILE[::3])))
def test_hostile_text_in_an_argument_reaches_no_terminal_raw(desk: Desk, text: str) -> None:
    word = text.replace("\0", "")[:200] or "-"
    ref = desk.take_in()
    for said in (
        desk("show", word),
        desk("rate", ref, word, "--reason", "x"),
        desk("assign", ref, word, "--reason", "x"),
        desk("ask", ref, word, "--question", "x"),
        desk("note", ref, f"x{word}"),
        desk("queue", "--text", word),
        desk("policy", "check", word),
        desk(word),
        desk("queue", by=word),
    ):
        assert_printable_only(said.out)
        assert_printable_only(said.err)
        assert said.code != 70
    assert_printable_only(desk("show", ref).out)
