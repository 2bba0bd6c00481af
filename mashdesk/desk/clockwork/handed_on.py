"""The clock that a hand-over brings with it: what another hub expects by a moment is due by then
here too, whatever this hub's own policy would give.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from mashdesk.store.names import TRANSFERS_TAKEN, id_of
from mashdesk.store.queries.transfers import histories_in
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_TAKEN = select(TRANSFERS_TAKEN.c.body, TRANSFERS_TAKEN.c.taken_in_at).where(
    TRANSFERS_TAKEN.c.referral_id == bindparam("of")
)


def asked_by(work: Work, referral: Referral) -> datetime | None:
    """The moment (UTC) that no clock from receipt may run beyond; None for what began here, and
    where all had passed on arrival: that was missed at once, and is not missed a second time.
    """
    row = work.connection.execute(_TAKEN, {"of": id_of(referral)}).one_or_none()
    if row is None:
        return None
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.arrival import expected_yet

    return expected_yet(histories_in(row.body), row.taken_in_at)
