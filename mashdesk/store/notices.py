"""Notices: an explanation on one person's or one agency's list until it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from mashdesk.domain.actor import Actor
from mashdesk.store.names import NOTICES

ABOUT_REQUEST = "request "
"""How `about` begins where an explanation is about one request; its id follows."""

ABOUT_SENT_IN = "sent in"
"""What `about` says where an agency is told of a referral as the one that sent it in."""


CAME_OF_IT = "you were told that its time had run out, and this came of it"
"""Why somebody is told what was done with a record after its clock ran out."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What changed for somebody about a referral: the kind of change, in words, and why.

    `about` tells apart what would otherwise be one entry brought up to date: two agencies' answers.
    """

    referral: int
    kind: str
    text: str
    why: str = ""
    about: str = ""


def leave_people(
    connection: Connection, by: Actor, at: datetime, people: Iterable[int | None], said: Explanation
) -> None:
    """Leave each person one entry of its kind, kept up to date; nobody hears of their own act."""
    for person in {one for one in people if one and one != by.user_id}:
        words = {"at": at, "by": by.name, "text": said.text, "why": said.why}
        which = {
            "b_person": person,
            "b_referral": said.referral,
            "b_kind": said.kind,
            "b_about": said.about,
        }
        if not connection.execute(_RENEW, {**which, **words}).rowcount:
            _insert(connection, {"person_id": person, "agency_id": None, **words}, said)


def settle_time_outs(
    connection: Connection, by: Actor, at: datetime, referral: int, text: str
) -> None:
    """Bring what people were told of time-outs up to date: whoever was named next need not act."""
    words = {"at": at, "by": by.name, "text": text, "why": CAME_OF_IT}
    connection.execute(_SETTLE, {"b_referral": referral, "b_kind": "timed_out", **words})


def leave_agency(
    connection: Connection, by: Actor, at: datetime, agency: int, said: Explanation
) -> None:
    """Leave an agency an entry; each stays until the agency acknowledges it."""
    words = {"at": at, "by": by.name, "text": said.text, "why": said.why}
    _insert(connection, {"person_id": None, "agency_id": agency, **words}, said)


def _insert(connection: Connection, row: dict[str, object], said: Explanation) -> None:
    about = {"referral_id": said.referral, "kind": said.kind, "about": said.about}
    connection.execute(_LEAVE, {**row, **about})


# Made once: building a statement costs as much as running it.
_LEAVE = insert(NOTICES)
_SETTLE = (
    update(NOTICES)
    .where(
        NOTICES.c.referral_id == bindparam("b_referral"),
        NOTICES.c.kind == bindparam("b_kind"),
        NOTICES.c.acknowledged_at.is_(None),
        # What an agency was told stays as it was until it acknowledges it.
        NOTICES.c.person_id.is_not(None),
    )
    .values({name: bindparam(name) for name in ("at", "by", "text", "why")})
)
_RENEW = _SETTLE.where(
    NOTICES.c.person_id == bindparam("b_person"), NOTICES.c.about == bindparam("b_about")
)
