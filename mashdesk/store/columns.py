"""Column types and the naming of constraints: what every table is made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Dialect, Index, Integer, String, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Named constraints are what lets a migration change one later on either engine.
SQLModel.metadata.naming_convention = NAMING
# SQLModel never validates a row of a table: a validator for each would only hold up the start.
SQLModel.model_config["defer_build"] = True


class Code(TypeDecorator[StrEnum]):
    """A StrEnum kept as its code, so that a store can be read without this program.

    The processors are given whole, not value by value: the queue reads tens of thousands of codes.
    """

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[str | None, StrEnum | None] = {
            None: None,
            **{member.value: member for member in kind},
        }

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """To the code; refuses one the vocabulary does not have."""
        kind = self.kind
        return lambda value: None if value is None else kind(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """To the member of the vocabulary; KeyError for a code this program does not know."""
        return self._members.__getitem__


class Instant(UTCDateTime):
    """An instant in UTC, as SQLModel keeps it, read and written by one C call a value on SQLite."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """To the text SQLite keeps, which sorts as time does; a naive datetime is refused."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)
        return _instant_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """To an aware datetime in UTC."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return _instant_of


def _instant_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:  # as every instant inside is; the sweep writes very many
        if value.utcoffset() is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:26]


def _instant_of(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class JsonText(TypeDecorator[Any]):
    """JSON in a text column: the same bytes on both engines, whatever JSON type they have."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Compact JSON with sorted keys, so that equal values are equal bytes."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value again: lists, dicts, strings, numbers."""
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """Compact, sorted JSON; instants and dates become ISO text."""
    return _COMPACT.encode(value)


_COMPACT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def code(kind: type[StrEnum], *, nullable: bool = False, index: bool = False) -> Any:
    """A field holding a vocabulary's code."""
    return Field(default=None, sa_column=Column(Code(kind), nullable=nullable, index=index))


def json_list() -> Any:
    """A field holding a list as JSON text; pydantic gives each row an empty one of its own."""
    return Field(default=[], sa_column=Column(JsonText(), nullable=False))


def json_map() -> Any:
    """A field holding a map as JSON text; pydantic gives each row an empty one of its own."""
    return Field(default={}, sa_column=Column(JsonText(), nullable=False))


def prose() -> Any:
    """A field of free text, never null, so that blank and absent are the same thing."""
    return Field(default="", sa_column=Column(Text(), nullable=False, default=""))


def one_of(column: str, kind: type[StrEnum], *, nullable: bool = False) -> CheckConstraint:
    """A named CHECK that a column holds a code of the vocabulary: the store refuses a typo of ours
    too.
    """
    codes = ", ".join(f"'{member.value}'" for member in kind)
    test = f"{column} IN ({codes})"
    return CheckConstraint(f"{column} IS NULL OR {test}" if nullable else test, name=column)


def instant(*, nullable: bool = False) -> Any:
    """A field holding an instant in UTC; a naive datetime is refused by the type."""
    return Field(default=None, sa_column=Column(Instant(), nullable=nullable))


def numbered() -> Any:
    """A primary key that this program numbers itself; no sequence counts beside it."""
    return Field(sa_column=Column(Integer(), primary_key=True, autoincrement=False))


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over part of a table, as the migrations make it on either engine.

    Only SQLite's condition stands here: naming PostgreSQL's would load its whole dialect at every
    start of a desk that has no use for it.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where))
