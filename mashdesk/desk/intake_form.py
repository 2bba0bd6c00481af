"""A contact as another system or a file gives it, checked at the edge before it is a Contact.

Codes may be given as codes or as labels, instants with their zone or in London time. Text is made
plain on the way in. Every fault becomes a Problem with the path of its field, children counted
from 1, and the line the contact stood on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from mashdesk.desk.codes import INSTANT_PATTERN, read_code, read_date, read_instant
from mashdesk.domain.commands.base import GREATEST_NUMBER
from mashdesk.domain.contact import (
    ADULTS_LIMIT,
    CHILDREN_LIMIT,
    LINE_LIMIT,
    WORDS_LIMIT,
    Adult,
    Channel,
    Child,
    Consent,
    ConsentGiven,
    Contact,
    Reason,
    Sex,
    Source,
)
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.toml_table import did_you_mean
from mashdesk.text import clip, plain


def _line(said: object) -> str:
    return plain(_text(said).strip())


def _words(said: object) -> str:
    return plain(_text(said).strip(), lines=True)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise ValueError("must be text in quotation marks")
    return said


def _code(choices: type[StrEnum]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Reads a code or label; tells the schema of both."""
    return (
        BeforeValidator(lambda said: read_code(choices, said)),
        WithJsonSchema(
            {
                "anyOf": [
                    {"enum": [choice.value for choice in choices]},
                    {"enum": [str(getattr(choice, "label", choice.value)) for choice in choices]},
                ]
            }
        ),
    )


def _number(said: object) -> object:
    if said is None or (type(said) is int and 0 <= said <= GREATEST_NUMBER):
        return said
    raise ValueError("must be the number of somebody known, or 0 for nobody known")


def _yes(said: object) -> object:
    if not isinstance(said, bool):
        raise ValueError("must be true or false")
    return said


def _one_or_many(said: object) -> object:
    return [said] if isinstance(said, str) else said


_Line = Annotated[
    str, BeforeValidator(_line), WithJsonSchema({"type": "string", "maxLength": LINE_LIMIT})
]
_Words = Annotated[
    str, BeforeValidator(_words), WithJsonSchema({"type": "string", "maxLength": WORDS_LIMIT})
]
_Date = Annotated[
    date, BeforeValidator(read_date), WithJsonSchema({"type": "string", "format": "date"})
]
_Instant = Annotated[
    datetime,
    BeforeValidator(read_instant),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{INSTANT_PATTERN}$",
            "examples": ["2026-11-20 14:05", "2026-11-20T14:05:00Z"],
        }
    ),
]
_Channel = Annotated[Channel, *_code(Channel)]
_Source = Annotated[Source, *_code(Source)]
_Reason = Annotated[Reason, *_code(Reason)]
_Consent = Annotated[Consent, *_code(Consent)]
_Sex = Annotated[Sex, *_code(Sex)]


_Known = Annotated[
    int | None,
    BeforeValidator(_number),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": GREATEST_NUMBER}),
]
_KNOWN = Field(
    None, description="the number they are known by; 0 says that it is nobody known to this hub"
)
_Yes = Annotated[bool, BeforeValidator(_yes), WithJsonSchema({"type": "boolean"})]


class _Form(BaseModel):
    """A table of named values: unknown names are refused, other systems' usual ones understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    also_called: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @model_validator(mode="before")
    @classmethod
    def _settle_names(cls, given: object) -> object:
        """Null is the same as left out; a field's other name stands in unless both are given."""
        if not isinstance(given, Mapping):
            return given
        settled = {name: value for name, value in given.items() if value is not None}
        for other, name in cls.also_called.items():
            if other in settled and name not in settled:
                settled[name] = settled.pop(other)
        return settled


