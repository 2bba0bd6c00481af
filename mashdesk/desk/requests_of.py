"""The requests of one referral and the agencies they were put to."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlmodel import col

from mashdesk.domain.request import RequestState
from mashdesk.store.names import REQUESTS
from mashdesk.store.tables import Agency, Referral, Request
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_OPEN = (
    select(Request, Agency)
    .join(Agency, col(Agency.id) == col(Request.agency_id))
    .where(
        col(Request.referral_id) == bindparam("referral"),
        col(Request.state) == RequestState.OPEN,
    )
    .order_by(col(Request.id))
)


def open_requests(work: Work, referral: Referral) -> list[tuple[Request, Agency]]:
    """Those not yet answered, withdrawn or decided without, in the order they were asked."""
    # What was settled just now must be in the database before it is asked.
    work.write(Request)
    found = work.session.execute(_OPEN, {"referral": referral.id})
    return [(request, agency) for request, agency in found]


_WITH = select(REQUESTS.c.agency_id).where(
    REQUESTS.c.referral_id == bindparam("referral"), REQUESTS.c.state == RequestState.OPEN
)


def owing_agencies(work: Work, referral: Referral) -> set[int]:
    """Ids of the agencies whose answer is awaited."""
    return set(work.connection.execute(_WITH, {"referral": referral.id}).scalars())


def concerned_agencies(work: Work, referral: Referral) -> list[int]:
    """Ids of every agency that was ever asked about this referral, so that each learns what became
    of it.
    """
    query = select(REQUESTS.c.agency_id).where(REQUESTS.c.referral_id == referral.id).distinct()
    return sorted(work.connection.execute(query).scalars())
