"""A report in its three forms: whatever people wrote stays words in each of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from mashdesk.desk.reports.html import to_html
from mashdesk.desk.reports.markdown import to_markdown
from mashdesk.desk.reports.pdf import to_pdf
from mashdesk.domain.report import Entry, Report, Section
from tests.hostile import HOSTILE
from tests.hub import FRIDAY


class Tags(HTMLParser):
    """What a document is made of: its tags, and the words between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "onload"}]

    def handle_data(self, data: str) -> None:
        self.words += data


ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[a](http://evil.test)\n# Heading\n* one\n1. two\n=== ",
    "{nb} ![x](http://evil.test/x.png) <b>bold</b> `code` &amp;",
    *HOSTILE,
)


def report_of(words: str) -> Report:
    entries = (Entry(words, words[:60] or "-"), Entry(words, "", "Not to be shared"))
    return Report(words or "-", entries[:1], words, (Section(words[:60], entries),), words[:60])


def test_whatever_people_write_is_words_in_every_form() -> None:
    for words in ATTACKS:
        report = report_of(words)
        page = to_html(report)
        found = Tags()
        found.feed(page)
        assert found.tags <= {
            "html", "head", "meta", "title", "style", "body", "h1", "div", "p", "span", "h2",
            "footer",
        }  # fmt: skip
        assert found.links == []
        page.encode("utf-8")
        lines = to_markdown(report).split("\n")
        for sign in ("<", "[", "`", "!["):
            assert not any(re.search(rf"(?<!\\){re.escape(sign)}", line) for line in lines)
        assert [line for line in lines if re.match(r"(# |## |[*+] |\d+\. |===)", line)] == [
            line for line in lines if line.startswith(("# ", "## "))
        ]
    every = tuple(Entry(words[:400], words[:60], "Not to be shared") for words in ATTACKS)
    whole = Report(ATTACKS[0], every, ATTACKS[1], (Section(ATTACKS[2], every),), ATTACKS[3])
    assert to_pdf(whole, FRIDAY).startswith(b"%PDF-")


def test_names_print_as_they_are_written_and_what_no_font_draws_by_its_code() -> None:
    name = "Zoë Żółć Đặng Ngọc, محمد, नेहा, Ελένη, Олена"
    body = to_pdf(report_of(name), datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    assert b"FiraGO" in body
    assert b"20261120093000" in body
    assert len(to_pdf(report_of("দেবী"), FRIDAY)) > 1000


def test_an_address_is_copied_from_markdown_as_it_stands() -> None:
    for words in ("ana_b.hall@park-primary.sch.uk", "Ann & Bo, 020 7946 0000", "M&S"):
        assert words in to_markdown(report_of(words))
    marked = to_markdown(report_of("_so_ &amp; *so*, a__b"))
    assert r"\_so\_ \&amp; \*so\*, a\_\_b" in marked
