"""The floor under the store's figures: the statements a command ran, replayed by the bare driver.

What the desk wrote is recorded as SQL text and parameters, then written again into a copy of the
same store through sqlcipher3 alone, one BEGIN IMMEDIATE to COMMIT per transaction, with the same
pragmas. So both sides write the same rows with the same durability, and the ratio is what the
desk's own work costs.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from mashdesk.store.sqlite import STORE_FILE, make_engine

Statement = tuple[str, Any, bool]
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Recording:
    """The write statements of each committed transaction, in order."""

    transactions: list[list[Statement]] = field(default_factory=list)
    _open: list[Statement] = field(default_factory=list)

    def seen(self, statement: str, parameters: Any, many: bool) -> None:
        """Keep a write."""
        if statement.lstrip().upper().startswith(WRITES):
            self._open.append((statement, parameters, many))

    def committed(self) -> None:
        """What was written since the last commit is one transaction."""
        if self._open:
            self.transactions.append(self._open)
        self._open = []


@contextmanager
def recording(engine: Engine) -> Iterator[Recording]:
    """Record everything written through an engine."""
    kept = Recording()

    def execute(_c: Any, _cur: Any, statement: str, parameters: Any, _ctx: Any, many: bool) -> None:
        kept.seen(statement, parameters, many)

    def commit(_connection: Any) -> None:
        kept.committed()

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield kept
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def copy_store(directory: Path, target: Path) -> Path:
    """A store as it is now, its -wal folded in by a checkpoint the caller made."""
    target.mkdir(parents=True)
    shutil.copy2(directory / STORE_FILE, target / STORE_FILE)
    return target


def raw_connection(directory: Path, key: bytes) -> tuple[Engine, Any]:
    """The bare driver's connection, with the store's own pragmas, and the engine to dispose of."""
    engine = make_engine(directory, key)
    return engine, engine.raw_connection().driver_connection


@contextmanager
def replaying(directory: Path, key: bytes) -> Iterator[Callable[[list[Statement]], float]]:
    """Writes one recorded transaction with the bare driver and gives the seconds it took."""
    engine, connection = raw_connection(directory, key)

    def again(written: list[Statement]) -> float:
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in written:
            (connection.executemany if many else connection.execute)(statement, parameters)
        connection.execute("COMMIT")
        return time.perf_counter() - began

    try:
        yield again
    finally:
        engine.dispose()


def typical(work: Callable[[], object], times: int) -> float:
    """The median seconds of some runs, after one that warms the caches."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def paired(
    work: Callable[[], object], floor: Callable[[], object], times: int
) -> tuple[float, float]:
    """The median seconds of two things done in turns: what else the machine does hits both."""
    work()
    floor()
    one: list[float] = []
    other: list[float] = []
    for _ in range(times):
        for kept, act in ((one, work), (other, floor)):
            began = time.perf_counter()
            act()
            kept.append(time.perf_counter() - began)
    return median(one), median(other)


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Every statement sent through an engine, with its parameters."""
    kept: list[tuple[str, Any]] = []

    def execute(_c: Any, _cur: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            kept.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", execute)
    try:
        yield kept
    finally:
        event.remove(engine, "before_cursor_execute", execute)
