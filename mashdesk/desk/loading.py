"""Loading what a command is about: at the version its actor read, its clocks brought up to now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, select

from mashdesk.desk.clockwork.reopening import reopen_audited
from mashdesk.desk.sealing.sealed import demand_sight
from mashdesk.domain.errors import NotFound, Stale
from mashdesk.store.names import AGENCIES
from mashdesk.store.queries.due import due_rounds
from mashdesk.store.queries.events import changes_since
from mashdesk.store.queries.masking import told_to
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work, no_such
from mashdesk.text import clip


def load_referral(
    work: Work,
    referral_id: int,
    version: int | None = None,
    *,
    missing: NotFound | None = None,
    unseen: bool = False,
) -> Referral:
    """The referral, tracked. A breach nobody has swept yet is recorded first: no act can outrun it.

    Raises NotFound (`missing`, if that is given), for one that whoever acts does not see as for one
    that never was; or Stale when the version is not the one the actor read. `unseen` is for what is
    done to a record by the desk itself, whoever's act that follows from.
    """
    row = work.get(Referral, referral_id, "referral")
    if not unseen:
        demand_sight(work, row, missing or no_such("referral"))
    if version is not None and row.version != version:
        raise _stale(work, row.reference, referral_id, None, version)
    if row.nearest_at is not None and (row.missed or row.nearest_at <= work.now):
        reopen_audited(work, due_rounds(work.connection, work.now, 100, referral=referral_id))
        work.session.expire_all()
        row = work.get(Referral, referral_id, "referral")
    work.track(row)
    return row


def load_request(
    work: Work, request_id: int, version: int | None = None, *, unseen: bool = False
) -> tuple[Request, Referral]:
    """The request and its referral, both tracked; raises NotFound or Stale."""
    row, missing = work.get(Request, request_id, "request"), no_such("request")
    if version is not None and row.version != version:
        if not unseen:
            demand_sight(work, work.get(Referral, row.referral_id), missing)
        raise _stale(work, "The request", row.referral_id, request_id, version)
    referral = load_referral(work, row.referral_id, missing=missing, unseen=unseen)
    row = work.get(Request, request_id, "request")
    work.track(row)
    return row, referral


def _stale(work: Work, what: str, referral: int, request: int | None, version: int) -> Stale:
    """The account of what changed since, in words that whoever acts may read."""
    changes = changes_since(work.connection, referral, request, version)
    return Stale(what, told_to(work.connection, work.actor, changes, work.now))


_CALLED = select(AGENCIES.c.id, AGENCIES.c.code, AGENCIES.c.name).where(
    AGENCIES.c.code.in_(bindparam("codes", expanding=True))
)


def load_agencies(work: Work, codes: Sequence[str]) -> list[RowMapping]:
    """Id, code and name of roster entries by their codes, in any case, each once, in this order.

    Raises NotFound naming those there are.
    """
    wanted = {code.strip().upper(): code for code in codes}
    rows = work.connection.execute(_CALLED, {"codes": list(wanted)}).mappings()
    found = {row["code"]: row for row in rows}
    for code, said in wanted.items():
        if code not in found:
            known = ", ".join(work.connection.execute(select(AGENCIES.c.code)).scalars())
            raise NotFound(
                f"There is no agency “{clip(said, 20)}” on this hub's roster.",
                f"The roster has {known}.",
            )
    return [found[code] for code in wanted]
