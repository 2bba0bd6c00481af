"""A report as one HTML file: no script, nothing fetched from anywhere, every word escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from mashdesk.domain.report import Entry, Report
from mashdesk.text import plain

_STYLE = """\
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; padding-bottom: .15rem;
  border-bottom: 1px solid #767676; }
p { margin: .35rem 0; white-space: pre-line; overflow-wrap: anywhere; }
.head { border: 1px solid #767676; padding: .5rem .8rem; }
.label { font-weight: 600; }
.note { border-left: .35rem solid #1d4f91; padding: .3rem .8rem; margin: 1rem 0; }
.marked { border-left: .35rem solid #8a1c1c; padding-left: .8rem; }
.mark { font-weight: 700; color: #8a1c1c; display: block; }
footer { margin-top: 2rem; border-top: 1px solid #767676; font-size: .85rem; color: #454545; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; }
  h2 { break-after: avoid; } p { orphans: 3; widows: 3; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(report: Report) -> str:
    """The whole document."""
    title = _text(report.title)
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{title}</title>",
            f"<style>\n{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            *_body(report),
            f"<footer><p>{_text(report.foot)}</p></footer>",
            "</body>",
            "</html>",
            "",
        )
    )


def _body(report: Report) -> Iterator[str]:
    yield '<div class="head">'
    yield from map(_entry, report.head)
    yield "</div>"
    if report.note:
        yield f'<p class="note">{_text(report.note)}</p>'
    for section in report.sections:
        if section.heading:
            yield f"<h2>{_text(section.heading)}</h2>"
        yield from map(_entry, section.entries)


def _entry(entry: Entry) -> str:
    label = f'<span class="label">{_text(entry.label)}:</span> ' if entry.label else ""
    words = f'{label}<span dir="auto">{_text(entry.words)}</span>'
    if not entry.marked:
        return f"<p>{words}</p>"
    return f'<p class="marked"><span class="mark">{_text(entry.marked)}</span>{words}</p>'


def _text(words: str) -> str:
    return escape(plain(words, lines=True).strip("\n"))
