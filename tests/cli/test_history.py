"""Search, history, chronology, links and network in plain text."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_only_what_one_was_shown_is_recorded_as_weighed(desk: Desk) -> None:
    first = desk.take_in()
    who = desk("show", first, "--json").json["referral"]["children"][0]["individual"]
    again = [{"given_name": "Kai", "family_name": "Brown", "born": "2019-05-04", "individual": who}]
    here = desk.take_in(worry="Again.", children=again)
    unread = desk("consider", here, "--words", "The same arm.", by="tom")
    assert unread.code == 6
    assert f"You have not been shown what waits to be considered: {first}." in unread.err
    named = desk("consider", here, "--others", first, "--words", "The same arm.", by="tom")
    assert named.code == 6
    assert f"You have not been shown {first}." in named.err
    assert f"Open the history of {here}, or the record itself, first." in named.err
    desk("history", here, by="tom")
    later = desk.take_in(worry="And again.", children=again)
    said = desk("consider", here, "--words", "The same arm.", by="tom")
    assert said.out == f"{here}: {first} considered.\n"
    assert f"not recorded as weighed, for you were not shown: {later}." in said.err
    assert "; 1 to consider" in desk("history", here).out
    # What was opened itself may be weighed; that the history was not is told at once.
    opened = desk("consider", later, "--others", first, "--words", "The same arm.")
    assert f"{first} considered. Nobody has opened its history yet: do that" in opened.out


def test_what_is_known_beside_a_record_is_read_narrowed_and_considered(desk: Desk) -> None:
    one = desk.take_in(worry="Bruised in May.")
    two = desk.take_in(worry="Bruised again.")
    found = desk("search", "bruised", "--json").json["search"]
    assert [hit["reference"] for hit in found["hits"]] == [two, one]
    said = desk("search", "Bruised", "ma")
    assert said.out.splitlines()[0] == "found 1 passage, the newest first"
    assert one in said.out
    assert desk("search", "zebra").out == "Nothing you may read has these words.\n"
    empty = desk("history", two)
    likely, _, none, *_ = empty.out.splitlines()
    assert likely.startswith("! Kit Brown (child) is likely known from 1 other referral")
    assert none.startswith("0 other contacts of the child, siblings and household since ")
    assert desk("consider", two, "--words", "Nothing to say.").code == 5
    desk("show", one)
    weighed = desk("consider", two, "--others", one, "--words", "-", given="The same arm.")
    assert weighed.out == f"{two}: {one} considered.\n"
    told = desk("chronology", two, "--kind", "contact", "considered")
    assert "Bruised again." in told.out
    assert "The same arm." in told.out
    assert "Bruised in May." not in told.out
    rows = desk("chronology", "--household", two, "--format", "csv").out.splitlines()
    assert rows[0].startswith("when,kind,reference,about,source,what,words,")
    at = desk("chronology", two, "--json").json["at"]
    assert at.endswith("Z")
    assert desk("chronology", "--individual", "999").code == 5
    assert desk("chronology").code == 2
    linked = desk("links", one).out
    assert "Kit Brown (child) is likely known from 1 other referral" in linked
    assert linked.endswith("0 linked referrals\n")
    walked = desk("network", one)
    assert "child:" in walked.out
    node = next(word for word in walked.out.split() if word.startswith("child:"))
    assert one in desk("network", node).out
    assert desk("network", "tree:1").code == desk("network", "child:x").code == 3
    assert desk("search", "bruised", by="ada").code == 4


def test_what_corroborates_an_item_is_stated_by_its_name_in_the_chronology(desk: Desk) -> None:
    one = desk.take_in(worry="Bruised in May.")
    listed = desk("chronology", one, "--items", "--kind", "contact").out
    assert "item contact" in listed
    assert "item contact" not in desk("chronology", one).out
    given = ("corroborated", "--source", "Ms Hall", "--words", "-")
    said = desk("corroborate", one, "contact", *given, given="She saw it.")
    assert said.out == f"{one}: the contact is corroborated by Ms Hall.\n"
    told = desk("chronology", one, "--text", "saw").out
    assert "corroborated by Ms Hall (stated by " in told
    assert told.rstrip().endswith(": She saw it.")
    assert desk("corroborate", one, "answer:99", *given, given="x").code == 3
    assert desk("corroborate", one, "the worry", *given, given="x").code == 3
    assert desk("corroborate", one, "contact", "corroborated", "--words", "x").code == 2
