"""Who may: the permission table asked, and every refusal audited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk.signing_in.sessions import still_let_in
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.commands.base import GREATEST_NUMBER
from mashdesk.domain.errors import NotFound, NotPermitted
from mashdesk.domain.permissions import LOOKS, Look, may_look, refusal
from mashdesk.store import audit
from mashdesk.store.queries.audit_rows import tried
from mashdesk.store.store import Store
from mashdesk.store.work import audit_row


def permit(actor: Actor, command: c.Command) -> None:
    """Raise NotPermitted unless this actor's role may do this."""
    if (why := refusal(actor, command)) is not None:
        raise NotPermitted(why, "Ask somebody whose role may, or choose another act.")


def permit_look(actor: Actor, look: Look) -> None:
    """Raise NotPermitted unless this actor's role may see this."""
    if not may_look(actor.role, look):
        may = [role.label for role in Role if role in LOOKS[look]]
        ask = f"Ask one of those who may: {' or '.join(may)}."
        if len(may) > _NAMED:
            ask = f"Nearly everybody at the hub may; ask a {Role.DUTY.label} or a manager."
        raise NotPermitted(f"{actor.role.somebody} may not see {look.value}.", ask)


_NAMED = 4
"""So many roles at most are named to whoever is refused."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a look is after, for the row that it leaves where nothing is found: the act, and what
    was asked for, as typed, or the command that would have opened it.
    """

    act: str
    asked: str = ""
    about: c.Command | None = None


@contextmanager
def looking(
    store: Store, clock: Clock, actor: Actor, look: Look, sought: Sought | None = None
) -> Iterator[Connection]:
    """A read for somebody who may see this; anybody else's is refused, and that is audited.

    So is one that does not find what was `sought`, in the same row for what is hidden from this
    reader and for what never was.
    """
    try:
        permit_look(actor, look)
        with store.read() as connection:
            still_let_in(connection, actor, clock.now())
            yield connection
    except NotPermitted as refused:
        why = type(refused).__name__
        audit_refusal(store, actor, clock.now(), f"look at {look.value}", why)
        raise
    except NotFound:
        if sought is not None:
            why = tried(sought.asked)
            audit_refusal(store, actor, clock.now(), sought.act, why, sought.about)
        raise


def audit_refusal(
    store: Store, actor: Actor, now: datetime, act: str, why: str, about: c.Command | None = None
) -> None:
    """Record a refusal in its own transaction: what was asked and its kind, never record text."""
    row = audit_row(
        act,
        actor,
        now,
        __version__,
        allowed=False,
        reason=why,
        referral_id=_kept(about, "referral"),
        request_id=_kept(about, "request"),
        version_before=_kept(about, "version"),
    )
    with store.begin(now) as work:
        audit.append(work.connection, store.audit_key, [row])
        work.commit()


def _kept(about: c.Command | None, name: str) -> int | None:
    """A number of the command, if it is one that the audit can keep."""
    number = getattr(about, name, None)
    return number if isinstance(number, int) and 0 <= number <= GREATEST_NUMBER else None
