"""`mashdesk audit`: read the audit, prove it whole, and anchor its head outside the store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.exits import Exit
from mashdesk.cli.layout import counted, table
from mashdesk.cli.looks import register_looks
from mashdesk.cli.options import Subcommands, command, whole_number
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.errors import NotFound, Trouble

if TYPE_CHECKING:
    from mashdesk.store.audit import AuditReport

_HEADINGS = ("row", "when", "who", "role", "at", "what", "on", "allowed", "version")


def register(commands: Subcommands) -> None:
    """Add the command and its own commands."""
    parser = commands.add_parser(
        "audit", help="prove, anchor or read the audit", allow_abbrev=False
    )
    parser.set_defaults(run=lambda _run: parser.error("say verify, anchor, show or looks"))
    inner = parser.add_subparsers(metavar="WHAT", title="what to do", parser_class=type(parser))
    verify = command(
        inner, "verify", run_verify, "prove that nothing was edited, removed or reordered",
        "Walk the audit's chain. Rows cut off the end are found only against an anchor.",
    )  # fmt: skip
    verify.add_argument(
        "--anchor", type=Path, metavar="FILE", help="a head written by `audit anchor`"
    )
    anchor = command(
        inner, "anchor", run_anchor, "write the audit's head to a file kept outside the store",
        "Write the audit's head to a file. One that is there already is verified first and replaced"
        " only if the audit still holds it.",
    )  # fmt: skip
    anchor.add_argument("file", metavar="FILE|-", help="where to; “-” is standard output")
    show = command(inner, "show", run_show, "list who did what, newest first")
    show.add_argument("--referral", metavar="REF", help="of this referral only")
    show.add_argument("--before", type=whole_number, metavar="ROW", help="older than this row")
    show.add_argument(
        "--limit", type=whole_number, default=50, metavar="N", help="at most so many (50)"
    )
    register_looks(inner)


def run_verify(run: Run) -> int:
    """Verify the chain, with progress; a chain that does not hold has an exit code of its own."""
    anchor = _read_anchor(run.args.anchor) if run.args.anchor else None
    with run.session() as session:
        report = _verified(session, anchor)
        if run.json:
            now = session.desk.clock.now()
            body = {
                "whole": report.whole,
                "rows": report.rows,
                "head": str(report.head),
                "anchored": anchor is not None,
                "broken": report.broken,
            }
            run.console.json(envelope("audit", now, **body))
        else:
            _tell(run, report, anchor is not None)
    return Exit.OK if report.whole else Exit.INTEGRITY


def run_anchor(run: Run) -> int:
    """Write the head, never over one that the audit no longer holds."""
    said = run.args.file
    path = Path(said)
    with run.session() as session:
        if said == "-":
            run.console.say(session.desk.audit_head(session.actor))
            return Exit.OK
        report = _verified(session, _read_anchor(path) if path.exists() else None)
        if not report.whole:
            _tell(run, report, anchored=True)
            return Exit.INTEGRITY
        _write_anchor(path, str(report.head))
        run.console.say(f"{counted(report.rows, 'row')} anchored in {path}.")
    return Exit.OK


def run_show(run: Run) -> int:
    """List the audit's rows."""
    args = run.args
    with run.session() as session:
        desk, actor = session.desk, session.actor
        referral = desk.audited(actor, args.referral) if args.referral else None
        rows = desk.audit_rows(actor, referral, args.before, args.limit)
        if run.json:
            run.console.json(envelope("audit rows", desk.clock.now(), rows=rows))
            return Exit.OK
        cells = (
            (
                str(row.seq), wording.when(row.at), row.actor, row.role.replace("_", " "),
                row.workstation, row.act, row.reference or "",
                "yes" if row.allowed else f"no: {row.reason}", str(row.version_after or ""),
            )
            for row in rows
        )  # fmt: skip
        for line in table(_HEADINGS, cells, (0, 0, 24, 26, 24, 40, 0, 0, 0)):
            run.console.say(line)
    return Exit.OK


def _verified(session: Session, anchor: str | None) -> AuditReport:
    with session.run.console.progress("verifying the audit") as progress:
        return session.desk.audit_verify(session.actor, anchor, progress)


def _tell(run: Run, report: AuditReport, anchored: bool) -> None:
    if report.whole:
        against = ", and holds the anchor" if anchored else ""
        run.console.say(f"The audit is whole: {counted(report.rows, 'row')}{against}.")
        run.console.say(f"head {report.head}")
        return
    run.console.remark(
        "mashdesk: the audit does not hold. Keep this store and its backups as they are, and tell"
        " whoever is responsible for its safety."
    )
    for line in report.broken:
        run.console.remark(f"  {line}")


def _read_anchor(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")[:200]
    except FileNotFoundError:
        raise NotFound(f"There is no anchor at {path}.", "Check --anchor.") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not one this program wrote"
        raise Trouble(f"The anchor {path} cannot be read: {why}.", "Check --anchor.") from None


def _write_anchor(path: Path, head: str) -> None:
    """Whole or not at all: a cut-off anchor would accuse an honest audit."""
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("w", encoding="ascii") as file:
            file.write(head + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise Trouble(
            f"The anchor cannot be written to {path}: {error.strerror}.", "Choose another place."
        ) from None
