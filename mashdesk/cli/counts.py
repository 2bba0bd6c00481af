"""`mashdesk counts`: what agencies were asked, what came of it, and what they challenged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mashdesk.cli.layout import heading, table
from mashdesk.cli.options import Subcommands, a_date, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.cli.wording import day
from mashdesk.desk.intake.codes import HOW_TO_WRITE_A_DATE

if TYPE_CHECKING:
    from mashdesk.store.views import AgencyCount, CountsView

_COLUMNS = (
    ("asked", "asked"),
    ("in time", "in_time"),
    ("late", "late"),
    ("not commissioned", "not_commissioned"),
    ("declined", "declined"),
    ("withdrawn", "withdrawn"),
    ("without", "without"),
    ("open", "open"),
    ("part in", "part"),
    ("insisted", "insisted"),
    ("timed out", "timed_out"),
)


def register(commands: Subcommands) -> None:
    """Add the command."""
    parser = command(
        commands, "counts", run_counts, "count what agencies were asked and answered",
        "Count, by agency and by the rating they were asked at, the requests of a period: asked,"
        " answered in time and late, not commissioned, declined and why, withdrawn, decided"
        " without, open; and of these those with a part in, insisted on, and timed out. Then the"
        " returns to referrers by what they were asked for, and the challenges, by stage. For"
        " managers and auditors.",
    )  # fmt: skip
    parser.add_argument(
        "--since", type=a_date, metavar="DATE",
        help=f"asked on this day or later; 30 days in all if left out; {HOW_TO_WRITE_A_DATE}",
    )  # fmt: skip
    parser.add_argument(
        "--until",
        type=a_date,
        metavar="DATE",
        help="asked on this day or before; today if left out",
    )


def run_counts(run: Run) -> int:
    """Print the tables."""
    with run.session() as session:
        view = session.desk.counting.view(session.actor, run.args.since, run.args.until)
        if run.json:
            run.console.json(envelope("counts", session.desk.clock.now(), counts=view))
            return 0
        for line in lines(view):
            run.console.say(line)
    return 0


def lines(view: CountsView) -> Iterator[str]:
    """The period, the requests by agency and rating, why they declined, and the challenges."""
    yield f"Asked from {day(view.since)} to {day(view.until)}."
    yield ""
    if not view.requests:
        yield "Nobody was asked anything."
    else:
        headings = ("agency", "asked at", *(title for title, _ in _COLUMNS))
        yield from table(headings, [*map(_cells, view.requests), _total(view.requests)])
    said = [(row.name, _rating(row), why.label, n) for row in view.requests
            for why, n in row.reasons]  # fmt: skip
    if said:
        yield from heading("Why they declined")
        yield from table(
            ("agency", "asked at", "why", "requests"), [(*row[:3], str(row[3])) for row in said]
        )
    if view.returns:
        yield from heading("Returned to referrers, by what they were asked for")
        yield from (f"{what.label}: {n}" for what, n in view.returns)
    yield from heading("Challenges, by the stage they came to")
    if not view.challenges:
        yield "None."
    for one in view.challenges:
        yield f"{one.name}: " + ", ".join(f"{stage.label} {n}" for stage, n in one.stages)


def _cells(row: AgencyCount) -> tuple[str, ...]:
    return (row.name, _rating(row), *(str(getattr(row, name)) for _, name in _COLUMNS))


def _total(rows: Sequence[AgencyCount]) -> tuple[str, ...]:
    sums = (sum(getattr(row, name) for row in rows) for _, name in _COLUMNS)
    return ("all", "", *map(str, sums))


def _rating(row: AgencyCount) -> str:
    return row.rating.value if row.rating else "not rated"
