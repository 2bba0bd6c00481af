"""Stores to measure on: a hub with as many open and closed referrals as wanted, made in seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, insert, select

from mashdesk.clock import FixedClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Contact, Reason, Source
from mashdesk.domain.policy import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.settings import Settings
from mashdesk.store.names import REFERRALS, ROUNDS
from mashdesk.wiring import SetUp, Wired, set_up
from scripts.bench_tools.filling import fill_closed

WORKER, PASSWORD = "asha", "another for nobody"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WORRY = (
    "A neighbour says the children are often alone in the evening, and that the youngest cries. "
    * 4
)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def new_hub(
    folder: Path, now: datetime = NOON, hasher: PasswordHasher | None = CHEAP
) -> tuple[Wired, Actor, FixedClock]:
    """A fresh hub with one duty worker, whose password costs next to nothing to check; or, with
    None for a hasher, what it costs at a real hub.
    """
    clock = FixedClock(now)
    settings = Settings(store=folder / "store", key_file=folder / "key")
    plan = SetUp(
        "Bench",
        PRESETS["london"],
        "admin",
        "Admin",
        "a password for nobody",
        WORKER,
        "Asha Rao",
        PASSWORD,
        "duty_senior_social_worker",
    )
    wired = set_up(settings, plan, clock, hasher)
    return wired, wired.sign_in.sign_in(WORKER, PASSWORD, "bench"), clock


def contact(number: int, received_at: datetime) -> Contact:
    """One plausible contact."""
    return Contact(
        received_at=received_at,
        channel=Channel.PHONE,
        source=Source.SCHOOL,
        worry=f"{number}. {WORRY}",
        reasons=(Reason.NEGLECT, Reason.DOMESTIC_ABUSE),
        consent=ConsentGiven(form=Consent.NOT_REQUIRED),
        children=(Child(given_name="Kit", family_name=f"Bell{number}", born=date(2019, 3, 4)),),
    )


def rated(wired: Wired, actor: Actor, clock: FixedClock) -> int:
    """One referral taken in and rated amber through the desk, as the pattern for the rest."""
    taken = wired.desk.perform(c.TakeIn(contact=contact(0, clock.now()), again=True), actor)
    assert taken.referral is not None
    assert taken.version is not None
    rate = c.Rate(referral=taken.referral, version=taken.version, rating=Rag.AMBER, reason="bench")
    wired.desk.perform(rate, actor)
    return taken.referral


def fill(wired: Wired, actor: Actor, clock: FixedClock, number: int, *, closed: bool) -> None:
    """Add many referrals like one the desk made, by plain inserts; open ones with their round."""
    pattern = rated(wired, actor, clock)
    if closed:
        fill_closed(wired, pattern, number, clock.now())
    else:
        _fill_open(wired, pattern, number, clock.now())


def _fill_open(wired: Wired, pattern: int, number: int, now: datetime) -> None:
    row, its_round = _patterns(wired, pattern)
    with wired.store.begin(now) as work:
        first = int(work.connection.execute(select(func.max(REFERRALS.c.id))).scalar_one()) + 1
        rows, rounds = [], []
        for offset in range(number):
            due_at = now + timedelta(minutes=5 + offset % 5000)
            own = {"due_at": due_at, "band": 1, "sort_at": due_at, "nearest_at": due_at}
            named = {"id": first + offset, "reference": f"MD-26-{first + offset:04d}"}
            rows.append({**row, **named, **own})
            own = {"referral_id": first + offset, "due_at": due_at, "first_due_at": due_at}
            rounds.append({**its_round, **own})
        work.connection.execute(insert(REFERRALS), rows)
        work.connection.execute(insert(ROUNDS), rounds)
        work.commit()


def _patterns(wired: Wired, referral: int) -> tuple[dict[str, Any], dict[str, Any]]:
    with wired.store.read() as connection:
        row = (
            connection.execute(select(REFERRALS).where(REFERRALS.c.id == referral)).mappings().one()
        )
        running = select(ROUNDS).where(
            ROUNDS.c.referral_id == referral, ROUNDS.c.ended_at.is_(None)
        )
        return dict(row), {
            k: v for k, v in connection.execute(running).mappings().one().items() if k != "id"
        }


def checkpoint(wired: Wired) -> None:
    """Fold the -wal into the file, so that a copy of the file is the store."""
    with wired.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
