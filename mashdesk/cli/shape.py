"""Views as plain values for `--json`: the documented shape, version 1.

Instants are ISO 8601 in UTC ending in Z, dates ISO, codes the codes of the vocabulary, names of
fields those of the views. A field may be added; none changes its meaning within a version.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from mashdesk.text import plain

FORMAT = 1


def envelope(kind: str, at: datetime, **body: Any) -> dict[str, Any]:
    """A whole answer: what it is, when it was true, and its values."""
    return {"format": FORMAT, "kind": kind, "at": shape(at), **shape(body)}


def shape(value: Any) -> Any:
    """Any view as values JSON knows."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | Path):
        return plain(str(value), lines=True)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {plain(str(name)): shape(each) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    return [shape(each) for each in value]


def _fields(view: Any) -> dict[str, Any]:
    from mashdesk.store.views import EventView

    values = {field.name: shape(getattr(view, field.name)) for field in fields(view)}
    if isinstance(view, EventView):
        names = ("field", "before", "after")
        values["changes"] = [dict(zip(names, change, strict=True)) for change in values["changes"]]
    return values
