"""Referrals on their way to another hub, and parcels as another hub makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mashdesk.desk.transfer.packing import parcel_of
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.transfer import Parcel
from tests.hub import Hub


def transferred(hub: Hub, referral: int | None = None, expected_by: datetime | None = None) -> int:
    """A referral decided as transferred to another hub, which is to act by then."""
    referral = hub.rated() if referral is None else referral
    hub.decide(
        referral,
        outcome=DecisionOutcome.TRANSFERRED,
        rationale="They moved to Southport.",
        voice="He misses his school.",
        receiver="Southport",
        expected="Visit the family at the new address.",
        expected_by=expected_by,
    )
    return referral


def parcel(hub: Hub, token: str = "b" * 32) -> Parcel:
    """What another hub would hand over: a record of this one, as if it were not."""
    view = hub.view(transferred(hub))
    made = parcel_of(
        view, token=token, store="another", hub="Southport", to_hub="Northbridge",
        by="Mr Shah", at=hub.now(),
    )  # fmt: skip
    return replace(made, contact=replace(made.contact, worry="He is cold."))
