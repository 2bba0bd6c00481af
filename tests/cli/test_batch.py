from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.cli.batch import read_batch


def values(raw: bytes) -> list[object]:
    return [entry.value for entry in read_batch(raw) if entry.problem is None]


def faults(raw: bytes) -> list[tuple[int | None, str]]:
    found = [entry.problem for entry in read_batch(raw) if entry.problem is not None]
    return [(problem.line, problem.message) for problem in found]


def test_one_object_may_run_over_many_lines() -> None:
    assert values(b'\n{\n  "a": 1,\n  "b": {"c": 2}\n}\n') == [{"a": 1, "b": {"c": 2}}]


def test_json_lines_are_one_value_a_line_and_blank_lines_are_nothing() -> None:
    raw = b'{"a": 1}\n\n{"a": 2}\r\n{"a": 3}'
    assert [(entry.line, entry.value) for entry in read_batch(raw)] == [
        (1, {"a": 1}),
        (3, {"a": 2}),
        (4, {"a": 3}),
    ]


def test_an_array_tells_the_line_each_entry_begins_on() -> None:
    raw = b'[\n  {"a": 1},\n  {\n    "a": 2\n  }, {"a": 3}\n]\n'
    assert [(entry.line, entry.value) for entry in read_batch(raw)] == [
        (2, {"a": 1}),
        (3, {"a": 2}),
        (5, {"a": 3}),
    ]


@pytest.mark.parametrize("broken_at", [1, 2, 500, 999, 1000])
def test_a_broken_line_of_a_thousand_costs_that_line_alone(broken_at: int) -> None:
    lines = [json.dumps({"n": n}) for n in range(1, 1001)]
    lines[broken_at - 1] = lines[broken_at - 1][:-1]
    raw = "\n".join(lines).encode()
    assert values(raw) == [{"n": n} for n in range(1, 1001) if n != broken_at]
    [(line, message)] = faults(raw)
    assert line == broken_at
    assert "is broken at column" in message


def test_in_an_array_what_stands_before_the_fault_is_read_and_its_line_is_named() -> None:
    entries = ['  {"n": 1},', '  {"n": 2},', '  {"n" 3},', '  {"n": 4}']
    raw = "\n".join(["[", *entries, "]"]).encode()
    assert values(raw) == [{"n": 1}, {"n": 2}]
    [(line, message)] = faults(raw)
    assert line == 4
    assert "is broken at column 8" in message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"[]", "is an empty list"),
        (b"[1", "a comma or the closing bracket is missing"),
        (b"[1,]", "is broken"),
        (b"[1] 2", "something follows the closing bracket"),
        (b"{} {}", "something follows the closing bracket"),
        (b'{"a": 1', "is broken"),
        (b"contact", "is broken"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "“a” is given twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number too long"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[\n\xc3(]", "not UTF-8"),
        (b'{"a": "\x1b"}', "is broken"),
    ],
)
def test_what_is_no_json_is_told_in_words(raw: bytes, said: str) -> None:
    assert any(said in message for _, message in faults(raw)), faults(raw)


def test_bytes_that_are_no_text_cost_only_the_line_they_stand_on() -> None:
    raw = b'{"a": 1}\n{"a": "\xff\xfe"}\n{"a": 3}\n'
    assert values(raw) == [{"a": 1}, {"a": 3}]
    assert faults(raw)[0][0] == 2


def test_a_byte_order_mark_is_no_fault() -> None:
    assert values(b'\xef\xbb\xbf{"a": 1}') == [{"a": 1}]


def test_a_broken_object_over_many_lines_is_one_fault_not_many() -> None:
    raw = b'{\n  "a": 1,\n  "children": [\n    {"b": 2}\n  ]\n  "c": 3\n}\n'
    assert [line for line, _ in faults(raw)] == [6]


@given(st.binary())
def test_no_bytes_do_worse_than_be_told_as_faults(raw: bytes) -> None:
    entries = list(read_batch(raw))
    assert entries
    assert all(entry.line >= 1 for entry in entries)


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers()), min_size=1))
def test_every_way_to_write_a_batch_reads_the_same(contacts: list[dict[str, object]]) -> None:
    assert values(json.dumps(contacts).encode()) == contacts
    assert values(json.dumps(contacts, indent=2).encode()) == contacts
    assert values("\n".join(json.dumps(each) for each in contacts).encode()) == contacts
