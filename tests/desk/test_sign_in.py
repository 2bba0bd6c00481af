"""Signing in: the same words for every fault, and tries that no restart forgives."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select

from mashdesk.desk.passwords import password_problems
from mashdesk.desk.sign_in import SignIn, SignInRefused, hasher
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotNow, NotPermitted, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store.names import AUDIT, PEOPLE, SESSIONS, THROTTLES
from tests.hub import CHEAP, PASSWORD, Hub
from tests.hub import PEOPLE as ACCOUNTS

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


def attack(hub: Hub, name: str) -> None:
    for _ in range(50):
        refused(hub, name)
        hub.later(minutes=16)


def test_fifty_failures_shut_an_account_until_an_administrator_lets_it_back_in(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    attack(hub, "asha")
    refused(hub, "asha", PASSWORD)
    with hub.store.read() as connection:
        assert connection.execute(
            select(func.count()).select_from(AUDIT).where(AUDIT.c.act == "shut an account")
        ).scalar_one()
    new = "five other dull words here"
    hub.do(
        c.AddUser(name="asha", full_name="Asha Rao", role=Role.DUTY, password_hash=CHEAP.hash(new)),
        hub.admin,
    )
    refused(hub, "asha", PASSWORD)
    assert hub.sign_in.sign_in("asha", new, "another-desk").user_id == hub.duty.user_id


def test_the_last_administrators_account_is_never_shut(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    attack(hub, "ada")
    assert hub.sign_in.sign_in("ada", PASSWORD, "another-desk").role is Role.ADMINISTRATOR


class Broken(PasswordHasher):
    """A hasher out of memory, which argon2 tells by the parent of a wrong password's error."""

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        raise VerificationError("Memory allocation error")


def test_a_fault_of_the_hashing_is_trouble_and_never_a_wrong_password(hub: Hub) -> None:
    with pytest.raises(Trouble, match="could not be checked"):
        SignIn(hub.store, hub.clock, Broken(1, 8, 1)).sign_in("asha", PASSWORD, HERE)


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
    ],
)
def test_a_short_long_or_common_password_is_refused(sqlite_hub: Hub, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_hub.sign_in.hash(password, about=("Northbridge Council",))
    assert refused.value.problems[0].field == "password"


@pytest.mark.parametrize(
    "password", ["four dull words here", "x7$kQ9!vLm2@pRt5", "pâté on the lawn"]
)
def test_a_long_password_of_ones_own_is_good(password: str) -> None:
    assert password_problems(password) == []


def test_a_session_shows_its_own_time_and_place(hub: Hub) -> None:
    first = hub.sign_in.sign_in("asha", PASSWORD, HERE)
    hub.clock.advance(timedelta(hours=1))
    second = hub.sign_in.sign_in("asha", PASSWORD, "x" * 500)
    assert first.session != second.session
    assert second.workstation == "x" * 100


def test_a_leavers_account_is_shut_only_once_nothing_is_theirs(hub: Hub) -> None:
    referral, leaver = hub.rated(), hub.duty
    hub.on(c.Claim, referral)
    shut = c.ShutAccount(name="asha")
    with pytest.raises(NotNow, match="still has MD-26-0001"):
        hub.do(shut, hub.admin)
    hub.on(c.Release, referral, reason="I am leaving")
    hub.do(shut, hub.admin)
    with pytest.raises(NotPermitted, match="has been shut"):
        hub.desk.queue(leaver)
    with pytest.raises(SignInRefused):
        hub.sign_in.sign_in("asha", PASSWORD, HERE)
    last = c.ShutAccount(name=ACCOUNTS[Role.ADMINISTRATOR][0])
    with pytest.raises(NotNow, match="last administrator"):
        hub.do(last, hub.admin)
