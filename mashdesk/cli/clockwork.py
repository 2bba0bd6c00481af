"""`mashdesk sweep` and `watch`: the clockwork without a desk."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mashdesk.cli.exits import Exit
from mashdesk.cli.layout import counted
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.cli.wording import when
from mashdesk.domain.errors import Trouble

if TYPE_CHECKING:
    from mashdesk.store.views import Heartbeat


def register(commands: Subcommands) -> None:
    """Add both commands."""
    command(
        commands, "sweep", run_sweep, "reopen what timed out and raise prompts, once",
        "Reopen what timed out, item by item, with the true times, and raise the prompts of what"
        " changed. Any number of desks may do it.",
    )  # fmt: skip
    command(
        commands, "watch", run_watch, "keep the clockwork running without a desk",
        "Keep the clockwork running without a desk, as a service does. It sweeps at each deadline"
        " and at a steady beat, says what it reopened, and ends on SIGTERM, SIGINT or SIGHUP.",
    )  # fmt: skip


def run_sweep(run: Run) -> int:
    """Sweep once; part of it failing is told by the exit code."""
    with run.opened() as wired:
        report = wired.desk.sweep()
        wired.desk.prompting.consider()
        if run.json:
            run.console.json(envelope("sweep", wired.desk.clock.now(), sweep=report))
        elif not (report.found or report.failed):
            run.console.say("Nothing fell due.")
        else:
            named = f": {', '.join(report.references)}" if report.references else ""
            back = f"{counted(report.reviews, 'review')} back, " if report.reviews else ""
            if report.actions:
                back += f"overdue actions on {counted(report.actions, 'referral')}, "
            if report.discussions:
                back += f"{counted(report.discussions, 'strategy discussion')} overdue, "
            run.console.say(
                f"{report.reopened} reopened, {report.last_rounds} in their last round, {back}"
                f"{report.failed} failed{named}."
            )
        return Exit.PARTLY if report.failed else Exit.OK


def run_watch(run: Run) -> int:
    """Run the scheduler until a signal ends it; lines say what happened, never who it was about."""
    ended = threading.Event()
    with run.opened() as wired, _signals(ended):
        desk, console = wired.desk, run.console
        wired.scheduler.start()
        now = desk.clock.now()
        console.say(f"{when(now)} watching {desk.hub().name} ({wired.settings.place})")
        console.flush()
        said = ""
        try:
            while not ended.wait(wired.settings.beat_seconds):
                try:
                    line = _line(desk.heartbeat())
                except Trouble as trouble:
                    line = str(trouble)
                if line and line != said:
                    console.say(f"{when(desk.clock.now())} {line}")
                    console.flush()
                said = line
        finally:
            wired.scheduler.stop()
        console.say(f"{when(desk.clock.now())} stopped")
    return Exit.OK


def _line(beat: Heartbeat) -> str:
    found = []
    if beat.reopened:
        found.append(f"{counted(beat.reopened, 'item')} reopened at {when(beat.beat_at)}")
    if beat.failed:
        found.append(f"{counted(beat.failed, 'item')} could not be reopened: run `mashdesk doctor`")
    return "; ".join([*found, *([beat.trouble] if beat.trouble else [])])


@contextlib.contextmanager
def _signals(ended: threading.Event) -> Iterator[None]:
    """While this lasts, the signals that end a service set the event and do nothing else."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: Any) -> None:
        ended.set()

    wanted = [signal.SIGTERM, signal.SIGINT]
    if hasattr(signal, "SIGHUP"):
        wanted.append(signal.SIGHUP)
    before = {number: signal.signal(number, end) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
