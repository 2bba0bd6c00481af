"""What runs in processes of its own: writers that are killed, and desks that start all at once.

Each is given where the store is, never an engine: a connection must not cross into another process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier
from pathlib import Path

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import Stale
from mashdesk.domain.rating import Rag
from mashdesk.store import postgres, sqlite
from mashdesk.store.store import Store
from tests.engines import KEY
from tests.hub import contact

SWEEP_EVERY = 6
"""A writer sweeps now and then, so that a kill also finds a sweep half done."""


def context() -> ForkServerContext:
    """Processes forked from one that has imported everything and opened nothing: quick, clean."""
    from multiprocessing import get_context

    made = get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def open_store(where: str) -> Store:
    """The store in a folder, or at a database's address."""
    if "://" in where:
        return Store(postgres.make_engine(where), KEY)
    return Store(sqlite.make_engine(Path(where), KEY), KEY)


Stop = Callable[[], None]


@dataclass(frozen=True)
class Task:
    """One command under its key, as a writer means to give it; enough to give it again."""

    key: str
    act: str
    referral: int = 0
    version: int = 0

    def command(self, clock: FixedClock) -> c.Command:
        if self.act == "take in":
            return c.TakeIn(contact=contact(clock, worry=self.key), again=True)
        if self.act == "note":
            return c.AddNote(referral=self.referral, text=self.key)
        return c.Rate(referral=self.referral, version=self.version, rating=Rag.RED, reason=self.key)


class Log:
    """A writer's own account beside the store: what it meant to do, and was told was done."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, said: dict[str, object]) -> None:
        os.write(self._file, (json.dumps(said) + "\n").encode())
        os.fsync(self._file)

    @staticmethod
    def read(path: Path) -> Iterator[dict[str, object]]:
        """What was written whole; a kill can cut the last line short."""
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)


def write_until_killed(
    where: str, log: str, name: str, actor: Actor, now: datetime, told: Connection
) -> None:
    """Take in, note, rate, again and again; a byte goes to `told` once each answer is on disk."""
    clock, kept = FixedClock(now), Log(Path(log))
    desk = Desk(open_store(where), clock)
    number = referral = 0
    while True:
        number += 1
        act = ("take in", "note", "rate")[number % 3 - 1]
        version = desk.reread(actor, referral).version if act == "rate" else 0
        task = Task(f"{name}-{number}", act, referral, version)
        kept.write({"meant": asdict(task)})
        try:
            outcome = desk.perform(task.command(clock), actor, task.key)
        except Stale:
            # Another writer's sweep came between the look and the rating: answered, with no.
            kept.write({"refused": task.key})
            continue
        kept.write({"done": task.key, "message": outcome.message})
        referral = outcome.referral or referral
        told.send_bytes(b".")
        if number % SWEEP_EVERY == 0:
            clock.advance(timedelta(hours=1))
            desk.sweep()


@dataclass(frozen=True)
class Result:
    """What one of many desks came to."""

    reopened: int
    done: int
    stale: int
    fault: str = ""


def chase_and_sweep(
    where: str,
    actor: Actor,
    now: datetime,
    requests: tuple[tuple[int, int], ...],
    times: int,
    start: Barrier,
    told: Connection,
) -> None:
    """Sweep at once with everybody else, then chase requests until `times` chases went through.

    `requests` are (referral, request). A chase reads a count and a version and writes both one
    higher: the plainest read-modify-write there is.
    """
    store = open_store(where)
    try:
        desk = Desk(store, FixedClock(now))
        desk.hub()
        start.wait(timeout=60)
        reopened = desk.sweep().found
        done, stale = _chase(desk, actor, requests, times)
        told.send(Result(reopened, done, stale))
    except Exception as error:
        told.send(Result(0, 0, 0, f"{type(error).__name__}: {error}"))
    finally:
        store.close()


def _chase(
    desk: Desk, actor: Actor, requests: tuple[tuple[int, int], ...], times: int
) -> tuple[int, int]:
    done = stale = 0
    while done < times:
        referral, request = requests[(done + stale) % len(requests)]
        seen = {one.id: one for one in desk.reread(actor, referral).requests}[request]
        chase = c.Chase(
            request=request, version=seen.version, channel=Channel.PHONE, person=actor.workstation
        )
        try:
            desk.perform(chase, actor)
            done += 1
        except Stale:
            stale += 1
    return done, stale


def started(target: Callable[..., None], *arguments: object) -> tuple[Stop, Connection]:
    """Start a process of `target(*arguments, told)`; gives its kill-and-wait and its listener."""
    processes = context()
    listening, told = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*arguments, told), daemon=True)
    process.start()
    told.close()

    def stop() -> None:
        process.kill()
        process.join()

    return stop, listening


def that_told(listening: list[Connection], patience: float) -> list[Connection]:
    """Those with something to tell, waiting for the first; none after `patience` seconds."""
    ready = wait(listening, timeout=patience)
    return [end for end in listening if end in ready]
