"""Setting a hub up: its plan checked as a whole, then the key, the store and the founding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mashdesk.clock import Clock, SystemClock
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.settings import Settings
from mashdesk.text import plain
from mashdesk.wiring.places import STORE_ID_FILE, connect, is_set_up, key_of, key_path, store_id
from mashdesk.wiring.wired import Wired, wire

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a new hub is made of: its name, policy (TOML), first administrator, and first desk
    worker if any.
    """

    hub: str
    policy_text: str
    admin_name: str
    admin_full_name: str
    admin_password: str = field(repr=False)
    worker_name: str = ""
    worker_full_name: str = ""
    worker_password: str = field(default="", repr=False)
    worker_role: str = Role.TEAM_MANAGER.value


def _demand_own_folder(settings: Settings) -> None:
    """A store's folder is closed to everybody else, so nothing else may lie in it."""
    from mashdesk.store.sqlite import STORE_FILE

    if settings.database is not None or not settings.store.is_dir():
        return
    # Also what a set-up that was cut short left of them, under a dot.
    own = (STORE_ID_FILE, STORE_FILE, key_path(settings).name, "lost+found")
    others = sorted(
        file.name
        for file in settings.store.iterdir()
        if not file.name.removeprefix(".").startswith(own)
    )
    if others:
        raise Trouble(
            f"The folder {settings.store} holds other files, such as {plain(others[0])}.",
            "Name an empty or a new folder with --store: a store's folder is closed to others.",
        )


def set_up(
    settings: Settings,
    plan: SetUp,
    clock: Clock | None = None,
    passwords: PasswordHasher | None = None,
) -> Wired:
    """Make the key, the store, the hub, its policy, roster and first people; raises Invalid or
    Trouble.
    """
    from mashdesk.store.migrate import migrate

    _check_plan(plan)
    if is_set_up(settings):
        raise Trouble(f"There is a hub in {settings.place} already.", "Open it with `mashdesk`.")
    _demand_own_folder(settings)
    store = connect(settings, key_of(settings, make=True))
    try:
        migrate(store)
        wired = wire(settings, store, clock or SystemClock(), passwords)
        _found_hub(wired, plan)
    except BaseException:
        store.close()
        raise
    return wired


def _check_plan(plan: SetUp) -> None:
    """Every fault of the plan at once, each by the name of its field, before anything is made."""
    from mashdesk.desk.signing_in.passwords import password_problems
    from mashdesk.domain.account import account_name, account_name_problems
    from mashdesk.domain.policy import parse_policy

    problems = _line_problems("hub", plan.hub, "give the hub's name")
    try:
        parse_policy(plan.policy_text, 1)
    except Invalid as invalid:
        problems += invalid.problems
    people = [("admin", plan.admin_name, plan.admin_full_name, plan.admin_password)]
    if plan.worker_name.strip():
        people.append(("worker", plan.worker_name, plan.worker_full_name, plan.worker_password))
    for who, name, full_name, password in people:
        problems += account_name_problems(name, f"{who}_name")
        problems += _line_problems(f"{who}_full_name", full_name, "give the person's name")
        about = (name, full_name, plan.hub)
        problems += [
            Problem(f"{who}_password", found.message)
            for found in password_problems(password, about)
        ]
    if account_name(plan.worker_name) == account_name(plan.admin_name):
        problems.append(Problem("worker_name", "is the administrator's; each account is one role"))
    if problems:
        raise Invalid(tuple(problems))


def _line_problems(field: str, line: str, missing: str) -> list[Problem]:
    """What is wrong with a name that is shown: as it is stored, which may be longer than typed."""
    from mashdesk.domain.limits import LINE_LIMIT
    from mashdesk.text import plain

    stored = plain(line.strip())
    if not stored:
        return [Problem(field, missing)]
    if len(stored) > LINE_LIMIT:
        return [Problem(field, f"is longer than {LINE_LIMIT:,} characters; shorten it")]
    return []


def _found_hub(wired: Wired, plan: SetUp) -> None:
    """Hub, policy, roster and people in one transaction: cut short, it leaves no half a hub."""
    from mashdesk.desk.founding import found_hub
    from mashdesk.desk.keeping import keeper

    people = [
        (
            plan.admin_name,
            plan.admin_full_name,
            Role.ADMINISTRATOR,
            wired.sign_in.hash(plan.admin_password),
        )
    ]
    if plan.worker_name.strip():
        hashed = wired.sign_in.hash(plan.worker_password)
        people.append((plan.worker_name, plan.worker_full_name, Role(plan.worker_role), hashed))
    found_hub(
        wired.store,
        wired.desk.clock,
        keeper(wired.settings.workstation),
        store_id="database" if wired.settings.database is not None else store_id(wired.settings),
        hub=plan.hub,
        training=wired.settings.training,
        policy_text=plan.policy_text,
        people=people,
    )
