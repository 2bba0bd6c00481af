"""`mashdesk backup`, `restore` and `doctor`: keeping the store, getting it back, and its health."""

from __future__ import annotations

from mashdesk.cli.options import Subcommands


def register(commands: Subcommands) -> None:
    """Add the commands."""
