"""The store's figures: queue, commands, sweep; each with its floor from the same run."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from mashdesk.clock import FixedClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.rating import Rag
from mashdesk.wiring import Wired
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.floor import (
    copy_store,
    paired,
    raw_connection,
    recording,
    replaying,
    statements,
    typical,
)
from scripts.bench_tools.stores import checkpoint, contact, fill, new_hub

FIRST_SCREEN = 50
OPEN = 1_000
CLOSED = 1_000_000
BREACHES = 10_000
SHIFTS = 60
SAME_ROWS = "same rows, raw SQL"


def store_figures(say: Callable[[str], None], closed: int = CLOSED) -> list[Figure]:
    """Measure on fresh stores in a temporary folder."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="mashdesk-bench-") as name:
        folder = Path(name)
        say("queue, 1,000 open")
        found += _queue(folder / "queue", say, closed)
        say("commands")
        found += _commands(folder / "commands")
        say("sweep of 10,000 breaches")
        found += _sweep(folder / "sweep")
    return found


def _queue(folder: Path, say: Callable[[str], None], closed: int) -> list[Figure]:
    """The queue against raw SQL, then of two stores in turns: one with nothing closed, one with."""
    wired, actor, clock = new_hub(folder / "open")
    fill(wired, actor, clock, OPEN, closed=False)
    first, raw_first = _pair(wired, actor, FIRST_SCREEN, 100)
    whole, raw_whole = _pair(wired, actor, None, 20)
    say(f"queue, with {closed:,} closed")
    old, reader, clock = new_hub(folder / "closed")
    fill(old, reader, clock, OPEN, closed=False)
    fill(old, reader, clock, closed, closed=True)
    checkpoint(old)
    assert old.desk.queue(reader, limit=FIRST_SCREEN).departures > 0
    later, young = paired(
        lambda: old.desk.queue(reader, limit=FIRST_SCREEN),
        lambda: wired.desk.queue(actor, limit=FIRST_SCREEN),
        100,
    )
    whole_later, whole_young = paired(
        lambda: old.desk.queue(reader), lambda: wired.desk.queue(actor), 20
    )
    left = typical(lambda: old.desk.departures(reader), 20)
    wired.close()
    old.close()
    return [
        Figure(
            "queue query, first screen of 1,000 open", first * 1e3, raw_first * 1e3, 8.0, "raw SQL"
        ),
        Figure("queue query, all 1,000 open", whole * 1e3, raw_whole * 1e3, 8.0, "raw SQL"),
        Figure(
            f"first screen with {closed:,} closed", later * 1e3, young * 1e3, 1.3, "none closed"
        ),
        Figure(
            f"whole queue with {closed:,} closed",
            whole_later * 1e3,
            whole_young * 1e3,
            1.3,
            "none closed",
        ),
        Figure(f"what left the queue, {closed:,} unseen", left * 1e3, None, 25.0, "at most 25 ms"),
    ]


def _pair(wired: Wired, actor: Actor, limit: int | None, times: int) -> tuple[float, float]:
    """The desk's view, and every statement behind it by the bare driver, turn about."""
    with statements(wired.store.engine) as asked:
        wired.desk.queue(actor, limit=limit)
    engine, connection = raw_connection(wired.settings.store, wired.store.key)

    def raw() -> object:
        return [connection.execute(sql, parameters).fetchall() for sql, parameters in asked]

    try:
        return paired(lambda: wired.desk.queue(actor, limit=limit), raw, times)
    finally:
        engine.dispose()


def _commands(folder: Path) -> list[Figure]:
    """Four acts a shift is made of, each many times; after each, its rows again by the bare driver.

    Turn about, so that what the disk and the machine do meanwhile hits both.
    """
    wired, actor, clock = new_hub(folder)
    fill(wired, actor, clock, 200, closed=False)
    for number in range(20):
        list(_shift(wired, actor, clock, number))
    checkpoint(wired)
    copy = copy_store(wired.settings.store, folder / "copy")
    ours: dict[str, list[float]] = defaultdict(list)
    raw: dict[str, list[float]] = defaultdict(list)
    with recording(wired.store.engine) as kept, replaying(copy, wired.store.key) as again:
        for number in range(1000, 1000 + SHIFTS):
            for name, seconds in _shift(wired, actor, clock, number):
                ours[name].append(seconds)
                raw[name].append(sum(again(written) for written in kept.transactions))
                kept.transactions.clear()
    wired.close()
    return [
        Figure(
            f"command: {name}", median(ours[name]) * 1e3, median(raw[name]) * 1e3, 8.0, SAME_ROWS
        )
        for name in ours
    ]


def _shift(
    wired: Wired, actor: Actor, clock: FixedClock, number: int
) -> Iterator[tuple[str, float]]:
    """One referral's first acts: what each is called and how long it took, one at a time."""
    taken = c.TakeIn(contact=contact(number + 1, clock.now()))
    row, version, seconds = _timed(wired, actor, taken)
    yield "take a contact in", seconds
    rate = c.Rate(referral=row, version=version, rating=Rag.AMBER, reason="bench")
    row, version, seconds = _timed(wired, actor, rate)
    yield "rate", seconds
    row, version, seconds = _timed(wired, actor, c.Claim(referral=row, version=version))
    yield "claim", seconds
    asked = c.AskAgencies(referral=row, version=version, agencies=("POL", "HLT"), question="?")
    yield "ask two agencies", _timed(wired, actor, asked)[2]


def _timed(wired: Wired, actor: Actor, command: c.Command) -> tuple[int, int, float]:
    began = perf_counter()
    done = wired.desk.perform(command, actor)
    seconds = perf_counter() - began
    assert done.referral is not None
    assert done.version is not None
    return done.referral, done.version, seconds


def _sweep(folder: Path) -> list[Figure]:
    wired, actor, clock = new_hub(folder)
    fill(wired, actor, clock, BREACHES, closed=False)
    wired.desk.sweep()
    nothing = typical(wired.desk.sweep, 40)
    checkpoint(wired)
    copy = copy_store(wired.settings.store, folder / "copy")
    clock.advance(timedelta(days=30))
    began = perf_counter()
    with recording(wired.store.engine) as kept:
        report = wired.desk.sweep()
    ours = perf_counter() - began
    assert report.reopened >= BREACHES, report
    with replaying(copy, wired.store.key) as again:
        raw = sum(again(written) for written in kept.transactions)
    wired.close()
    return [
        Figure("sweep of 10,000 breaches", ours * 1e3, raw * 1e3, 4.0, SAME_ROWS),
        Figure("sweep with nothing due", nothing * 1e3, None, 2.0, "at most 2 ms"),
    ]
