"""The requests of one referral and the agencies they were put to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import RowMapping, bindparam, func, select
from sqlmodel import col

from mashdesk.domain.entries import MEANS_TO_SENDER, what_it_means, why_told
from mashdesk.domain.request import RequestState
from mashdesk.store.names import AGENCIES, REQUESTS
from mashdesk.store.notices import ABOUT_REQUEST, ABOUT_SENT_IN
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


_NEWEST = select(func.max(REQUESTS.c.id)).where(REQUESTS.c.referral_id == bindparam("referral"))
_CONCERNED = (
    select(REQUESTS.c.id, REQUESTS.c.agency_id, REQUESTS.c.state, REQUESTS.c.shared)
    .where(REQUESTS.c.id.in_(_NEWEST.group_by(REQUESTS.c.agency_id)))
    .order_by(REQUESTS.c.agency_id)
)


def newest_requests(work: Work, referral: Referral) -> Sequence[RowMapping]:
    """The newest request of every agency that was ever asked about this referral: id, agency_id,
    state, shared.
    """
    work.write(Request)
    return work.connection.execute(_CONCERNED, {"referral": referral.id}).mappings().all()


def tell_agencies(work: Work, referral: Referral, kind: str, said: str, why: str = "") -> None:
    """Leave every agency that was ever asked, and the one that sent it in, an entry of what became
    of the referral, and what that means for it.
    """
    asked = newest_requests(work, referral)
    for one in asked:
        tell_agency(work, referral, one["agency_id"], one["id"], one["state"], kind, said, why)
    tell_sender(work, referral, kind, said, why, [one["agency_id"] for one in asked])


def tell_sender(
    work: Work, referral: Referral, kind: str, said: str, why: str, told: Collection[int] = ()
) -> None:
    """Leave the agency that sent the contact in an entry, unless it is among those `told` (ids)."""
    _tell_sender(work, referral, referral.sender_agency, kind, said, why, told)


def tell_no_sender(work: Work, referral: Referral, code: str) -> None:
    """Leave the agency of this code word that it did not send the contact in after all."""
    said = "the hub corrected who sent this in: it was not your agency."
    _tell_sender(work, referral, code, "not_sent_in", said, "")


def _tell_sender(
    work: Work,
    referral: Referral,
    code: str,
    kind: str,
    said: str,
    why: str,
    told: Collection[int] = (),
) -> None:
    if not code:
        return
    agency = work.connection.execute(_AGENCY, {"code": code}).scalar_one_or_none()
    if agency is not None and agency not in told:
        words = f"{said} {MEANS_TO_SENDER[kind]}"
        work.notify_agency(agency, referral, kind, words, why_told(kind, why), ABOUT_SENT_IN)


_AGENCY = select(AGENCIES.c.id).where(AGENCIES.c.code == bindparam("code"))


def tell_agency(
    work: Work,
    referral: Referral,
    agency: int,
    request: int,
    state: RequestState,
    kind: str,
    said: str,
    why: str = "",
) -> None:
    """Leave one agency an entry about its request (in this state now), and what it means for it."""
    words = f"{said} {what_it_means(kind, state)}".strip()
    why = why_told(kind, why)
    work.notify_agency(agency, referral, kind, words, why, f"{ABOUT_REQUEST}{request}")


def about(request: Request) -> str:
    """How explanations about this request are told apart from those about others."""
    return f"{ABOUT_REQUEST}{request.id}"
