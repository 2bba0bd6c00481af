"""An answer in lines, for the hub and for the agency that gave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from mashdesk.domain.request import Sharing
from mashdesk.domain.sharing import Found
from mashdesk.store.views import AnswerView, SearchView
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs.parts import paragraphs
from mashdesk.tui.widgets.page import Line

_FOUND_STYLES = {Found.FOUND: "bold", Found.NOTHING: ""}


def answer_lines(answer: AnswerView, now: datetime, show: Show) -> Iterator[Line]:
    """One answer: what was said, what was searched per child, each passage with its marking."""
    head: list[Part] = [(answer.kind.label, "bold")]
    if answer.declined is not None:
        head.append(f": {answer.declined.label}")
    if answer.partial:
        head.append(("   in part, more follows", "bold $clock-now"))
    if answer.view is not None:
        head += ["   their view: ", show.rating(answer.view)]
    if answer.late:
        head.append(("   late", "$clock-now"))
    yield Line(show.line(*head))
    if answer.reason:
        yield from paragraphs(show, answer.reason)
    for passage in answer.passages:
        if passage.sharing is not Sharing.HUB:
            yield Line(show.line((f"{passage.sharing.label}:", "bold $clock-now")))
        if passage.words is None:
            yield Line(show.line(("these words are not for you to read.", "$quiet")), indent=1)
        else:
            indent = 0 if passage.sharing is Sharing.HUB else 1
            yield from paragraphs(show, passage.words, indent=indent)
    yield from search_lines(answer.searches, show)
    if answer.searched and not answer.searches:
        yield Line(show.line(("searched: ", "$quiet"), answer.searched))
    how = " ".join(
        filter(None, (answer.person, f"by {answer.channel.label}" if answer.channel else ""))
    )
    done = "recorded by" if answer.on_behalf else "sent by"
    by = f"{done} {answer.recorded_by} {when(answer.recorded_at, now)}"
    yield Line(show.line((f"{how}; {by}" if how and answer.on_behalf else by, "$quiet")))


def search_lines(searches: Iterable[SearchView], show: Show) -> Iterator[Line]:
    """What was searched, a line for each child."""
    for name, made in groupby(searches, key=lambda search: search.name):
        parts: list[Part] = [("searched for ", "$quiet"), (name or "a child", ""), ("  ", "")]
        for number, search in enumerate(made):
            style = _FOUND_STYLES.get(search.found, "$clock-now")
            parts += [("; " if number else "", "$quiet"), f"{search.system}: "]
            parts.append((search.found.label, style) if style else search.found.label)
            if search.why:
                parts.append((f" ({search.why})", "$quiet"))
        yield Line(show.line(*parts))
