"""Hand-over files of a record: made here, or taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.store.names import REFERRALS, TRANSFERS_SENT, TRANSFERS_TAKEN
from mashdesk.store.views.history import ToldView
from mashdesk.store.views.transfer import ArrivedView, SentView

if TYPE_CHECKING:
    from mashdesk.domain.transfer import History

# Made once: building a statement costs as much as running it.
_SENT = (
    select(TRANSFERS_SENT)
    .where(TRANSFERS_SENT.c.referral_id == bindparam("of_referral"))
    .order_by(TRANSFERS_SENT.c.id)
)
_TAKEN = select(TRANSFERS_TAKEN).where(TRANSFERS_TAKEN.c.referral_id == bindparam("of_referral"))
_HANDED_ON = select(REFERRALS.c.reference, REFERRALS.c.received_at).where(
    REFERRALS.c.reference.in_(bindparam("references", expanding=True)),
    REFERRALS.c.id.in_(select(TRANSFERS_SENT.c.referral_id)),
)


def sent(
    connection: Connection, referral_id: int, people: Mapping[int, str]
) -> tuple[SentView, ...]:
    """The hand-over files made of a record, oldest first. `people` are full names by id."""
    rows = connection.execute(_SENT, {"of_referral": referral_id}).mappings()
    return tuple(
        SentView(
            row["to_hub"],
            row["made_at"],
            people.get(row["made_by"], "—"),
            row["acknowledged_at"],
            row["reference"],
            row["person"],
            row["channel"],
            row["words"],
        )
        for row in rows
    )


def arrived(connection: Connection, referral_id: int) -> ArrivedView | None:
    """Where a record came from with its history; None for one that began here."""
    row = connection.execute(_TAKEN, {"of_referral": referral_id}).mappings().one_or_none()
    if row is None:
        return None
    histories = histories_in(row["body"])
    return ArrivedView(
        row["hub"],
        row["reference"],
        row["made_at"],
        row["taken_in_at"],
        row["replied_at"],
        histories,
        ours_among(connection, histories),
    )


def families_told(connection: Connection, referral_id: int) -> tuple[ToldView, ...]:
    """What earlier hubs told of a record's family, the nearest first. What this hub itself told is
    left out: it knows that family, and tells of it to whom it may now.
    """
    came = arrived(connection, referral_id)
    if came is None:
        return ()
    return tuple(
        ToldView(one.hub, one.reference, one.family)
        for at, one in reversed(list(enumerate(came.histories)))
        if one.family is not None and at not in came.ours
    )


def ours_among(connection: Connection, histories: Sequence[History]) -> tuple[int, ...]:
    """Which of these histories, by position, this hub wrote itself: it handed the record on, and it
    came back. Their words quote records of this hub.
    """
    if not histories:
        return ()
    asked = {"references": [one.reference for one in histories]}
    sent_on = {tuple(row) for row in connection.execute(_HANDED_ON, asked)}
    return tuple(
        at for at, one in enumerate(histories) if (one.reference, one.received_at) in sent_on
    )


def histories_in(body: str) -> tuple[History, ...]:
    """The histories as they are kept with a record; none where they can no longer be read."""
    try:
        found: tuple[History, ...] = _adapter().validate_json(body)
    except ValueError:  # another tool wrote there: the rest of the record is read all the same
        return ()
    return found


def kept(histories: tuple[History, ...]) -> str:
    """The same as text, to be kept."""
    dump: Callable[[Any], bytes] = _adapter().dump_json
    return dump(histories).decode("utf-8", "surrogatepass")


@cache
def _adapter() -> Any:
    # Loaded where there was a transfer: few records have one.
    from pydantic import TypeAdapter

    from mashdesk.domain.transfer import History

    return TypeAdapter(tuple[History, ...])
