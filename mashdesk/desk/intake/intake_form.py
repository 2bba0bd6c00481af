"""A contact as another system or a file gives it, checked at the edge before it is a Contact.

Codes may be given as codes or as labels, instants with their zone or in London time. Text is made
plain on the way in. Every fault becomes a Problem with the path of its field, children counted
from 1, and the line the contact stood on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from mashdesk.desk.intake.intake_parts import (
    AChannel,
    AdultForm,
    ALine,
    AnInstant,
    AReason,
    ASource,
    AWords,
    ChildForm,
    ConsentForm,
    Form,
    one_or_many,
)
from mashdesk.domain.contact import ADULTS_LIMIT, CHILDREN_LIMIT, Contact
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.toml_table import did_you_mean
from mashdesk.text import clip, plain


class IntakeForm(Form):
    """A contact for the front door of a Multi-Agency Safeguarding Hub."""

    model_config = ConfigDict(title="Contact")
    also_called = MappingProxyType(
        {
            "received": "received_at",
            "from": "source",
            "referrer_name": "sender_name",
            "referrer": "sender_name",
            "organisation": "sender_organisation",
            "reference": "sender_reference",
            "reason": "reasons",
            "concern": "worry",
            "concerns": "worry",
            "expectation": "expects",
        }
    )

    received_at: AnInstant = Field(
        description="when it reached the hub; London time without a zone"
    )
    channel: AChannel = Field(description="how it reached the hub")
    source: ASource = Field(description="who sent it: the London dataset's source codes")
    sender_name: ALine = ""
    sender_organisation: ALine = ""
    sender_contact: ALine = ""
    sender_reference: ALine = Field("", description="the sender's own reference")
    sender_agency: ALine = Field(
        "", description="the code of the roster's agency that sent it, whose people then follow it"
    )
    reasons: Annotated[tuple[AReason, ...], BeforeValidator(one_or_many)] = Field(
        description="why it was sent; several may apply", min_length=1
    )
    worry: AWords = Field(description="what the worry is, in the sender's words")
    expects: AWords = Field("", description="what the sender expects to happen")
    household: AWords = Field("", description="who lives there, and other people who matter")
    children: tuple[ChildForm, ...] = Field(min_length=1, max_length=CHILDREN_LIMIT)
    adults: tuple[AdultForm, ...] = Field((), max_length=ADULTS_LIMIT)
    consent: ConsentForm | None = Field(None, description="needed before it can be rated")
    late_because: ALine = Field("", description="why it is entered more than seven days late")

    def to_contact(self) -> Contact:
        """The contact as the domain knows one; what a clock must judge is still to be checked."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        values["reasons"] = tuple(dict.fromkeys(self.reasons))
        values["children"] = tuple(child.to_child() for child in self.children)
        values["adults"] = tuple(adult.to_adult() for adult in self.adults)
        values["consent"] = self.consent.to_consent() if self.consent else None
        return Contact(**values)


def read_contact(given: object, line: int | None = None) -> Contact:
    """A contact from decoded JSON; raises Invalid naming every field at fault, with the line."""
    try:
        return IntakeForm.model_validate(given).to_contact()
    except ValidationError as error:
        faults = [fault for fault in error.errors(include_url=False) if not _follows(fault)]
        raise Invalid(_problem(fault, line) for fault in faults) from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one contact, for those who write the files."""
    schema = IntakeForm.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


_FORMS: Mapping[str, type[Form]] = MappingProxyType(
    {"children": ChildForm, "adults": AdultForm, "consent": ConsentForm}
)
_MESSAGES = MappingProxyType(
    {
        "missing": "is missing; it is needed",
        "model_type": "must be an object in curly brackets",
        "tuple_type": "must be a list in square brackets",
        "too_short": "is empty; give at least one",
        "too_long": f"has more entries than the {CHILDREN_LIMIT} a contact can hold; send several",
    }
)


def _follows(fault: Any) -> bool:
    """A list called empty because each of its entries was refused says nothing new."""
    return fault["type"] == "too_short" and bool(fault["input"])


def _problem(fault: Any, line: int | None) -> Problem:
    path = [str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"]]
    field = ".".join(clip(plain(part), 60) for part in path) or "contact"
    if fault["type"] == "extra_forbidden":
        return Problem(field, _unknown_name(path), line)
    if fault["type"] == "value_error":
        return Problem(field, str(fault["ctx"]["error"]), line)
    return Problem(field, _MESSAGES.get(fault["type"], fault["msg"]), line)


def _unknown_name(path: list[str]) -> str:
    form = _FORMS.get(path[0], IntakeForm) if len(path) > 1 else IntakeForm
    if meant := form.also_called.get(path[-1]):
        return f"says the same as “{meant}”, which is given too; keep one"
    return f"is not known here; {did_you_mean(path[-1], form.model_fields)}"
