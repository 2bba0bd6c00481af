"""Which source told something: the record itself, or one of its agencies' answers."""

from __future__ import annotations

from mashdesk.domain.calendar import london_text
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields_screen import FieldsScreen
from mashdesk.tui.forms.picker import Choice

_RECORD = Choice("", "the contact, or the desk")


def told_by(view: ReferralView, request: RequestView | None) -> ChoiceField:
    """The choice between them; the newest answer to `request`, if that is given, stands first."""
    answers = [
        Choice(str(answer.id), f"{asked.agency_name}, {london_text(answer.recorded_at)}")
        for asked in view.requests
        for answer in asked.answers
    ]
    field = ChoiceField("answer", "Told by", [_RECORD, *answers])
    given = [a.id for r in view.requests if request and r.id == request.id for a in r.answers]
    field.put(str(given[-1]) if given else "")
    return field


def chosen_answer(form: FieldsScreen) -> int | None:
    """The answer that was chosen; None for the record itself."""
    said = form.typed("answer")
    return int(said) if said else None
