"""What the desk reads of the audit: its chain proved whole, its head, its rows."""

from __future__ import annotations

from collections.abc import Callable

from mashdesk.clock import Clock
from mashdesk.desk.permit import Sought, looking
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.permissions import Look
from mashdesk.store import audit
from mashdesk.store.queries import referral
from mashdesk.store.queries.audit_rows import AuditRow, audit_rows
from mashdesk.store.store import Store


class AuditReads:
    """The part of a desk that reads the audit, for whoever may. Any thread may; it blocks."""

    store: Store
    clock: Clock

    def audit_verify(
        self,
        actor: Actor,
        anchor: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> audit.AuditReport:
        """Walk the audit's chain, against an anchor if there is one."""
        with looking(self.store, self.clock, actor, Look.AUDIT) as connection:
            known = None if anchor is None else audit.Head.parse(anchor)
            return audit.verify(connection, self.store.audit_key, known, progress)

    def audit_head(self, actor: Actor) -> str:
        """The audit's head, to be kept outside the store as an anchor."""
        with looking(self.store, self.clock, actor, Look.AUDIT) as connection:
            return str(audit.head(connection))

    def audit_rows(
        self,
        actor: Actor,
        referral_id: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[AuditRow, ...]:
        """The audit's newest rows; of one referral, and older than a row, where these are given."""
        with looking(self.store, self.clock, actor, Look.AUDIT) as connection:
            now = self.clock.now()
            return audit_rows(connection, actor, now, referral_id, before, limit)

    def audited(self, actor: Actor, reference: str, act: str = "") -> int:
        """The id behind a reference, for whoever reads the audit: an auditor finds sealed ones too,
        whose records they do not see. Raises NotFound, audited as this act or a look at a record.
        """
        reader = SYSTEM if actor.role is Role.AUDITOR else actor
        # An auditor's miss alone would tell others which references are hidden ones.
        sought = Sought(act or c.View.label, reference) if act or reader is actor else None
        with looking(self.store, self.clock, actor, Look.AUDIT, sought) as connection:
            return referral.find(connection, reader, reference, self.clock.now())
