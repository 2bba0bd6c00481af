"""Consent as it is found on contacts of each gravity; every form carries what it must."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from mashdesk.domain.contact import Consent, ConsentGiven
from mashdesk.domain.rating import Rag
from mashdesk.training.draws import Mix, drawn
from mashdesk.training.names import Person

_FORMS: Mapping[Rag | None, Mix[Consent]] = {
    Rag.RED: {Consent.NOT_REQUIRED: 55, Consent.OVERRIDDEN: 30, Consent.OBTAINED: 15},
    Rag.AMBER: {
        Consent.OBTAINED: 40,
        Consent.OVERRIDDEN: 20,
        Consent.NOT_SOUGHT: 25,
        Consent.REFUSED: 15,
    },
    Rag.GREEN: {
        Consent.OBTAINED: 78,
        Consent.NOT_SOUGHT: 10,
        Consent.REFUSED: 8,
        Consent.WITHDRAWN: 4,
    },
    None: {
        Consent.OBTAINED: 60,
        Consent.NOT_SOUGHT: 20,
        Consent.REFUSED: 14,
        Consent.OVERRIDDEN: 6,
    },
}
"""Assumed: levels two and three need consent, level four does not."""

_NOT_SOUGHT = (
    "Asking would have told the person feared.",
    "The parent could not be reached on three attempts.",
    "The sender was not sure that asking was theirs to do.",
)
_OVERRIDDEN = (
    "Risk of significant harm; asking would raise it.",
    "Refused, but the account and the injury do not fit.",
)


def consent_for(
    rng: Random, rating: Rag | None, parent: Person, received_at: datetime
) -> ConsentGiven:
    """A form of consent that suits the gravity, settled shortly before receipt (UTC)."""
    form = drawn(_FORMS.get(rating, _FORMS[None]), rng)
    by, reason = "", ""
    if form in (Consent.OBTAINED, Consent.REFUSED, Consent.WITHDRAWN):
        by = str(parent)
    if form is Consent.OVERRIDDEN:
        by, reason = "duty senior social worker", rng.choice(_OVERRIDDEN)
    if form is Consent.NOT_SOUGHT:
        reason = rng.choice(_NOT_SOUGHT)
    return ConsentGiven(
        form=form, by=by, at=received_at - timedelta(minutes=rng.randint(5, 90)), reason=reason
    )
