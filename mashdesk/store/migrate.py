"""Bringing a store to this program's schema, safely when several processes start together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from mashdesk.domain.errors import Trouble
from mashdesk.store.store import Store

# Alembic itself is loaded only when there is something to migrate: it costs a tenth of a second,
# and every start of a desk asks whether the store is up to date.


def scripts_folder() -> Path:
    """Where the migrations are: beside the source, else inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "migrations"
    return beside if (beside / "env.py").exists() else package / "migrations"


def revision(connection: Connection) -> str | None:
    """The schema's revision in this store, as Alembic notes it; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def newest() -> str:
    """The revision this program brings."""
    return max(_known())


def _known() -> list[str]:
    """Every revision there is a script for: each script's name begins with its number."""
    return [
        file.name[:4] for file in (scripts_folder() / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")
    ]


def migrate(store: Store) -> bool:
    """Upgrade the store if it is older; True if anything was done. Refuses a newer store with
    Trouble.

    The check without a lock makes the usual start cheap; the second, under the writers' turn, lets
    exactly one of several starting processes migrate.
    """
    with store.read() as connection:
        if _is_current(connection):
            return False
    with store.migrating() as connection:
        if _is_current(connection):
            return False
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def _is_current(connection: Connection) -> bool:
    found = revision(connection)
    if found == newest():
        return True
    if found is not None:
        _refuse_unknown(found)
    return False


def _refuse_unknown(found: str) -> None:
    if found not in _known():
        raise Trouble(
            f"This store was written by a newer mashdesk (its schema is {found}).",
            "Update this program; an older one could not show everything that is in it.",
        )
