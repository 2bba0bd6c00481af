"""The desk's figures through a real terminal at 120x40, against a bare Textual list."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from mashdesk.clock import SystemClock
from scripts.bench_tools.bare_list import MARKER as BARE_MARKER
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.pty_app import DOWN, PtyApp
from scripts.bench_tools.stores import PASSWORD, WORKER, fill, new_hub

MARKER = "▌"
ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = (100, 1_000, 10_000)
TURNS, PRESSES = 3, 20
KEY_REPEAT = 0.033
IDLE_SECONDS = 15
STARTS = 4


def desk_figures(say: Callable[[str], None]) -> list[Figure]:
    """Keys, idling, memory and start of the real program on stores of several sizes."""
    keys: dict[int, float] = {}
    bare: dict[int, float] = {}
    memory = 0.0
    details: list[float] = []
    with tempfile.TemporaryDirectory(prefix="mashdesk-bench-") as name:
        folders = {rows: Path(name) / str(rows) for rows in SIZES}
        for rows, folder in folders.items():
            say(f"keys, {rows:,} open")
            _make(folder, rows)
            with _bare(rows) as floor, _desk(folder) as desk:
                keys[rows], bare[rows] = _turn_about(desk, floor)
                if rows == 1_000:
                    details = _detail_follows(desk)
                    memory = desk.resident_mb()
        say("idling")
        with ExitStack() as running:
            desks = {rows: running.enter_context(_desk(folders[rows])) for rows in SIZES}
            idle = idle_shares(desks, IDLE_SECONDS)
        say("starts")
        start, bare_start = _starts(Path(name) / "training")
    return [
        *(Figure(f"key to cursor, {n:,} open", keys[n], bare[n], 1.6, "bare list") for n in SIZES),
        Figure("key to cursor, 10,000 against 100", keys[10_000], keys[100], 1.25, "100 open"),
        Figure("detail follows the cursor", median(details), None, 100.0, "at most 100 ms"),
        *(
            Figure(f"idle, {n:,} open", idle[n] * 100, None, 2.0, "at most 2% of a core", "%")
            for n in SIZES
        ),
        Figure("start to a usable queue", start * 1e3, bare_start * 1e3, 2.0, "bare Textual app"),
        Figure("resident memory, 1,000 open", memory, None, 120.0, "at most 120 MB", "MB"),
    ]


def idle_shares(desks: Mapping[int, PtyApp], seconds: float) -> dict[int, float]:
    """What share of a core each takes when nobody touches it. All idle at once: what is measured is
    the processor's time, and together they take less than one of two cores.
    """
    for desk in desks.values():
        desk.settle(quiet=0.4, seconds=2)
    before = {rows: desk.cpu_seconds() for rows, desk in desks.items()}
    began = time.perf_counter()
    while time.perf_counter() < began + seconds:
        for desk in desks.values():
            desk.settle(quiet=0.05, seconds=0.2)
    took = time.perf_counter() - began
    return {rows: (desk.cpu_seconds() - before[rows]) / took for rows, desk in desks.items()}


def _make(folder: Path, rows: int) -> None:
    wired, actor, clock = new_hub(folder, SystemClock().now())
    fill(wired, actor, clock, rows - 1, closed=False)
    wired.close()


def desk_program(folder: Path) -> PtyApp:
    """The real desk on the store in this folder, asking who is there."""
    env = {
        "MASHDESK_STORE": str(folder / "store"),
        "MASHDESK_KEY_FILE": str(folder / "key"),
        "MASHDESK_CONFIG": "",
        "MASHDESK_BELL": "false",
    }
    return PtyApp([sys.executable, "-P", "-m", "mashdesk"], env=env | {"PYTHONPATH": str(ROOT)})


@contextmanager
def _desk(folder: Path) -> Iterator[PtyApp]:
    """The same, signed in by its keys."""
    with desk_program(folder) as desk:
        desk.wait_for("Password")
        desk.settle()
        desk.write(WORKER.encode() + b"\t")
        desk.settle()
        desk.write(PASSWORD.encode() + b"\r")
        desk.wait_for(MARKER, 60)
        desk.settle(quiet=0.6)
        yield desk


@contextmanager
def _bare(rows: int) -> Iterator[PtyApp]:
    argv = [sys.executable, "-P", "-m", "scripts.bench_tools.bare_list", str(rows)]
    with PtyApp(argv, env={"PYTHONPATH": str(ROOT)}) as floor:
        floor.wait_for(BARE_MARKER)
        floor.settle()
        yield floor


def _turn_about(desk: PtyApp, floor: PtyApp) -> tuple[float, float]:
    """A key held down, as a person holds it to go down a list, in turns of some presses each."""
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(TURNS):
        for app, marker, kept in ((desk, MARKER, ours), (floor, BARE_MARKER, bare)):
            kept.extend(app.presses(DOWN, marker, PRESSES, gap=KEY_REPEAT).samples)
            app.settle(quiet=0.3, seconds=1.2)
    return median(ours), median(bare)


def _detail_follows(desk: PtyApp) -> list[float]:
    """Milliseconds from the cursor's move to the detail's title naming the row it stands on."""
    times = []
    for _ in range(15):
        desk.settle(quiet=0.25, seconds=1.5)
        desk.press(DOWN, MARKER)
        began = time.perf_counter()
        reference = desk.reference_at_cursor(MARKER)
        times.append((desk.when_twice(reference) - began) * 1e3)
    return times


def _starts(folder: Path) -> tuple[float, float]:
    """The training hub from the command to its queue, a bare app to its list: medians, in turns."""
    env = {"MASHDESK_STORE": str(folder), "MASHDESK_CONFIG": ""}
    demo = [str(ROOT / "scripts" / "run"), "demo"]
    home = {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    with PtyApp(demo, env=env | home) as first:
        first.wait_for(MARKER, 120)
    ours, bare = [], []
    for _ in range(STARTS):
        with PtyApp(demo, env=env | home) as desk:
            ours.append(desk.wait_for(MARKER, 60))
        with PtyApp(
            [sys.executable, "-P", "-m", "scripts.bench_tools.bare_list", "40"],
            env={"PYTHONPATH": str(ROOT)},
        ) as floor:
            bare.append(floor.wait_for(BARE_MARKER))
    return median(ours), median(bare)
