"""A record's contact as the JSON that `intake` and `correct` read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mashdesk.cli.shape import shape

if TYPE_CHECKING:
    from mashdesk.store.views import ReferralView

_CONTACT = (
    "received_at", "channel", "source", "sender_name", "sender_organisation", "sender_contact",
    "sender_reference", "sender_agency", "reasons", "worry", "expects", "household",
    "late_because",
)  # fmt: skip
_CHILD = (
    "given_name", "family_name", "known_as", "born", "expected", "sex", "school", "address",
    "nhs_number", "upn", "individual",
)  # fmt: skip
_ADULT = (
    "given_name", "family_name", "known_as", "role", "born", "phone", "address",
    "parental_responsibility", "lives_with", "individual",
)  # fmt: skip


def contact_of(view: ReferralView) -> dict[str, Any]:
    """The contact as it stands, for somebody to correct and give back."""
    contact = {name: shape(getattr(view, name)) for name in _CONTACT}
    contact["children"] = [
        {name: shape(getattr(child, name)) for name in _CHILD} for child in view.children
    ]
    if view.adults:
        contact["adults"] = [
            {name: shape(getattr(adult, name)) for name in _ADULT} for adult in view.adults
        ]
    if view.consent is not None:
        contact["consent"] = shape(
            {
                "form": view.consent,
                "by": view.consent_by,
                "at": view.consent_at,
                "reason": view.consent_reason,
            }
        )
    return contact
