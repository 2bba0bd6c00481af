"""What a practitioner's own agency sent in: found by its reference, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mashdesk.desk.loading import load_referral
from mashdesk.desk.partners.own_agency import own_agency
from mashdesk.domain.errors import NotFound
from mashdesk.store.queries.sent_in import sent_in_id
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


def no_such_sent_in() -> NotFound:
    """One refusal for what another agency sent in, for what none did and for what never was."""
    return NotFound("Your agency sent in no such referral.", "Look at the list of what it sent in.")


def find_own_sent_in(work: Work, reference: str) -> tuple[Referral, Mapping[str, Any]]:
    """The referral that the actor's own agency sent in, as it is, and the agency; raises NotFound
    or NotPermitted.
    """
    agency = own_agency(work.connection, work.actor)
    found = sent_in_id(work.connection, work.actor, agency["code"], reference, work.now)
    if found is None:
        raise no_such_sent_in()
    return work.get(Referral, found, "referral"), agency


def load_own_sent_in(work: Work, reference: str) -> tuple[Referral, Mapping[str, Any]]:
    """The same, tracked and with its clocks brought up to now."""
    row, agency = find_own_sent_in(work, reference)
    assert row.id is not None, "a referral that was found is stored"
    return load_referral(work, row.id), agency
