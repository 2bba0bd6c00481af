"""Every word, letter and shape shown for a rating, a clock or a mark stands here, once.

Colour never carries meaning alone, so each rating has a letter and a shape, each shade of a clock
a word, and every sign a form for terminals that draw only ASCII. States, outcomes and the like
bring their own words with them (`ReferralState.label`), which screens and the CLI share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from mashdesk.domain.countdown import Shade
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.text import ascii_only, plain

RATINGS: tuple[Rag | None, ...] = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.BLUE, None)
"""In the order they are counted and offered; None is a contact nobody has rated yet."""

LETTERS: Mapping[Rag | None, str] = {
    Rag.RED: "R",
    Rag.AMBER: "A",
    Rag.GREEN: "G",
    Rag.BLUE: "B",
    None: "?",
}
RATING_WORDS: Mapping[Rag | None, str] = {
    Rag.RED: "red",
    Rag.AMBER: "amber",
    Rag.GREEN: "green",
    Rag.BLUE: "blue",
    None: "unrated",
}
SHADE_WORDS: Mapping[Shade, str] = {
    Shade.CALM: "calm",
    Shade.SOON: "soon",
    Shade.NOW: "now",
    Shade.OVER: "over",
}
CLOCK_WORDS: Mapping[ClockKind, str] = {
    ClockKind.UNRATED: "rate",
    ClockKind.DECISION: "decide",
    ClockKind.RETURNED: "reply",
    ClockKind.FEEDBACK: "tell",
    ClockKind.CLOSING: "close",
    ClockKind.ANSWER: "answer",
    ClockKind.ALLOCATED: "taken",
    ClockKind.REVIEW: "review",
}
"""What a referral's own clock is waiting for, in one short word for a column."""

TRAINING = "TRAINING"
LIVE = "LIVE"
EMPTY_QUEUE = "Nothing is open. A new contact appears here as it arrives."

NOTHING_FITS = "Nothing open fits this filter; it looks at what the rows show. Esc shows all."


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """The signs of one kind of terminal. Each takes one cell, but for `ellipsis` in ASCII."""

    shapes: Mapping[Rag | None, str]
    round: str
    prompt: str
    grave: str
    difference: str
    linked: str
    sealed: str
    new: str
    cursor: str
    raised: str
    lowered: str
    owes: str
    bar_full: str
    bar_empty: str
    nothing: str
    dot: str
    ellipsis: str
    show: Callable[[str], str]
    """Outside text as this terminal can draw it, with nothing in it but printable characters."""

    def rating(self, rating: Rag | None) -> str:
        """Letter and shape: `A ▲`; a contact not rated yet is `?` alone."""
        return f"{LETTERS[rating]} {self.shapes[rating]}"

    def trend(self, first: Rag | None, now: Rag | None) -> str:
        """An arrow where the rating is graver or milder than the first one was, else nothing."""
        if first is None or now is None or first.severity == now.severity:
            return ""
        return self.raised if now.severity > first.severity else self.lowered

    def rounds(self, number: int) -> str:
        """`↻2` for the second round of a clock and so on; nothing for the first."""
        return f"{self.round}{number}" if number > 1 else ""

    def owed_by(self, agency: str) -> str:
        """`→PRO`: what runs out is that agency's answer, not the referral's own clock."""
        return f"{self.owes}{agency}"

    def bar(self, done: int, whole: int, cells: int) -> str:
        """How much of the whole is done; full only when all of it is."""
        full = min(done, whole) * cells // whole if whole > 0 else 0
        return self.bar_full * full + self.bar_empty * (cells - full)


UTF8 = Glyphs(
    shapes={Rag.RED: "■", Rag.AMBER: "▲", Rag.GREEN: "●", Rag.BLUE: "◆", None: " "},
    round="↻",
    prompt="!",
    grave="‼",
    difference="⚑",
    linked="⧉",
    sealed="⊘",
    new="*",
    cursor="▌",
    raised="↑",
    lowered="↓",
    owes="→",
    bar_full="█",
    bar_empty="░",
    nothing="–",  # noqa: RUF001
    dot="·",
    ellipsis="…",
    show=plain,
)
ASCII = Glyphs(
    shapes={Rag.RED: "#", Rag.AMBER: "^", Rag.GREEN: "o", Rag.BLUE: "+", None: " "},
    round="r",
    prompt="!",
    grave="%",
    difference="D",
    linked="&",
    sealed="x",
    new="*",
    cursor=">",
    raised="/",
    lowered="\\",
    owes=">",
    bar_full="#",
    bar_empty=".",
    nothing="-",
    dot="-",
    ellipsis="..",
    show=partial(ascii_only, lines=False),
)


def glyphs_for(*, unicode: bool) -> Glyphs:
    """The signs for a terminal that draws Unicode, or for one that knows ASCII alone."""
    return UTF8 if unicode else ASCII
