"""A report as a PDF on A4, its fonts within it: names print as they are written.

FiraGO draws Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai and Georgian, Noto Sans what
it lacks of them; a letter that neither has is shown as its code, and the report says so.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mashdesk.domain.report import Entry, Report
from mashdesk.text import escape, plain

if TYPE_CHECKING:
    from fpdf import FPDF

_FACE, _OTHER = "FiraGO", "Noto Sans"
_FONTS = (
    (_FACE, "", "figo"),
    (_FACE, "B", "figbo"),
    (_OTHER, "", "notos"),
    (_OTHER, "B", "notosbo"),
)
_SIZE, _LINE, _MARGIN = 10.5, 5.4, 20.0
_RED, _GREY, _BLACK = (138, 28, 28), (90, 90, 90), (20, 20, 20)
_COLUMN = 38.0
"""Millimetres for labels; a longer one stands above its words."""
_JOINING = "\u0300"
"""From here on letters combine: marks first, then the scripts of the Near East and of Asia."""
_PAGES = "\ue000" * 3
"""Stands for the number of pages: signs that no words can hold, as `plain` lets none through."""
_UNDRAWN = (
    "Letters this PDF has no font for are shown by their codes, such as \\u0995. The HTML form of"
    " this report shows them as they are."
)


def to_pdf(report: Report, at: datetime) -> bytes:
    """The whole document; `at` is the instant (UTC) it says it was made."""
    # Loaded when a report is made: fonts and drawing would hold up every start of a desk.
    import pymupdf_fonts

    # They remark on what they leave out of a font; nothing may write across the screen.
    for name in ("fontTools", "fpdf"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for family, style, name in _FONTS:
            file = Path(folder) / f"{name}.ttf"
            file.write_bytes(pymupdf_fonts.myfont(name))
            files.append((family, style, file))
        page = _page(report, at, files)
        try:
            _Writing(page, report).write()
            return bytes(page.output())
        finally:
            faces: Any = page.fonts.values()
            for face in faces:
                face.ttfont.close()


def _page(report: Report, at: datetime, files: list[tuple[str, str, Path]]) -> FPDF:
    from fpdf import FPDF

    class Paper(FPDF):
        """A4, with what is below every page."""

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(_FACE, size=8)
            self.set_text_color(*_GREY)
            said = f"{_drawn(report.foot, _letters(self))} · page {self.page_no()} of {_PAGES}"
            self.cell(0, 5, said, align="C")

    page = Paper(format="A4")
    page.set_margins(_MARGIN, 18, _MARGIN)
    page.set_auto_page_break(True, 20)
    for family, style, file in files:
        page.add_font(family, style, file)
    page.set_fallback_fonts([_OTHER], exact_match=True)
    page.alias_nb_pages(_PAGES)
    page.set_title(plain(report.title))
    page.set_lang("en-GB")
    page.set_creation_date(at)
    page.set_producer("mashdesk")
    page.add_page()
    return page


class _Writing:
    """Puts a report on paper, part by part."""

    def __init__(self, page: FPDF, report: Report) -> None:
        self.page = page
        self.report = report
        self.letters = _letters(page)

    def write(self) -> None:
        report = self.report
        # Only scripts whose letters join or stack need it, and it makes long reports slow.
        self.page.set_text_shaping(any(char >= _JOINING for char in _all_words(report)))
        self._words(report.title, size=17, bold=True)
        self.page.ln(2)
        for entry in report.head:
            self._entry(entry)
        if report.note:
            self.page.ln(2)
            self._words(report.note, colour=_GREY)
        if self._undrawn():
            self._words(_UNDRAWN, colour=_GREY)
        for section in report.sections:
            self._section(section.heading)
            for entry in section.entries:
                self._entry(entry)

    def _section(self, heading: str) -> None:
        page = self.page
        page.ln(3)
        if not heading:
            return
        if page.will_page_break(4 * _LINE):
            page.add_page()
        self._words(heading, size=12.5, bold=True)
        page.set_draw_color(*_GREY)
        page.line(_MARGIN, page.get_y(), page.w - _MARGIN, page.get_y())
        page.ln(1.5)

    def _entry(self, entry: Entry) -> None:
        top = self.page.get_y()
        start = self.page.page_no()
        if entry.marked:
            self._words(entry.marked, bold=True, colour=_RED)
        indent = self._label(entry.label) if entry.label else 0.0
        self._words(entry.words, indent=indent)
        if entry.marked and self.page.page_no() == start:
            self.page.set_draw_color(*_RED)
            self.page.set_line_width(0.9)
            self.page.line(_MARGIN - 3, top, _MARGIN - 3, self.page.get_y())
            self.page.set_line_width(0.2)
        self.page.ln(1.2 if entry.label or entry.marked else 2.4)

    def _label(self, label: str) -> float:
        """The label, and how far its words are moved in: not at all where it stands above them."""
        page, said = self.page, _drawn(label, self.letters).replace("\n", " ")
        page.set_font(_FACE, "B", _SIZE)
        page.set_text_color(*_BLACK)
        if page.get_string_width(said) > _COLUMN - 2:
            self._words(said, bold=True)
            return 0.0
        if page.will_page_break(2 * _LINE):
            page.add_page()
        page.cell(_COLUMN, _LINE, said)
        return _COLUMN

    def _words(
        self,
        words: str,
        *,
        size: float = _SIZE,
        bold: bool = False,
        colour: Any = _BLACK,
        indent: float = 0.0,
    ) -> None:
        page = self.page
        page.set_x(_MARGIN + indent)
        page.set_font(_FACE, "B" if bold else "", size)
        page.set_text_color(*colour)
        said = _drawn(words, self.letters).strip("\n")
        page.multi_cell(0, size * 0.51, said, align="L", new_x="LMARGIN", new_y="NEXT")

    def _undrawn(self) -> bool:
        words = _all_words(self.report)
        return _drawn(words, self.letters) != plain(words, lines=True)


def _all_words(report: Report) -> str:
    entries = [*report.head, *(entry for part in report.sections for entry in part.entries)]
    said = [f"{entry.label}\n{entry.words}" for entry in entries]
    return "\n".join((report.title, report.note, report.foot, *said))


def _drawn(words: str, letters: frozenset[int]) -> str:
    """The words with every letter that no font has as its visible code."""
    text = plain(words, lines=True)
    if text.isascii():
        return text
    return "".join(char if char == "\n" or ord(char) in letters else escape(char) for char in text)


def _letters(page: FPDF) -> frozenset[int]:
    """Every letter that one of the fonts draws."""
    faces: Any = page.fonts.values()
    return frozenset(letter for face in faces for letter in face.cmap)
