"""Pastes are text: in one piece or cut anywhere, nothing in them is a key."""

from __future__ import annotations

import pytest
from textual import events

from mashdesk.tui.pasting import END, START, PasteGuard, PasteSafeParser
from tests.hostile import HOSTILE, assert_printable_only

KEYS = "ab\x1b[A\x13"


def through(pieces: list[str]) -> str:
    guard = PasteGuard()
    return "".join(guard.made_plain(piece) for piece in pieces)


def test_keys_pass_as_they_were_pressed() -> None:
    assert through([KEYS]) == KEYS
    assert through(list(KEYS)) == KEYS


@pytest.mark.parametrize(
    "words", [words for words in HOSTILE if len(words) < 500 and END not in words]
)
def test_a_hostile_paste_is_visible_text_however_it_is_cut(words: str) -> None:
    sent = f"{KEYS}{START}{words}{END}{KEYS}"
    whole = through([sent])
    assert whole.startswith(KEYS + START)
    assert whole.endswith(END + KEYS)
    pasted = whole[len(KEYS + START) : -len(END + KEYS)]
    assert_printable_only(pasted.replace("\n", "").replace("\t", ""))
    assert through([sent[:9], sent[9:]]).endswith(END + KEYS)


def test_a_paste_with_escapes_and_ctrl_s_is_one_paste_and_no_key() -> None:
    parser = PasteSafeParser()
    sent = f"{START}zz \x1b]52;c;aGk=\x07 x \x13ail{END}"
    found = [event for piece in (sent[:5], sent[5:20], sent[20:]) for event in parser.feed(piece)]
    (paste,) = found
    assert isinstance(paste, events.Paste)
    assert paste.text == "zz \\x1b]52;c;aGk=\\x07 x \\x13ail"
