"""Tables of which no row is ever an object: what reads and writes them are statements alone.

They are declared as SQLModel's are. But neither Pydantic nor SQLAlchemy's mapper builds anything
for them, which at every start costs more than all that the first queue reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic.fields import FieldInfo
from sqlalchemy import Column, Table
from sqlmodel import Field, SQLModel
from sqlmodel.main import get_column_from_field


class Unmapped:
    """A table by the names, types and fields of its class, among SQLModel's own tables."""

    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    __table_options__: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    __table__: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        name = cls.__dict__.get("__tablename__", cls.__name__.lower())
        columns = [
            _column(one, kind, cls.__dict__.get(one, ...))
            for one, kind in cls.__annotations__.items()
        ]
        options = cls.__table_options__
        cls.__tablename__ = name
        cls.__table__ = Table(name, SQLModel.metadata, *columns, *cls.__table_args__, **options)


def _column(name: str, kind: Any, said: Any) -> Column[Any]:
    """The column that SQLModel would make of an annotation and what is assigned to it."""
    field = said if isinstance(said, FieldInfo) else Field(said)
    field.annotation = kind
    column: Column[Any] = get_column_from_field(field)
    column.name = column.key = name
    return column
