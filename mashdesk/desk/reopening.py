"""Reopening what ran out, as SYSTEM and with its audit rows, whoever's act brought it to light."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from sqlalchemy import RowMapping

from mashdesk import __version__
from mashdesk.desk.run_out import RunOut, reopen
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.commands import ReopenTimedOut
from mashdesk.store import audit
from mashdesk.store.work import Work, audit_row


def reopen_audited(work: Work, rows: Sequence[RowMapping]) -> RunOut:
    """Reopen rounds that ran out and audit each. It is the clock's doing: whoever acts on an item
    before any sweep saw its breach is not the one who timed it out.
    """
    acting, work.actor = work.actor, SYSTEM
    try:
        done = reopen(work, rows)
    finally:
        work.actor = acting
    audited = [
        audit_row(
            ReopenTimedOut.label,
            SYSTEM,
            work.now,
            __version__,
            workstation=this_process(),
            referral_id=event["referral_id"],
            request_id=event["request_id"],
            version_before=event["version"] - 1,
            version_after=event["version"],
        )
        for event in done.events
    ]
    audit.append(work.connection, work.store.audit_key, audited)
    return done


def this_process() -> str:
    """The machine and the process, for the audit and the heartbeat."""
    return f"{platform.node()[:60]} {os.getpid()}"
