r"""Text from outside made safe to show, in one place.

Whatever a referrer, a partner's system or a keyboard sends is data. Shown raw it can move the
cursor, write to the clipboard, retitle the window, reverse the reading order of a line or hide
words altogether. :func:`plain` leaves ordinary writing alone and turns everything else into a
visible escape such as ``\x1b`` or ``\u202e``, so that the reader sees that something was there
and the terminal sees only printable text.

Decisions taken here, and why:

- **Nothing is dropped in silence**, with one exception: the two presentation selectors (U+FE0E,
  U+FE0F) behind a symbol or digit, which say "draw this heart in colour" and nothing else.
- **Joiners** (U+200C, U+200D) stay only between two letters or marks of the scripts that spell
  with them (Arabic, Syriac, N'Ko, Mongolian, Khmer and the scripts of India and Sri Lanka): there
  they are part of how a child's name is written. Anywhere else they only hide things, or glue
  emoji into shapes whose width every terminal measures differently, which would shift the
  columns beside them; so between emoji, and in Latin, they become escapes. Skin-tone modifiers
  become escapes for the same reason.
- **Stacked marks**: a letter keeps up to four non-spacing and four spacing marks, more than any
  living orthography needs; the rest become escapes. A mark with no letter beneath it becomes an
  escape too, or it would settle on whatever is drawn to its left.
- **Spaces** of every width become the plain space: word processors send them by habit.
- **Right-to-left letters** are kept as they are; only the controls that override order are not.
- A backslash is an ordinary character: ``\x1b`` typed by a person looks like one made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

MARKS_KEPT = 4
"""How many marks of one kind a letter may carry before the rest become escapes."""

_ORDINARY = r"\x20-\x7e\xa1-\xac\xae-\u02ff\u1e00-\u1eff"
_RUN = re.compile(f"[^{_ORDINARY}]+")
_JOINER = re.compile("[\u200c\u200d]")
_JOINING_SCRIPTS = re.compile(
    "[\u0600-\u077f\u07c0-\u07ff\u0860-\u0dff\u1780-\u17ff\u1820-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAB = "    "
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# Printable by Python's reckoning, and yet nothing, or only a gap, is drawn; or drawn at a width
# terminals disagree on. Combining grapheme joiner, Hangul fillers, Khmer inherent vowels,
# Mongolian and ordinary variation selectors, Braille blank, filler signs, skin tones.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
# Vowels and final consonants of decomposed Korean take no cell of their own and stack as marks do.
_STACKING_LETTERS = re.compile("[\u1161-\u11ff\ud7b0-\ud7ff]")


def escape(char: str) -> str:
    r"""One character as a visible escape: ``\n``, ``\x1b``, ``\u202e`` or ``\U000e0041``."""
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def plain(text: str, *, lines: bool = False) -> str:
    r"""The text with nothing left in it that a terminal, or a reader, could be misled by.

    With ``lines`` newlines are kept (CRLF, CR and the Unicode separators become one) and tabs
    become spaces; without it they too are shown as escapes. Never raises, whatever the string
    holds, and changes nothing when applied again.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        text = _BREAK.sub("\n", text).replace("\t", _TAB)
        if text.isascii() and text.replace("\n", "").isprintable():
            return text
    shown = _RUN.sub(lambda run: _plain_run(run, lines=lines), text)
    return _JOINER.sub(_plain_joiner, shown)


def _plain_run(run: re.Match[str], *, lines: bool) -> str:
    """One stretch of characters that need a look each, with the character before it as context."""
    before = run.string[run.start() - 1] if run.start() else ""
    based = before not in {"", "\n"}
    stacked = {"spacing": 0, "above": 0}
    shown: list[str] = []
    for char in run.group():
        kind = unicodedata.category(char)
        if char in "\ufe0e\ufe0f" and before and unicodedata.category(before)[0] in "SNP":
            continue
        if char in "\u200c\u200d":
            shown.append(char)
        elif kind[0] == "M" or _STACKING_LETTERS.match(char):
            mark = "spacing" if kind == "Mc" else "above"
            stacked[mark] += 1
            based = based and stacked[mark] <= MARKS_KEPT and not _UNSEEN.match(char)
            shown.append(char if based else escape(char))
        elif kind == "Zs" or (lines and char == "\n"):
            shown.append(" " if kind == "Zs" else char)
            based = kind == "Zs"
        else:
            based = char.isprintable() and not _UNSEEN.match(char)
            shown.append(char if based else escape(char))
        if kind[0] != "M" and char not in "\u200c\u200d" and not _STACKING_LETTERS.match(char):
            stacked = {"spacing": 0, "above": 0}
        before = char
    return "".join(shown)


