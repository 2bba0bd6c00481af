"""Who may: the permission table asked, the account still good, and every refusal audited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.commands.base import GREATEST_NUMBER
from mashdesk.domain.errors import NotPermitted
from mashdesk.domain.permissions import Look, may_look, refusal
from mashdesk.store import audit
from mashdesk.store.names import PEOPLE
from mashdesk.store.store import Store
from mashdesk.store.work import audit_row

_ACTIVE = select(PEOPLE.c.active).where(PEOPLE.c.id == bindparam("person"))


def permit(actor: Actor, command: c.Command) -> None:
    """Raise NotPermitted unless this actor's role may do this."""
    if (why := refusal(actor, command)) is not None:
        raise NotPermitted(why, "Ask somebody whose role may, or choose another act.")


def permit_look(actor: Actor, look: Look) -> None:
    """Raise NotPermitted unless this actor's role may see this."""
    if not may_look(actor.role, look):
        raise NotPermitted(
            f"A {actor.role.label} may not see {look.value}.", "Ask somebody whose role may."
        )


def still_let_in(connection: Connection, actor: Actor) -> None:
    """Raise NotPermitted once the account is shut, however long ago its owner signed in."""
    if actor == SYSTEM:
        return
    if not connection.execute(_ACTIVE, {"person": actor.user_id}).scalar():
        raise NotPermitted("This account has been shut.", "Ask an administrator.")


@contextmanager
def looking(store: Store, clock: Clock, actor: Actor, look: Look) -> Iterator[Connection]:
    """A read for somebody who may see this; anybody else's is refused, and that is audited."""
    try:
        permit_look(actor, look)
        with store.read() as connection:
            still_let_in(connection, actor)
            yield connection
    except NotPermitted as refused:
        why = type(refused).__name__
        audit_refusal(store, actor, clock.now(), f"look at {look.value}", why)
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
