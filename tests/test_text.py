from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.text import (
    MARKS_KEPT,
    ascii_only,
    cell_width,
    clip,
    csv_cell,
    first_of,
    plain,
    sentence,
)
from tests.hostile import HOSTILE, assert_printable_only

ANY_TEXT = st.text(st.characters(exclude_categories=()))
AWKWARD_TEXT = st.text(
    st.sampled_from(
        "aé1❤ \n\r\t\x1b\x9b\0\u0301\u0302\u0903\u0bbe\u200c\u200d\u202e\ufe0f\u034f\u1161\u1100"
        "\u0915\u094d\u0633\ud800\U000e0041\U0001f3fd\U0001f44d\u3000\u3164=+"
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("K.B. 4", "K.B. 4"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\x00b\x7fc\x9bd", r"a\x00b\x7fc\x9bd"),
        ("\u202eabc", r"\u202eabc"),
        ("a\u200bb", r"a\u200bb"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("one\ntwo\tthree\r", r"one\ntwo\tthree\r"),
        ("a\u00a0b\u3000c", "a b c"),
        ("joi\u200dner", r"joi\u200dner"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("👩\u200d👧", r"👩\u200d👧"),
        ("❤\ufe0f 1\ufe0f\u20e3", "❤ 1\u20e3"),
        ("a\ufe0f", r"a\ufe0f"),
        ("\u0301a", r"\u0301a"),
        ("\u3164", r"\u3164"),
        ("محمد Łukasz 李", "محمد Łukasz 李"),
    ],
)
def test_plain_leaves_writing_alone_and_makes_everything_else_visible(raw: str, shown: str) -> None:
    assert plain(raw) == shown


def test_plain_with_lines_keeps_newlines_and_turns_tabs_into_spaces() -> None:
    assert plain("a\r\nb\rc\nd\te\u2028f\x1b", lines=True) == "a\nb\nc\nd    e\nf\\x1b"


def test_a_mark_at_the_start_of_a_line_has_no_letter_to_sit_on() -> None:
    assert plain("a\n\u0301b", lines=True) == "a\n\\u0301b"


def test_a_letter_keeps_four_marks_and_shows_the_rest() -> None:
    assert plain("e" + "\u0301" * 6) == "e" + "\u0301" * MARKS_KEPT + r"\u0301\u0301"


def test_ordinary_text_is_returned_as_the_same_object() -> None:
    text = "An ordinary sentence about a worry."
    assert plain(text) is text


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_every_hostile_string_comes_out_printable_in_every_form(raw: str) -> None:
    for shown in (plain(raw), plain(raw, lines=True), clip(plain(raw), 9), csv_cell(raw)):
        assert_printable_only(shown)
    assert_printable_only(ascii_only(raw))
    assert ascii_only(raw).isascii()


def test_the_check_itself_refuses_what_must_not_pass() -> None:
    for raw in ("\x1b[31m", "a\u202eb", "\u200b", "\ud800", "a" + "\u0301" * 9, "\r"):
        with pytest.raises(AssertionError, match="line 2, column"):
            assert_printable_only(f"fine\n{raw}")


@given(ANY_TEXT | AWKWARD_TEXT, st.booleans())
def test_plain_applied_twice_changes_nothing_more(raw: str, lines: bool) -> None:
    once = plain(raw, lines=lines)
    assert plain(once, lines=lines) == once
    once.encode("utf-8")  # raises at a lone surrogate


@given(ANY_TEXT | AWKWARD_TEXT)
def test_nothing_but_joiners_of_scripts_that_spell_with_them_is_unprintable(raw: str) -> None:
    shown = plain(raw)
    assert all(char.isprintable() or char in "\u200c\u200d" for char in shown)
    for at, char in enumerate(shown):
        if char in "\u200c\u200d":
            beside = shown[at - 1] + shown[at + 1]
            assert all(unicodedata.category(c)[0] in "LM" and not c.isascii() for c in beside)


@given(ANY_TEXT | AWKWARD_TEXT, st.integers(min_value=0, max_value=30))
def test_clipped_text_never_takes_more_cells_than_it_was_given(raw: str, cells: int) -> None:
    shown = plain(raw)
    clipped = clip(shown, cells)
    assert cell_width(clipped) <= cells
    assert clipped == shown if cell_width(shown) <= cells else clipped != shown
    assert_printable_only(clipped)


@pytest.mark.parametrize(
    ("text", "cells", "clipped"),
    [
        ("neglect", 7, "neglect"),
        ("neglect", 5, "negl…"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        ("neglect", 1, "…"),
        ("neglect", 0, ""),
        ("cafe\u0301s", 4, "caf…"),
        ("ශ්\u200dරී ලංකා", 2, "ශ්…"),
        ("cafe\u0301ss", 5, "cafe\u0301…"),
    ],
)
def test_clip_cuts_at_a_cell_and_never_between_a_letter_and_its_marks(
    text: str, cells: int, clipped: str
) -> None:
    assert clip(text, cells) == clipped


def test_clip_uses_three_dots_where_the_terminal_is_ascii() -> None:
    assert clip("self-harm", 7, ellipsis="..") == "self-.."


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'    =1+1"),
        ("\r=1+1", "'\n=1+1"),
        ("+44 20", "'+44 20"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("a=1", "a=1"),
        ("", ""),
        ("\x1b=1", r"\x1b=1"),
    ],
)
def test_a_spreadsheet_cell_never_begins_as_a_formula(raw: str, cell: str) -> None:
    assert csv_cell(raw) == cell


@given(ANY_TEXT | AWKWARD_TEXT)
def test_no_csv_cell_begins_with_a_formula_character(raw: str) -> None:
    assert csv_cell(raw).lstrip()[:1] not in {*"=+-@＝＋－＠"} - {""}
    assert csv_cell(raw)[:1] not in {"\t", "\r"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Asked", "Asked."),
        ("Asked. ", "Asked."),
        ("Who lives there?", "Who lives there?"),
        ("She said “stop!”", "She said “stop!”"),
        ("(see the note)", "(see the note)."),
        ("", ""),
    ],
)
def test_a_sentence_ends_once(said: str, shown: str) -> None:
    assert sentence(said) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Zoë Łukasz", "Zoe Lukasz"),
        ("green → red", "green -> red"),
        ("“quoted” – dash…", '"quoted" - dash...'),
        ("cafe\u0301", "cafe"),
        ("李", r"\u674e"),
        ("a\nb", "a\nb"),
        ("fi ½", "fi \\xbd"),
    ],
)
def test_an_ascii_terminal_sees_legible_ascii(raw: str, shown: str) -> None:
    assert ascii_only(raw) == shown


@given(ANY_TEXT | AWKWARD_TEXT)
def test_ascii_text_is_ascii_and_printable_whatever_comes_in(raw: str) -> None:
    shown = ascii_only(raw)
    assert shown.isascii()
    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a, b"), (("a", "b", "c", "d"), "a, b and 2 more")],
)
def test_a_long_list_names_the_first_and_counts_the_rest(words: tuple[str, ...], said: str) -> None:
    assert first_of(words, 2) == said
