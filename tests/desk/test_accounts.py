"""Accounts: nobody's leaving leaves work with nobody, and somebody is always left who can act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import (
    NotFound,
    NotFresh,
    NotNow,
    NotPermitted,
    PasswordToChange,
    SignedOut,
)
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.store.names import AUDIT, PEOPLE, REQUESTS
from mashdesk.store.tables import Request
from tests.hub import ANOTHER_DUTY, CHEAP, PASSWORD, Hub

NEW = "five other dull words here"


def account(hub: Hub, name: str) -> object:
    with hub.store.read() as connection:
        return connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).one()


def shut(hub: Hub, name: str) -> str:
    return hub.do(c.ShutAccount(name=name), hub.admin).message


# Shutting.


def test_what_a_leaver_held_goes_back_to_the_queue_and_the_team_managers_are_told_why(
    hub: Hub,
) -> None:
    first, second, other = hub.rated(), hub.rated(Rag.RED), hub.rated()
    hub.on(c.Claim, first)
    hub.on(c.Claim, second)
    hub.on(c.Claim, other, hub.other_duty)
    said = shut(hub, "asha")
    assert "MD-26-0001, MD-26-0002" in said
    for referral in (first, second):
        view = hub.view(referral, hub.manager)
        assert view.worker_id is None
        assert view.due_at is not None
        newest = next(event for event in view.events if event.kind != "opened")
        assert (newest.kind, newest.text) == ("released", "Asha Rao's account was shut.")
    assert hub.view(other, hub.manager).worker_id == hub.other_duty.user_id
    told = [n for n in hub.desk.notices(hub.manager) if n.kind == "left_with_nobody"]
    assert {notice.referral for notice in told} == {first, second}
    assert all("Asha Rao's account was shut" in notice.text for notice in told)


def test_without_a_team_manager_the_service_manager_is_told(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.on(c.Claim, hub.rated())
    shut(hub, "tom")
    shut(hub, "asha")
    sara = hub.actor(Role.SERVICE_MANAGER)
    assert [n.kind for n in hub.desk.notices(sara)] == ["left_with_nobody"]


def test_a_request_a_leaver_had_taken_on_is_their_agencys_again_and_both_sides_are_told(
    hub: Hub,
) -> None:
    referral = hub.rated()
    (request,) = hub.ask(referral, "POL")
    practitioner = hub.actor(Role.PRACTITIONER)
    with hub.store.begin(hub.now()) as work:
        work.get(Request, request).holder_id = practitioner.user_id
        work.commit()
    assert "One request of their agency" in shut(hub, "pip")
    with hub.store.read() as connection:
        holder = select(REQUESTS.c.holder_id).where(REQUESTS.c.id == request)
        assert connection.execute(holder).scalar_one() is None
    kinds = [notice.kind for notice in hub.desk.notices(hub.manager)]
    assert kinds == ["left_with_nobody"]
    kinds = [event.kind for event in hub.view(referral, hub.manager).events]
    assert "let_go" in kinds


def test_a_closed_record_of_a_leaver_is_with_nobody_once_it_is_reopened(hub: Hub) -> None:
    referral = hub.decided()
    hub.on(c.Claim, referral)
    hub.feedback(referral)
    hub.on(c.Close, referral)
    shut(hub, "asha")
    version = hub.view(referral, hub.manager).version
    hub.do(c.Reopen(referral=referral, version=version, reason="a second call"), hub.other_duty)
    assert hub.view(referral, hub.manager).worker_id is None
    assert "left_with_nobody" in [n.kind for n in hub.desk.notices(hub.manager)]


def test_a_leavers_session_ends_and_they_can_neither_act_nor_sign_in(hub: Hub) -> None:
    leaver = hub.signed_in("asha")
    shut(hub, "asha")
    with pytest.raises(NotPermitted, match="has been shut"):
        hub.desk.queue(leaver)
    with pytest.raises(Exception, match="do not belong together"):
        hub.sign_in.sign_in("asha", PASSWORD, "elsewhere")


def test_the_last_administrator_cannot_be_shut(hub: Hub) -> None:
    with pytest.raises(NotNow, match=r"the last administrator\. Add another one first"):
        shut(hub, "ada")


def test_the_last_person_who_can_decide_cannot_be_shut_nor_made_something_else(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    for name in ("asha", ANOTHER_DUTY[0], "sara"):
        shut(hub, name)
    # The early help manager is still there, who does not decide a step-up alone.
    with pytest.raises(NotNow, match="the last person who can decide"):
        shut(hub, "tom")
    hub.signed_in(Role.ADMINISTRATOR)
    with pytest.raises(NotNow, match="the last person who can decide"):
        hub.do(c.ChangeRole(name="tom", role=Role.BUSINESS), hub.admin)
    hub.do(c.ChangeRole(name="tom", role=Role.DUTY), hub.admin)


def test_somebody_locked_out_is_not_counted_as_left(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    add = c.AddUser(
        name="abe", full_name="Abe", role=Role.ADMINISTRATOR, password_hash=CHEAP.hash(PASSWORD)
    )
    hub.do(add, hub.admin)
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(
            PEOPLE.update().where(PEOPLE.c.name == "abe").values(locked_at=hub.now())
        )
        work.commit()
    with pytest.raises(NotNow, match="the last administrator"):
        shut(hub, "ada")


# One-time passwords.


def reset(hub: Hub, name: str = "asha") -> str:
    password, hashed = hub.sign_in.one_time()
    hub.do(c.ResetPassword(name=name, password_hash=hashed), hub.admin)
    return password


def test_a_reset_ends_the_session_and_the_old_password(hub: Hub) -> None:
    actor = hub.signed_in("asha")
    reset(hub)
    with pytest.raises(SignedOut, match="your password was reset"):
        hub.desk.queue(actor)
    with pytest.raises(Exception, match="do not belong together"):
        hub.sign_in.sign_in("asha", PASSWORD, "desk")


def test_with_a_one_time_password_nothing_can_be_done_but_to_choose_another(hub: Hub) -> None:
    password = reset(hub)
    actor = hub.sign_in.sign_in("asha", password, "desk")
    assert hub.sign_in.standing(actor).must_change
    for attempt in (
        lambda: hub.desk.queue(actor),
        lambda: hub.desk.notices(actor),
        lambda: hub.take_in(actor),
        lambda: hub.desk.save_draft(actor, "x", {"a": "b"}),
    ):
        with pytest.raises(PasswordToChange, match="mashdesk password"):
            attempt()
    hub.sign_in.change_password(actor, password, NEW)
    assert hub.desk.queue(actor).counts.open == 0
    with pytest.raises(Exception, match="do not belong together"):
        hub.sign_in.sign_in("asha", password, "desk")
    assert hub.sign_in.sign_in("asha", NEW, "desk").name == "Asha Rao"


def test_one_time_passwords_differ_and_are_good_passwords(sqlite_hub: Hub) -> None:
    made = {sqlite_hub.sign_in.one_time()[0] for _ in range(20)}
    assert len(made) == 20
    assert all(sqlite_hub.sign_in.hash(password) for password in made)


@pytest.mark.parametrize("new", ["short", PASSWORD, "Asha Rao Northbridge", "x" * 129])
def test_a_new_password_of_ones_own_has_to_be_a_good_and_another_one(
    sqlite_hub: Hub, new: str
) -> None:
    actor = sqlite_hub.signed_in("asha")
    with pytest.raises(Invalid) as refused:
        sqlite_hub.sign_in.change_password(actor, PASSWORD, new)
    assert [problem.field for problem in refused.value.problems] == ["new"]
    assert sqlite_hub.sign_in.sign_in("asha", PASSWORD, "desk").name == "Asha Rao"


def test_a_new_password_needs_the_old_one(sqlite_hub: Hub) -> None:
    actor = sqlite_hub.signed_in("asha")
    with pytest.raises(Exception, match="That is not the password"):
        sqlite_hub.sign_in.change_password(actor, "wrong", NEW)


def test_no_password_reaches_the_store_or_the_audit(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    password = reset(hub)
    hub.sign_in.change_password(hub.sign_in.sign_in("asha", password, "desk"), password, NEW)
    with hub.store.read() as connection:
        kept = repr(connection.execute(select(AUDIT)).all())
        kept += repr(connection.execute(select(PEOPLE)).all())
        kept += repr(connection.execute(select(PEOPLE.c.password_hash)).all())
    assert password not in kept
    assert NEW not in kept


def test_nobody_resets_their_own_password(sqlite_hub: Hub) -> None:
    with pytest.raises(NotNow, match="mashdesk password"):
        reset(sqlite_hub, "ada")


def test_a_shut_account_is_neither_reset_nor_unlocked_nor_given_a_role(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    shut(hub, "asha")
    hub.signed_in(Role.ADMINISTRATOR)
    for command in (
        c.ResetPassword(name="asha", password_hash=CHEAP.hash(PASSWORD)),
        c.UnlockAccount(name="asha"),
        c.ChangeRole(name="asha", role=Role.BUSINESS),
        c.ShutAccount(name="asha"),
    ):
        with pytest.raises(NotFound):
            hub.do(command, hub.admin)


def test_somebody_added_with_a_one_time_password_has_to_change_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    password, hashed = hub.sign_in.one_time()
    hub.do(
        c.AddUser(
            name="nia", full_name="Nia Poe", role=Role.DUTY, password_hash=hashed, must_change=True
        ),
        hub.admin,
    )
    with pytest.raises(PasswordToChange):
        hub.desk.queue(hub.sign_in.sign_in("nia", password, "desk"))


# Roles.


def test_a_change_of_role_asks_for_the_password_again_after_five_minutes(hub: Hub) -> None:
    change = c.ChangeRole(name="asha", role=Role.BUSINESS)
    with pytest.raises(NotFresh):
        hub.do(change, hub.admin)
    admin = hub.signed_in(Role.ADMINISTRATOR)
    hub.later(minutes=5, seconds=1)
    with pytest.raises(NotFresh, match="asks for your password again"):
        hub.do(change, admin)
    hub.sign_in.confirm(admin, PASSWORD)
    hub.later(minutes=5)
    assert hub.do(change, admin).message.startswith("Asha Rao's role changed")


def test_the_lock_makes_a_sign_in_fresh_and_a_wrong_password_does_not(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    change = c.ChangeRole(name="asha", role=Role.BUSINESS)
    admin = hub.signed_in(Role.ADMINISTRATOR)
    hub.later(hours=1)
    with pytest.raises(Exception, match="not the password"):
        hub.sign_in.confirm(admin, "wrong")
    with pytest.raises(NotFresh):
        hub.do(change, admin)
    hub.sign_in.check(admin, PASSWORD)
    hub.do(change, admin)


def test_a_new_role_ends_the_session_and_puts_back_what_it_cannot_hold(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.Claim, referral)
    actor = hub.signed_in("asha")
    hub.signed_in(Role.ADMINISTRATOR)
    outcome = hub.do(c.ChangeRole(name="asha", role=Role.BUSINESS), hub.admin)
    assert "duty senior social worker to business support" in outcome.message
    with pytest.raises(SignedOut, match="your role was changed"):
        hub.desk.queue(actor)
    assert hub.sign_in.sign_in("asha", PASSWORD, "desk").role is Role.BUSINESS
    assert hub.view(referral, hub.manager).worker_id is None
    with hub.store.read() as connection:
        row = connection.execute(select(AUDIT).where(AUDIT.c.act == "change a role")).one()
    assert row.reason == "person asha: duty senior social worker to business support"


def test_a_new_role_that_can_hold_referrals_keeps_them(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.signed_in(Role.ADMINISTRATOR)
    hub.do(c.ChangeRole(name="asha", role=Role.TEAM_MANAGER), hub.admin)
    assert hub.view(referral, hub.manager).worker_id == hub.duty.user_id


@pytest.mark.parametrize(
    ("role", "agency", "field"),
    [
        (Role.PRACTITIONER, None, "agency"),
        (Role.PRACTITIONER, "NONE", "agency"),
        (Role.DUTY, "POL", "agency"),
        (Role.SYSTEM, None, "role"),
    ],
)
def test_a_role_that_cannot_be_is_refused_by_its_field(
    sqlite_hub: Hub, role: Role, agency: str | None, field: str
) -> None:
    sqlite_hub.signed_in(Role.ADMINISTRATOR)
    with pytest.raises(Invalid) as refused:
        sqlite_hub.do(c.ChangeRole(name="bea", role=role, agency=agency), sqlite_hub.admin)
    assert refused.value.problems[0].field == field
    new: dict[str, Any] = {
        "name": "nia",
        "full_name": "Nia Poe",
        "password_hash": CHEAP.hash(PASSWORD),
    }
    with pytest.raises(Invalid) as refused:
        sqlite_hub.do(c.AddUser(**new, role=role, agency=agency), sqlite_hub.admin)
    assert refused.value.problems[0].field == field


def test_a_practitioner_moves_to_another_agency(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.signed_in(Role.ADMINISTRATOR)
    hub.do(c.ChangeRole(name="bea", role=Role.PRACTITIONER, agency="pol"), hub.admin)
    assert hub.sign_in.sign_in("bea", PASSWORD, "desk").agency == "POL"


# Sessions.


def test_a_new_sign_in_ends_the_old_one_which_says_where(hub: Hub) -> None:
    first = hub.sign_in.sign_in("asha", PASSWORD, "desk-1")
    second = hub.sign_in.sign_in("asha", PASSWORD, "desk-2")
    assert hub.sign_in.standing(first).ended == "You are signed out here: you signed in at desk-2."
    for attempt in (
        lambda: hub.desk.queue(first),
        lambda: hub.take_in(first),
        lambda: hub.sign_in.check(first, PASSWORD),
        lambda: hub.sign_in.confirm(first, PASSWORD),
        lambda: hub.sign_in.change_password(first, PASSWORD, NEW),
    ):
        with pytest.raises(SignedOut, match=r"you signed in at desk-2\. Sign in again"):
            attempt()
    assert hub.desk.queue(second).counts.open == 0


def test_a_command_signed_in_for_signs_nobody_out_at_a_desk(hub: Hub) -> None:
    at_the_desk = hub.sign_in.sign_in("asha", PASSWORD, "desk-1")
    nightly = hub.sign_in.sign_in("asha", PASSWORD, "server", for_one_command=True)
    assert hub.desk.queue(nightly).counts == hub.desk.queue(at_the_desk).counts


def test_last_words_typed_before_one_signed_in_elsewhere_are_kept(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.sign_in.sign_in("asha", PASSWORD, "desk-1")
    second = hub.sign_in.sign_in("asha", PASSWORD, "desk-2")
    hub.desk.save_draft(first, "note:1", {"text": "the mother rang"})
    assert hub.desk.draft(second, "note:1") == {"text": "the mother rang"}


def test_a_session_lasts_twelve_hours_and_no_longer(hub: Hub) -> None:
    actor = hub.signed_in("asha")
    hub.later(hours=12, seconds=-1)
    hub.desk.queue(actor)
    hub.sign_in.check(actor, PASSWORD)
    hub.later(seconds=1)
    with pytest.raises(SignedOut, match="12 hours ago"):
        hub.desk.queue(actor)
    with pytest.raises(SignedOut):
        hub.sign_in.check(actor, PASSWORD)
    assert hub.sign_in.standing(actor).until == hub.now()


def test_somebody_elses_session_is_nobodys(sqlite_hub: Hub) -> None:
    from dataclasses import replace

    hub = sqlite_hub
    asha = hub.signed_in("asha")
    stolen = replace(hub.manager, session=asha.session)
    with pytest.raises(SignedOut, match="not known here"):
        hub.desk.queue(stolen)


def test_signing_out_does_not_change_why_a_session_ended(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.sign_in.sign_in("asha", PASSWORD, "desk-1")
    hub.sign_in.sign_in("asha", PASSWORD, "desk-2")
    hub.clock.advance(timedelta(minutes=1))
    hub.sign_in.sign_out(first, "ended")
    assert "desk-2" in hub.sign_in.standing(first).ended
