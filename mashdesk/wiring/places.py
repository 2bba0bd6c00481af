"""Where a hub's things are: its store, its key, and the plain name that ties the two together."""

from __future__ import annotations

import contextlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.domain.errors import Trouble
from mashdesk.settings import Settings

if TYPE_CHECKING:
    from mashdesk.store.store import Store

STORE_ID_FILE = "store-id"

TRAINING_KEY_FILE = "training.key"
"""A training store's key lies beside it: all that it guards is invented."""


def key_path(settings: Settings) -> Path:
    """Where this store's key is kept: named by the settings, else with this user's settings, apart
    from the store. A training store, which nobody set up, has it beside it.
    """
    if settings.key_file is not None:
        return settings.key_file
    if settings.training and not (settings.store / STORE_ID_FILE).exists():
        return settings.store / TRAINING_KEY_FILE
    import platformdirs

    return Path(platformdirs.user_config_path("mashdesk")) / "keys" / f"{store_id(settings)}.key"


def store_id(settings: Settings) -> str:
    """A plain name that ties a store to its key, kept beside the store; made at set-up."""
    from mashdesk.store.files import write_once

    file = settings.store / STORE_ID_FILE
    try:
        if not file.exists():
            import secrets

            # Where another set-up was first, its name is the store's.
            with contextlib.suppress(FileExistsError):
                write_once(file, f"{secrets.token_hex(8)}\n")
        name = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read.", "Check who owns the store's folder.") from error
    if not name.isalnum():
        raise Trouble(
            f"{file} does not hold a store's name.",
            "Put back your copy of it, or name the key with --key-file or MASHDESK_KEY_FILE.",
        )
    return name


def key_of(settings: Settings, *, make: bool = False) -> bytes:
    """The store's key; made, if it is to be and there is none. Raises Trouble."""
    from mashdesk.store.keys import new_key, parse_key, read_key, write_key

    if settings.key is not None:
        return parse_key(settings.key.get_secret_value(), "MASHDESK_KEY")
    path = key_path(settings)
    if make and not path.exists():
        key = new_key()
        write_key(path, key)
        return key
    return read_key(path)


def connect(settings: Settings, key: bytes) -> Store:
    """The store that the settings name, under this key; nothing is asked of it yet."""
    from mashdesk.store import postgres, sqlite
    from mashdesk.store.store import Store

    if settings.database is not None:
        return Store(postgres.make_engine(settings.database), key)
    return Store(sqlite.make_engine(settings.store, key), key)


def is_set_up(settings: Settings) -> bool:
    """Whether there is a hub to open at these settings. Raises Trouble, for what a restore that
    was cut short left behind too: it is no new machine.
    """
    if settings.database is not None:
        # No key is needed to look, and before set-up there is none.
        return _has_hub(settings, bytes(32))
    from mashdesk.store.sqlite import STORE_FILE

    # Set-up cut short leaves a store without a hub in it; it is simply done again.
    found = (settings.store / STORE_FILE).exists() and _has_hub(settings, key_of(settings))
    if not found:
        demand_no_remains(settings)
    return found


def never_set_up(settings: Settings) -> bool:
    """Whether set-up has never begun; the look costs nothing on the way to a hub."""
    from mashdesk.store.sqlite import STORE_FILE

    if settings.database is None:
        if (settings.store / STORE_FILE).exists():
            return False
        demand_no_remains(settings)
        return True
    has_key = settings.key is not None or key_path(settings).exists()
    return not has_key and not is_set_up(settings)


def demand_no_remains(settings: Settings) -> None:
    """Raise Trouble where stores lie that were put aside, or half of one that was being restored:
    where they are there was a hub.
    """
    from mashdesk.store.put_aside import remains

    if settings.database is not None or not (found := remains(settings.store)):
        return
    raise Trouble(
        f"There is no hub in {settings.store}, but what a restore left there: {found[0].name}.",
        f"Do the restore again (`mashdesk restore FILE`; a whole store that was put aside will do "
        f"for FILE), or move {found[0].name} elsewhere.",
    )


def demand_own_key(settings: Settings, store: Store) -> None:
    """Raise Trouble unless the store holds a hub, and this is the key that it was founded with.

    A database server opens for any key; the audit's chain would break at the first row under
    another.
    """
    from mashdesk.store.keys import check_value

    known = _founding_check(store)
    if known is None:
        raise Trouble(
            "The store has no hub in it: its set-up was cut short.",
            "Do it again with `mashdesk` or `mashdesk init`.",
        )
    if not hmac.compare_digest(known, check_value(store.key)):
        given = "MASHDESK_KEY" if settings.key is not None else str(key_path(settings))
        raise Trouble(
            f"The key in {given} is not the one this hub was founded with.",
            "Give the key that its set-up made (--key-file or MASHDESK_KEY_FILE); nothing was "
            "written.",
        )


def _has_hub(settings: Settings, key: bytes) -> bool:
    store = connect(settings, key)
    try:
        return _founding_check(store) is not None
    finally:
        store.close()


def _founding_check(store: Store) -> str | None:
    """What the hub keeps to know its key by; None where there is no hub."""
    from sqlalchemy import inspect, select

    from mashdesk.store.names import HUBS

    with store.read() as connection:
        if not inspect(connection).has_table("hub"):
            return None
        return connection.execute(select(HUBS.c.key_check)).scalar()
