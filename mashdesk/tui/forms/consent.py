"""The consent fields, the same wherever consent is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from mashdesk.domain.contact import Consent, ConsentGiven
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.draft_screen import DraftScreen
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.moments import written_moment
from mashdesk.tui.forms.time_fields import MomentField

CONSENT_PATHS = ("consent.form", "consent.by", "consent.at", "consent.reason")


def consent_fields(now: Callable[[], datetime], *, needed: bool) -> Iterable[Field]:
    """The form of consent, by whom, when and why."""
    ask = "choose one: nothing is rated without it" if needed else ""
    yield ChoiceField("consent.form", "Consent was", choices_of(Consent), ask=ask)
    yield LineField("consent.by", "By whom", hint="who gave, refused or overrode it")
    hint = "20 Nov 2026 14:30, 14:30 or now; empty where it was not told"
    yield MomentField("consent.at", "When", now, hint=hint)
    yield WordsField("consent.reason", "Why", hint="why it was not sought, or was overridden")


def read_consent(screen: DraftScreen) -> ConsentGiven | None:
    """What the fields say; None where no form is chosen."""
    form = screen.field("consent.form", ChoiceField).chosen(Consent)
    if form is None:
        return None
    at = screen.field("consent.at", MomentField).instant
    return ConsentGiven(
        form=form,
        by=screen.typed("consent.by").strip() if form.has_person else "",
        at=None if form is Consent.NOT_REQUIRED else at,
        reason=screen.typed("consent.reason"),
    )


def put_consent(screen: DraftScreen, given: ConsentGiven | None) -> None:
    """Have the fields say what is recorded."""
    screen.field("consent.form", Field).put(given.form.value if given else "")
    screen.field("consent.by", Field).put(given.by if given else "")
    screen.field("consent.reason", Field).put(given.reason if given else "")
    at = screen.field("consent.at", MomentField)
    if given and given.at:
        at.put_instant(given.at)
    else:
        at.put("")


def adapt_consent(screen: DraftScreen) -> None:
    """Ask only for what this form of consent needs."""
    form = screen.field("consent.form", ChoiceField).chosen(Consent)
    screen.reveal("consent.by", form is not None and form.has_person)
    screen.reveal("consent.at", form is not None and form is not Consent.NOT_REQUIRED)
    screen.reveal("consent.reason", form is not None)


def consent_texts(given: ConsentGiven | None) -> dict[str, str]:
    """What a draft of these fields would hold for a recorded consent."""
    if given is None:
        return dict.fromkeys(CONSENT_PATHS, "")
    at = written_moment(given.at) if given.at else ""
    return dict(zip(CONSENT_PATHS, (given.form.value, given.by, at, given.reason), strict=True))
