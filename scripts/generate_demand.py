"""Invented contacts in the published mixes: JSON Lines on standard output, or a store of them.

Started by scripts/demand.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from mashdesk.clock import FixedClock, SystemClock
from mashdesk.domain.errors import Trouble
from mashdesk.settings import Settings
from mashdesk.training import demand
from mashdesk.training.lines import Demand, like, lines

PASSWORD = "practice makes it calm"  # noqa: S105  guards invented records only


def main(arguments: list[str] | None = None) -> int:
    """Write or fill; 0 when done, 1 when the store is in trouble, 2 when it was asked wrongly."""
    given = _parser().parse_args(arguments)
    over = timedelta(days=given.days)
    count = like(given.like, over, Random(given.seed)) if given.like else given.contacts
    wanted = Demand(count, over, given.until or SystemClock().now(), given.seed)
    if given.fill is None:
        return _write(wanted)
    try:
        return _fill(given.fill, wanted, given.closed)
    except Trouble as trouble:
        print(f"{trouble.message} {trouble.way_out}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/demand",
        description="Invented contacts in the published mixes of sources, reasons and ages.",
        epilog="for example: scripts/demand --contacts 60 --days 0.2 | mashdesk intake -",
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--contacts", type=_whole, default=100, metavar="N", help="how many (100)")
    size.add_argument(
        "--like", choices=sorted(demand.MONTHLY_CONTACTS), help="as many as this hub has had"
    )
    parser.add_argument("--days", type=_days, default=1.0, help="received over so many days (1)")
    parser.add_argument(
        "--until", type=_instant, metavar="ISO", help="the last could be received then (now)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same contacts (1)")
    parser.add_argument(
        "--fill",
        type=Path,
        metavar="FOLDER",
        help="make a training store there and take the contacts in, rated, instead of writing them",
    )
    parser.add_argument(
        "--closed", type=_whole, default=0, metavar="N", help="with --fill: decide and close N"
    )
    return parser


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("give a whole number")
    return int(text)


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 0.001 <= days <= 3650:
        raise argparse.ArgumentTypeError("give days between 0.001 and 3650")
    return days


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write it like 2026-11-20T16:50Z") from None
    if instant.utcoffset() is None:
        raise argparse.ArgumentTypeError("say in which zone, for instance with Z at the end")
    return instant.astimezone(UTC)


def _write(wanted: Demand) -> int:
    try:
        for line in lines(wanted):
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has had enough, as `head` has; what is left is dropped without a word.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fill(folder: Path, wanted: Demand, closed: int) -> int:
    from mashdesk import wiring
    from mashdesk.training.hub import POLICY_TEXT
    from mashdesk.training.load import fill
    from mashdesk.training.people import ADMINISTRATOR, HUB_NAME, TRAINEE

    clock = FixedClock(wanted.until)
    key_file = folder.with_name(f"{folder.name}.key")
    plan = wiring.SetUp(
        hub=HUB_NAME,
        policy_text=POLICY_TEXT,
        admin_name=ADMINISTRATOR.name,
        admin_full_name=ADMINISTRATOR.full_name,
        admin_password=PASSWORD,
        worker_name=TRAINEE.name,
        worker_full_name=TRAINEE.full_name,
        worker_password=PASSWORD,
        worker_role=TRAINEE.role.value,
    )
    settings = Settings(training=True, store=folder, key_file=key_file)
    wired = wiring.set_up(settings, plan, clock)
    try:
        fill(wired.desk, clock, wanted, closed=closed, progress=_progress(wanted.count))
    finally:
        wired.close()
    print(
        f"{wanted.count} contacts taken in and rated, {min(closed, wanted.count)} of them closed.\n"
        f"Open it: mashdesk --store {folder} --key-file {key_file}\n"
        f"and sign in as {TRAINEE.name} with: {PASSWORD}",
        file=sys.stderr,
    )
    return 0


def _progress(whole: int) -> Callable[[int], None]:
    def show(done: int) -> None:
        if sys.stderr.isatty() and (done % 20 == 0 or done == whole):
            end = "\n" if done == whole else ""
            print(f"\r{done} of {whole}", end=end, file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
