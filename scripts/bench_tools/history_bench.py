"""Figures of history and search at a million people and a million referrals: search, chronology,
family and links, each at its slowest twentieth, with the same statements through the bare driver.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection

from mashdesk.clock import FixedClock
from mashdesk.domain.actor import Actor
from mashdesk.store.queries import belonging, chronology, family, links, searching
from mashdesk.store.queries.known import reader_of
from mashdesk.wiring import Wired
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.filling import CLOSED, in_haste, like
from scripts.bench_tools.floor import raw_connection, statements
from scripts.bench_tools.stores import checkpoint, new_hub, rated

REFERRALS = 1_000_000
SEARCH_MOST, OTHERS_MOST = 20.0, 50.0
ASKED = 200
Reading = Callable[[Connection], object]
SENTENCES, NAMES = 4_000, 500
FILL = Path(__file__).with_name("history_fill.sql")
_WORDS = """
child mother father school police neighbour bruise alone evening crying hungry shouting drunk late
missing phone canal park bus night morning teacher nurse doctor visit home bed cold dirty frightened
angry quiet happy brother sister uncle partner house flat stairs door window street report call
worry concern marks arm face leg burn story changed explained promised refused
"""


def history_figures(say: Callable[[str], None], referrals: int = REFERRALS) -> list[Figure]:
    """Measure on a fresh store in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="mashdesk-bench-") as name:
        say(f"history: {referrals:,} people and referrals are made")
        wired, actor, clock = new_hub(Path(name) / "history")
        try:
            fill_people(wired, actor, clock, referrals)
            checkpoint(wired)
            say("history: search, chronology, family, links")
            return measure(wired, actor, clock, referrals)
        finally:
            wired.close()


def fill_people(wired: Wired, actor: Actor, clock: FixedClock, referrals: int) -> None:
    """Add so many closed referrals about half as many children, with their mothers, who have as
    many together: each household was told of twice or more, some share a phone with others.

    Made by plain statements after one that the desk made; the store's own triggers index the words.
    """
    pattern = rated(wired, actor, clock)
    draw, half = random.Random(7), referrals // 2
    numbers = {"many": referrals, "half": half, "pattern": pattern}
    with in_haste(wired) as connection:
        _words(connection, draw)
        connection.execute("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY, h INTEGER, at TEXT)")
        for statement in (_NUMBERED, _referrals(connection), *FILL.read_text().split(";\n")[:-1]):
            used = {name: number for name, number in numbers.items() if f":{name}" in statement}
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(statement, used)
            connection.execute("COMMIT")
        connection.execute("ANALYZE")


_NUMBERED = """
    INSERT INTO n
    WITH RECURSIVE counted(i) AS (
        SELECT 10 UNION ALL SELECT i + 1 FROM counted WHERE i < :many + 9
    )
    SELECT i,
        CASE WHEN i % 10 = 0 THEN i % max(1, :half / 20) ELSE (i * 7919) % :half END,
        strftime('%Y-%m-%d %H:%M:%f', '2026-11-18', '-' || ((:many + 10 - i) * 150) || ' seconds')
            || '000'
    FROM counted
"""


def _words(connection: Any, draw: random.Random) -> None:
    """Sentences of common words, each with a name and a word of its own."""
    ends = ("er", "ley", "ton", "son", "wood", "ham")
    names = [
        "".join(map(draw.choice, ("BCDFGHKLMNPRST", "aeiou", "dlmnrst", ends)))
        for _ in range(NAMES)
    ]
    words = _WORDS.split()
    said = [
        f"{' '.join(draw.choices(words, k=18))} {draw.choice(names)} case{at:04d}."
        for at in range(SENTENCES)
    ]
    connection.execute("CREATE TEMP TABLE said (at INTEGER PRIMARY KEY, words TEXT)")
    connection.execute("CREATE TEMP TABLE named (at INTEGER PRIMARY KEY, word TEXT)")
    connection.executemany("INSERT INTO said VALUES (?, ?)", list(enumerate(said)))
    connection.executemany("INSERT INTO named VALUES (?, ?)", list(enumerate(names)))


def _referrals(connection: Any) -> str:
    """An INSERT of one closed referral for each of `n`, else like the one the desk made."""
    said = "(SELECT words FROM said WHERE at = (n.i * {}) % 4000)"
    own = {
        **CLOSED,
        "id": "n.i",
        "reference": "'MD-22-' || n.i",
        "received_at": "n.at",
        "taken_in_at": "n.at",
        "closed_at": "n.at",
        "digest": "n.i",
        "worry": f"{said.format(13)} || ' ' || {said.format(31)}",
    }
    return like(connection, own)


def measure(
    wired: Wired, actor: Actor, clock: FixedClock, referrals: int, times: int = ASKED
) -> list[Figure]:
    """Each reading for many referrals and many questions, against its statements alone."""
    now, draw = clock.now(), random.Random(11)
    some = [draw.randrange(10, referrals) for _ in range(times)]

    def searched(words: str) -> Reading:
        return lambda on: searching.search(on, actor, words, now)

    def told(referral: int) -> Reading:
        def read(on: Connection) -> object:
            whose = belonging.household(on, reader_of(actor, now), referral)
            return chronology.chronology(on, actor, whose, now)

        return read

    def related(referral: int) -> Reading:
        return lambda on: family.family(on, actor, referral, now)

    def linked(referral: int) -> Reading:
        return lambda on: links.links(on, actor, referral, now)

    readings = (
        ("search", SEARCH_MOST, [*map(searched, _questions(draw, times))]),
        ("chronology of a household", OTHERS_MOST, [*map(told, some)]),
        ("siblings and household", OTHERS_MOST, [*map(related, some)]),
        ("links", OTHERS_MOST, [*map(linked, some)]),
    )
    found = []
    for name, most, works in readings:
        desk, floor = _slowest(wired, works)
        against = f"at most {most:.0f} ms; raw SQL {floor:.2f}"
        found.append(Figure(f"{name}, {referrals:,}, p95", desk, None, most, against))
    return found


def _questions(draw: random.Random, times: int) -> list[str]:
    """Common words, several words, rare ones, beginnings: what people type."""
    words = _WORDS.split()
    kinds: tuple[Callable[[], str], ...] = (
        lambda: draw.choice(words),
        lambda: " ".join(draw.choices(words, k=2)),
        lambda: " ".join(draw.choices(words, k=3)),
        lambda: f"case{draw.randrange(SENTENCES):04d}",
        lambda: draw.choice(words)[: draw.randrange(2, 5)],
        lambda: f"{draw.choice(words)} case{draw.randrange(SENTENCES):04d}",
        lambda: draw.choice("BCDFGHKLMNPRST") + draw.choice("aeiou"),
    )
    return [kinds[at % len(kinds)]() for at in range(times)]


def _slowest(wired: Wired, works: list[Reading]) -> tuple[float, float]:
    """The slowest twentieth of these readings in ms, and of their statements by the bare driver."""
    taken, bare = [], []
    engine, raw = raw_connection(wired.settings.store, wired.store.key)
    with statements(wired.store.engine) as sent:
        for work in works:
            sent.clear()
            began = perf_counter()
            with wired.store.read() as connection:
                work(connection)
            taken.append(perf_counter() - began)
            began = perf_counter()
            for statement, parameters in sent:
                raw.execute(statement, parameters).fetchall()
            bare.append(perf_counter() - began)
    engine.dispose()
    return _p95(taken), _p95(bare)


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)] * 1e3


if __name__ == "__main__":
    import sys

    for figure in history_figures(print, int(sys.argv[1]) if len(sys.argv) > 1 else REFERRALS):
        print(figure.line())
