"""Known people at scale: a million of them with their keys, and candidates while a name is typed.

The names are made of syllables with a few very common ones, so that some keys are crowded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any

from mashdesk.domain.actor import Actor
from mashdesk.domain.finding import keys_of
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import IndividualKind, MentionKind
from mashdesk.wiring import Wired
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.filling import in_haste, without_triggers
from scripts.bench_tools.floor import raw_connection, statements
from scripts.bench_tools.stores import NOON

BATCH = 50_000
ASKED = 200
P95_LIMIT = 50.0


def _parts(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_COMMON_GIVEN = _parts("Mohammed Olivia Noah Amelia George Isla Leo Ava Arthur Lily Kai Ellie")
_COMMON_FAMILY = _parts("Smith Jones Khan Taylor Brown Ahmed Williams Patel Hussain Davies")
_STARTS = _parts("Ba Ca Da El Fa Ga Ha Ja Ka La Ma Na Pa Ra Sa Ta Va Wa Za Be Ce De Ke Le Me Ne")
_MIDDLES = _parts("ri lo na se mi ra ti do ve lu ke ni sha be ro la di ca mo ste")
_ENDS = _parts("n a e y th l s m ra na")
_FAMILY_ENDS = _parts("son ley ton ford well ski man by worth wick ova ado")


def people(rng: Random) -> Iterator[Particulars]:
    """Children of families of one to four, one after another."""
    while True:
        family, home = _family(rng), _home(rng)
        for _ in range(rng.randint(1, 4)):
            yield Particulars(
                given_name=_given(rng),
                family_name=family,
                born=date(2026, 11, 1) - timedelta(days=rng.randint(1, 17 * 365)),
                nhs_number=f"9{rng.randrange(10**9):09}" if rng.random() < 0.4 else "",
                address=home,
                kind=IndividualKind.CHILD,
            )


def fill_people(wired: Wired, first_referral: int, number: int, seed: int = 7) -> list[Particulars]:
    """Make this many children known, each the child of one referral from `first_referral` on, with
    keys and homes; returns a sample of them. The referrals are there already. What they say is not
    put into the full text, which is filled and measured by itself.
    """
    sample: list[Particulars] = []
    rng, told = Random(seed), people(Random(seed + 1))
    with (
        in_haste(wired) as connection,
        without_triggers(connection, "child", "mention", "individual"),
    ):
        for start in range(0, number, BATCH):
            some = list(islice(told, min(BATCH, number - start)))
            sample += rng.sample(some, min(len(some), 2 * ASKED * BATCH // number + 1))
            rows = [(first_referral + start + n, one) for n, one in enumerate(some)]
            connection.execute("BEGIN IMMEDIATE")
            for table, columns, made in _rows(rows):
                slots = ", ".join("?" * len(columns))
                names = ", ".join(f'"{name}"' for name in columns)
                # Plain tuples by the bare driver: there are some ten million of them.
                add = f"INSERT INTO {table} ({names}) VALUES ({slots})"  # noqa: S608 - our own names
                connection.executemany(add, made)
            connection.execute("COMMIT")
    return sample


_Rows = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]


def _rows(some: Sequence[tuple[int, Particulars]]) -> Iterator[_Rows]:
    """The rows of each table for these people, numbered as their referrals are."""
    now = NOON.strftime("%Y-%m-%d %H:%M:%S.%f")
    said = ("born", "sex", "given_name", "family_name", "known_as", "nhs_number", "upn")

    def told(one: Particulars) -> tuple[Any, ...]:
        born = None if one.born is None else one.born.isoformat()
        return born, "X", one.given_name, one.family_name, "", one.nhs_number, ""

    yield (
        "individual",
        ("id", "root_id", "kind", "version", "made_at", "made_by", *said),
        [(n, n, "child", 1, now, 0, *told(one)) for n, one in some],
    )
    yield (
        "child",
        ("referral_id", "individual_id", "position", "school", "address", *said),
        [(n, n, 0, "", one.address, *told(one)) for n, one in some],
    )
    blank = ("role", "given_name", "family_name", "known_as", "note", "position", "responsible")
    yield (
        "mention",
        ("referral_id", "individual_id", "kind", "key", "of_contact", "at", "by", "value",
         "lives_with", *blank),
        [
            (n, n, "address", key_of(MentionKind.ADDRESS, one.address), 1, now, 0, one.address,
             0, "", "", "", "", "", 0, 0)
            for n, one in some
        ],
    )  # fmt: skip
    yield (
        "individual_key",
        ("key", "individual_id", "referral_id"),
        sorted((key, n, n) for n, one in some for key in keys_of(one)),
    )


def candidate_figures(
    wired: Wired, actor: Actor, sample: Sequence[Particulars], known: int
) -> list[Figure]:
    """What 95 of 100 candidates take at most, with and without a date of birth, and as the name is
    only begun; each against the same statements by the bare driver.
    """
    rng = Random(11)
    some = rng.sample(list(sample), min(ASKED, len(sample)))
    asked = {
        "name and date of birth": [_misheard(rng, one) for one in some],
        "name alone": [replace(_misheard(rng, one), born=None) for one in some],
        "name begun": [
            Particulars(given_name=one.given_name, family_name=one.family_name[:3]) for one in some
        ],
        "crowded name": [
            replace(one, given_name=rng.choice(_COMMON_GIVEN), nhs_number="", address="",
                    family_name=rng.choice(_COMMON_FAMILY), born=rng.choice((None, one.born)))
            for one in some
        ],
    }  # fmt: skip
    found = []
    for name, each in asked.items():
        ours, floor = _timed(wired, actor, each)
        # The limit is a time; the floor is told beside it by the name.
        told = f"at most 50 ms; raw SQL {floor:.1f} ms"
        found.append(
            Figure(f"candidates, {name}, {known:,} known, p95", ours, None, P95_LIMIT, told)
        )
    return found


def _timed(wired: Wired, actor: Actor, asked: Sequence[Particulars]) -> tuple[float, float]:
    """The 95th percentile in milliseconds of asking, and of its statements by the bare driver."""
    known = wired.desk.known
    for one in asked[:20]:
        known.candidates(actor, one)
    engine, connection = raw_connection(wired.settings.store, wired.store.key)
    ours, floor = [], []
    try:
        for one in asked:
            began = perf_counter()
            known.candidates(actor, one)
            ours.append(perf_counter() - began)
            with statements(wired.store.engine) as sent:
                known.candidates(actor, one)
            began = perf_counter()
            for each in sent:
                connection.execute(*each).fetchall()
            floor.append(perf_counter() - began)
    finally:
        engine.dispose()
    return quantiles(ours, n=20)[-1] * 1e3, quantiles(floor, n=20)[-1] * 1e3


def _given(rng: Random) -> str:
    if rng.random() < 0.12:
        return rng.choice(_COMMON_GIVEN)
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)


def _family(rng: Random) -> str:
    if rng.random() < 0.12:
        return rng.choice(_COMMON_FAMILY)
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) * rng.randint(0, 1) + rng.choice(_FAMILY_ENDS)


def _home(rng: Random) -> str:
    street = f"{rng.choice(_STARTS)}{rng.choice(_MIDDLES)} Row"
    return f"{rng.randint(1, 400)} {street}, ZZ{rng.randint(1, 99)} {rng.randint(1, 9)}AB"


def _misheard(rng: Random, one: Particulars) -> Particulars:
    """As somebody else writes them down: every third with a slip, every tenth with a wrong date."""
    given, family, born = one.given_name, one.family_name, one.born
    if rng.random() < 0.33:
        n = rng.randrange(len(given))
        given = given[:n] + given[n + 1 :]
    if born is not None and rng.random() < 0.1:
        born += timedelta(days=1)
    return Particulars(given_name=given, family_name=family, born=born)
