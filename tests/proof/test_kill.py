"""Writers are killed with SIGKILL wherever they are. What was acknowledged is there, and whole."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mashdesk.domain.actor import Actor
from mashdesk.store import sqlite
from tests.hub import FRIDAY, Hub
from tests.proof.workers import Log, Task, started, that_told, write_until_killed

ROUNDS = 60 if os.environ.get("MASHDESK_THOROUGH") == "1" else 8
WRITERS = 3
PATIENCE = 60.0
"""Seconds without a single acknowledgement after which the writers count as stuck."""

ACTS = {
    "take in": ("taken_in", "take a contact in"),
    "note": ("note", "add a note"),
    "rate": ("rated", "rate"),
}
"""What a writer does, the event it leaves, and its name in the audit."""


@dataclass
class Accounts:
    """What all writers meant and were told, gathered from their logs after a kill."""

    meant: dict[str, Task] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def add(self, log: Path) -> None:
        for line in Log.read(log) if log.exists() else ():
            if "meant" in line:
                task = Task(**line["meant"])  # type: ignore[arg-type]
                self.meant[task.key] = task
            elif "refused" in line:
                self.refused.add(str(line["refused"]))
            else:
                self.acknowledged[str(line["done"])] = str(line["message"])

    @property
    def unanswered(self) -> list[Task]:
        """Given, and killed before the answer was written down: done or not, nobody was told."""
        answered = self.acknowledged.keys() | self.refused
        return [task for key, task in self.meant.items() if key not in answered]


def listen(ends: list[Connection], patience: float, *, silent: bool = False) -> int:
    """How many acknowledgements came at once, waiting at most `patience` seconds for the first."""
    ready = that_told(ends, patience)
    assert ready or silent, "no writer got anything done"
    for end in ready:
        end.recv_bytes()
    return len(ready)


def kill_writers_somewhere(hub: Hub, folder: Path, number: int, chance: random.Random) -> Accounts:
    """Let writers work until a random number of acknowledgements, then kill them all."""
    stops, ends, logs = [], [], []
    for writer in range(WRITERS):
        name = f"r{number}w{writer}"
        logs.append(folder / f"{name}.log")
        actor = whose(hub, name + "-")
        now = FRIDAY + timedelta(hours=number)
        stop, end = started(write_until_killed, str(hub.folder), str(logs[-1]), name, actor, now)
        stops.append(stop)
        ends.append(end)
    wanted = chance.randint(WRITERS, 8 * WRITERS)
    try:
        while wanted > 0:
            wanted -= listen(ends, PATIENCE)
        # An acknowledgement falls between two commands: a moment more, and one is half done.
        until = time.monotonic() + chance.uniform(0, 0.05)
        while (left := until - time.monotonic()) > 0:
            listen(ends, left, silent=True)
    finally:
        for stop in stops:
            stop()
    accounts = Accounts()
    for log in logs:
        accounts.add(log)
    return accounts


def rows(hub: Hub, query: str) -> list[Any]:
    with hub.store.read() as connection:
        return list(connection.exec_driver_sql(query))


def counted(hub: Hub, table: str, column: str) -> dict[str, int]:
    found = rows(hub, f"SELECT {column}, count(*) FROM {table} GROUP BY {column}")
    return {str(name): int(number) for name, number in found}


def whose(hub: Hub, key: str) -> Actor:
    """The writer whose key it is: r3w1-7 is the second's."""
    return (hub.duty, hub.other_duty, hub.manager)[int(key.partition("w")[2].partition("-")[0])]


def carried_out(hub: Hub) -> set[str]:
    """The keys of the commands whose words stand in the record."""
    worries = rows(hub, "SELECT worry FROM referral")
    texts = rows(hub, "SELECT text FROM event WHERE kind IN ('note', 'rated')")
    return {text for (text,) in worries + texts}


def holds_every_word(hub: Hub, accounts: Accounts) -> None:
    """The store is whole, has all that was acknowledged, and nothing by halves."""
    with hub.store.read() as connection:
        assert sqlite.integrity(connection) == []
    assert hub.desk.audit_verify(hub.manager).whole
    done = carried_out(hub)
    assert done >= accounts.acknowledged.keys(), "an acknowledged command is gone"
    assert done <= accounts.meant.keys() - accounts.refused
    keys = rows(hub, "SELECT count(*) FROM done")[0][0]
    assert keys == len(done), f"{len(done)} commands stand in the record, {keys} keys are kept"
    acts = [accounts.meant[key].act for key in done]
    events, audited = counted(hub, "event", "kind"), counted(hub, "audit WHERE allowed", "act")
    for act, (event, label) in ACTS.items():
        assert events.get(event, 0) == acts.count(act), f"a half-written “{act}”"
        assert audited.get(label, 0) == acts.count(act), f"an unaudited “{act}”"
    assert events.get("timed_out", 0) == audited.get("reopen what timed out", 0)
    # Each open referral has its one clock, whatever a half-done sweep was at.
    running = rows(
        hub,
        "SELECT count(*) FROM round WHERE ended_at IS NULL AND paused_at IS NULL"
        " GROUP BY referral_id",
    )
    assert [number for (number,) in running] == [1] * len(rows(hub, "SELECT id FROM referral"))


def test_killed_at_any_point_the_store_is_whole_and_keeps_every_acknowledged_command(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"kill points drawn with seed {seed}")
    chance, all_told, retried = random.Random(seed), Accounts(), 0
    for number in range(ROUNDS):
        accounts = kill_writers_somewhere(sqlite_hub, tmp_path, number, chance)
        all_told.meant |= accounts.meant
        all_told.acknowledged |= accounts.acknowledged
        all_told.refused |= accounts.refused
        holds_every_word(sqlite_hub, all_told)
        for key, message in accounts.acknowledged.items():
            assert once_more(sqlite_hub, accounts.meant[key]) == message, "done a second time"
        retried += do_what_nobody_was_told_of(sqlite_hub, accounts, all_told)
        holds_every_word(sqlite_hub, all_told)
    assert len(all_told.acknowledged) >= ROUNDS * WRITERS
    assert retried, "no kill ever fell between a command and its acknowledgement"


def do_what_nobody_was_told_of(hub: Hub, accounts: Accounts, all_told: Accounts) -> int:
    """Give each unanswered command again under its key, twice: it is done exactly once."""
    for task in accounts.unanswered:
        first = once_more(hub, task)
        before = rows(hub, "SELECT count(*) FROM event")
        assert once_more(hub, task) == first
        assert rows(hub, "SELECT count(*) FROM event") == before
        all_told.acknowledged[task.key] = first
    return len(accounts.unanswered)


def once_more(hub: Hub, task: Task) -> str:
    """The same command under its key; a sweep may have come between, so its giver looks first."""
    version = hub.version(task.referral) if task.act == "rate" else 0
    command = replace(task, version=version).command(hub.clock)
    return hub.desk.perform(command, whose(hub, task.key), task.key).message
