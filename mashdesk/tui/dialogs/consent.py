"""Recording or changing consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import RecordConsent
from mashdesk.domain.contact import ConsentGiven
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import ReferralView
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.consent import (
    CONSENT_PATHS,
    adapt_consent,
    consent_fields,
    put_consent,
    read_consent,
)
from mashdesk.tui.forms.screen import Step


def recorded_consent(view: ReferralView) -> ConsentGiven | None:
    """The consent on a record, as the fields take it."""
    if view.consent is None:
        return None
    return ConsentGiven(
        form=view.consent, by=view.consent_by, at=view.consent_at, reason=view.consent_reason
    )


def consent_step(dialog: ActDialog) -> Step:
    """The step that records what the consent fields say. Raises Invalid for what is missing."""
    given = read_consent(dialog)
    if given is None:
        raise Invalid(Problem("consent.form", "choose one: nothing is rated without it"))
    problems = given.problems(dialog.now())
    if problems:
        raise Invalid(problems)
    command = RecordConsent(referral=dialog.view.id, version=dialog.view.version, consent=given)
    return Step("consent", command, "Consent is recorded.", CONSENT_PATHS)


class ConsentDialog(ActDialog):
    """Consent in one of its forms, with what that form needs."""

    act = "consent"
    begins_with_record = True
    words = "Record consent"
    button = "Record consent"

    def fields(self) -> Iterable[Widget]:
        return consent_fields(self.now, needed=True)

    async def prefill(self) -> None:
        put_consent(self, recorded_consent(self.view))

    def adapt(self) -> None:
        adapt_consent(self)

    def steps(self) -> Sequence[Step]:
        return [consent_step(self)]