class ChildForm(_Form):
    """One child the contact concerns."""

    model_config = ConfigDict(title="Child")
    also_called = MappingProxyType(
        {
            "first_name": "given_name",
            "forename": "given_name",
            "surname": "family_name",
            "last_name": "family_name",
            "date_of_birth": "born",
            "dob": "born",
            "expected_date_of_birth": "expected",
            "due_date": "expected",
            "gender": "sex",
        }
    )

    given_name: _Line = Field("", description="“unknown” if there is none yet")
    family_name: _Line = ""
    known_as: _Line = ""
    born: _Date | None = Field(None, description="date of birth")
    expected: _Date | None = Field(None, description="expected date of birth of an unborn child")
    sex: _Sex = Field(Sex.NOT_KNOWN, description="as the census records it; U for an unborn child")
    school: _Line = ""
    address: _Line = ""
    nhs_number: _Line = Field("", description="ten digits, the last of which checks the others")
    upn: _Line = Field("", description="unique pupil number")
    individual: _Known = _KNOWN

    def to_child(self) -> Child:
        """The child as the domain knows one."""
        return Child(**{name: getattr(self, name) for name in type(self).model_fields})


class AdultForm(_Form):
    """One adult the contact speaks of."""

    model_config = ConfigDict(title="Adult")
    also_called = MappingProxyType(
        {
            "first_name": "given_name",
            "forename": "given_name",
            "surname": "family_name",
            "last_name": "family_name",
            "date_of_birth": "born",
            "dob": "born",
            "relation": "role",
            "relationship": "role",
            "telephone": "phone",
            "mobile": "phone",
        }
    )

    given_name: _Line = ""
    family_name: _Line = ""
    known_as: _Line = ""
    role: _Line = Field("", description="what they are to the children, such as mother")
    born: _Date | None = Field(None, description="date of birth")
    phone: _Line = ""
    address: _Line = ""
    parental_responsibility: _Yes = False
    lives_with: _Yes = Field(False, description="whether they live with the children")
    individual: _Known = _KNOWN

    def to_adult(self) -> Adult:
        """The adult as the domain knows one."""
        return Adult(**{name: getattr(self, name) for name in type(self).model_fields})


class ConsentForm(_Form):
    """Consent in one of its forms; a form alone may be given as a plain string."""

    model_config = ConfigDict(title="Consent")
    also_called = MappingProxyType(
        {"consent": "form", "given_by": "by", "when": "at", "why": "reason"}
    )

    form: _Consent
    by: _Line = Field("", description="by whom it was obtained or overridden")
    at: _Instant | None = Field(None, description="when; London time unless it carries its zone")
    reason: _Line = Field("", description="needed when it was not sought or was overridden")

    @model_validator(mode="before")
    @classmethod
    def _form_alone(cls, given: object) -> object:
        return {"form": given} if isinstance(given, str) else given

    def to_consent(self) -> ConsentGiven:
        """Consent as the domain knows it."""
        return ConsentGiven(form=self.form, by=self.by, at=self.at, reason=self.reason)


class IntakeForm(_Form):
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

    received_at: _Instant = Field(description="when it reached the hub; London time without a zone")
    channel: _Channel = Field(description="how it reached the hub")
    source: _Source = Field(description="who sent it: the London dataset's source codes")
    sender_name: _Line = ""
    sender_organisation: _Line = ""
    sender_contact: _Line = ""
    sender_reference: _Line = Field("", description="the sender's own reference")
    sender_agency: _Line = Field(
        "", description="the code of the roster's agency that sent it, whose people then follow it"
    )
    reasons: Annotated[tuple[_Reason, ...], BeforeValidator(_one_or_many)] = Field(
        description="why it was sent; several may apply", min_length=1
    )
    worry: _Words = Field(description="what the worry is, in the sender's words")
    expects: _Words = Field("", description="what the sender expects to happen")
    household: _Words = Field("", description="who lives there, and other people who matter")
    children: tuple[ChildForm, ...] = Field(min_length=1, max_length=CHILDREN_LIMIT)
    adults: tuple[AdultForm, ...] = Field((), max_length=ADULTS_LIMIT)
    consent: ConsentForm | None = Field(None, description="needed before it can be rated")
    late_because: _Line = Field("", description="why it is entered more than seven days late")

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


_FORMS: Mapping[str, type[_Form]] = MappingProxyType(
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
