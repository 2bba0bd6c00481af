from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from mashdesk.cli.layout import table
from tests.cli.conftest import Desk
from tests.hostile import HOSTILE, assert_printable_only

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z")


def references(desk: Desk, *filters: str, by: str = "dee") -> list[str]:
    rows = desk("queue", "--json", *filters, by=by).json["queue"]["rows"]
    return [row["reference"] for row in rows]


@pytest.fixture
def three(desk: Desk) -> tuple[str, str, str]:
    """Red and asked, green and Tom's, and one that nobody rated."""
    red, green, unrated = (desk.take_in(worry=f"Worry number {n}.") for n in range(3))
    desk("rate", red, "red", "--reason", "Bruises.")
    desk("ask", red, "POL", "--question", "Known?")
    desk("rate", green, "green", "--reason", "Coat.")
    desk("assign", green, "tom", "--reason", "His.")
    return red, green, unrated


def test_each_filter_shows_its_own_and_counts_what_it_hides(
    desk: Desk, three: tuple[str, str, str]
) -> None:
    red, green, unrated = three
    assert set(references(desk)) == set(three)
    assert references(desk, "--rating", "Red") == [red]
    assert references(desk, "--unrated") == [unrated]
    assert references(desk, "--mine", by="tom") == [green]
    assert references(desk, "--worker", "Tom Team") == [green]
    assert references(desk, "--agency", "pol") == [red]
    assert references(desk, "--overdue") == references(desk, "--reopened") == []
    assert "2 more are hidden by the filter." in desk("queue", "--rating", "red").out
    assert references(desk, "--text", green.lower()) == [green]


def test_what_fell_due_while_nothing_ran_is_back_before_the_queue_is_shown(
    desk: Desk, three: tuple[str, str, str]
) -> None:
    red = three[0]
    desk.clock.advance(timedelta(hours=5))
    said = desk("queue")
    assert "ran out while nobody looked" in said.err
    assert red in said.err
    assert "ALARM" in said.out
    [row] = [line for line in said.out.splitlines() if red in line]
    assert "reopened, round 2" in row
    assert red in references(desk, "--reopened")


def test_the_queue_is_words_for_those_who_see_no_shapes(
    desk: Desk, three: tuple[str, str, str]
) -> None:
    said = desk("queue").out
    assert "3 open about 3 children: 1 red, 0 amber, 1 green, 0 blue, 1 unrated." in said
    [row] = [line for line in said.splitlines() if three[0] in line]
    for word in ("red", "K.B. 7", "school", "neglect", "nobody", "0 of 1, POL owes"):
        assert word in row


def instants(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in instants(inner, key)]
    if isinstance(value, list):
        return [each for inner in value for each in instants(inner)]
    return [value] if isinstance(value, str) and (name.endswith("_at") or name == "at") else []


def test_json_keeps_its_documented_shape_and_its_instants_are_utc(
    desk: Desk, three: tuple[str, str, str]
) -> None:
    red = three[0]
    answers = {
        "queue": desk("queue", "--json").json,
        "referral": desk("show", red, "--json").json,
        "explanation": desk("explain", red, "--json").json,
        "prompts": desk("prompts", "--json").json,
        "notices": desk("notices", "--json", by="tom").json,
        "departures": desk("departures", "--json").json,
        "agencies": desk("agency", "list", "--json").json,
        "people": desk("user", "list", "--json", by="ada").json,
        "policy": desk("policy", "show", "--json").json,
        "outcome": desk("note", red, "A note.", "--json").json,
        "sweep": desk("sweep", "--json", by=None).json,
    }
    for kind, answer in answers.items():
        assert answer["format"] == 1
        assert answer["kind"] == kind
        found = instants(answer)
        assert found
        assert all(INSTANT.fullmatch(each) for each in found), found
    assert set(answers["queue"]["queue"]) >= {
        "rows", "hidden", "counts", "departures", "notices",
    }  # fmt: skip
    assert set(answers["queue"]["queue"]["rows"][0]) >= {
        "reference", "state", "rating", "clock", "round", "due_at", "nearest_at", "received_at",
        "child", "children", "source", "reasons", "worker", "asked", "answered", "owing", "version",
    }  # fmt: skip
    assert set(answers["referral"]["referral"]) >= {
        "reference", "version", "state", "rating", "received_at", "channel", "source", "reasons",
        "worry", "consent", "due_at", "children", "requests", "rounds", "prompts", "events",
        "decision", "feedback",
    }  # fmt: skip
    assert set(answers["outcome"]["outcome"]) == {
        "message", "referral", "reference", "version", "requests", "individual", "individuals",
        "judgement",
    }  # fmt: skip
    event = answers["referral"]["referral"]["events"][0]
    assert {"seq", "at", "kind", "title", "by", "text", "changes"} <= set(event)


def test_explain_accounts_for_each_clock_in_sentences(
    desk: Desk, three: tuple[str, str, str]
) -> None:
    said = desk("explain", three[0]).out
    assert "It runs for 4 hours, day and night" in said
    assert said.count("Due Fri 20 Nov 2026") == 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_of_a_table_can_break_the_table(text: str) -> None:
    lines = table(("a", "b", "c"), [(text, "middle", text), ("x", "y", "z")], (20, 0, 0))
    assert len(lines) == 3
    for line in lines:
        assert_printable_only(line)


def test_the_training_hub_is_worked_without_a_password_and_keeps_apart(desk: Desk) -> None:
    said = desk.bare("demo", "--json")
    assert said.code == 0, said
    shown = said.json
    assert shown["hub"]["training"] is True
    rows = shown["queue"]["rows"]
    assert len(rows) >= 30
    reference = rows[0]["reference"]
    text = desk.bare("demo")
    assert "TRAINING" in text.out
    assert "run `mashdesk demo` at a terminal" in text.out
    assert desk.bare("--training", "show", reference).code == 0
    assert desk.bare("note", reference, "A trainee's note.", "--training").code == 0
    assert desk("queue", "--json").json["queue"]["counts"]["open"] == 0
