"""Loading what a command is about: at the version its actor read, its clocks brought up to now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, select

from mashdesk.desk.reopening import reopen_audited
from mashdesk.domain.errors import NotFound, Stale
from mashdesk.store.names import AGENCIES
from mashdesk.store.queries.due import due_rounds
from mashdesk.store.queries.events import changes_since
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work
from mashdesk.text import clip


def load_referral(work: Work, referral_id: int, version: int | None = None) -> Referral:
    """The referral, tracked. A breach nobody has swept yet is recorded first: no act can outrun it.

    Raises NotFound, or Stale when the version is not the one the actor read.
    """
    row = work.get(Referral, referral_id, "referral")
    if version is not None and row.version != version:
        raise Stale(row.reference, changes_since(work.connection, referral_id, None, version))
    if row.nearest_at is not None and (row.missed or row.nearest_at <= work.now):
        reopen_audited(work, due_rounds(work.connection, work.now, 100, referral=referral_id))
        work.session.expire_all()
        row = work.get(Referral, referral_id, "referral")
    work.track(row)
    return row


def load_request(
    work: Work, request_id: int, version: int | None = None
) -> tuple[Request, Referral]:
    """The request and its referral, both tracked; raises NotFound or Stale."""
    row = work.get(Request, request_id, "request")
    if version is not None and row.version != version:
        raise Stale(
            "The request", changes_since(work.connection, row.referral_id, request_id, version)
        )
    referral = load_referral(work, row.referral_id)
    row = work.get(Request, request_id, "request")
    work.track(row)
    return row, referral


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
