"""A hub whose every word is one letter that nothing else shows: a byte of it is a leak."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select

from mashdesk.clock import SystemClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Contact, Reason, Source
from mashdesk.domain.presets import PRESETS
from mashdesk.settings import Settings
from mashdesk.store.names import AUDIT
from mashdesk.wiring import SetUp, Wired, set_up
from mashdesk.wiring.places import connect, key_of
from mashdesk.wiring.wired import wire
from tests.proof.hands import Hands
from tests.proof.terminal import ENTER, home_of_nobody

CANARY = "ж"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "four dull words here"


@dataclass
class CanaryHub:
    """A hub in a folder, and the environment in which the program opens it."""

    wired: Wired
    env: dict[str, str]

    def audit(self) -> list[tuple[str, bool]]:
        """Every act of the audit and whether it was allowed, read without leaving one."""
        with self.wired.store.read() as connection:
            rows = connection.execute(select(AUDIT.c.act, AUDIT.c.allowed).order_by(AUDIT.c.seq))
            return [(row.act, row.allowed) for row in rows]

    def signed_in(self, desk: Hands) -> None:
        """Asha Rao at her desk, the record before her."""
        desk.wait_for("Sign in at")
        desk.press("asha\r" + PASSWORD)
        desk.wait_for("•" * len(PASSWORD))
        desk.press(ENTER)
        desk.wait_for("LIVE", CANARY * 3)


@contextmanager
def canary_hub(folder: Path) -> Iterator[CanaryHub]:
    """One referral, one duty worker: a copy of a hub set up once."""
    made = _set_up_once()
    for name in ("hub", "key"):
        source = made / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    settings = _settings(folder)
    wired = wire(settings, connect(settings, key_of(settings)), SystemClock(), _CHEAP)
    places = {"STORE": settings.store, "KEY_FILE": settings.key_file}
    env = {f"MASHDESK_{name}": str(place) for name, place in places.items()}
    try:
        yield CanaryHub(wired, home_of_nobody(folder) | env)
    finally:
        wired.close()


def _settings(folder: Path) -> Settings:
    return Settings(store=folder / "hub", key_file=folder / "key", workstation="TEST-1")


@cache
def _set_up_once() -> Path:
    """The folder of the hub that is copied; gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="mashdesk-canary-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plan = SetUp("Northbridge", PRESETS["london"], "ada", "Ada Min", PASSWORD)
    wired = set_up(_settings(folder), plan, None, _CHEAP)
    admin = wired.sign_in.sign_in("ada", PASSWORD, "TEST-1")
    hashed = _CHEAP.hash(PASSWORD)
    asha = c.AddUser(name="asha", full_name="Asha Rao", role=Role.DUTY, password_hash=hashed)
    wired.desk.perform(asha, admin)
    worker = wired.sign_in.sign_in("asha", PASSWORD, "TEST-1")
    wired.desk.perform(c.TakeIn(contact=_contact(wired)), worker)
    wired.close()
    return folder


def _contact(wired: Wired) -> Contact:
    word = CANARY * 7
    return Contact(
        received_at=wired.desk.clock.now(),
        channel=Channel.PHONE,
        source=Source.SCHOOL,
        sender_name=word,
        sender_organisation=word,
        reasons=(Reason.NEGLECT,),
        worry=" ".join([word] * 30),
        children=(Child(given_name=word, family_name=word),),
        consent=ConsentGiven(form=Consent.OBTAINED, by=word),
    )
