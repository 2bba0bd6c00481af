"""What a practitioner's agency sent in: the list, and one whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, heading, named, paragraph, table
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.sharing import ONLY_NAMED

if TYPE_CHECKING:
    from mashdesk.store.views import AgencyDeskView, SentInOutcome, SentInRow, SentInView


def register(commands: Subcommands) -> None:
    """Add the command."""
    parser = command(commands, "sent-in", run_sent_in, "say where what your agency sent in stands")
    parser.add_argument(
        "reference", nargs="?", metavar="REF", help="print this one, whole, such as MD-26-0412"
    )


def run_sent_in(run: Run) -> int:
    """Print the list; or one, once the look at it is audited."""
    body: dict[str, Any]
    with run.session() as session:
        desk, actor = session.desk, session.actor
        now = desk.clock.now()
        if run.args.reference:
            one = desk.agency.open_sent_in(actor, run.args.reference)
            body, lines = {"sent_in": one}, one_lines(one, now)
        else:
            view = desk.agency.view(actor)
            body = {"sent_in": view.sent_in, "older": view.sent_in_more}
            lines = list_lines(view)
        if run.json:
            run.console.json(envelope("sent_in", now, **body))
            return 0
        for line in lines:
            run.console.say(line)
    return 0


def list_lines(view: AgencyDeskView) -> Iterator[str]:
    """What the agency sent in, the newest first."""
    yield f"{view.name}: {counted(len(view.sent_in) + view.sent_in_more, 'contact')} sent in."
    if view.sent_in:
        headings = ("reference", "child", "received", "where it stands", "to acknowledge", "marks")
        yield from table(headings, map(_cells, view.sent_in))
    if view.sent_in_more:
        yield f"\n{counted(view.sent_in_more, 'older one')} before these."


def _cells(row: SentInRow) -> tuple[str, ...]:
    others = f" +{row.children - 1}" if row.children > 1 else ""
    waiting = str(row.unacknowledged or "")
    return (
        row.reference,
        f"{row.child}{others}",
        wording.when(row.received_at),
        row.where,
        waiting,
        "sealed" if row.sealed else "",
    )


def one_lines(view: SentInView, now: datetime) -> Iterator[str]:
    """One of them: where it stands, what became of it, challenges, and what was told."""
    from mashdesk.cli.challenges import challenge_lines

    row = view.row
    yield f"{row.reference}: {row.child}"
    yield from named(
        [
            ("sealed", ONLY_NAMED if row.sealed else ""),
            ("received", wording.when(row.received_at)),
            ("where it stands", row.where),
            ("the hub asks you", row.wanted),
        ]
    )
    if row.became is not None:
        yield from heading("What became of it")
        yield from _became(row.became)
    if view.challenges:
        yield from heading("Challenges")
        for one in view.challenges:
            yield from challenge_lines(one, now)
    if view.events:
        yield from heading("What your agency was told")
    for event in view.events:
        yield f"{wording.when(event.at)}  {event.title} {event.by}."
        yield from paragraph(event.text, "    ") if event.text else ()


def _became(became: SentInOutcome) -> list[str]:
    return named(
        [
            ("outcome", became.outcome + (", closed" if became.closed else "")),
            ("final rating", became.final_rating.value),
            ("decided", f"{wording.when(became.decided_at)} by {became.decider}"),
            ("in their words", became.words),
        ]
    )
