"""The second factor: codes of an app, each good once, and a way back when the app is lost."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import select

from mashdesk.desk.signing_in.second_factor import address, new_secret, qr_lines, step_of
from mashdesk.desk.signing_in.sign_in import CodeNeeded, SignInRefused, WrongCode
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFresh, PasswordToChange
from mashdesk.domain.problems import Invalid
from mashdesk.store.names import AUDIT
from tests.hub import FRIDAY, PASSWORD, Hub

HERE = "duty-desk-1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(hub: Hub, steps: int = 0) -> str:
    """What the app shows, so many steps from now."""
    return pyotp.TOTP(SECRET).at(hub.now(), counter_offset=steps)


def turned_on(hub: Hub) -> Actor:
    actor = hub.signed_in("asha")
    hub.sign_in.turn_factor_on(actor, PASSWORD, SECRET, code(hub))
    hub.later(minutes=2)
    return actor


def acts(hub: Hub) -> list[str]:
    with hub.store.read() as connection:
        return list(connection.execute(select(AUDIT.c.act).order_by(AUDIT.c.seq)).scalars())


def test_once_it_is_on_a_password_alone_lets_nobody_in(hub: Hub) -> None:
    turned_on(hub)
    with pytest.raises(CodeNeeded, match="six digits"):
        hub.sign_in.sign_in("asha", PASSWORD, HERE)
    assert hub.sign_in.sign_in("asha", PASSWORD, HERE, code(hub)).name == "Asha Rao"
    assert "turn the second factor on" in acts(hub)


def test_a_wrong_password_is_never_told_of_the_second_factor(sqlite_hub: Hub) -> None:
    turned_on(sqlite_hub)
    with pytest.raises(SignInRefused, match="do not belong together") as refused:
        sqlite_hub.sign_in.sign_in("asha", "wrong", HERE, code(sqlite_hub))
    assert not isinstance(refused.value, (CodeNeeded, WrongCode))


def test_a_code_is_good_once(hub: Hub) -> None:
    turned_on(hub)
    shown = code(hub)
    hub.sign_in.sign_in("asha", PASSWORD, HERE, shown)
    with pytest.raises(WrongCode, match="was used already"):
        hub.sign_in.sign_in("asha", PASSWORD, HERE, shown)
    hub.later(seconds=30)
    hub.sign_in.sign_in("asha", PASSWORD, HERE, code(hub))


def test_unlocking_asks_for_a_code_too_and_a_wrong_one_counts_as_a_try(hub: Hub) -> None:
    actor = turned_on(hub)
    with pytest.raises(SignInRefused, match="not the password"):
        hub.sign_in.check(actor, "wrong", code(hub))
    with pytest.raises(CodeNeeded, match="six digits"):
        hub.sign_in.check(actor, PASSWORD)
    with pytest.raises(WrongCode):
        hub.sign_in.check(actor, PASSWORD, "000000")
    shown = code(hub)
    hub.sign_in.check(actor, PASSWORD, shown)
    with pytest.raises(WrongCode, match="was used already"):
        hub.sign_in.check(actor, PASSWORD, shown)
    hub.later(minutes=1)
    hub.sign_in.turn_factor_off(actor, PASSWORD)
    hub.sign_in.check(actor, PASSWORD)


def test_the_code_that_turned_it_on_is_used_up(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    actor = hub.signed_in("asha")
    shown = code(hub)
    hub.sign_in.turn_factor_on(actor, PASSWORD, SECRET, shown)
    with pytest.raises(WrongCode):
        hub.sign_in.sign_in("asha", PASSWORD, HERE, shown)


def test_a_code_older_than_one_that_was_used_is_no_good(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    turned_on(hub)
    hub.sign_in.sign_in("asha", PASSWORD, HERE, code(hub, 1))
    with pytest.raises(WrongCode):
        hub.sign_in.sign_in("asha", PASSWORD, HERE, code(hub))


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True),
                                             (2, False)])  # fmt: skip
def test_a_phones_clock_may_be_one_step_out_and_no_more(
    sqlite_hub: Hub, steps: int, good: bool
) -> None:
    hub = sqlite_hub
    assert (step_of(SECRET, code(hub, steps), hub.now()) is not None) is good


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "1" * 9999]
)
def test_what_is_no_code_is_just_wrong(typed: str) -> None:
    assert step_of(SECRET, typed, FRIDAY) is None


def test_a_code_may_be_typed_in_two_halves(sqlite_hub: Hub) -> None:
    shown = code(sqlite_hub)
    assert step_of(SECRET, f" {shown[:3]} {shown[3:]} ", sqlite_hub.now()) is not None


def test_wrong_codes_are_throttled_like_wrong_passwords(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    turned_on(hub)
    for _ in range(6):
        with pytest.raises(WrongCode):
            hub.sign_in.sign_in("asha", PASSWORD, HERE, "000000")
    with pytest.raises(SignInRefused) as said:
        hub.sign_in.sign_in("asha", PASSWORD, HERE, code(hub))
    assert said.value.wait_seconds > 0


def test_being_asked_for_the_code_is_no_try(sqlite_hub: Hub) -> None:
    turned_on(sqlite_hub)
    for _ in range(30):
        with pytest.raises(CodeNeeded):
            sqlite_hub.sign_in.sign_in("asha", PASSWORD, HERE)


def test_turning_it_on_needs_the_password_and_the_apps_own_code(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    actor = hub.signed_in("asha")
    with pytest.raises(SignInRefused, match="not the password"):
        hub.sign_in.turn_factor_on(actor, "wrong", SECRET, code(hub))
    with pytest.raises(Invalid) as refused:
        hub.sign_in.turn_factor_on(actor, PASSWORD, SECRET, "000000")
    assert refused.value.problems[0].field == "code"
    assert not hub.sign_in.has_second_factor(actor)


def test_turned_off_the_password_is_enough_again(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    actor = turned_on(hub)
    with pytest.raises(SignInRefused):
        hub.sign_in.turn_factor_off(actor, "wrong")
    assert hub.sign_in.has_second_factor(actor)
    hub.sign_in.turn_factor_off(actor, PASSWORD)
    assert hub.sign_in.sign_in("asha", PASSWORD, HERE).name == "Asha Rao"
    assert "turn the second factor off" in acts(hub)


def test_an_administrators_reset_turns_a_lost_one_off_and_that_is_audited(hub: Hub) -> None:
    turned_on(hub)
    once, hashed = hub.sign_in.one_time()
    said = hub.do(c.ResetPassword(name="asha", password_hash=hashed), hub.admin).message
    assert "second factor is off" in said
    actor = hub.sign_in.sign_in("asha", once, HERE)
    assert not hub.sign_in.has_second_factor(actor)
    with pytest.raises(PasswordToChange):
        hub.sign_in.turn_factor_on(actor, once, SECRET, code(hub))
    with hub.store.read() as connection:
        row = connection.execute(select(AUDIT).where(AUDIT.c.act == "reset a password")).one()
    assert row.reason == "person asha; second factor off"


def test_the_secret_is_in_no_audit_and_on_no_list(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    turned_on(hub)
    with hub.store.read() as connection:
        kept = repr(connection.execute(select(AUDIT)).all())
    assert SECRET not in kept + repr(hub.desk.accounts(hub.admin))
    assert next(p for p in hub.desk.accounts(hub.admin) if p.name == "asha").second_factor


def test_secrets_differ_and_the_address_names_the_account() -> None:
    assert len({new_secret() for _ in range(20)}) == 20
    said = address(SECRET, "asha")
    assert said.startswith("otpauth://totp/mashdesk:asha?")
    assert SECRET in said


def test_the_code_is_drawn_alike_in_blocks_and_in_ascii_and_fits_a_terminal() -> None:
    text = address(SECRET, "asha")
    drawn = qr_lines(text, blocks=True, dark=True)
    plain = qr_lines(text, blocks=False, dark=True)
    assert len(plain[0]) <= 100
    assert len(drawn[0]) <= 50
    assert set("".join(plain)) == {"#", " "}
    for at, line in enumerate(plain):
        half = drawn[at // 2]
        inked = "█▀" if at % 2 == 0 else "█▄"
        assert [pair == "##" for pair in map("".join, zip(line[::2], line[1::2], strict=True))] == [
            char in inked for char in half
        ]
    light = qr_lines(text, blocks=False, dark=False)
    assert [line.translate({35: 32, 32: 35}) for line in light] == plain


def test_what_asks_for_the_password_again_asks_for_a_code_too(hub: Hub) -> None:
    actor = turned_on(hub)
    with pytest.raises(CodeNeeded, match="six digits"):
        hub.sign_in.confirm(actor, PASSWORD)
    with pytest.raises(WrongCode):
        hub.sign_in.confirm(actor, PASSWORD, "000000")
    hub.later(minutes=10)
    seal = c.Seal(referral=hub.take_in(), version=1, people=(hub.manager.user_id,), reason="kin")
    with pytest.raises(NotFresh):
        hub.do(seal, actor)
    hub.sign_in.confirm(actor, PASSWORD, code(hub))
    hub.do(seal, actor)
