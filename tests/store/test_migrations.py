"""Migrations: they make exactly what the tables say, once, however many start together."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from mashdesk.domain.errors import Trouble
from mashdesk.store.migrate import migrate, newest, revision
from mashdesk.store.store import Store
from tests.hub import FRIDAY


def test_a_migrated_store_has_exactly_the_tables_columns_and_indexes_of_the_models(
    empty_store: Store,
) -> None:
    assert migrate(empty_store)
    with empty_store.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_of_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SQLModel.metadata) == []


def is_of_the_models(_thing: object, name: str | None, *_more: object) -> bool:
    """The full text is the engine's own."""
    return name is None or not name.startswith("wording_fts")


def test_every_check_of_the_models_is_in_the_store(empty_store: Store) -> None:
    migrate(empty_store)
    found = inspect(empty_store.engine)
    for table in SQLModel.metadata.tables.values():
        wanted = {
            str(constraint.name)
            for constraint in table.constraints
            if str(constraint.name).startswith("ck_")
        }
        assert {str(check["name"]) for check in found.get_check_constraints(table.name)} == wanted


def test_what_this_program_numbers_has_no_sequence_beside_it(empty_store: Store) -> None:
    migrate(empty_store)
    if empty_store.engine.dialect.name == "sqlite":
        return
    names = set(inspect(empty_store.engine).get_sequence_names())
    assert not names & {"event_seq_seq", "audit_seq_seq", "policy_version_seq", "hub_id_seq"}
    assert "referral_id_seq" in names


def test_a_store_is_migrated_once(empty_store: Store) -> None:
    assert migrate(empty_store)
    assert not migrate(empty_store)
    with empty_store.read() as connection:
        assert revision(connection) == newest()


def test_of_several_that_start_together_exactly_one_migrates(empty_store: Store) -> None:
    start, done = threading.Barrier(6), []

    def begin() -> None:
        start.wait()
        done.append(migrate(empty_store))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == [False] * 5 + [True]


def test_a_store_of_a_newer_program_is_refused(empty_store: Store) -> None:
    migrate(empty_store)
    with empty_store.begin(FRIDAY) as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        work.commit()
    with pytest.raises(Trouble, match="written by a newer mashdesk"):
        migrate(empty_store)
