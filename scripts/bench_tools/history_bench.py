"""Figures of history and search at a million people and a million referrals: search, chronology,
family and links, each at its slowest twentieth, with the same statements through the bare driver.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from mashdesk.clock import FixedClock
from mashdesk.domain.actor import Actor
from mashdesk.store.queries import chronology, family, kin, links, searching
from mashdesk.wiring import Wired
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.floor import raw_connection, statements
from scripts.bench_tools.stores import checkpoint, new_hub, rated

REFERRALS = 1_000_000
SEARCH_MOST, OTHERS_MOST = 20.0, 50.0
ASKED = 200
_SENTENCES = 4_000
_VOICES = (
    "child mother father school police neighbour bruise alone evening crying hungry shouting drunk "
    "late missing phone canal park bus night morning teacher nurse doctor visit home bed cold dirty "
    "frightened angry quiet happy brother sister uncle partner house flat stairs door window street "
    "report call worry concern marks arm face leg burn story changed explained promised refused"
).split()


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
    draw = random.Random(7)  # noqa: S311 - the same store each time
    names = [f"{draw.choice('BCDFGHKLMNPRST')}{draw.choice('aeiou')}{draw.choice('dlmnrst')}"
             f"{draw.choice(('er', 'ley', 'ton', 'son', 'wood', 'ham'))}" for _ in range(500)]  # fmt: skip
    said = [
        " ".join(draw.choices(_VOICES, k=18)) + f" {draw.choice(names)} case{at}."
        for at in range(_SENTENCES)
    ]
    with _bare(wired) as connection:
        connection.execute("CREATE TEMP TABLE said (at INTEGER PRIMARY KEY, words TEXT)")
        connection.execute("CREATE TEMP TABLE named (at INTEGER PRIMARY KEY, word TEXT)")
        connection.executemany("INSERT INTO said VALUES (?, ?)", list(enumerate(said)))
        connection.executemany("INSERT INTO named VALUES (?, ?)", list(enumerate(names)))
        connection.execute("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY, h INTEGER)")
        connection.execute(
            "WITH RECURSIVE c(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM c WHERE i < :many + 9)"
            " INSERT INTO n SELECT i, CASE WHEN i % 10 = 0 THEN i % max(1, :half / 20)"
            " ELSE (i * 7919) % :half END FROM c",
            {"many": referrals, "half": referrals // 2},
        )
        for statement in _rows(connection, pattern, referrals // 2):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(*statement)
            connection.execute("COMMIT")
        connection.execute("ANALYZE")


@contextmanager
def _bare(wired: Wired) -> Iterator[Any]:
    pooled = wired.store.engine.raw_connection()
    connection = pooled.driver_connection
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    try:
        yield connection
    finally:
        pooled.invalidate()


_AT = "strftime('%Y-%m-%d %H:%M:%f', '2026-11-18', '-' || ((:many + 10 - n.i) * 150) || ' seconds')"


def _like(connection: Any, table: str, where: str, **changes: str) -> str:
    """An INSERT of one row for each of `n` like a pattern, but for these columns."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changes.get(name, f"p.{name}") for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM n, {table} AS p {where}"  # noqa: S608
    )


def _said(factor: int, table: str = "said", column: str = "words", of: int = _SENTENCES) -> str:
    return f"(SELECT {column} FROM {table} WHERE at = (n.i * {factor}) % {of})"


def _name(of: str) -> str:
    return f"(SELECT word FROM named WHERE at = ({of}) % 500)"


def _rows(connection: Any, pattern: int, half: int) -> Iterator[tuple[str, dict[str, Any]]]:
    one = {"pattern": pattern, "half": half, "many": half * 2}
    closed = {name: "NULL" for name in ("due_at", "sort_at", "nearest_at", "nearest_start",
                                        "clock", "start_at")}  # fmt: skip
    yield _like(
        connection, "referral", "WHERE p.id = :pattern", id="n.i", reference="'MD-22-' || n.i",
        received_at=_AT, taken_in_at=_AT, closed_at=_AT, state="'closed'", digest="n.i",
        worry=f"{_said(13)} || ' ' || {_said(31)}", **closed,
    ), one  # fmt: skip
    people = "INSERT INTO individual SELECT {0} + h, {0} + h, '{1}', 1, '2015-01-01', NULL, 'X'," \
        " '2022-01-01 00:00:00.000000', 1, " + _name("h") + ", " + _name("h * 3") + ", '', '', ''" \
        " FROM (SELECT DISTINCT h FROM n)"  # fmt: skip
    yield people.format(10, "child"), {}
    yield people.format(10 + half, "adult"), {}
    yield _like(
        connection, "child", "WHERE p.referral_id = :pattern", id="n.i", referral_id="n.i",
        individual_id="10 + n.h", given_name=_name("n.h"), family_name=_name("n.h * 3"),
    ), one  # fmt: skip
    mention = (
        "INSERT INTO mention (referral_id, individual_id, kind, of_contact, position, role, key,"
        " responsible, lives_with, at, by, given_name, family_name, known_as, value, note)"
        " SELECT n.i, {who}, '{kind}', 1, 0, 'mother', {key}, 1, 1, '2022-01-01 00:00:00.000000',"
        " 1, {name}, '', '', {key}, '' FROM n {where}"
    )
    yield mention.format(who="10 + :half + n.h", kind="adult", key="''", name=_name("n.h * 3"),
                         where=""), {"half": half}  # fmt: skip
    yield mention.format(who="NULL", kind="address", key="n.h || ' high street'", name="''",
                         where=""), {}  # fmt: skip
    yield mention.format(who="NULL", kind="phone", key="'0161' || (n.h % 50000)", name="''",
                         where="WHERE n.i % 8 = 0"), {}  # fmt: skip
    for step, which in ((0, "1"), (1, "h % 2 = 0")):
        yield (
            "INSERT INTO relationship (from_id, to_id, kind, of_contact, at, by, words,"
            f" ended_because) SELECT 10 + :half + h, 10 + h + {step}, 'parent', 0,"
            " '2022-01-01 00:00:00.000000', 1, '', '' FROM (SELECT DISTINCT h FROM n)"
            f" WHERE {which} AND 10 + h + {step} IN (SELECT id FROM individual)",
            {"half": half},
        )
    yield from _told(half)


