"""Known people from the command line: looked for, looked at, judged; what records say of them."""

from __future__ import annotations

import json

from tests.cli.conftest import Desk, contact
from tests.hostile import HOSTILE, assert_printable_only

LISA = {
    "given_name": "Lisa", "family_name": "Brown", "role": "mother", "phone": "07700 900123",
    "parental_responsibility": True, "lives_with": True,
}  # fmt: skip
KYT = [{"given_name": "Kyt", "family_name": "Browne", "born": "2019-03-14"}]


def test_somebody_is_looked_for_judged_the_same_and_parted_again(desk: Desk) -> None:
    first = desk.take_in(adults=[LISA])
    said = desk("intake", "-", given=json.dumps(contact(children=KYT, worry="Again.")))
    assert "Kyt Browne (number 3) may be Kit Brown, number 1: likely, similar name" in said.err
    found = desk("who", "Kit", "Browne", "--born", "2019-03-14", "--json").json["candidates"]
    assert [one["individual"] for one in found] == [1, 3]
    assert "because:" in desk("who", "Kit", "Browne").out
    alike = desk("look-alikes", "MD-26-0002").out
    assert "Kyt Browne (number 3, child) may be:" in alike
    likely = "! Kyt Browne (child) is likely known from 1 other referral: not counted here until"
    for read in ("show", "history"):
        assert likely in desk(read, "MD-26-0002").out
        assert desk(read, "MD-26-0002", "--json").json["look_alikes"][0]["individual"] == 3
    assert desk("unsure", "3", "1", "--reason", "the school will say").code == 0
    assert "Dee Duty was not sure: the school will say" in desk("look-alikes", "MD-26-0002").out
    said_so = desk("same", "3", "1", "--reason", "the school says so").out
    assert "the same person." in said_so
    assert "It is judgement 2: `mashdesk undo-judgement 2 --reason TEXT` takes it back." in said_so
    against = desk("different", "3", "1", "--reason", "two births")
    assert against.code == 6
    assert "This speaks against it: The same person, Dee Duty said on" in against.err
    assert "`--despite` confirms it." in against.err
    shown = desk("individual", "3").out
    assert "one with:" in shown
    assert first in shown
    assert "child of Lisa Brown (number 2)" in shown
    assert "looks like somebody else" in desk("look-alikes", "MD-26-0002").out
    assert "known from" not in desk("history", "MD-26-0002").out
    assert "of Kit Brown (number 1), held by nobody" in shown  # whose clock runs out first
    beside = desk("individual", "1", "--beside", "3").out
    assert "one with:" not in beside
    assert ("1. Kit Brown, child" in beside, "3. Kyt Browne, child" in beside) == (True, True)
    assert desk("different", "3", "1", "--reason", "two births", "--despite").code == 0
    undone = desk("undo-judgement", "3", "--reason", "a slip").out
    assert "again the same person, as Dee Duty said on" in undone
    undone = desk("undo-judgement", "2", "--reason", "a cousin").out
    assert "again not sure, as Dee Duty said on" in undone
    assert desk("individual", "3", "--json").json["individual"]["members"] == [3]
    assert desk("individual", "99").code == 5
    for alone in (("--phone", "07700900123"), ("Lisa",)):
        assert "2. Lisa Brown, adult" in desk("who", *alone).out
    assert desk("who").code == desk("who", "--school", "Park").code == 3
    assert desk("same", "1", "3", "--reason", "x", by="bea").code == 4


def test_whoever_adds_somebody_learns_that_they_may_be_known(desk: Desk) -> None:
    assert desk("mention", desk.take_in(), "associate", "Wayne", "Hall").code == 0
    ida = {"given_name": "Ida", "family_name": "Fox"}
    other = desk.take_in(worry="Another child's.", children=[ida])
    told = f"`mashdesk look-alikes {other}` tells whom they look like."
    assert told not in desk("links", other).out
    assert told in desk("mention", other, "associate", "Wayne", "Hall").out
    assert told in desk("links", other).out


def test_a_record_is_told_of_people_and_things_and_how_they_are_tied(desk: Desk) -> None:
    reference = desk.take_in(adults=[LISA])
    said = desk("mention", reference, "associate", "Wayne", "Hall", "--role", "partner")
    assert "added associate Wayne Hall (number 3), partner." in said.out
    assert desk("mention", reference, "vehicle", "ZZ19", "ABC", "--individual", "3").code == 0
    tied = desk("relate", reference, "3", "lives_with", "1", "--since", "2026-10-01")
    assert "Wayne Hall lives with Kit Brown." in tied.out
    shown = desk("individual", "3").out
    assert "lives with Kit Brown (number 1), since" in shown
    assert "vehicle: ZZ19 ABC (the desk, " in shown
    number = desk("individual", "3", "--json").json["individual"]["ties"][0]["id"]
    assert desk("unrelate", str(number), "--reason", "he moved out").code == 0
    assert "no more: he moved out" in desk("individual", "1").out
    home = desk("household", reference).out
    assert "Lisa Brown (number 2), mother: told to live with them" in home
    assert "Wayne Hall (number 3), partner: told to live with them" in home
    assert ", no more (" in home
    assert desk("household", "1").out == home
    assert [desk("household", odd).code for odd in ("0", "9" * 13)] == [3, 3]
    young = desk("mention", reference, "adult", "Ola", "Lee", "--born", "2012-01-02")
    assert young.code == 0
    assert (
        "the parent was 7 years old when the child was born"
        in desk("relate", reference, "4", "parent", "1").out
    )
    assert desk("mention", reference, "phone", "ext", "1").code == 3


def test_a_contact_comes_back_with_its_adults_and_whom_everybody_is_known_as(desk: Desk) -> None:
    reference = desk.take_in(adults=[LISA])
    whole = desk("show", reference, "--contact").json
    assert whole["adults"] == [
        LISA | {"known_as": "", "born": None, "address": "", "individual": 2}
    ]
    assert whole["children"][0]["individual"] == 1
    whole["adults"][0]["phone"] = "07700 900999"
    text = json.dumps(whole)
    assert desk("correct", reference, "-", "--reason", "misheard", given=text).code == 0
    assert desk("show", reference, "--contact").json["adults"][0] == whole["adults"][0]
    assert "07700 900999" in desk("show", reference).out


def test_names_that_are_no_text_harm_no_terminal(desk: Desk) -> None:
    for words in HOSTILE[:6]:
        desk("mention", desk.take_in(worry=repr(words)), "adult", f"x{words}", "--role", words[:40])
    assert_printable_only(desk("who", "x").out + desk("individual", "2").out)
