"""Text that has broken terminals, screens or spreadsheets, and the check that it no longer can."""

from __future__ import annotations

from mashdesk.text import plain

MARKUP = (
    "[/b]",
    "[b]bold[/b] [IMPORTANT] [link=https://example.org]press[/link]",
    "[@click=app.quit]press me[/]",
    "[@click='app.bell()']ring[/] [on red]x",
    "[red",
    "\\[b] \\\\[/b]",
    "[[]] [$error]{0} {name} %s %(x)d ${HOME} `id`",
)
TERMINAL = (
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]0;another title\x1b\\",
    "\x1b[2J\x1b[H\x1b[?1049l\x1b[6n",
    "\x1bc\x1b#8\x1bP1$r q\x1b\\",
    "\x9b31mC1\x9c \x9d0;title\x9c \x90q\x9c \x84\x85\x8d",
    "bell\a back\b\b\b delete\x7f vertical\v form\f",
    "over\rwritten\r\nline\nnext\ttab",
    "NUL\0inside",
)
INVISIBLE = (
    "\u202egnitirw sdrawkcab\u202c",
    "\u2066isolate\u2069 \u2067rtl\u2069 \u200fmark\u200e \u061calm",
    "zero\u200bwidth\u2060joiner\ufeff\u00adsoft",
    "joi\u200dner in Lat\u200cin",
    "line\u2028separator paragraph\u2029separator",
    "tags \U000e0041\U000e0042\U000e007f",
    "filler \u3164\u115f\uffa0\u2800 end",
    "selectors a\ufe0fb\ufe00c\U000e0100d",
    "unassigned \u0378 private \ue000\U000f0000 noncharacter \ufffe\uffff\U0010ffff",
    "lone \ud800 and \udfff surrogates \ud83d",
)
STACKED = (
    "Z" + "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 20 + "algo",
    "\u0301begins with a mark",
    "e\u0301 cafe\u0301",
    "a" + "\u20dd" * 40,
    "\u1100" + "\u1161" * 60,
)
NAMES = (
    "محمد بن راشد",
    "נועה לוי",
    "می\u200cخواهم",
    "ශ්\u200dරී ලංකා",
    "Zoë Łukasz Nuñez O'Brien-Smythe",
    "李小龍 김민준 ひらがな",
    "👩\u200d👧\u200d👦 ❤\ufe0f 👍🏽 🇬🇧 1\ufe0f\u20e3",
    "นี้ ကြို့ बच्चे",
)
PROGRAMS = (
    "=cmd|'/C calc'!A0",
    "+44 20 7946 0000",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org?"&A1,"press")',
    "Robert'); DROP TABLE referral;--",
    "' OR '1'='1",
    "<script>alert(1)</script> &amp; <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    "../../etc/passwd %2e%2e%2f",
    "$(reboot) `reboot` | reboot ; reboot",
)
LONG = (
    "x" * 5_000,
    "word " * 1_000,
    "漢" * 2_000,
    "\x1b[31m" * 500,
    "",
    " ",
    "\n" * 200,
)

HOSTILE: tuple[str, ...] = (*MARKUP, *TERMINAL, *INVISIBLE, *STACKED, *NAMES, *PROGRAMS, *LONG)


def assert_printable_only(output: str) -> None:
    """Raise unless every line of the output is text that `plain` has nothing to say about."""
    for number, line in enumerate(output.split("\n"), start=1):
        shown = plain(line)
        if shown != line:
            at = next((i for i, (a, b) in enumerate(zip(line, shown, strict=False)) if a != b), -1)
            raise AssertionError(f"line {number}, column {at + 1}: {line[at : at + 12]!a}")
