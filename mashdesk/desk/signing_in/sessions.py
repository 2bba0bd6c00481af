"""Sessions: one a person, twelve hours at most, and a password given anew for what is grave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from mashdesk.domain.account import FRESH_FOR, LONGEST_SESSION
from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import NotFresh, NotPermitted, PasswordToChange, SignedOut
from mashdesk.store.names import HUBS, PEOPLE, SESSIONS

_STANDING = (
    select(
        PEOPLE.c.active,
        PEOPLE.c.must_change,
        SESSIONS.c.person_id,
        SESSIONS.c.started_at,
        SESSIONS.c.password_at,
        SESSIONS.c.ended_at,
        SESSIONS.c.ended_because,
    )
    .select_from(PEOPLE.outerjoin(SESSIONS, SESSIONS.c.id == bindparam("session")))
    .where(PEOPLE.c.id == bindparam("person"))
)
_TRAINING = select(HUBS.c.training)
_END = (
    update(SESSIONS)
    .where(SESSIONS.c.person_id == bindparam("person"), SESSIONS.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), ended_because=bindparam("why"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor's sign-in stands: whether the account is open, why the session ended if it has,
    when it ends by its age, and when its password was last given (UTC).
    """

    active: bool = True
    must_change: bool = False
    ended: str = ""
    until: datetime | None = None
    password_at: datetime | None = None

    def refusal(self) -> NotPermitted | None:
        """What any act is answered with while it stands like this; None when acts may go on."""
        if not self.active:
            return NotPermitted("This account has been shut.", "Ask an administrator.")
        if self.ended:
            return SignedOut(self.ended, "Sign in again; drafts are kept.")
        if self.must_change:
            return PasswordToChange(
                "This is a one-time password: nothing can be done with it.",
                "Choose your own first: `mashdesk password`, or sign in at the desk.",
            )
        return None


def standing(connection: Connection, actor: Actor, now: datetime) -> Standing:
    """How this actor's sign-in stands. What acts without a session, the desk's own work, has none
    to end.
    """
    if actor == SYSTEM:
        return Standing()
    asked = {"person": actor.user_id, "session": actor.session}
    row = connection.execute(_STANDING, asked).one_or_none()
    if row is None or not row.active:
        return Standing(active=False)
    if actor.session is None:
        return Standing(must_change=row.must_change)
    if row.person_id != actor.user_id:
        return Standing(ended="This sign-in is not known here.")
    until = row.started_at + LONGEST_SESSION
    ended = ""
    if row.ended_at is not None:
        ended = f"You are signed out here: {row.ended_because}."
    elif now >= until:
        ended = "You are signed out here: you signed in 12 hours ago."
    return Standing(True, row.must_change, ended, until, row.password_at)


def still_let_in(connection: Connection, actor: Actor, now: datetime) -> None:
    """Raise NotPermitted once the account is shut, SignedOut once the session has ended, and
    PasswordToChange while the password is a one-time one.
    """
    if (refusal := standing(connection, actor, now).refusal()) is not None:
        raise refusal


def demand_fresh(connection: Connection, actor: Actor, now: datetime) -> None:
    """Raise NotFresh unless this session's password was given within the last five minutes.

    For acts that must not be done from a desk somebody left open: SignIn.confirm gives it anew. In
    a training hub nobody has one to give.
    """
    if connection.execute(_TRAINING).scalar():
        return
    given = standing(connection, actor, now).password_at
    if given is None or not timedelta(0) <= now - given <= FRESH_FOR:
        raise NotFresh("This asks for your password again.", "Give it, and do this once more.")


def end_sessions(connection: Connection, person: int, now: datetime, why: str) -> None:
    """End whatever sessions a person has; `why` ends the sentence that their desk says."""
    connection.execute(_END, {"person": person, "now": now, "why": why[:100]})
