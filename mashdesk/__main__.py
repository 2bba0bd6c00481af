"""The program: opens the screen at once, or hands the command line its doors and runs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mashdesk.cli.console import Progress
    from mashdesk.cli.doors import Opened
    from mashdesk.domain.actor import Actor
    from mashdesk.settings import Settings
    from mashdesk.store.backup import Proof

# Everything heavy is imported behind its door: `--help` knows no database, and the screen's first
# frame waits for no command's parser.


class Doors:
    """Every way to a desk, for the command line and for the screens."""

    def __init__(self, seat: str = "") -> None:
        """`seat` is the desk of the training hub to sit at."""
        self.seat = seat

    def seated(self, seat: str) -> Doors:
        """The same ways, to another desk of the training hub."""
        return Doors(seat)

    def is_set_up(self, settings: Settings) -> bool:
        """Whether there is a hub where the settings say."""
        from mashdesk.wiring import is_set_up

        return is_set_up(settings)

    def open_desk(self, settings: Settings) -> Opened:
        """The desk on the hub's store; raises Trouble."""
        from mashdesk.wiring import open_desk

        return open_desk(settings)

    def set_up(self, settings: Settings, plan: Mapping[str, str]) -> Opened:
        """A new hub by the plan's names; raises Invalid or Trouble."""
        from mashdesk.wiring import SetUp, set_up

        return set_up(settings, SetUp(**plan))

    def open_training(self, settings: Settings) -> tuple[Opened, Actor]:
        """The training hub, made if need be, and its worker signed in; raises Trouble."""
        from mashdesk.wiring import open_training

        return open_training(settings, seat=self.seat)

    def key_path(self, settings: Settings) -> Path:
        """Where the store's key is kept."""
        from mashdesk.wiring import key_path

        return key_path(settings)

    def restore(
        self, settings: Settings, source: Path, *, replace: bool, progress: Progress | None
    ) -> Proof:
        """A proven backup in the place of the store; raises Trouble."""
        from mashdesk.wiring import restore_backup

        return restore_backup(settings, source, replace=replace, progress=progress)

    def run_desk(self, settings: Settings) -> int:
        """The desk on the screen until it is left; gives the exit code."""
        from mashdesk.cli.fault_log import keep_logs
        from mashdesk.tui.app import run_desk

        keep_logs()
        return run_desk(settings, self)

    def run_training(self, settings: Settings) -> int:
        """The training hub on the screen until it is left; gives the exit code."""
        from mashdesk.cli.fault_log import keep_logs
        from mashdesk.tui.app import run_training

        keep_logs()
        return run_training(settings, self)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (the process's own by default) and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        from mashdesk.cli.raw_terminal import bring_back

        bring_back()
    try:
        if given in ([], ["demo"]) and sys.stdin.isatty() and sys.stdout.isatty():
            return _screen(training=bool(given))
        return _command(given)
    except BrokenPipeError:
        # Whoever read the output has enough. Python flushes once more on its way out: give it
        # somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _screen(training: bool) -> int:
    from mashdesk.settings import load_settings
    from mashdesk.tui.pace import while_starting

    while_starting()
    try:
        settings = load_settings(training=training or None)
        doors = Doors()
        return doors.run_training(settings) if settings.training else doors.run_desk(settings)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        from mashdesk.cli.console import Console
        from mashdesk.cli.program import told

        return told(error, Console())


def _command(given: Sequence[str]) -> int:
    from mashdesk.cli.program import run

    return run(given, Doors())


if __name__ == "__main__":
    sys.exit(main())
