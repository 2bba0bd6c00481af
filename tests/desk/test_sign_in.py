"""Signing in: the same words for every fault, and tries that no restart forgives."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select

from mashdesk.desk.signing_in.passwords import password_problems
from mashdesk.desk.signing_in.sign_in import SignIn, SignInRefused, hasher
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store.names import AUDIT, PEOPLE, SESSIONS, THROTTLES
from tests.hub import CHEAP, PASSWORD, Hub

HERE = "duty-desk-1"


def refused(hub: Hub, name: str = "asha", password: str = "wrong", place: str = HERE) -> str:
    with pytest.raises(SignInRefused) as said:
        hub.sign_in.sign_in(name, password, place)
    return str(said.value)


def wait(hub: Hub, name: str = "asha", place: str = HERE) -> int:
    with pytest.raises(SignInRefused) as said:
        hub.sign_in.sign_in(name, PASSWORD, place)
    return said.value.wait_seconds


def test_a_person_signs_in_under_their_name_in_any_case(hub: Hub) -> None:
    actor = hub.sign_in.sign_in(" ASHA ", PASSWORD, HERE)
    assert (actor.name, actor.role, actor.workstation) == ("Asha Rao", Role.DUTY, HERE)
    assert actor.session is not None
    hub.sign_in.check(actor, PASSWORD)
    hub.sign_in.sign_out(actor, "left")
    with hub.store.read() as connection:
        row = connection.execute(select(SESSIONS)).one()
        acts = connection.execute(select(AUDIT.c.act).order_by(AUDIT.c.seq)).scalars().all()
    assert (row.ended_at, row.ended_because) == (hub.now(), "left")
    assert acts[-3:] == ["sign in", "unlock", "sign out"]


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(hub: Hub) -> None:
    assert refused(hub, "nobody", PASSWORD) == refused(hub, "asha", "wrong")


def test_a_name_that_is_none_leaves_no_trace_of_what_was_typed(hub: Hub) -> None:
    refused(hub, PASSWORD, "asha")
    with hub.store.read() as connection:
        rows = repr(connection.execute(select(AUDIT)).all())
        rows += repr(connection.execute(select(THROTTLES)).all())
        newest = connection.execute(select(AUDIT).order_by(AUDIT.c.seq.desc())).first()
    assert PASSWORD not in rows
    assert newest is not None
    assert (newest.actor, newest.role, newest.allowed) == (
        "(unknown name)",
        "not signed in",
        False,
    )


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5000, "' OR 1=1 --", "\x1b[2J"])
def test_a_strange_name_or_password_is_just_wrong(hub: Hub, name: str) -> None:
    assert "do not belong together" in refused(hub, name, name, place=f"desk {name}")


def test_five_tries_are_free_and_then_each_doubles_the_wait(hub: Hub) -> None:
    for _ in range(5):
        refused(hub)
    refused(hub)
    assert wait(hub) == 3
    hub.later(seconds=3)
    refused(hub)
    assert wait(hub) == 5


def test_no_wait_is_longer_than_a_quarter_of_an_hour(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    for _ in range(20):
        refused(hub)
        hub.later(minutes=16)
    refused(hub)
    assert wait(hub) == 15 * 60 + 1


def test_a_throttled_account_does_not_let_in_even_the_right_password(hub: Hub) -> None:
    for _ in range(6):
        refused(hub)
    assert wait(hub, place="another-desk") > 0
    hub.later(seconds=10)
    assert hub.sign_in.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"
    refused(hub)
    assert hub.sign_in.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"


def test_a_workstation_that_tries_many_names_has_to_wait(hub: Hub) -> None:
    for number in range(6):
        refused(hub, f"name{number}")
    assert wait(hub, "tom") > 0
    assert hub.sign_in.sign_in("tom", PASSWORD, "another-desk").name == "Tom Mann"


def test_a_restart_forgives_nothing(hub: Hub) -> None:
    for _ in range(6):
        refused(hub)
    again = SignIn(hub.another_desk().store, hub.clock, CHEAP)
    with pytest.raises(SignInRefused) as said:
        again.sign_in("asha", PASSWORD, HERE)
    assert said.value.wait_seconds > 0


def test_the_lock_is_throttled_too(hub: Hub) -> None:
    actor = hub.sign_in.sign_in("asha", PASSWORD, HERE)
    for _ in range(6):
        with pytest.raises(SignInRefused):
            hub.sign_in.check(actor, "wrong")
    with pytest.raises(SignInRefused) as said:
        hub.sign_in.check(actor, PASSWORD)
    assert said.value.wait_seconds > 0


def attack(hub: Hub, name: str, times: int = 50) -> None:
    for _ in range(times):
        refused(hub, name)
        hub.later(minutes=16)


def count(hub: Hub, act: str) -> int:
    with hub.store.read() as connection:
        query = select(func.count()).select_from(AUDIT).where(AUDIT.c.act == act)
        return int(connection.execute(query).scalar_one())


@pytest.mark.parametrize("role", [Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.ADMINISTRATOR])
def test_fifty_failures_in_a_row_lock_an_account_until_a_manager_unlocks_it(
    sqlite_hub: Hub, role: Role
) -> None:
    hub = sqlite_hub
    attack(hub, "asha")
    assert count(hub, "lock an account") == 1
    assert "do not belong together" in refused(hub, "asha", PASSWORD, "another-desk")
    outcome = hub.do(c.UnlockAccount(name="asha"), hub.actor(role))
    assert outcome.message == "Asha Rao's account asha is unlocked."
    assert hub.sign_in.sign_in("asha", PASSWORD, "third-desk").user_id == hub.duty.user_id


def test_forty_nine_failures_and_a_right_password_begin_the_count_anew(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    for _ in range(2):
        attack(hub, "asha", 49)
        hub.sign_in.sign_in("asha", PASSWORD, "another-desk")
    assert count(hub, "lock an account") == 0


def test_a_locked_account_does_not_throw_out_whoever_is_at_work_in_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    attack(hub, "asha")
    assert hub.desk.queue(hub.duty).counts.open == 0


def test_the_last_account_that_could_unlock_others_is_never_locked(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    for name in ("tom", "sara", "ada"):
        attack(hub, name)
    assert hub.sign_in.sign_in("ada", PASSWORD, "another-desk").role is Role.ADMINISTRATOR
    refused(hub, "tom", PASSWORD, "another-desk")


def test_ten_wrong_checks_in_five_minutes_are_all_an_account_takes(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    for number in range(10):
        # Somebody who is let in between them forgives the waits, never the ten.
        refused(hub, place=f"desk-{number}")
        hub.do(c.UnlockAccount(name="tom"), hub.admin)
        hub.later(seconds=number > 4 and 2 ** (number - 4))
    assert wait(hub, place="a fresh desk") > 0
    hub.later(minutes=5)
    assert hub.sign_in.sign_in("asha", PASSWORD, "a fresh desk").name == "Asha Rao"


def test_one_good_account_does_not_buy_a_workstation_more_tries_at_others(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    for number in range(10):
        refused(hub, f"name{number}")
        if number < 9:
            hub.sign_in.sign_in("tom", PASSWORD, HERE)
    assert wait(hub, "name99") > 0


def test_right_passwords_are_never_throttled(sqlite_hub: Hub) -> None:
    for _ in range(30):
        assert sqlite_hub.sign_in.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"


class Broken(PasswordHasher):
    """A hasher out of memory, which argon2 tells by the parent of a wrong password's error."""

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        raise VerificationError("Memory allocation error")


