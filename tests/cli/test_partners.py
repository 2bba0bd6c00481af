from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Desk, contact
from tests.hostile import HOSTILE, assert_printable_only

NO_SUCH = "There is no such request."


@pytest.fixture
def hub(desk: Desk) -> Desk:
    """A hub with two people of health, whose systems the roster names."""
    password = str(desk.password_file)
    for name, full_name in (("hana", "Hana Hill"), ("hugo", "Hugo Hart")):
        added = desk(
            "user", "add", name, "--full-name", full_name, "--role", "agency_practitioner",
            "--agency", "HLT", "--new-password-file", password, by="ada",
        )  # fmt: skip
        assert added.code == 0, added
    return desk


def asked(hub: Desk, *agencies: str, rating: str = "red", **changes: Any) -> str:
    reference = hub.take_in(**changes)
    assert hub("rate", reference, rating, "--reason", "Bruises.").code == 0
    said = hub("ask", reference, *(agencies or ("HLT",)), "--question", "What is held?")
    assert said.code == 0, said
    return reference


def test_a_practitioner_lists_their_agencys_requests_and_reads_one(hub: Desk) -> None:
    reference = asked(hub)
    asked(hub, "POL", worry="For the police alone.", sender_name="Mr Else")
    said = hub("requests", by="hana")
    assert said.code == 0, said
    assert reference in said.out
    assert "waiting for your answer" in said.out
    assert "1 answer owed" in said.out
    shown = hub("request", reference, by="hana")
    assert "What is held?" in shown.out
    assert "Kit Brown" in shown.out
    assert "olice" not in said.out + shown.out
    rows = hub("requests", "--json", by="hana").json["desk"]["open"]
    assert [row["reference"] for row in rows] == [reference]


def test_what_is_not_theirs_is_answered_like_what_never_was(hub: Desk) -> None:
    others = asked(hub, "POL")
    number = hub("show", others, "--json").json["referral"]["requests"][0]["id"]
    for said in (others, "MD-26-9999", str(number), "999999"):
        refused = hub("request", said, by="hana")
        assert refused.code == 5, refused
        assert NO_SUCH in refused.err
        assert refused.err == hub("request", "MD-26-9998", by="hana").err


def test_an_answer_comes_from_a_file_with_a_checklist_for_each_child(hub: Desk) -> None:
    reference = asked(hub)
    template = hub("request", reference, "--template", by="hana").json
    child = hub("request", reference, "--json", by="hana").json["request"]["children"][0]
    answer = template | {
        "answer": "relevant",
        "view": "amber",
        "partial": True,
        "passages": [
            {"words": "Two visits missed."},
            {"words": "Said in confidence.", "sharing": "decision_maker"},
        ],
        "searches": [
            {"child": child["id"], "system": "Child health", "found": "found"},
            {"child": child["id"], "system": "Visits", "found": "not_searched", "why": "Down."},
        ],
    }
    said = hub("answer", reference, "--from", "-", by="hana", given=json.dumps(answer))
    assert said.code == 0, said
    assert "answered in part" in said.out
    whole = answer | {"partial": False, "passages": [{"words": "The third was kept."}]}
    said = hub("answer", reference, "--from", "-", by="hana", given=json.dumps(whole))
    assert "answered: relevant information held" in said.out
    shown = hub("show", reference).out
    assert "Kit Brown, Visits: not searched (Down.)" in shown
    assert "(decision maker only) Said in confidence." in shown
    assert "whole hub; decision maker only" in shown
    clerk = hub("show", reference, by="bea").out
    assert "Said in confidence." not in clerk
    assert "Two visits missed." in clerk


def test_every_fault_of_an_answer_is_named_and_nothing_is_sent(hub: Desk) -> None:
    reference = asked(hub)
    wrong = {
        "answer": "perhaps",
        "view": "purple",
        "partial": "yes",
        "colour": 1,
        "passages": [{"words": 3, "sharing": "everybody"}],
        "searches": [{"child": "Kit", "system": "S", "found": "found"}],
    }
    said = hub("answer", reference, "--from", "-", by="hana", given=json.dumps(wrong))
    assert said.code == 3, said
    for where in (
        "answer", "view", "partial", "colour", "passages.1.words", "passages.1.sharing",
        "searches.1.child",
    ):  # fmt: skip
        assert where in said.err, where
    assert hub("requests", "--json", by="hana").json["desk"]["open"][0]["state"] == "open"


def test_a_short_answer_needs_only_its_kind_and_one_declined_only_why(hub: Desk) -> None:
    first, second = asked(hub), asked(hub, worry="Another.", sender_name="Mr Else")
    said = hub("answer", first, "nothing", by="hana")
    assert "answered: nothing held" in said.out, said
    bare = hub("answer", second, "declined", by="hana")
    assert bare.code == 3
    assert "why your agency declines" in bare.err
    said = hub(
        "answer", second, "declined", "--declined", "not_commissioned",
        "--reason", "Not at red.", by="hana",
    )  # fmt: skip
    assert said.code == 0, said
    insisted = hub("insist", second, "HLT", "--reason", "The law asks it of you.")
    assert insisted.code == 0, insisted
    assert "The law asks it of you." in hub("request", second, by="hana").out


