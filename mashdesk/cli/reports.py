"""`mashdesk report` and `letter`: what a record says, for others to read, as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.cli.options import Subcommands, command, on_referral
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope

if TYPE_CHECKING:
    from mashdesk.domain.report import ReportKind

_FORMS = ("md", "html", "pdf")


def register(commands: Subcommands) -> None:
    """Add the commands."""
    report = on_referral(
        command(
            commands, "report", run_report, "write a hand-off report for one receiver",
            "Write a hand-off report of what is decided, for one receiver. What it may hold follows"
            " from who that is: nobody outside the hub is given what agencies told it, and nobody"
            " at all what is for the decision maker only. The making of it is audited.",
        )
    )  # fmt: skip
    report.add_argument(
        "--for", required=True, dest="receiver", metavar="RECEIVER",
        help="who it is for; `mashdesk receivers` lists them",
    )  # fmt: skip
    report.add_argument("--name", default="", metavar="TEXT", help="their name; needed for outside")
    _to_file(report)
    _agreed(report)
    letter = on_referral(
        command(
            commands, "letter", run_letter, "write the letter of outcome to the referrer",
            "Write the letter of outcome to the referrer. It holds only words meant for them: those"
            " of the decision, else of the feedback, or those given here.",
        )
    )  # fmt: skip
    _to_file(letter)
    _agreed(letter)
    command(commands, "receivers", run_receivers, "list who a hand-off report can be for")


def _to_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", required=True, type=Path, dest="file", metavar="FILE",
        help="a new file, for you alone; its ending (.md, .html, .pdf) says the format",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=_FORMS, dest="form", help="the format, if not by ending"
    )
    parser.add_argument(
        "--words", default="", metavar="TEXT", help="words to the reader alone; “-” reads them"
    )


def _agreed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--agreed-with", default="", metavar="PEOPLE",
        help="with whom it was agreed to tell the family; needed for what they read while a"
        " strategy discussion or section 47 enquiry stands",
    )  # fmt: skip


def run_report(run: Run) -> int:
    """Write a hand-off report."""
    from mashdesk.domain.report import ReportKind

    return _make(run, ReportKind.HAND_OFF, receiver=run.args.receiver, name=run.args.name)


def run_letter(run: Run) -> int:
    """Write a letter of outcome."""
    from mashdesk.domain.report import ReportKind

    return _make(run, ReportKind.LETTER)


def _make(run: Run, kind: ReportKind, **who: str) -> int:
    from mashdesk.desk.reads.report_desk import form_of
    from mashdesk.domain import commands as c
    from mashdesk.domain.report import ReportForm

    args = run.args
    form = form_of(args.file, ReportForm(args.form) if args.form else None)
    words = run.words(args.words)
    with run.session() as session:
        view = session.open(args.reference)
        order = c.MakeReport(
            **session.at(view),
            kind=kind,
            form=form,
            words=words,
            agreed_with=args.agreed_with,
            **who,
        )
        outcome = session.desk.reports.write(session.actor, view, order, args.file)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("outcome", now, outcome=outcome, file=args.file))
        else:
            run.console.say(f"{outcome.message} Written to {args.file}.")
    return 0


def run_receivers(run: Run) -> int:
    """Print who a hand-off report can be for, and what follows from it."""
    with run.session() as session:
        found = session.desk.reports.receivers(session.actor)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("receivers", now, receivers=found))
            return 0
        for one in found:
            run.console.say(f"{one.code:<12} {one.name} ({one.standing.label})")
    return 0
