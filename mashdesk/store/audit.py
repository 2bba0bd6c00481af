"""The audit: append-only rows, each chained to the one before by a keyed hash.

A row's `mac` is HMAC-SHA-256 over the previous row's mac and the row's own fields, so an edit, a
deletion or a change of order breaks the chain from there on. Rows cut off the end leave a whole
chain: that is what an anchor, kept outside the store, is for.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Label, func, insert, select

from mashdesk.domain.errors import Trouble
from mashdesk.store.columns import canonical
from mashdesk.store.names import AUDIT

FIRST = "0" * 64
_CHAINED = tuple(column.name for column in AUDIT.columns if column.name != "mac")


@dataclass(frozen=True, slots=True)
class Head:
    """How many rows there are and the last one's mac: what an anchor keeps."""

    rows: int
    mac: str

    def __str__(self) -> str:
        return f"{self.rows}:{self.mac}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str` wrote; raises Trouble for anything else."""
        rows, _, mac = text.strip().partition(":")
        if not rows.isdigit() or len(mac) != len(FIRST):
            raise Trouble(
                "The anchor is not one this program wrote.",
                "It is one line: a count, a colon, 64 characters.",
            )
        return cls(int(rows), mac)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verification found; `broken` is empty when the chain is whole."""

    rows: int
    head: Head
    broken: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.broken


# Made once: every act is audited, and building a statement costs as much as running it.
_APPEND = insert(AUDIT)
_HEAD = select(AUDIT.c.seq, AUDIT.c.mac).order_by(AUDIT.c.seq.desc()).limit(1)


def head(connection: Connection) -> Head:
    """The newest row's number and mac."""
    row = connection.execute(_HEAD).first()
    return Head(0, FIRST) if row is None else Head(row.seq, row.mac)


def chain_mac(key: bytes, previous: str, row: dict[str, Any]) -> str:
    """The mac of a row that follows `previous`."""
    values = map(row.get, _CHAINED)
    said = canonical([previous, *(_utc(v) if isinstance(v, datetime) else v for v in values)])
    return hmac.new(key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def head_columns() -> tuple[Label[int], Label[str]]:
    """The head's `seq` and `mac` as columns of one row, for a statement that asks more at once."""
    newest = _HEAD.subquery()
    seq = func.coalesce(select(newest.c.seq).scalar_subquery(), 0)
    mac = func.coalesce(select(newest.c.mac).scalar_subquery(), FIRST)
    return seq.label("seq"), mac.label("mac")


def append(
    connection: Connection,
    key: bytes,
    rows: Sequence[dict[str, Any]],
    last: Head | None = None,
) -> None:
    """Append rows in order, behind the `last` one where the caller has just asked for it.

    The caller holds the writers' turn, so that the head cannot move meanwhile.
    """
    if not rows:
        return
    last = last or head(connection)
    seq, mac = last.rows, last.mac
    chained = []
    for row in rows:
        seq += 1
        whole = {**_DEFAULTS, **row, "seq": seq}
        mac = chain_mac(key, mac, whole)
        chained.append({**whole, "mac": mac})
    connection.execute(_APPEND, chained)


_DEFAULTS: dict[str, Any] = {
    "agency": "",
    "workstation": "",
    "session_id": None,
    "referral_id": None,
    "request_id": None,
    "allowed": True,
    "reason": "",
    "before": "",
    "after": "",
    "version_before": None,
    "version_after": None,
    "program": "",
}


def verify(
    connection: Connection,
    key: bytes,
    anchor: Head | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Walk the whole chain and hold it against an anchor; finds edits, deletions, reorder and
    truncation.
    """
    total = connection.execute(select(func.count()).select_from(AUDIT)).scalar_one()
    broken: list[str] = []
    previous, expected, at_anchor = FIRST, 1, FIRST if anchor and anchor.rows == 0 else None
    for row in connection.execute(
        select(AUDIT).order_by(AUDIT.c.seq).execution_options(yield_per=2000)
    ).mappings():
        if row["seq"] != expected:
            broken.append(f"row {expected} is missing: the next one is {row['seq']}")
            expected = row["seq"]
        if not hmac.compare_digest(chain_mac(key, previous, dict(row)), row["mac"]):
            broken.append(f"row {row['seq']} does not follow from the one before it")
        if anchor is not None and row["seq"] == anchor.rows:
            at_anchor = row["mac"]
        previous = row["mac"]
        if progress is not None and expected % 2000 == 0:
            progress(expected, total)
        expected += 1
        if len(broken) >= MOST_FAULTS:
            broken.append("and more: verification stopped here")
            break
    if anchor is not None and len(broken) < MOST_FAULTS and at_anchor != anchor.mac:
        broken.append(
            f"the anchor knows {anchor.rows} rows, the store {expected - 1}: rows were cut off"
            if at_anchor is None
            else f"row {anchor.rows} is not the one the anchor saw"
        )
    return AuditReport(total, Head(expected - 1, previous), tuple(broken))


MOST_FAULTS = 20


def digest(key: bytes, value: Any) -> str:
    """A keyed digest of a record's state: shows that it changed, and gives no word of it away."""
    return hmac.new(
        key, canonical(value).encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()