def test_the_hub_still_records_on_behalf_and_a_practitioner_names_no_agency(hub: Desk) -> None:
    reference = asked(hub, "HLT", "POL")
    said = hub("answer", reference, "HLT", "nothing", by="hana")
    assert said.code == 3
    assert "your own agency" in said.err
    said = hub("answer", reference, "nothing")
    assert said.code == 3
    said = hub(
        "answer", reference, "POL", "nothing", "--channel", "phone", "--person", "PC Lee"
    )  # fmt: skip
    assert said.code == 0, said


def test_a_request_is_taken_on_taken_over_and_let_go(hub: Desk) -> None:
    reference = asked(hub)
    assert hub("take-on", reference, by="hana").code == 0
    assert "Hana Hill" in hub("requests", by="hugo").out
    assert hub("take-on", reference, by="hugo").code == 0
    assert "took this request over from you" in hub("inbox", by="hana").out
    assert hub("let-go", reference, by="hana").code == 6
    assert hub("let-go", reference, by="hugo").code == 0


def test_changes_stay_in_the_inbox_until_somebody_of_the_agency_acknowledges_them(
    hub: Desk,
) -> None:
    reference = asked(hub, rating="amber")
    refused = hub.considered("rate", reference, "green", "--reason", "For the hub alone.")
    assert refused.code == 3
    assert "agency_words: say what the agencies read" in refused.err
    lower = ("rate", reference, "green", "--reason", "For the hub alone.")
    hub.considered(*lower, "--agency-words", "Less so.")
    told = hub("inbox", by="hana")
    assert "Less so." in told.out
    assert "For the hub alone." not in told.out
    number = hub("inbox", "--json", by="hugo").json["notices"][0]["id"]
    assert hub("acknowledge", str(number), by="hugo").code == 0
    assert hub("acknowledge", str(number), by="hana").code == 5
    assert "nothing to acknowledge" in hub("inbox", by="hana").out


def test_what_became_of_it_is_told_in_the_words_meant_for_agencies(hub: Desk) -> None:
    reference = asked(hub)
    hub("answer", reference, "relevant", "--words", "Two visits missed.", by="hana")
    said = hub.considered(
        "decide", reference, "advice_given", "--rationale", "For the hub alone.",
        "--voice", "Safe.", "--agency-words", "The school was advised.", "--shaped-by", "hlt",
    )  # fmt: skip
    assert said.code == 0, said
    became = hub("became", by="hugo").out
    assert "The school was advised." in became
    assert "shaped the decision" in became
    assert "For the hub alone." not in became


def test_what_is_shared_is_chosen_when_asking(hub: Desk) -> None:
    reference = hub.take_in(worry="A worry not for health.")
    hub("rate", reference, "red", "--reason", "Bruises.")
    said = hub("ask", reference, "HLT", "--question", "Known?", "--share", "reasons", "consent")
    assert said.code == 0, said
    shown = hub("request", reference, by="hana").out
    assert "A worry not for health." not in shown
    assert "neglect" in shown
    assert "red" not in hub("requests", by="hana").out


def test_hostile_words_are_printed_inert_to_an_agency(hub: Desk) -> None:
    words = " ".join(HOSTILE)
    reference = asked(hub, worry=words, household=words)
    assert contact()
    hub("answer", reference, "relevant", "--words", words, "--part", by="hana")
    for command in (("request", reference), ("requests",), ("inbox",)):
        assert_printable_only(hub(*command, by="hana").out)


def test_nobody_but_a_practitioner_is_shown_an_agencys_desk(hub: Desk) -> None:
    reference = asked(hub)
    for by in ("dee", "ada", "aud"):
        for command in (("requests",), ("request", reference), ("became",)):
            assert hub(*command, by=by).code == 4, (by, command)


def test_a_request_about_a_sealed_record_says_so_to_whoever_is_named(hub: Desk) -> None:
    reference = asked(hub)
    assert "sealed" not in hub("requests", by="hana").out
    sealed = ("seal", reference, "--name", "tom", "hana", "--reason", "staff family")
    assert hub(*sealed, by="tom").code == 0
    assert "sealed" in hub("requests", by="hana").out
    assert "only people named on it see it" in hub("request", reference, by="hana").out


