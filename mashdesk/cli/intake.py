"""`mashdesk intake` and `correct`: contacts from JSON, the good part of a batch always kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mashdesk.cli.batch import Entry, read_batch
from mashdesk.cli.exits import Exit
from mashdesk.cli.layout import counted
from mashdesk.cli.options import Subcommands, command, give_reason, on_referral
from mashdesk.cli.session import Run, Session, read_input
from mashdesk.cli.shape import envelope
from mashdesk.domain.calendar import london_day
from mashdesk.domain.errors import Duplicate, Trouble
from mashdesk.domain.problems import Invalid, Problem

MANY = 20
"""From so many contacts on a progress bar is worth its line."""


@dataclass(slots=True)
class Report:
    """What became of a batch: references taken in, who in them looks like somebody known, what can
    hardly be, and every refusal with line and field.
    """

    taken: list[tuple[int, str]] = field(default_factory=list)
    duplicates: list[tuple[int, str]] = field(default_factory=list)
    alike: list[tuple[int, str, str]] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit(self) -> Exit:
        """What the shell is told."""
        if not self.refused and not self.duplicates:
            return Exit.OK
        if self.taken:
            return Exit.PARTLY
        return Exit.INVALID if self.refused else Exit.NOT_NOW


def register(commands: Subcommands) -> None:
    """Add both commands."""
    parser = command(
        commands, "intake", run_intake, "take contacts in from JSON",
        "Take contacts in from a JSON object, an array or JSON Lines. Each contact stands for"
        " itself: those that are right are kept, the others are refused by line and field.",
    )  # fmt: skip
    parser.add_argument("file", nargs="?", metavar="FILE|-", help="the file; “-” is standard input")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a contact")
    parser.add_argument("--dry-run", action="store_true", help="check only; take nothing in")
    parser.add_argument(
        "--again", action="store_true",
        help="take in what looks the same as a contact already here: it is another one",
    )  # fmt: skip
    fix = on_referral(command(commands, "correct", run_correct, "correct what was taken in"))
    fix.add_argument(
        "file", metavar="FILE|-",
        help="the whole contact as it should read; `show REF --contact` prints it as it stands",
    )  # fmt: skip
    give_reason(fix)


def run_intake(run: Run) -> int:
    """Take in, or only check, every contact of a file."""
    if run.args.schema:
        from mashdesk.desk.intake.intake_form import json_schema

        run.console.json(json_schema())
        return Exit.OK
    if not run.args.file:
        run.console.remark("mashdesk: no file was given. Name one, or “-” for standard input.")
        return Exit.USAGE
    entries = list(read_batch(read_given(run, run.args.file)))
    report = Report()
    with run.session() as session:
        try:
            _each(session, entries, report)
        finally:
            _tell(run, session, report, len(entries))
    return report.exit


def run_correct(run: Run) -> int:
    """Replace the contact of a record by what a file says, with the reason."""
    from mashdesk.domain.commands import Correct

    entries = list(read_batch(read_given(run, run.args.file)))
    if len(entries) != 1:
        raise Invalid(Problem("JSON", "holds several contacts; a correction is one"))
    contact = _contact(entries[0])
    with run.session() as session:
        view = session.open(run.args.reference)
        return session.act(
            Correct(
                **session.at(view),
                contact=contact,
                reason=run.words(run.args.reason),
            )
        )


def _each(session: Session, entries: Sequence[Entry], report: Report) -> None:
    """Take every entry in. Trouble of the store ends it: what was taken in so far is reported."""
    console = session.run.console
    with console.progress("taking in", quiet=len(entries) < MANY) as progress:
        for number, entry in enumerate(entries, start=1):
            try:
                _one(session, entry, report)
            except Invalid as error:
                report.refused += 1
                report.problems += [_at(problem, entry.line) for problem in error.problems]
            except Duplicate as error:
                report.duplicates.append((entry.line, error.reference))
            except Trouble:
                console.remark(
                    f"mashdesk: stopped at line {entry.line}; what was taken in is kept."
                )
                raise
            if progress is not None:
                progress(number, len(entries))


def _one(session: Session, entry: Entry, report: Report) -> None:
    from mashdesk.domain.commands import TakeIn

    contact = _contact(entry)
    if not session.run.args.dry_run:
        outcome = session.perform(TakeIn(contact=contact, again=session.run.args.again))
        reference = outcome.reference or ""
        report.taken.append((entry.line, reference))
        asked = session.desk.known.open_questions(session.actor, outcome.referral or 0)
        for one in asked:
            known = one.candidate
            who = f"{one.name} (number {one.individual}) may be {known.name}"
            said = f"{who}, number {known.individual}: {known.because}"
            report.alike.append((entry.line, reference, said))
        report.doubts += [_at(doubt, entry.line) for doubt in contact.doubts()]
        return
    report.doubts += [_at(doubt, entry.line) for doubt in contact.doubts()]
    now = session.desk.clock.now()
    if problems := contact.problems(now, london_day(now)):
        raise Invalid(problems)
    report.taken.append((entry.line, ""))


def _contact(entry: Entry) -> Any:
    from mashdesk.desk.intake.intake_form import read_contact

    if entry.problem is not None:
        raise Invalid(entry.problem)
    return read_contact(entry.value, entry.line)


def _at(problem: Problem, line: int) -> Problem:
    """The desk knows fields, the file knows lines."""
    return Problem(problem.field.removeprefix("contact."), problem.message, problem.line or line)


def _tell(run: Run, session: Session, report: Report, entries: int) -> None:
    dry = run.args.dry_run
    if run.json:
        body = {
            "dry_run": dry,
            "taken": [{"line": line, "reference": ref} for line, ref in report.taken],
            "duplicates": [{"line": line, "reference": ref} for line, ref in report.duplicates],
            "look_alikes": [
                {"line": line, "reference": ref, "said": said} for line, ref, said in report.alike
            ],
            "doubts": report.doubts,
            "refused": report.refused,
            "problems": report.problems,
        }
        run.console.json(envelope("intake", session.desk.clock.now(), **body))
        return
    for line, reference in report.taken:
        if reference:
            run.console.say(f"line {line}: taken in as {reference}")
    for line, reference in report.duplicates:
        run.console.remark(
            f"line {line}: already on the desk as {reference}; "
            "if it truly is another contact, give it again with --again"
        )
    for line, reference, said in report.alike:
        run.console.remark(f"line {line}, {reference}: {said}. Say so: `mashdesk same ONE OTHER`.")
    for doubt in report.doubts:
        run.console.remark(f"look again: {doubt}")
    for problem in report.problems:
        run.console.remark(str(problem))
    said = (
        f"{len(report.taken)} of {counted(entries, 'contact')} {'can be ' if dry else ''}taken in"
    )
    if report.refused:
        said += f", {report.refused} refused"
    if report.duplicates:
        said += f", {len(report.duplicates)} already on the desk"
    run.console.remark(said + ".")


def read_given(run: Run, name: str) -> bytes:
    """A file's bytes, or standard input's for “-”. Raises Invalid."""
    if name == "-":
        return read_input(run.console)
    try:
        return Path(name).read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise Invalid(Problem("FILE", f"{name} cannot be read: {why}; check its name")) from None
