"""A chronology as text, Markdown, a table for a spreadsheet or JSON; and as a private file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mashdesk.desk.reads.report_desk import keep_file
from mashdesk.desk.reports.markdown import inert
from mashdesk.domain.calendar import london_text
from mashdesk.store.views.chronology import (
    ChronologyEntry,
    ChronologyForm,
    ChronologyView,
    StatedView,
)
from mashdesk.text import csv_cell, plain

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

THIS_FILE = "this file"
"""The kind of a table's rows that tell of the table itself."""

UNREAD = "words for the decision maker only"


def form_for(path: Path) -> ChronologyForm:
    """The form that a file's name asks for; text where it ends in nothing known."""
    endings = {form.ending: form for form in ChronologyForm}
    return endings.get(path.suffix.lower(), ChronologyForm.TEXT)


@dataclass(frozen=True, slots=True)
class Made:
    """When (UTC), by whom and where a chronology was made: whoever reads it is to know whose sight
    it rests on.
    """

    at: datetime
    by: str
    role: str
    hub: str

    @property
    def line(self) -> str:
        """The same in a sentence, with London's time."""
        return f"Made {london_text(self.at)} by {self.by}, {self.role}, {self.hub}."


def made_by(desk: Desk, actor: Actor) -> Made:
    """Made now, at this desk, by whoever asks."""
    return Made(desk.clock.now(), actor.name, actor.role.label, desk.hub().name)


def written(view: ChronologyView, form: ChronologyForm, made: Made, *, items: bool = False) -> str:
    """The chronology in this form; with `items`, text to be read names each entry for whoever
    states something of it. Tables and JSON always do.
    """
    return _WAYS[form](view, made, items)


def keep(path: Path, view: ChronologyView, made: Made) -> None:
    """Write it to a new file for its owner's eyes; the ending says the form. Raises Trouble."""
    keep_file(path, written(view, form_for(path), made).encode())


def _text(view: ChronologyView, made: Made, items: bool) -> str:
    lines = [*_head(view, made), ""]
    for one in view.entries:
        lines.append(f"{london_text(one.at)}  {one.reference}  {one.title}")
        lines += [f"    {plain(line)}" for line in _told(one, items)]
    return plain("\n".join(lines), lines=True) + "\n"


def _markdown(view: ChronologyView, made: Made, items: bool) -> str:
    title, *rest = _head(view, made)
    lines = [f"# {_bare(title)}", "", *(f"{_bare(line)}  " for line in rest)]
    for one in view.entries:
        lines += ["", f"## {london_text(one.at)} — {_bare(one.title)} ({one.reference})", ""]
        lines += [f"{_bare(line)}  " for line in _told(one, items)]
    return "\n".join(lines) + "\n"


_COLUMNS = (
    "when", "kind", "reference", "about", "source", "what", "words", "also held by", "by",
    "stated of it", "from hub", "item",
)  # fmt: skip


def _csv(view: ChronologyView, made: Made, items: bool) -> str:  # noqa: ARG001
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    # Below the names of the columns, where a spreadsheet shows it first and a script can tell it.
    when, blank = london_text(made.at), [""] * (len(_COLUMNS) - 6)
    for line in _head(view, made):
        writer.writerow(tuple(map(csv_cell, (when, THIS_FILE, "", "", "", line, *blank))))
    for one in view.entries:
        words = UNREAD if one.words is None else one.words
        row = (
            london_text(one.at), one.kind.label, one.reference, one.about, one.source, one.title,
            words, _corroborated(one), one.by, "; ".join(map(stated, one.stated)), one.hub,
            item_of(one),
        )  # fmt: skip
        writer.writerow(tuple(map(csv_cell, row)))
    return out.getvalue()


def as_values(view: ChronologyView, made: Made) -> dict[str, Any]:
    """The chronology in plain values, as JSON has them; instants in UTC, ending in Z."""
    return {
        "format": 1,
        "kind": "chronology",
        "at": _instant(made.at),
        "made_by": {"name": made.by, "role": made.role, "hub": made.hub},
        "of": list(view.of),
        "only": {
            "kinds": [kind.value for kind in view.wanted.kinds],
            "agency": view.wanted.agency,
            "text": view.wanted.text,
        },
        "left_out": view.hidden,
        "older_left_out": view.more,
        "sight": OUT_OF_SIGHT,
        "entries": [_entry_values(one) for one in view.entries],
    }


