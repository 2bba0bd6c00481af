"""A professional difference from the command line, its words and its JSON."""

from __future__ import annotations

from datetime import timedelta

from tests.cli.conftest import Desk, Said
from tests.hostile import assert_printable_only


def challenged(desk: Desk, by: str = "eli") -> str:
    """An amber referral that an early help manager challenges; its reference."""
    reference = desk.take_in()
    assert desk("rate", reference, "amber", "--reason", "a coat").code == 0
    said = desk(
        "challenge", reference, "rating", "--should-be", "RED", "--why", "He was hit.", by=by
    )
    assert said.code == 0, said
    assert "challenge 1 raised" in said.out
    return reference


def test_open_challenges_are_listed_with_their_stage_clock_and_counts(desk: Desk) -> None:
    reference = challenged(desk)
    said = desk("challenges")
    assert said.code == 0
    assert reference in said.out
    assert "waits for an answer" in said.out
    assert "Mon 23 Nov 2026" in said.out
    assert "open 1, overdue 0, resolved 0" in said.out
    assert_printable_only(said.out)
    assert "challenged" in desk("queue").out


def test_the_list_in_json_holds_the_counts_of_every_stage(desk: Desk) -> None:
    challenged(desk)
    found = desk("challenges", "--json").json
    assert found["kind"] == "challenges"
    stages = found["challenges"]["stages"]
    assert [stage["stage"] for stage in stages] == [
        "practitioner",
        "team_manager",
        "service_manager",
        "board",
    ]
    assert stages[0]["waiting"] == 1
    assert "He was hit" not in str(found)


def test_one_challenge_is_told_whole_with_why_its_answer_is_due_then(desk: Desk) -> None:
    challenged(desk)
    said = desk("challenges", "1").out
    for words in ("He was hit.", "should be: red", "WHY DUE THEN", "1 working day a stage"):
        assert words in said
    assert desk("challenges", "2").code == 5


def test_a_challenge_is_answered_moved_up_settled_and_shown_with_its_record(desk: Desk) -> None:
    reference = challenged(desk)

    def does(*words: str, by: str = "dee") -> Said:
        said = desk(*words, by=by)
        assert said.code == 0, said
        return said

    assert "answered" in does("answer-challenge", "1", "stands", "--words", "It fits.").out
    assert "moved up" in does("move-up", "1", "--reason", "It does not.", by="eli").out
    assert desk("accept", "1", by="eli").code != 0
    does("settle-challenge", "1", "stands", "--words", "I looked at it.", by="tom")
    told = does("show", reference).out
    assert "CHALLENGES" in told
    assert "I looked at it." in told
    assert "open 0, overdue 0, resolved 1" in does("challenges").out


def test_an_answer_is_accepted_by_who_raised_the_challenge_alone(desk: Desk) -> None:
    challenged(desk)
    desk("answer-challenge", "1", "stands", "--words", "It fits.")
    refused = desk("accept", "1", by="tom")
    assert refused.code != 0
    assert "You did not raise it" in refused.err
    assert "resolved" in desk("accept", "1", by="eli").out


def test_an_overdue_challenge_says_so(desk: Desk) -> None:
    challenged(desk)
    desk.clock.advance(timedelta(days=4))
    assert "overdue 1" in desk("challenges").out


def test_a_practitioner_challenges_what_their_agency_is_asked_about_and_nothing_else(
    desk: Desk,
) -> None:
    password = str(desk.password_file)
    added = desk(
        "user", "add", "hana", "--full-name", "Hana Hill", "--role", "agency_practitioner",
        "--agency", "HLT", "--new-password-file", password, by="ada",
    )  # fmt: skip
    assert added.code == 0, added
    asked, other = desk.take_in(), desk.take_in(worry="Another worry.")
    for reference in (asked, other):
        assert desk("rate", reference, "green", "--reason", "a coat").code == 0
    assert desk("ask", asked, "HLT", "--question", "What is held?").code == 0
    words = ("rating", "--should-be", "amber", "--why", "He was seen.")
    refused = [desk("challenge", number, *words, by="hana") for number in (other, "MD-26-9999")]
    assert len({said.err.replace(other, "X").replace("MD-26-9999", "X") for said in refused}) == 1
    assert {said.code for said in refused} == {5}
    said = desk("challenge", asked, *words, by="hana")
    assert said.code == 0, said
    assert desk("challenges", "1", by="hana").out.count("Hana Hill") == 1
    desk("answer-challenge", "1", "stands", "--words", "It fits.")
    assert "resolved" in desk("accept", "1", by="hana").out
