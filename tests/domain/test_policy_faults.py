"""What is said about a policy that cannot be: the field, the fault and the way out."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.domain.policy import parse_policy
from mashdesk.domain.presets import toml_string
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.spans import Span
from tests.domain.hubs import OWN
from tests.hostile import HOSTILE


def edited(old: str, new: str) -> str:
    assert old in OWN
    return OWN.replace(old, new, 1)


def problems_of(text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        parse_policy(text, 1)
    return [str(problem) for problem in caught.value.problems]


LONGEST = "the longest clock is 90 days (2160 hours)"
QUICKER = "make red at least as quick as amber"
SPAN_HELP = 'write it like "4 hours", "4 desk hours" or "1 working day"'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'first = "4 desk hours"',
            'first = "4 hrs"',
            f"bands.red.first: '4 hrs' is not a length of time; {SPAN_HELP}",
        ),
        ('first = "4 desk hours"', "first = 4", f"bands.red.first: must be text; {SPAN_HELP}"),
        ('first = "4 desk hours"', "", "bands.red.first: is missing"),
        (
            'first = "4 desk hours"',
            'first = "0 hours"',
            f"bands.red.first: '0 hours' a clock needs some time to run; {SPAN_HELP}",
        ),
        (
            'first = "4 desk hours"',
            'first = "400 working days"',
            "bands.red.first: '400 working days' is too long; " + LONGEST,
        ),
        ("asks = false", "ask = false", "bands.green.ask: is not known here; did you mean 'asks'?"),
        (
            "asks = false",
            'asks = "no"',
            "bands.green.asks: must be true or false, without quotation marks",
        ),
        ("[bands.green]", "[bands.grene]", "bands.grene: is not known here; did you mean 'green'?"),
        (
            "[bands.green]",
            "[bands.blue]",
            "bands.green: is missing; red, amber and green each need their clocks",
        ),
        ("rounds = 2", "rounds = 0", "rounds: must be a whole number from 1 to 5"),
        ("rounds = 2", "rounds = 6", "rounds: must be a whole number from 1 to 5"),
        ("rounds = 2", "rounds = true", "rounds: must be a whole number from 1 to 5"),
        ("rounds = 2", "ruonds = 2", "ruonds: is not known here; did you mean 'rounds'?"),
        (
            'nation = "SCT"',
            'nation = "SCO"',
            "calendar.nation: 'SCO' is not known; did you mean 'SCT'?",
        ),
        (
            'nation = "SCT"',
            "nation = []",
            "calendar.nation: [] is not known; it can be ENG, NIR, SCT, WLS",
        ),
        (
            'closes = "24:00"',
            'closes = "07:59"',
            'calendar.closes: must be later than "opens"; "24:00" is the end of the day',
        ),
        (
            'closes = "24:00"',
            'closes = "5pm"',
            "calendar.closes: '5pm' is not a clock time; write it like \"09:00\"",
        ),
        (
            "opens = 08:00:00",
            'opens = "24:00"',
            "calendar.opens: '24:00' is not a clock time; write it like \"09:00\"",
        ),
        (
            "opens = 08:00:00",
            "opens = 08:00:30",
            'calendar.opens: datetime.time(8, 0, 30) is not a clock time; write it like "09:00"',
        ),
        (
            '"monday"',
            '"Mondy"',
            "calendar.weekdays: 'Mondy' is not a day of the week; did you mean 'Monday'?",
        ),
        ('"monday"', '"Tuesday"', "calendar.weekdays: Tuesday is listed twice; keep one"),
        (
            '["monday", "Tuesday", "Sunday"]',
            "[]",
            'calendar.weekdays: must list the days worked, like ["Monday", "Tuesday"]',
        ),
        (
            "day = 2026-12-24",
            'day = "24 Dec 2026"',
            "calendar.closures[1].day: '24 Dec 2026' is not a date; write it like 2026-12-24",
        ),
        (
            "day = 2026-12-24",
            "day = 2026-12-31",
            "calendar.closures[2].day: is given twice; keep one entry for each closed day",
        ),
        (
            'reason = "Hogmanay"',
            'reason = " "',
            "calendar.closures[2].reason: must be some text in quotation marks",
        ),
        ('name = "Northbridge"', "", "name: is missing"),
        (
            'name = "Northbridge"',
            'name = "North\\u001B]0;bridge"',
            "name: holds characters that cannot be shown; write plain text on one line",
        ),
        (
            'first = "4 desk hours"',
            'first = "25 desk hours"',
            "bands.red.first: (25 desk hours) is slower than amber's (24 desk hours); " + QUICKER,
        ),
    ],
)
def test_a_fault_is_named_by_its_field_with_the_way_out(old: str, new: str, said: str) -> None:
    assert said in problems_of(edited(old, new))


def test_every_fault_is_named_at_once() -> None:
    text = edited("rounds = 2", "rounds = 9").replace('"4 desk hours"', '"soon"')
    text = text.replace("2026-12-24", "true").replace("asks = false", "asks = 1")
    assert [said.split(":")[0] for said in problems_of(text)] == [
        "rounds",
        "calendar.closures[1].day",
        "bands.red.first",
        "bands.green.asks",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "bands: is missing"),
        ("a = 1\nname = x", "line 2, policy: is not TOML: Invalid value"),
        ('name = "x"\nname = "y"', "policy: is not TOML: Cannot overwrite a value"),
        ("calendar = 1", "calendar: must be a table; write it as [calendar]"),
        ("x = " + "[" * 50_000, "policy: is nested too deeply to be read"),
        ("x = " + "9" * 5_000, "policy: is not TOML: Exceeds the limit"),
        ("#" * 300_000, "policy: is longer than 256 KiB; shorten it"),
        ("bands = 3", "bands: must be a table; write it as [bands]"),
    ],
    ids=["empty", "cut off", "twice", "no table", "deep", "huge number", "huge", "a number"],
)
def test_a_text_that_is_no_policy_is_refused_in_plain_words(text: str, said: str) -> None:
    assert any(said in problem for problem in problems_of(text))


@pytest.mark.parametrize(
    ("graver", "milder", "refused"),
    [
        ("4 hours", "3 hours", True),
        ("4 hours", "4 hours", False),
        ("2 working days", "1 working day", True),
        ("1 working day", "8 desk hours", True),
        ("8 desk hours", "1 working day", False),
        ("9 desk hours", "1 working day", True),
        ("72 hours", "1 working day", True),
        ("24 hours", "1 working day", False),
        ("6 desk hours", "24 hours", False),
        ("16 desk hours", "24 hours", True),
    ],
)
def test_a_graver_rating_is_never_slower_than_a_milder_one_on_an_ordinary_day(
    graver: str, milder: str, refused: bool
) -> None:
    text = f"""
        name = "order"
        [bands.red]
        first = "1 hour"
        [bands.amber]
        first = "{graver}"
        [bands.green]
        first = "{milder}"
    """
    if refused:
        assert [said.split(":")[0] for said in problems_of(text)] == [
            "bands.amber.first",
            "bands.amber.answer",
        ]
    else:
        assert parse_policy(text, 1).band(Rag.AMBER).first == Span.parse(graver)


def test_a_return_to_the_referrer_cannot_be_longer_than_the_longest_allowed() -> None:
    text = OWN + '\n[returned]\nfirst = "11 working days"\n'
    (said,) = problems_of(text)
    assert said == (
        "returned.first: (11 working days) is longer than the longest return allowed"
        " (10 working days); shorten it"
    )
    longer = parse_policy(text + 'longest = "15 working days"\n', 1)
    assert longer.longest_return == Span.parse("15 working days")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_policy_is_kept_as_text_or_refused_in_printable_words(text: str) -> None:
    for policy in (text, f"{toml_string(text)} = 1", f"name = {toml_string(text)}"):
        for said in problems_of(policy):
            assert "\x1b" not in said
            assert len(said) < 700


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_reads_back_from_toml_as_it_was_written(text: str) -> None:
    assert tomllib.loads(f"x = {toml_string(text)}") == {"x": text}


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_any_text_at_all_is_a_policy_or_refused(text: str) -> None:
    try:
        outcome: object = parse_policy(text, 1)
    except Invalid as refusal:
        outcome = refusal.problems
    assert outcome


def test_a_problem_names_its_line_when_it_has_one() -> None:
    assert str(Problem("name", "is missing")) == "name: is missing"
    assert str(Problem("name", "is missing", 3)) == "line 3, name: is missing"
    both = Invalid([Problem("a", "is wrong"), Problem("b", "is worse")])
    assert str(both) == "a: is wrong; b: is worse"
    assert Invalid(Problem("a", "is wrong")).problems == (Problem("a", "is wrong"),)
