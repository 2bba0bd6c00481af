"""`mashdesk queue`: the text twin of the desk's main screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, table
from mashdesk.cli.options import Subcommands, code, codes_help, command
from mashdesk.cli.session import Run, Session
from mashdesk.domain.contact import Reason
from mashdesk.domain.countdown import countdown_text
from mashdesk.domain.errors import Trouble
from mashdesk.domain.rating import Rag

if TYPE_CHECKING:
    from mashdesk.store.views import Counts, Heartbeat, HubView, QueueFilter, QueueRow, QueueView

# The view brings the screen's few characters; said aloud, whole words are better.
_REASONS = {reason.short: reason.label for reason in Reason}
_HEADINGS = (
    "left", "rating", "waits for", "reference", "child", "from", "why", "with", "checks", "marks",
)  # fmt: skip
_WIDEST = (12, 7, 22, 14, 24, 10, 30, 20, 24, 0)


def register(commands: Subcommands) -> None:
    """Add the command."""
    parser = command(
        commands, "queue", run, "list what is open, most urgent first",
        "List what is open, what runs out first on top. What a filter hides is always counted.",
    )  # fmt: skip
    group = parser.add_argument_group("filters")
    group.add_argument("--mine", action="store_true", help="held by whoever acts")
    group.add_argument("--unrated", action="store_true", help="not rated yet")
    group.add_argument("--reopened", action="store_true", help="timed out at least once")
    group.add_argument("--overdue", action="store_true", help="past its due time")
    group.add_argument("--rating", type=code(Rag), metavar="RATING", help=codes_help(Rag))
    group.add_argument("--agency", metavar="CODE", help="waiting for this agency's answer")
    group.add_argument("--worker", metavar="NAME", help="held by this worker")
    group.add_argument("--text", default="", metavar="WORDS", help="with these words in the row")


def run(run: Run) -> int:
    """Print the queue."""
    with run.session() as session:
        print_queue(session, _filter(run, session))
    return 0


def print_queue(session: Session, wanted: QueueFilter | None = None) -> None:
    """The queue with the hub, its figures and the clockwork's heartbeat, as text or JSON."""
    desk, actor, console = session.desk, session.actor, session.run.console
    beat = desk.heartbeat()
    _catch_up(session)
    view = desk.queue(actor, wanted)
    hub, now = desk.hub(), desk.clock.now()
    if session.run.json:
        from mashdesk.cli.shape import envelope

        console.json(envelope("queue", now, hub=hub, heartbeat=beat, queue=view))
        return
    for line in queue_lines(hub, view, beat, now, session.wired.settings.beat_seconds):
        console.say(line)


def _catch_up(session: Session) -> None:
    """What fell due while nothing ran goes back to the queue before it is shown."""
    console = session.run.console
    try:
        report = session.desk.sweep()
    except Trouble as trouble:
        console.remark(f"mashdesk: {trouble} The queue below shows what is overdue all the same.")
        return
    if report.found:
        named = ", ".join(report.references)
        console.remark(f"{counted(report.found, 'clock')} ran out while nobody looked: {named}.")


def queue_lines(
    hub: HubView, view: QueueView, beat: Heartbeat, now: datetime, beat_seconds: int
) -> Iterator[str]:
    """The queue in words, line by line."""
    kind = "TRAINING" if hub.training else "LIVE"
    yield f"{hub.name} · {kind} · {wording.when(now)}"
    yield _figures(view.counts)
    if view.counts.next_due is not None:
        yield f"Next to run out: {wording.due(now, view.counts.next_due)}."
    yield heartbeat_line(beat, now, beat_seconds)
    yield ""
    if view.rows:
        yield from table(_HEADINGS, (_row(row, now) for row in view.rows), _WIDEST)
    elif view.counts.open:
        yield "Nothing matches."
    else:
        yield "Nothing is open."
    if view.hidden:
        yield f"\n{counted(view.hidden, 'more is', 'more are')} hidden by the filter."
    if view.departures:
        from mashdesk.store.views import departures_told

        noun = "referral" if view.departures == 1 else "referrals"
        told = departures_told(view.departures)
        yield f"\n{told} {noun} left the queue: mashdesk departures"
    if view.notices:
        yield f"\n{counted(view.notices, 'notice')} to acknowledge: mashdesk notices"


def heartbeat_line(beat: Heartbeat, now: datetime, beat_seconds: int) -> str:
    """When the clockwork last ran, and whether that is an alarm."""
    if beat.beat_at is None:
        return "ALARM: the clockwork has never run here. Open a desk, or start `mashdesk watch`."
    line = f"The clockwork last ran {wording.ago(now, beat.beat_at)}."
    if beat.is_late(now, beat_seconds):
        line = f"ALARM: {line} Open a desk, or start `mashdesk watch`."
    if beat.is_ahead(now):
        line = f"ALARM: {line} That is still to come: a clock is wrong. Check this machine's."
    return f"{line} {beat.trouble}".strip()


def _figures(counts: Counts) -> str:
    ratings = ", ".join(
        f"{number} {name}"
        for name, number in (
            ("red", counts.red),
            ("amber", counts.amber),
            ("green", counts.green),
            ("blue", counts.blue),
            ("unrated", counts.unrated),
        )
    )
    return (
        f"{counts.open:,} open about {counted(counts.children, 'child', 'children')}: {ratings}. "
        f"{counts.mine} mine, {counts.reopened} reopened, {counts.overdue} overdue."
    )


def _row(row: QueueRow, now: datetime) -> list[str]:
    child = row.child if row.children < 2 else f"{row.child} +{row.children - 1}"
    waits_for = row.clock.waits_for
    if row.nearest_agency is not None and row.nearest_at < row.due_at:
        waits_for = f"{row.nearest_agency}'s answer"
    return [
        countdown_text(row.reckoned(now), row.nearest_at),
        wording.rating_word(row.rating),
        waits_for,
        row.reference,
        child,
        row.source,
        ", ".join(_REASONS.get(reason, reason) for reason in row.reasons),
        row.worker or "nobody",
        _checks(row),
        _marks(row, now),
    ]


def _checks(row: QueueRow) -> str:
    if not row.asked:
        return "none asked"
    owing = f", {row.owing[0]} owes" if row.owing else ""
    return f"{row.answered} of {row.asked}{owing}"


def _marks(row: QueueRow, now: datetime) -> str:
    marks = []
    if row.is_over(now):
        marks.append("overdue")
    if row.rounds > 1:
        marks.append(f"reopened, round {row.rounds}")
    if row.rating != row.initial_rating and row.initial_rating is not None:
        marks.append(f"was {row.initial_rating.value}")
    if row.sealed:
        marks.append("sealed")
    if row.challenges:
        marks.append("challenged")
    if row.linked:
        marks.append("linked or repeat")
    if row.prompts:
        marks.append(counted(row.prompts, "prompt") + (", one grave" if row.grave else ""))
    return "; ".join(marks)


def _filter(run: Run, session: Session) -> QueueFilter:
    from mashdesk.store.views import QueueFilter

    args = run.args
    return QueueFilter(
        mine=args.mine,
        unrated=args.unrated,
        reopened=args.reopened,
        overdue=args.overdue,
        rating=args.rating,
        agency=args.agency.upper() if args.agency else None,
        worker=session.person(args.worker).id if args.worker else None,
        text=args.text,
    )
