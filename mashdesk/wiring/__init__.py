"""The only place where engines, clocks and desks are made. Heavy libraries load inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.clock import Clock, SystemClock
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from argon2 import PasswordHasher

    from mashdesk.desk.desk import Desk
    from mashdesk.desk.scheduler import Scheduler
    from mashdesk.desk.sign_in import SignIn
    from mashdesk.store.backup import Proof
    from mashdesk.store.store import Store
    from mashdesk.wiring.training import Colleagues

STORE_ID_FILE = "store-id"


@dataclass(slots=True)
class Wired:
    """A desk ready for work, and what belongs to it. Close it when done."""

    settings: Settings
    store: Store
    desk: Desk
    sign_in: SignIn
    scheduler: Scheduler
    colleagues: Colleagues | None = None

    def close(self) -> None:
        """Stop what runs and give every connection back."""
        if self.colleagues is not None:
            self.colleagues.stop()
        self.scheduler.stop()
        self.store.close()


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


def is_set_up(settings: Settings) -> bool:
    """Whether there is a hub to open at these settings."""
    if settings.database is not None:
        # No key is needed to look, and before set-up there is none.
        store = _connect(settings, bytes(32))
        try:
            return _has_hub(store)
        finally:
            store.close()
    from mashdesk.store.sqlite import STORE_FILE

    file = settings.store / STORE_FILE
    if not file.exists():
        return False
    # Set-up cut short leaves a store without a hub in it; it is simply done again.
    store = _connect(settings, _key(settings))
    try:
        return _has_hub(store)
    finally:
        store.close()


def open_desk(
    settings: Settings, clock: Clock | None = None, passwords: PasswordHasher | None = None
) -> Wired:
    """Open the hub's desk, bringing its store up to date. Raises Trouble with a plain sentence."""
    from mashdesk.store.migrate import migrate

    if _nothing_here(settings):
        raise Trouble(
            f"There is no hub in {settings.place} yet.",
            "Set one up with `mashdesk` at a terminal, or with `mashdesk init`.",
        )
    store = _connect(settings, _key(settings))
    try:
        migrate(store)
        if not _has_hub(store):
            raise Trouble(
                "The store has no hub in it: its set-up was cut short.",
                "Do it again with `mashdesk` or `mashdesk init`.",
            )
    except BaseException:
        store.close()
        raise
    return wire(settings, store, clock or SystemClock(), passwords)


def _nothing_here(settings: Settings) -> bool:
    """Whether set-up has never begun; the look costs nothing on the way to a hub."""
    from mashdesk.store.sqlite import STORE_FILE

    if settings.database is None:
        return not (settings.store / STORE_FILE).exists()
    has_key = settings.key is not None or key_path(settings).exists()
    return not has_key and not is_set_up(settings)


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
    store = _connect(settings, _key(settings, make=True))
    try:
        migrate(store)
        wired = wire(settings, store, clock or SystemClock(), passwords)
        _found_hub(wired, plan)
    except BaseException:
        store.close()
        raise
    return wired


def open_training(
    settings: Settings, clock: Clock | None = None, *, fresh: bool = False
) -> tuple[Wired, Actor]:
    """Open the training hub, its trainee signed in; made anew if there is none, or it is stale."""
    from mashdesk.wiring.training import open_training_hub

    return open_training_hub(settings, clock or SystemClock(), fresh=fresh)


