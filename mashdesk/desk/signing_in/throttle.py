"""How often a sign-in may be tried, per account and per workstation; a restart forgives nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from mashdesk.store import audit
from mashdesk.store.desk_tables import Throttle
from mashdesk.store.work import Work

FREE_TRIES = 5
CHECKS, WINDOW = 10, timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
LOCKED_AFTER = 50
"""Failures in a row after which an account stays locked until somebody unlocks it."""


def take_a_try(work: Work, name: str, workstation: str) -> int:
    """Count a check against both throttles; the seconds to wait if either is shut, else 0."""
    rows = [_row(work, who) for who in _keys(work, name, workstation)]
    longest = max(_wait(row, work.now) for row in rows)
    if longest <= 0:
        for row in rows:
            row.checks = [*_recent(row, work.now), work.now.isoformat()]
    work.session.flush()
    return int(longest) + 1 if longest > 0 else 0


def count_failure(work: Work, name: str, workstation: str) -> int:
    """Count a wrong try; from the sixth on each doubles the wait. The account's failures so far."""
    rows = [_row(work, who) for who in _keys(work, name, workstation)]
    for row in rows:
        row.failures += 1
        if row.failures > FREE_TRIES:
            # Thirty doublings are past any limit, and past what a date can hold.
            doubled = timedelta(seconds=2 ** min(row.failures - FREE_TRIES, 30))
            row.blocked_until = work.now + min(doubled, LONGEST_WAIT)
    return rows[0].failures


def give_back(work: Work, name: str, workstation: str, tried_at: datetime) -> None:
    """Take a check back that was no wrong try: it was right, or it could not be made at all."""
    tried = tried_at.isoformat()
    for who in _keys(work, name, workstation):
        row = _row(work, who)
        if tried in row.checks:
            kept = list(row.checks)
            kept.remove(tried)
            row.checks = kept
    work.session.flush()


def forgive(work: Work, name: str, workstation: str) -> None:
    """Forget the failures in a row: somebody is in. The window of checks goes on counting the
    wrong ones, or whoever has one account could try others' for ever between its sign-ins.
    """
    for who in _keys(work, name, workstation):
        row = _row(work, who)
        row.failures, row.blocked_until = 0, None


def forgive_account(work: Work, name: str) -> None:
    """Forget the tries at an account: a manager lets its owner back in."""
    row = _row(work, _keys(work, name, "")[0])
    row.failures, row.blocked_until, row.checks = 0, None, []


def _row(work: Work, who: str) -> Throttle:
    known = work.session.get(Throttle, who, with_for_update=True)
    if known is None:
        known = Throttle(who=who)
        work.session.add(known)
    return known


def _wait(row: Throttle, now: datetime) -> float:
    """Seconds until this throttle opens; nothing or less when it is open."""
    wait = 0.0
    if row.blocked_until is not None:
        # A wall clock set back must neither lock people out for hours nor let them straight in.
        wait = min((row.blocked_until - now).total_seconds(), LONGEST_WAIT.total_seconds())
    recent = _recent(row, now)
    if len(recent) >= CHECKS:
        opens = datetime.fromisoformat(recent[0]) + WINDOW
        wait = max(wait, (opens - now).total_seconds())
    return wait


def _recent(row: Throttle, now: datetime) -> list[str]:
    return [at for at in row.checks if abs(datetime.fromisoformat(at) - now) < WINDOW]


def _keys(work: Work, name: str, workstation: str) -> tuple[str, str]:
    """The two throttles' keys; a name that is none may be a password, so only its digest."""
    return f"account:{audit.digest(work.store.audit_key, name)}", f"workstation:{workstation}"
