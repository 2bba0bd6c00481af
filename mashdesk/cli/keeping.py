"""`mashdesk backup` and `restore`: keeping the store, and getting it back with a proof."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.cli.doors import Opened
from mashdesk.cli.layout import counted
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.clock import SystemClock
from mashdesk.domain.errors import Trouble

if TYPE_CHECKING:
    from mashdesk.domain.actor import Actor
    from mashdesk.store.backup import Proof

_COUNTED = (
    ("referral", "referral", ""),
    ("child", "child", "children"),
    ("request", "request", ""),
    ("event", "event", ""),
    ("person", "account", ""),
)
"""What a proof counts for people; `--json` gives every table."""


def register(commands: Subcommands) -> None:
    """Add both commands."""
    backup = command(
        commands, "backup", run_backup, "back the store up while desks write",
        "Write a backup while desks write, and prove it. It is one file, encrypted under the"
        " store's key: keep the key too, and apart from it.",
    )  # fmt: skip
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; never over another file")
    restore = command(
        commands, "restore", run_restore, "put a backup in place, and prove what it holds",
        "Prove a backup - integrity, audit chain, counts - put it in place of the store, and prove"
        " it again there. A store that is there already is kept aside, and only with --replace.",
    )  # fmt: skip
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
    restore.add_argument("--replace", action="store_true", help="put the store that is there aside")


def run_backup(run: Run) -> int:
    """Back up and prove."""
    from mashdesk.desk.keeping import back_up

    target: Path = run.args.file.expanduser().absolute()
    with contextlib.ExitStack() as until_done:
        wired, actor = _opened(run, until_done)
        progress = until_done.enter_context(run.console.progress("backing up"))
        now = wired.desk.clock.now()
        proof = back_up(wired.store, wired.desk.clock, actor, target, progress)
    if run.json:
        run.console.json(envelope("backup", now, proof=proof))
        return 0
    run.console.say(f"Backed up to {proof.path}.")
    _tell(run, proof)
    return 0


def _opened(run: Run, until_done: contextlib.ExitStack) -> tuple[Opened, Actor]:
    """The desk, and who backs it up; a disk so full that it does not even open is told as such."""
    from mashdesk.desk.keeping import keeper, not_noted
    from mashdesk.store.sqlite import FULL, UNWRITABLE

    try:
        if run.given("as_name"):
            session = until_done.enter_context(run.session())
            return session.wired, session.actor
        return until_done.enter_context(run.opened()), keeper(run.settings.workstation)
    except Trouble as trouble:
        if trouble.message in (FULL, UNWRITABLE):
            raise not_noted(trouble, run.settings.store) from trouble
        raise


def run_restore(run: Run) -> int:
    """Restore and prove."""
    source: Path = run.args.file.expanduser().absolute()
    with run.console.progress("proving and restoring") as progress:
        proof = run.doors.restore(run.settings, source, replace=run.args.replace, progress=progress)
    if run.json:
        run.console.json(envelope("restore", SystemClock().now(), proof=proof))
        return 0
    run.console.say(f"Restored {source} to {proof.path}.")
    if proof.aside is not None:
        run.console.say(
            f"The store that was there is put aside beside it as {proof.aside.name}; restoring"
            " that file brings it back."
        )
    _tell(run, proof)
    return 0


def _tell(run: Run, proof: Proof) -> None:
    counts = [
        counted(proof.counts[table], one, many)
        for table, one, many in _COUNTED
        if table in proof.counts
    ]
    run.console.say("Integrity: whole, and every reference points to something.")
    run.console.say(f"Audit: {counted(proof.audit_rows, 'row')}, the chain holds.")
    run.console.say(f"  head {proof.audit_head}")
    run.console.say(f"Counts: {', '.join(counts)}; {proof.open_referrals:,} open.")
    run.console.say(f"Schema: {proof.revision}.")
