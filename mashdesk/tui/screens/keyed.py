"""Acts and views as a screen binds them to keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual.binding import Binding, BindingType

from mashdesk.tui.view_keys import View


class Keyed(Protocol):
    """An act as keys, footer and palette show it."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def tooltip(self) -> str: ...
    @property
    def shown_key(self) -> str: ...


def bindings(acts: Sequence[Keyed], views: Sequence[View]) -> list[BindingType]:
    """A hidden binding for every act and view; the footer shows those of use now."""
    done = [_binding(act, f"act.{act.id}", f"act('{act.id}')") for act in acts]
    return [*done, *(_binding(view, f"view.{view.id}", view.action) for view in views)]


def _binding(key: Keyed | View, name: str, action: str) -> Binding:
    return Binding(key.key, action, key.label, show=False, tooltip=key.tooltip, id=name)
