"""`mashdesk doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mashdesk.cli import wording
from mashdesk.cli.doors import Opened
from mashdesk.cli.exits import Exit
from mashdesk.cli.layout import counted, named
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.clock import SystemClock
from mashdesk.domain.errors import Trouble
from mashdesk.settings import Settings


class Finding(StrEnum):
    """What a check came to: LATE and TROUBLE need somebody, a BREACH needs somebody now."""

    GOOD = "good"
    REMARK = "remark"
    TROUBLE = "trouble"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    finding: Finding
    said: str


def register(commands: Subcommands) -> None:
    """Add the command."""
    command(
        commands, "doctor", run_doctor, "check the store, its key, schema, clockwork and audit",
        "Check everything the desk stands on. It reads no record. Exit code 0 means that nothing"
        " needs anybody, 7 trouble, 8 a store or an audit that does not hold.",
    )  # fmt: skip


def run_doctor(run: Run) -> int:
    """Look at everything that can be looked at, however far that goes."""
    checks = list(_look(run))
    worst = {check.finding for check in checks}
    if run.json:
        run.console.json(envelope("doctor", SystemClock().now(), checks=checks))
    else:
        for line in named((f"{c.name} ({c.finding})", c.said) for c in checks):
            run.console.say(line)
    if Finding.BREACH in worst:
        return Exit.INTEGRITY
    return Exit.STORE if Finding.TROUBLE in worst else Exit.OK


def _look(run: Run) -> Iterator[Check]:
    settings = run.settings
    yield Check("settings", Finding.GOOD, str(settings.config or "no file; the usual values"))
    if settings.database is None:
        yield from _places(run, settings)
    try:
        with run.opened() as wired:
            yield Check("opens", Finding.GOOD, f"{wired.desk.hub().name}, with this key")
            yield from _store(wired)
            yield _heartbeat(wired)
            yield _clock(wired)
            yield from _whole(run, wired)
    except Trouble as trouble:
        yield Check("opens", _gravity(trouble), str(trouble))


def _gravity(trouble: Trouble) -> Finding:
    return Finding.BREACH if "damaged" in trouble.message else Finding.TROUBLE


def _places(run: Run, settings: Settings) -> Iterator[Check]:
    """Before the store is opened, which closes what it finds open."""
    from mashdesk.store.health import open_to_others

    if found := open_to_others(settings.store):
        said = f"open to other accounts, closed now: {', '.join(found)}"
        yield Check("store", Finding.REMARK, said)
    elif settings.store.exists():
        yield Check("store", Finding.GOOD, f"{settings.store}, for this account only")
    if settings.key is not None:
        yield Check("key", Finding.GOOD, "from the environment")
        return
    if not settings.store.exists():
        return
    key = run.doors.key_path(settings)
    if not key.exists():
        yield Check("key", Finding.TROUBLE, f"missing: there is no file {key}")
    # Training keeps the key of its invented records beside them, so that nobody has to look.
    elif not settings.training and settings.store.resolve() in key.resolve().parents:
        said = f"{key} lies inside the store: whoever copies one has both. Set key_file elsewhere"
        yield Check("key", Finding.REMARK, said)
    elif key.stat().st_mode & 0o077:
        said = f"{key} can be read by other accounts. Close it with: chmod 600 {key}"
        yield Check("key", Finding.TROUBLE, said)
    else:
        yield Check("key", Finding.GOOD, str(key))


def _store(wired: Opened) -> Iterator[Check]:
    from mashdesk.store import health

    yield Check("engine", Finding.GOOD, health.engine_name(wired.store))
    schema = health.schema(wired.store)
    current = schema.found == schema.newest
    said = f"{schema.found}" if current else f"{schema.found}, this program brings {schema.newest}"
    yield Check("schema", Finding.GOOD if current else Finding.TROUBLE, said)


def _heartbeat(wired: Opened) -> Check:
    beat, now = wired.desk.heartbeat(), wired.desk.clock.now()
    if beat.beat_at is None:
        said = "the clockwork has never run here; an open desk or `mashdesk watch` runs it"
        return Check("clockwork", Finding.REMARK, said)
    said = f"last ran {wording.ago(now, beat.beat_at)} by {beat.by}"
    if beat.is_late(now, wired.settings.beat_seconds):
        return Check(
            "clockwork", Finding.TROUBLE, f"{said}. Open a desk, or start `mashdesk watch`"
        )
    if beat.is_ahead(now):
        said = f"{said}, a time still to come: a clock is wrong. Check this machine's"
        return Check("clockwork", Finding.TROUBLE, said)
    if beat.failed:
        said = f"{said}; {counted(beat.failed, 'item')} could not be reopened, see the log"
        return Check("clockwork", Finding.TROUBLE, said)
    if beat.trouble:
        return Check("clockwork", Finding.REMARK, f"{said}. {beat.trouble}")
    return Check("clockwork", Finding.GOOD, said)


def _clock(wired: Opened) -> Check:
    from mashdesk.store.health import newest_entry

    now, last = wired.desk.clock.now(), newest_entry(wired.store)
    if last is not None and last > now + timedelta(seconds=5):
        said = (
            f"says {wording.when(now)}, but the store was written at {wording.when(last)}. "
            "Check this machine's time; no deadline is lost"
        )
        return Check("clock", Finding.TROUBLE, said)
    return Check("clock", Finding.GOOD, wording.when(now))


def _whole(run: Run, wired: Opened) -> Iterator[Check]:
    from mashdesk.store import audit
    from mashdesk.store.health import integrity

    if faults := integrity(wired.store):
        said = f"{faults[0]}; {counted(len(faults), 'fault')} in all. Restore the latest backup"
        yield Check("integrity", Finding.BREACH, said)
    else:
        yield Check("integrity", Finding.GOOD, "whole")
    with run.console.progress("verifying the audit") as progress, wired.store.read() as connection:
        report = audit.verify(connection, wired.store.audit_key, None, progress)
    if report.whole:
        said = f"{counted(report.rows, 'row')}, the chain holds; head {report.head}"
        yield Check("audit", Finding.GOOD, said)
    else:
        yield Check("audit", Finding.BREACH, "; ".join(report.broken))
