"""A restore that proves what it restored, before it is put in place and after."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path

from mashdesk.domain.errors import Trouble
from mashdesk.store.backup import Progress, Proof, prove, told
from mashdesk.store.in_use import demand_unused
from mashdesk.store.migrate import newest
from mashdesk.store.put_aside import PART_FILE, copy_file, discard, exchange
from mashdesk.store.sqlite import STORE_FILE


def restore(
    source: Path,
    directory: Path,
    key: bytes,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> Proof:
    """Put a backup in place as the store of `directory`, once it is proven. Raises Trouble.

    An existing store is only ever put aside, never overwritten, and only with `replace`.
    """
    live = directory / STORE_FILE
    part = directory / PART_FILE
    _demand_source(source, part)
    if live.exists():
        if not replace:
            raise Trouble(
                f"There is a store in {directory} already.",
                "Use --replace: the old one is put aside, not deleted.",
            )
        demand_unused(directory, key)
    proof = prove(source, key, progress)
    if proof.revision > newest():
        raise Trouble(
            f"The backup was written by a newer mashdesk ({proof.revision}).",
            "Update this program first.",
        )
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        discard(part)
        copy_file(source, part)
        # Asked again: somebody may have opened a desk while the backup was being proven.
        demand_unused(directory, key)
        aside = exchange(part, live)
    except OSError as error:
        raise told(error, directory) from error
    finally:
        discard(part)
    return replaced(prove(live, key, progress), aside=aside)


def _demand_source(source: Path, part: Path) -> None:
    if not source.is_file():
        raise Trouble(f"There is no backup at {source}.", "Check the name.")
    if part.exists() and source.samefile(part):
        raise Trouble(
            f"{source} is what a restore that was cut short had copied.",
            "Name the backup itself, or give this file another name first.",
        )
    wal = source.with_name(f"{source.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise Trouble(
            f"{source} is a store in use and no backup: what was written last is not in it yet.",
            "Back it up with `mashdesk backup`, or close every desk on it first.",
        )
