"""Bringing a store to this program's schema, safely when several processes start together."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from mashdesk.domain.errors import Trouble
from mashdesk.store.store import Store


def scripts_folder() -> Path:
    """Where the migrations are: beside the source, else inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "migrations"
    return beside if (beside / "env.py").exists() else package / "migrations"


def revision(connection: Connection) -> str | None:
    """The schema's revision in this store; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision this program brings."""
    head = ScriptDirectory(str(scripts_folder())).get_current_head()
    assert head is not None, "the migrations have a head"
    return head


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
    try:
        ScriptDirectory(str(scripts_folder())).get_revision(found)
    except CommandError as error:
        raise Trouble(
            f"This store was written by a newer mashdesk (its schema is {found}).",
            "Update this program; an older one could not show everything that is in it.",
        ) from error
