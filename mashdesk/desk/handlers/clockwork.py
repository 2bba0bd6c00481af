"""What the clock does by itself, as SYSTEM: reopening what timed out."""

from __future__ import annotations

from mashdesk.desk.clockwork.reopening import CHUNK, reopen_audited
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.store.queries.due import due_rounds
from mashdesk.store.work import Work


def reopen_timed_out(_command: c.ReopenTimedOut, work: Work) -> Outcome:
    """Reopen what is due now, oldest first; a sweep does the same, chunk by chunk (sweep.py)."""
    done = reopen_audited(work, due_rounds(work.connection, work.now, CHUNK))
    return Outcome(
        f"{done.reopened} reopened; {done.last_rounds} left overdue in their last round."
    )