def test_what_became_is_told_where_it_was_sent_in_and_where_it_was_asked_alike(hub: Desk) -> None:
    reference = asked(hub, sender_agency="HLT")
    hub.considered(
        "decide", reference, "advice_given", "--rationale", "For the hub.", "--voice", "Safe.",
        "--agency-words", "The school was advised.", "--without", "HLT=It could not wait.",
    )  # fmt: skip
    assert "was not waited for" in hub("became", by="hana").out
    raised = hub(
        "challenge", reference, "decision", "--should-be", "a visit", "--why", "Not safe.",
        by="hana",
    )  # fmt: skip
    assert raised.code == 0, raised
    shown = hub("sent-in", reference, by="hana").out
    _, told = shown.casefold().split("what your agency was told")
    assert "decided: advice given" in told
    assert "hallenge" in told
    assert "a visit" in shown


def test_what_an_agency_sent_in_is_listed_read_and_challenged_by_its_reference(hub: Desk) -> None:
    reference = hub.take_in(sender_agency="hlt")
    other = hub.take_in(worry="Another's.", sender_agency="POL")
    assert hub("rate", reference, "amber", "--reason", "For the hub alone.").code == 0
    listed = hub("sent-in", by="hana")
    assert (listed.code, "1 contact sent in" in listed.out, "being weighed" in listed.out) == (
        0, True, True,
    )  # fmt: skip
    assert other not in listed.out
    refused = hub("sent-in", other, by="hana")
    assert refused.code == 5
    assert refused.err == hub("sent-in", "MD-26-9999", by="hana").err
    hub.considered(
        "decide", reference, "advice_given", "--rationale", "For the hub alone.",
        "--voice", "Safe.", "--agency-words", "The school was advised.",
    )  # fmt: skip
    shown = hub("sent-in", reference, by="hugo").out
    assert "The school was advised." in shown
    assert "For the hub alone." not in shown
    raised = hub(
        "challenge", reference, "decision", "--should-be", "a visit", "--why", "Not safe.",
        by="hana",
    )  # fmt: skip
    assert raised.code == 0, raised
    told = hub("sent-in", reference, "--json", by="hana").json["sent_in"]
    assert told["challenges"][0]["wants"] == "a visit"
    assert hub("sent-in", "--json", by="hana").json["sent_in"][0]["reference"] == reference
    contact_of = hub("show", reference, "--contact", "--json").json
    assert contact_of["sender_agency"] == "HLT"
    assert "sent in by agency" in hub("show", reference).out


def test_intake_says_by_line_and_field_that_a_sender_is_not_on_the_roster(hub: Desk) -> None:
    said = hub("intake", "-", given=json.dumps(contact(sender_agency="XYZ")))
    assert said.code == 3
    assert "line 1, sender_agency: is not on this hub's roster, which has POL, HLT" in said.err
    assert "sender_agency" in hub("intake", "--schema").json["properties"]


def test_counts_are_printed_for_managers_by_agency_and_rating(hub: Desk) -> None:
    reference = asked(hub, rating="green")
    hub(
        "answer", reference, "declined", "--declined", "capacity", "--reason", "No nurse.",
        by="hana",
    )  # fmt: skip
    said = hub("counts", by="tom")
    assert said.code == 0, said
    shown = " ".join(said.out.split())
    assert "Health (community) green 1 0 0 0 1 0 0 0 0 0 0" in shown
    assert "all 1 0 0 0 1 0 0 0 0 0 0" in shown
    assert "capacity 1" in shown
    (row,) = hub("counts", "--since", "2026-01-01", "--json", by="aud").json["counts"]["requests"]
    assert (row["agency"], row["rating"], row["declined"]) == ("HLT", "green", 1)
    assert hub("counts", by="dee").code == 4
    assert hub("counts", "--since", "soon", by="tom").code == 2
    assert hub("counts", "--since", "2026-12-01", "--until", "2026-11-01", by="tom").code == 3


def test_asking_chasing_and_the_roster_say_that_an_agency_is_shut_and_when_it_opens(
    hub: Desk,
) -> None:
    refused = hub("agency", "edit", "POL", "--hours", "ring first", by="ada")
    assert refused.code == 3
    assert "hours: is not understood at “ring first”; write it like Mon-Fri" in refused.err
    assert hub("agency", "edit", "HLT", "--hours", "Sun 09:00-10:00", by="ada").code == 0
    shut = "shut now; opens Sun 22 Nov 2026 09:00"
    reference = hub.take_in()
    hub("rate", reference, "red", "--reason", "Bruises.")
    said = hub("ask", reference, "HLT", "EDU", "--question", "What is held?")
    assert (said.code, said.err) == (
        0, f"mashdesk: Health (community) is {shut}. Its clock runs on.\n",
    )  # fmt: skip
    chased = hub("chase", reference, "HLT", "--channel", "phone", "--person", "the voicemail")
    assert shut in chased.err
    assert shut in hub("show", reference).out
    assert shut in hub("agency", "show", "HLT").out
    assert shut in hub("agency", "list").out