def restore_backup(
    settings: Settings,
    source: Path,
    *,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """Put a proven backup in place of the store, which nobody may have open; raises Trouble."""
    from mashdesk.store.backup import restore
    from mashdesk.store.in_use import demand_unused

    if settings.database is not None:
        raise Trouble(
            "This hub's store is a PostgreSQL database.",
            "Restore it with the server's own pg_restore.",
        )
    key = _key(settings)
    if replace:
        demand_unused(settings.store, key)
    return restore(source, settings.store, key, replace=replace, progress=progress)


def wire(
    settings: Settings, store: Store, clock: Clock, passwords: PasswordHasher | None = None
) -> Wired:
    """A desk, its sign-in and its scheduler on an open store."""
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.scheduler import Scheduler
    from mashdesk.desk.sign_in import SignIn

    desk = Desk(store, clock)
    scheduler = Scheduler(desk, beat_seconds=settings.beat_seconds)
    return Wired(settings, store, desk, SignIn(store, clock, passwords), scheduler)


def _connect(settings: Settings, key: bytes) -> Store:
    from mashdesk.store import postgres, sqlite
    from mashdesk.store.store import Store

    if settings.database is not None:
        return Store(postgres.make_engine(settings.database), key)
    return Store(sqlite.make_engine(settings.store, key), key)


def _has_hub(store: Store) -> bool:
    from sqlalchemy import inspect, select

    from mashdesk.store.names import HUBS

    with store.read() as connection:
        if not inspect(connection).has_table("hub"):
            return False
        return connection.execute(select(HUBS.c.id)).first() is not None


def key_path(settings: Settings) -> Path:
    """Where this store's key is kept: named by the settings, else with this user's settings, apart
    from the store.
    """
    if settings.key_file is not None:
        return settings.key_file
    import platformdirs

    return Path(platformdirs.user_config_path("mashdesk")) / "keys" / f"{_store_id(settings)}.key"


def _store_id(settings: Settings) -> str:
    """A plain name that ties a store to its key, kept beside the store; made at set-up."""
    file = settings.store / STORE_ID_FILE
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        import secrets

        settings.store.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(f"{secrets.token_hex(8)}\n", encoding="ascii")
        file.chmod(0o600)
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read.", "Check who owns the store's folder.") from error


def _key(settings: Settings, *, make: bool = False) -> bytes:
    from mashdesk.store.keys import new_key, parse_key, read_key, write_key

    if settings.key is not None:
        return parse_key(settings.key.get_secret_value(), "MASHDESK_KEY")
    path = key_path(settings)
    if make and not path.exists():
        key = new_key()
        write_key(path, key)
        return key
    return read_key(path)


def _check_plan(plan: SetUp) -> None:
    """Every fault of the plan at once, each by the name of its field, before anything is made."""
    from mashdesk.desk.handlers.hub import NAME
    from mashdesk.desk.passwords import password_problems
    from mashdesk.domain.policy import parse_policy

    problems = [] if plan.hub.strip() else [Problem("hub", "give the hub's name")]
    try:
        parse_policy(plan.policy_text, 1)
    except Invalid as invalid:
        problems += invalid.problems
    people = [("admin", plan.admin_name, plan.admin_full_name, plan.admin_password)]
    if plan.worker_name.strip():
        people.append(("worker", plan.worker_name, plan.worker_full_name, plan.worker_password))
    for who, name, full_name, password in people:
        if not NAME.fullmatch(name.strip().lower()):
            problems.append(
                Problem(
                    f"{who}_name",
                    "is 2 to 40 letters, digits, dots, dashes or apostrophes, without spaces",
                )
            )
        if not full_name.strip():
            problems.append(Problem(f"{who}_full_name", "give the person's name"))
        about = (name, full_name, plan.hub)
        problems += [
            Problem(f"{who}_password", found.message)
            for found in password_problems(password, about)
        ]
    if plan.worker_name.strip().lower() == plan.admin_name.strip().lower():
        problems.append(Problem("worker_name", "is the administrator's; each account is one role"))
    if problems:
        raise Invalid(tuple(problems))


def _found_hub(wired: Wired, plan: SetUp) -> None:
    """Hub, policy, roster and people in one transaction: cut short, it leaves no half a hub."""
    from mashdesk.desk.founding import found_hub

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
    store_id = "database" if wired.settings.database is not None else _store_id(wired.settings)
    found_hub(
        wired.store,
        wired.desk.clock,
        SYSTEM,
        store_id=store_id,
        hub=plan.hub,
        training=wired.settings.training,
        policy_text=plan.policy_text,
        people=people,
    )
