"""A store: an engine, its key, and the two ways in: `begin` to write, `read` to look."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType
from typing import NoReturn

from sqlalchemy import Connection, Engine, select
from sqlmodel import Session

from mashdesk.domain.policy import Policy, parse_policy
from mashdesk.store import postgres, sqlite
from mashdesk.store.keys import derived
from mashdesk.store.names import POLICIES
from mashdesk.store.work import Work


class Store:
    """One hub's store on either engine. Safe to share between threads; every transaction is its
    own.

    Driver faults leave as `Trouble` with a plain sentence; nothing half-written is ever left.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self.engine = engine
        self.key = key
        self.audit_key = derived(key, "audit")
        self._writer = engine.execution_options(**self.particulars.WRITER_OPTIONS)
        self._reader = engine.execution_options(**self.particulars.READER_OPTIONS)
        self._watch: Connection | None = None
        self._watch_lock = threading.Lock()
        self._policies: dict[int, Policy] = {}

    @property
    def particulars(self) -> ModuleType:
        """The module that holds what is particular to this engine."""
        return sqlite if self.engine.dialect.name == "sqlite" else postgres

    @contextlib.contextmanager
    def begin(self, now: datetime) -> Iterator[Work]:
        """One write transaction at `now` (UTC); rolled back unless `work.commit()` was reached."""
        session = Session(self._writer, expire_on_commit=False, autoflush=False)
        try:
            connection = session.connection()
            self.particulars.before_writing(connection)
            yield Work(session, connection, self, now)
        except Exception as error:
            with contextlib.suppress(Exception):
                session.rollback()
            self._retell(error)
        finally:
            with contextlib.suppress(Exception):
                session.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One short read transaction: a consistent picture. Keep it short, or the -wal grows."""
        try:
            with self._reader.connect() as connection:
                yield connection
        except Exception as error:
            self._retell(error)

    @contextlib.contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for a change of schema, in the writers' turn; committed at the end."""
        try:
            with self.particulars.schema_connection(self.engine) as connection:
                yield connection
        except Exception as error:
            self._retell(error)

    def changed(self) -> object:
        """A token that differs after any commit by anybody; a few microseconds on SQLite."""
        with self._watch_lock:
            try:
                if self._watch is None:
                    self._watch = self.engine.connect().execution_options(
                        isolation_level="AUTOCOMMIT"
                    )
                return self.particulars.change_token(self._watch)
            except Exception as error:
                self._drop_watch()
                self._retell(error)

    def policy(self, connection: Connection, version: int) -> Policy:
        """A policy by version; read once, for versions never change."""
        if version not in self._policies:
            query = select(POLICIES.c.text).where(POLICIES.c.version == version)
            text = connection.execute(query).scalar_one()
            self._policies[version] = parse_policy(text, version)
        return self._policies[version]

    def close(self) -> None:
        """Give every connection back."""
        with self._watch_lock:
            self._drop_watch()
        self.engine.dispose()

    def _drop_watch(self) -> None:
        if self._watch is not None:
            with contextlib.suppress(Exception):
                self._watch.close()
            self._watch = None

    def _retell(self, error: Exception) -> NoReturn:
        known = self.particulars.trouble(error)
        if known is not None:
            raise known from error
        raise error
