"""Starting work that goes on beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec

from textual.dom import DOMNode

P = ParamSpec("P")


def start(
    node: DOMNode,
    group: str,
    work: Callable[P, Coroutine[Any, Any, object]],
    *args: P.args,
    **named: P.kwargs,
) -> None:
    """Run `work` in the node's name; it ends with the node."""
    _start(node, group, partial(work, *args, **named), exclusive=False)


def start_only(
    node: DOMNode,
    group: str,
    work: Callable[P, Coroutine[Any, Any, object]],
    *args: P.args,
    **named: P.kwargs,
) -> None:
    """The same, in place of whatever the group was still at."""
    _start(node, group, partial(work, *args, **named), exclusive=True)


def _start(node: DOMNode, group: str, work: Any, *, exclusive: bool) -> None:
    # The call, not its coroutine: one replaced before it began would never be awaited.
    node.run_worker(work, group=group, exclusive=exclusive)
