"""Partners' figures: what walls cost beside the query without any, and changing seats."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import insert, select, update

from mashdesk.clock import FixedClock, SystemClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.store.names import AGENCIES, PEOPLE, REFERRALS, REQUESTS
from mashdesk.store.queries.queue import queue
from mashdesk.store.views import QueueFilter
from mashdesk.wiring import Wired
from scripts.bench_tools.desk_bench import MARKER, desk_program
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.floor import paired
from scripts.bench_tools.stores import PASSWORD, WORKER, fill, new_hub, rated

OPEN = 10_000
AGENCY, PRACTITIONER = "HLT", "hana"
TIMES = 7
SWITCHES = 4


def partner_figures(say: Callable[[str], None]) -> list[Figure]:
    """Measure on fresh stores in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="mashdesk-bench-") as name:
        folder = Path(name)
        say("walls, 10,000 open")
        found = _walls(folder / "walls")
        say("changing seats")
        return [*found, _seats(folder / "seats"), _sign_in(folder / "hash")]


def _walls(folder: Path) -> list[Figure]:
    """What somebody may see, against the same query by the desk itself, which sees everything."""
    wired, actor, clock = new_hub(folder)
    fill(wired, actor, clock, OPEN, closed=False)
    health = _practitioner(wired)
    _ask_about_all(wired, actor, clock)

    def unfiltered() -> object:
        with wired.store.read() as connection:
            return queue(connection, SYSTEM, QueueFilter(), clock.now())

    own, whole = paired(lambda: wired.desk.queue(actor), unfiltered, TIMES)
    agency, whole_again = paired(lambda: wired.desk.agency.view(health), unfiltered, TIMES)
    assert len(wired.desk.agency.view(health).open) >= OPEN
    wired.close()
    against = "no walls"
    return [
        Figure("queue as one may see it, 10,000 open", own * 1e3, whole * 1e3, 1.5, against),
        Figure("agency desk, 10,000 asked", agency * 1e3, whole_again * 1e3, 1.5, against),
    ]


def _practitioner(wired: Wired) -> Actor:
    """Somebody in the agency, as if signed in."""
    with wired.store.read() as connection:
        is_admin = PEOPLE.c.role == Role.ADMINISTRATOR
        row = connection.execute(select(PEOPLE).where(is_admin)).mappings().first()
    assert row is not None
    admin = Actor(row["id"], row["full_name"], row["role"])
    wired.desk.perform(
        c.AddUser(
            name=PRACTITIONER,
            full_name="Hana Hill",
            role=Role.PRACTITIONER,
            password_hash=row["password_hash"],
            agency=AGENCY,
        ),
        admin,
    )
    with wired.store.read() as connection:
        named = select(PEOPLE.c.id).where(PEOPLE.c.name == PRACTITIONER)
        person = int(connection.execute(named).scalar_one())
    return Actor(person, "Hana Hill", Role.PRACTITIONER, AGENCY)


def _ask_about_all(wired: Wired, actor: Actor, clock: FixedClock) -> None:
    """Put every open referral to the agency, like one the desk asked it about."""
    asked = rated(wired, actor, clock)
    version = wired.desk.open(actor, asked).version
    wired.desk.perform(
        c.AskAgencies(referral=asked, version=version, agencies=(AGENCY,), question="?"), actor
    )
    with wired.store.read() as connection:
        agency = connection.execute(select(AGENCIES.c.id).where(AGENCIES.c.code == AGENCY))
        of_it = REQUESTS.c.agency_id == agency.scalar_one()
        pattern = dict(connection.execute(select(REQUESTS).where(of_it)).mappings().one())
        others = connection.execute(
            select(REFERRALS.c.id).where(REFERRALS.c.closed_at.is_(None), REFERRALS.c.id != asked)
        ).scalars()
        rows = [
            {key: value for key, value in pattern.items() if key != "id"}
            | {"referral_id": other, "due_at": clock.now() + timedelta(minutes=5 + place % 5000)}
            for place, other in enumerate(others)
        ]
    with wired.store.begin(clock.now()) as work:
        work.connection.execute(insert(REQUESTS), rows)
        work.connection.execute(update(REFERRALS).values(asked=1, owing=AGENCY))
        work.commit()


def _seats(folder: Path) -> Figure:
    """From the password to a desk one can work at: at the first sign-in, and after a hand-over."""
    wired, actor, clock = new_hub(folder, SystemClock().now())
    fill(wired, actor, clock, 999, closed=False)
    wired.close()
    first: list[float] = []
    switched: list[float] = []
    for _ in range(SWITCHES):
        with desk_program(folder) as desk:
            for kept in (first, switched):
                desk.wait_for("Password")
                desk.settle()
                desk.write(WORKER.encode() + b"\t")
                desk.settle()
                desk.write(PASSWORD.encode())
                desk.settle()
                began = time.perf_counter()
                desk.write(b"\r")
                kept.append(desk.seen(MARKER) - began)
                desk.settle(quiet=0.4, seconds=2)
                desk.write(b"\x1bOQ")
    return Figure(
        "switching user to a usable desk",
        median(switched) * 1e3,
        median(first) * 1e3,
        1.5,
        "first paint after sign-in",
    )


def _sign_in(folder: Path) -> Figure:
    """Signing in, with what it writes, against the check of the password and nothing else."""
    wired, _, _ = new_hub(folder, hasher=None)
    with wired.store.read() as connection:
        known = select(PEOPLE.c.password_hash).where(PEOPLE.c.name == WORKER)
        hashed = connection.execute(known).scalar_one()
    hasher = PasswordHasher.from_parameters(extract_parameters(hashed))
    ours, alone = paired(
        lambda: wired.sign_in.sign_in(WORKER, PASSWORD, "bench"),
        lambda: hasher.verify(hashed, PASSWORD),
        TIMES,
    )
    wired.close()
    return Figure("sign-in", ours * 1e3, alone * 1e3, 1.3, "the hash alone")