def test_a_fault_of_the_hashing_is_trouble_and_never_a_wrong_password(hub: Hub) -> None:
    with pytest.raises(Trouble, match="could not be checked"):
        SignIn(hub.store, hub.clock, Broken(1, 8, 1)).sign_in("asha", PASSWORD, HERE)


def test_a_fault_of_the_hashing_is_no_try(sqlite_hub: Hub) -> None:
    broken = SignIn(sqlite_hub.store, sqlite_hub.clock, Broken(1, 8, 1))
    for _ in range(30):
        with pytest.raises(Trouble):
            broken.sign_in("asha", PASSWORD, HERE)
    assert sqlite_hub.sign_in.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"


class Counting(PasswordHasher):
    """Notes the cost of everything it is asked to verify or hash."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.work: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.work.append(f"verify {str(hash).rsplit('$', 2)[0]}")
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.work.append("hash")
        return super().hash(password, salt=salt)


def test_an_unknown_name_costs_exactly_the_work_of_a_known_one(sqlite_hub: Hub) -> None:
    hub, costs = sqlite_hub, []
    hub.do(c.ShutAccount(name="bo"), hub.admin)
    for name in ("nobody", "asha", "bo"):
        counting = Counting()
        with pytest.raises(SignInRefused):
            SignIn(hub.store, hub.clock, counting).sign_in(name, "wrong", f"desk of {name}")
        costs.append(counting.work)
    assert costs == [["verify $argon2id$v=19$m=8,t=1,p=1"]] * 3


def test_a_damaged_hash_is_trouble(hub: Hub) -> None:
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(PEOPLE.update().values(password_hash="$argon2id$rubbish"))
        work.commit()
    with pytest.raises(Trouble, match="damaged account"):
        hub.sign_in.sign_in("asha", PASSWORD, HERE)


def test_a_hash_made_with_other_parameters_is_renewed_when_its_owner_signs_in(hub: Hub) -> None:
    stronger = SignIn(hub.store, hub.clock, PasswordHasher(2, 8, 1))
    stronger.sign_in("asha", PASSWORD, HERE)
    with hub.store.read() as connection:
        kept = connection.execute(
            select(PEOPLE.c.password_hash).where(PEOPLE.c.name == "asha")
        ).scalar_one()
    assert "t=2" in kept
    assert stronger.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"


def test_the_parameters_of_a_real_desk_are_pinned() -> None:
    real = hasher()
    assert (real.type.name, real.time_cost, real.memory_cost, real.parallelism) == (
        "ID",
        3,
        65_536,
        4,
    )


def test_accents_typed_either_way_are_one_password(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    composed, decomposed = "caf\u00e9 au lait s'il te", "cafe\u0301 au lait s'il te"
    hashed = hub.sign_in.hash(composed)
    hub.do(c.AddUser(name="nia", full_name="N P", role=Role.DUTY, password_hash=hashed), hub.admin)
    assert hub.sign_in.sign_in("nia", decomposed, HERE).name == "N P"


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 129,
        "passwordpassword",
        "Password12345678!",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "Northbridge Council 2026",
        "Northbridge safeguarding 1",
        "mashdesk-mashdesk-1",
        "asha.rao.asha.rao.1",
        "Asha Rao, mashdesk!",
    ],
)
def test_a_short_long_or_common_password_is_refused(sqlite_hub: Hub, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_hub.sign_in.hash(password, about=("asha", "Asha Rao", "Northbridge Council"))
    assert refused.value.problems[0].field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "four dull words here",
        "x7$kQ9!vLm2@pRt5",
        "pâté on the lawn",
        "👩‍🚒 keeps the red tin",
        "x7" * 7 + "y" * 50,
    ],
)
def test_a_long_password_of_ones_own_is_good(password: str) -> None:
    assert password_problems(password) == []


def test_a_session_shows_its_own_time_and_place(hub: Hub) -> None:
    first = hub.sign_in.sign_in("asha", PASSWORD, HERE)
    hub.clock.advance(timedelta(hours=1))
    second = hub.sign_in.sign_in("asha", PASSWORD, "x" * 500)
    assert first.session != second.session
    assert second.workstation == "x" * 100
