"""`mashdesk audit looks`: who looked at a child, and what a person looked at."""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.cli import wording
from mashdesk.cli.exits import Exit
from mashdesk.cli.layout import counted, table
from mashdesk.cli.options import INSTANT_HELP, Subcommands, command, instant, whole_number
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.store.views import LookRow, LooksView, Span

_HEADINGS = ("when", "who", "signs in as", "role", "at", "what", "on", "child", "allowed", "why")
_WIDEST = (0, 24, 16, 26, 20, 32, 0, 28, 0, 0)


def register_looks(inner: Subcommands) -> None:
    """Add the command to those of `mashdesk audit`."""
    looks = command(
        inner, "looks", run_looks, "who looked at a child, or what a person looked at",
        "Newest first. For auditors and managers; asking is audited too. A sealed record is found"
        " by its reference by auditors, who read of it who looked and when, and"
        " of an emergency access its reason and what its review found.",
    )  # fmt: skip
    whom = looks.add_mutually_exclusive_group(required=True)
    whom.add_argument(
        "--at", metavar="REF|NAME", help="a referral, or a child by name (“-”: from standard input)"
    )
    whom.add_argument("--by", metavar="NAME", help="a person, by the name they sign in with")
    looks.add_argument("--since", type=instant, metavar="TIME", help=INSTANT_HELP)
    looks.add_argument("--until", type=instant, metavar="TIME", help="before this instant")
    looks.add_argument("--acts", action="store_true", help="everything done, not looks alone")
    looks.add_argument("--before", type=whole_number, metavar="ROW", help="older than this row")
    looks.add_argument(
        "--limit", type=whole_number, default=200, metavar="N", help="at most so many (200)"
    )


def run_looks(run: Run) -> int:
    """Ask, and print the answer."""
    args = run.args
    span = Span(args.since, args.until, args.acts, args.before, args.limit)
    with run.session() as session:
        desk, actor = session.desk, session.actor
        if args.at is not None:
            view = desk.looks.at(actor, run.words(args.at), span)
        else:
            view = desk.looks.by(actor, args.by, span)
        if run.json:
            run.console.json(envelope("looks", desk.clock.now(), looks=view))
            return Exit.OK
    for line in looks_lines(view):
        run.console.say(line)
    return Exit.OK


def looks_lines(view: LooksView) -> Iterator[str]:
    """About whom, and a line for each row."""
    yield "; ".join(view.about) + ": " + counted(len(view.rows), "row")
    if view.rows:
        yield from table(_HEADINGS, (_cells(row) for row in view.rows), _WIDEST)
    if view.more:
        yield f"There are older ones: --before {view.rows[-1].seq}"


def _cells(row: LookRow) -> tuple[str, ...]:
    return (
        wording.when(row.at),
        row.who,
        row.name,
        f"{row.role.replace('_', ' ')} {row.agency}".strip(),
        row.workstation,
        row.act,
        row.reference or "",
        row.child,
        "yes" if row.allowed else "no",
        row.why,
    )