def _plain_joiner(joiner: re.Match[str]) -> str:
    at, text = joiner.start(), joiner.string
    beside = text[at - 1 : at] + text[at + 1 : at + 2]
    spelt = len(beside) == 2 and all(
        _JOINING_SCRIPTS.match(char) and unicodedata.category(char)[0] in "LM" for char in beside
    )
    return joiner.group() if spelt else escape(joiner.group())


def cell_width(text: str) -> int:
    """How many terminal cells the text takes: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"} or _STACKING_LETTERS.match(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clip(
    text: str,
    cells: int,
    *,
    ellipsis: str = "…",
    measure: Callable[[str], int] = cell_width,
) -> str:
    """The text cut to at most so many terminal cells, with an ellipsis where it was cut.

    A screen passes its own ``measure``, so that it agrees with what will be drawn.
    """
    if measure(text) <= cells:
        return text
    room = cells - measure(ellipsis)
    if room < 0:
        return ellipsis[: max(cells, 0)]
    kept = 0
    for at, char in enumerate(text):
        kept += measure(char)
        if kept > room:
            return text[:at].rstrip("\u200c\u200d") + ellipsis
    return text


def wrapped(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many terminal cells, broken between words; a word that is
    longer than a line is broken where the line ends. At least one line, be it empty.
    """
    lines, line = [], ""
    for word in text.split():
        while cell_width(joined := f"{line} {word}" if line else word) > cells:
            if line:
                lines.append(line)
                line = ""
                continue
            head = clip(word, cells, ellipsis="") or word[:1]
            lines.append(head)
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it goes on below
        line = joined
    return [*lines, line] if line or not lines else lines


def first_of(words: Sequence[str], most: int) -> str:
    """A list in a sentence; of a long one the first are named and the rest counted."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")


def capital(text: str) -> str:
    """The text as a sentence begins: its first letter large, the others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """The text with a full stop behind it, unless it ends as a sentence does already."""
    bare = text.rstrip()
    ended = bare.rstrip("”\"')").endswith((".", "?", "!", "…"))
    return bare if ended or not bare else f"{bare}."


def labelled(*pairs: tuple[str, str]) -> str:
    """Words behind what they are, each on a line of its own; what nobody wrote is left out."""
    return "\n".join(f"{label}: {words}" for label, words in pairs if words.strip())


def csv_cell(text: str) -> str:
    """A cell no spreadsheet will take for a formula, otherwise readable as it stands.

    What begins with ``= + - @`` (also in their full-width forms, or behind spaces), a tab or a
    carriage return gets an apostrophe in front. Quotes and commas are the CSV writer's business.
    """
    shown = plain(text, lines=True)
    risky = text[:1] in {"\t", "\r", "\n"} or shown.lstrip()[:1] in set("=+-@＝＋－＠")  # noqa: RUF001
    return f"'{shown}" if risky and shown else shown


_ASCII_FORMS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-",  # noqa: RUF001
        "→": "->", "←": "<-",
        "…": "...", "•": "*", "·": ".", "×": "x", "£": "GBP ", "€": "EUR ", "°": " deg",  # noqa: RUF001
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
        "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",  # noqa: RUF001
    }
)  # fmt: skip


def ascii_only(text: str, *, lines: bool = True) -> str:
    r"""The text for a terminal that knows only ASCII; newlines stay unless `lines` is false.

    Accents come off (``Zoë`` is shown as ``Zoe``: legible is worth more there than exact, and the
    record keeps the name as it is), and what has no ASCII form becomes an escape.
    """
    shown = plain(text, lines=lines)
    if shown.isascii():
        return shown
    return "".join(map(_ascii_char, unicodedata.normalize("NFC", shown).translate(_ASCII_FORMS)))


def _ascii_char(char: str) -> str:
    if char.isascii():
        return char
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if bare.isascii() and bare.isprintable() and bare else escape(char)