def _told(half: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What agencies said of three in ten, decisions of half, notes and ratings of all."""
    one = {"many": half * 2}
    yield (
        "INSERT INTO request (id, referral_id, agency_id, version, state, asked_at, asked_by,"
        " round, timeouts, chased, settled_at, shared, next_contact, settled_because, insisted,"
        f" question) SELECT n.i, n.i, 1 + n.i % 3, 1, 'answered', {_AT}, 1, 1, 0, 0, {_AT}, '[]',"
        " '', '', '', 'What is held?' FROM n WHERE n.i % 10 < 3", one,
    )  # fmt: skip
    yield (
        "INSERT INTO answer (id, request_id, answer, recorded_at, recorded_by, late, on_behalf,"
        f" partial, person, searched, reason) SELECT n.i, n.i, 'relevant', {_AT}, 1, 0, 1, 0, 'PC',"
        " '', '' FROM n WHERE n.i % 10 < 3", one,
    )  # fmt: skip
    yield (
        "INSERT INTO passage SELECT n.i, 0, CASE WHEN n.i % 100 = 1 THEN 'decision_maker'"
        f" ELSE 'hub' END, {_said(17)} FROM n WHERE n.i % 10 < 3", {},
    )  # fmt: skip
    blank = ("agency_words", "would_change", "spoken_to", "receiver", "expected", "referrer_words",
             "no_voice_because", "voice")  # fmt: skip
    yield (
        "INSERT INTO decision (referral_id, outcome, final_rating, decider_id, decided_at,"
        f" shaped_by, rationale, {', '.join(blank)}) SELECT n.i, 'advice_given', 'amber', 1, {_AT},"
        f" '[]', {_said(19)}, {', '.join(chr(39) * 2 for _ in blank)} FROM n WHERE n.i % 2 = 0", one,
    )  # fmt: skip
    for at, (kind, words) in enumerate((("rated", "''"), ("note", _said(23)))):
        yield (
            "INSERT INTO event (seq, at, kind, actor_id, actor, referral_id, version, changes,"
            f" title, text) SELECT 1000 + {at} * (:many + 1000) + n.i, {_AT}, '{kind}', 1, 'Asha',"
            f" n.i, 1, '{{}}', 'Rated amber.', {words} FROM n", one,
        )  # fmt: skip


def measure(
    wired: Wired, actor: Actor, clock: FixedClock, referrals: int, times: int = ASKED
) -> list[Figure]:
    """Each reading for many referrals and many questions, against its statements alone."""
    now, draw = clock.now(), random.Random(11)  # noqa: S311 - the same questions each time
    some = [draw.randrange(10, referrals) for _ in range(times)]
    asked = _questions(draw, times)

    def told(referral: int) -> Callable[[Any], object]:
        def read(connection: Any) -> object:
            whose = kin.household(connection, kin.reader(actor, now), referral)
            return chronology.chronology(connection, actor, whose, now)

        return read

    readings: tuple[tuple[str, float, list[Callable[[Any], object]]], ...] = (
        ("search", SEARCH_MOST, [lambda on, w=w: searching.search(on, actor, w, now) for w in asked]),
        ("chronology of a household", OTHERS_MOST, [told(one) for one in some]),
        ("siblings and household", OTHERS_MOST,
         [lambda on, one=one: family.family(on, actor, one, now) for one in some]),
        ("links", OTHERS_MOST, [lambda on, one=one: links.links(on, actor, one, now) for one in some]),
    )  # fmt: skip
    found = []
    for name, most, works in readings:
        desk, floor = _slowest(wired, works)
        title = f"{name}, {referrals:,}, p95"
        found.append(Figure(title, desk, None, most, f"raw SQL {floor:.2f} ms"))
    return found


def _questions(draw: random.Random, times: int) -> list[str]:
    """Common words, several words, rare ones, beginnings: what people type."""
    word = draw.choice
    kinds: tuple[Callable[[], str], ...] = (
        lambda: word(_VOICES),
        lambda: f"{word(_VOICES)} {word(_VOICES)}",
        lambda: f"{word(_VOICES)} {word(_VOICES)} {word(_VOICES)}",
        lambda: f"case{draw.randrange(_SENTENCES)}",
        lambda: word(_VOICES)[: draw.randrange(2, 5)],
        lambda: f"{word(_VOICES)} case{draw.randrange(_SENTENCES)}",
        lambda: f"{word('BCDFGHKLMNPRST')}{word('aeiou')}",
    )
    return [kinds[at % len(kinds)]() for at in range(times)]


def _slowest(wired: Wired, works: list[Callable[[Any], object]]) -> tuple[float, float]:
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