def _entry_values(one: ChronologyEntry) -> dict[str, Any]:
    return {
        "at": _instant(one.at),
        "kind": one.kind.value,
        "reference": one.reference,
        "about": one.about,
        "source": one.source,
        "title": one.title,
        "words": one.words,
        "by": one.by,
        "corroborated": [
            {"agency": by.agency, "name": by.agency_name, "at": _instant(by.at)}
            for by in one.corroborated
        ],
        "stated": [
            {
                "stance": said.stance.value,
                "source": said.source,
                "words": said.words,
                "by": said.by,
                "at": _instant(said.at),
            }
            for said in one.stated
        ],
        "hub": one.hub,
        "item": item_of(one),
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(view: ChronologyView, made: Made, items: bool) -> str:  # noqa: ARG001
    return json.dumps(as_values(view, made), ensure_ascii=False, indent=2) + "\n"


_WAYS: dict[ChronologyForm, Callable[[ChronologyView, Made, bool], str]] = {
    ChronologyForm.TEXT: _text,
    ChronologyForm.MARKDOWN: _markdown,
    ChronologyForm.CSV: _csv,
    ChronologyForm.JSON: _json,
}


OUT_OF_SIGHT = (
    "It holds what its maker may read: records and words out of their sight are not in it, and it"
    " does not tell whether there are any."
)


def _head(view: ChronologyView, made: Made) -> Iterator[str]:
    """Whose it is, who made it when, how it was narrowed, and what is not in it."""
    yield f"Chronology of {', '.join(view.of)}"
    yield made.line
    yield f"{len(view.entries)} entries, the oldest first. {_narrowed(view)}"
    if view.more:
        yield "Older referrals are left out."
    yield OUT_OF_SIGHT
    for same in view.same:
        who = same.one if same.one == same.other else f"{same.one} and {same.other}"
        why = f": {same.reason}" if same.reason else ""
        yield f"{who} judged the same by {same.by}, {london_text(same.at)}{why}"


def _narrowed(view: ChronologyView) -> str:
    """What it was narrowed to, and how many entries that leaves out."""
    wanted, only = view.wanted, []
    if wanted.kinds:
        only.append(f"of the kinds {', '.join(kind.label for kind in wanted.kinds)}")
    if wanted.agency:
        only.append(f"told by {wanted.agency.upper()}")
    if words := " ".join(wanted.text.split()):
        only.append(f"with the words “{words}”")
    if not only:
        return "Not narrowed."
    return f"Narrowed to those {' and '.join(only)}: {view.hidden} more are left out."


def item_of(one: ChronologyEntry) -> str:
    """What it is called for whoever states something of it: `contact`, `answer:12`, `event:40`."""
    if one.item is None:
        return ""
    return f"{one.item.kind.value}:{one.item.of}" if one.item.of else one.item.kind.value


def stated(said: StatedView) -> str:
    """What was stated of an entry, by whom and when: on one line."""
    when = london_text(said.at)
    by = f"{said.stance.label} by {said.source} (stated by {said.by}, {when})"
    return f"{by}: {' '.join(said.words.split())}"


def _told(one: ChronologyEntry, items: bool) -> Iterator[str]:
    if one.hub:
        yield f"from {one.hub}"
    yield f"about {one.about}; source: {one.source}" if one.about else f"source: {one.source}"
    if one.words is None:
        yield f"({UNREAD})"
    else:
        yield from (line for line in one.words.split("\n") if line.strip())
    if by := _corroborated(one):
        yield f"relevant information also held by {by}"
    yield from map(stated, one.stated)
    if items and (item := item_of(one)):
        yield f"item {item}"


def _corroborated(one: ChronologyEntry) -> str:
    return "; ".join(f"{by.agency_name}, {london_text(by.at)}" for by in one.corroborated)


def _bare(text: str) -> str:
    return inert(plain(text).strip())
