"""What every test would work out anew with the same outcome is worked out once in each process.

Two libraries remember by engine and by app what hangs on neither: how a statement is compiled, and
what a stylesheet says. Every test makes an engine or an app of its own, and would spend half its
time on both. Nothing of ours is changed by this, and nothing that a test could tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Mapper
from sqlalchemy.util import LRUCache


class Statements:
    """Compiled statements of all engines, kept by the kind of dialect instead of the one engine's.

    Dialects of a kind compile alike unless they were made with other options, of which ours differ
    in one.
    """

    def __init__(self, kept: int = 4_000) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(kept)

    @staticmethod
    def _alike(key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect = key[0]
        return (type(dialect), dialect.use_insertmanyvalues, *key[1:])

    def get(self, key: tuple[Any, ...]) -> Any:
        """What was compiled for this statement, or None."""
        return self._kept.get(self._alike(key))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[self._alike(key)] = compiled


def _share_statements(patch: pytest.MonkeyPatch) -> None:
    # Core and the mappers compile the same statement with different wishes: one store for each.
    for kind in (Engine, Mapper):
        patch.setattr(kind, "_compiled_cache", _one_for_all(Statements()), raising=False)


def _one_for_all(shared: Statements) -> property:
    """An attribute that is the same for each of a class, whatever each would set it to."""

    def get(_: Any) -> Statements:
        return shared

    def ignore(_: Any, __: Any) -> None:
        """Each makes a store of its own at its beginning; nobody needs it."""

    return property(get, ignore)


def _share_stylesheets(patch: pytest.MonkeyPatch) -> None:
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    parsed: dict[tuple[Any, ...], Any] = {}

    def _parse_rules(self: Stylesheet, *given: Any, **named: Any) -> Any:
        variables = frozenset(self._variables.items())
        key = (variables, given, *sorted(named.items()))
        if key not in parsed:
            parsed[key] = parse(self, *given, **named)
        return parsed[key]

    patch.setattr(Stylesheet, "_parse_rules", _parse_rules)


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> None:
    """Every engine of this process finds what another one had compiled. To the process's very end:
    what was made meanwhile has no store of its own to go back to.
    """
    _share_statements(pytest.MonkeyPatch())


@pytest.fixture(scope="session")
def stylesheets_are_parsed_once() -> Iterator[None]:
    """Every app of this process finds what another one had parsed."""
    with pytest.MonkeyPatch.context() as patch:
        _share_stylesheets(patch)
        yield
