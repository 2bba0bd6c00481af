"""The parts of a contact as a file gives them: children, adults, consent, each kind of field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from mashdesk.desk.intake.codes import INSTANT_PATTERN, read_code, read_date, read_instant
from mashdesk.domain.commands.base import GREATEST_NUMBER
from mashdesk.domain.contact import (
    LINE_LIMIT,
    WORDS_LIMIT,
    Adult,
    Channel,
    Child,
    Consent,
    ConsentGiven,
    Reason,
    Sex,
    Source,
)
from mashdesk.text import plain


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


def one_or_many(said: object) -> object:
    """A list, also where a single value was given."""
    return [said] if isinstance(said, str) else said


ALine = Annotated[
    str, BeforeValidator(_line), WithJsonSchema({"type": "string", "maxLength": LINE_LIMIT})
]
AWords = Annotated[
    str, BeforeValidator(_words), WithJsonSchema({"type": "string", "maxLength": WORDS_LIMIT})
]
ADate = Annotated[
    date, BeforeValidator(read_date), WithJsonSchema({"type": "string", "format": "date"})
]
AnInstant = Annotated[
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
AChannel = Annotated[Channel, *_code(Channel)]
ASource = Annotated[Source, *_code(Source)]
AReason = Annotated[Reason, *_code(Reason)]
AConsent = Annotated[Consent, *_code(Consent)]
ASex = Annotated[Sex, *_code(Sex)]


AKnown = Annotated[
    int | None,
    BeforeValidator(_number),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": GREATEST_NUMBER}),
]
KNOWN = Field(
    None, description="the number they are known by; 0 says that it is nobody known to this hub"
)
AYes = Annotated[bool, BeforeValidator(_yes), WithJsonSchema({"type": "boolean"})]


class Form(BaseModel):
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


_A_PERSON = {
    "first_name": "given_name",
    "forename": "given_name",
    "surname": "family_name",
    "last_name": "family_name",
    "date_of_birth": "born",
    "dob": "born",
}
"""What other systems call the particulars that every person has."""


class ChildForm(Form):
    """One child the contact concerns."""

    model_config = ConfigDict(title="Child")
    also_called = MappingProxyType(
        {
            **_A_PERSON,
            "expected_date_of_birth": "expected",
            "due_date": "expected",
            "gender": "sex",
        }
    )

    given_name: ALine = Field("", description="“unknown” if there is none yet")
    family_name: ALine = ""
    known_as: ALine = ""
    born: ADate | None = Field(None, description="date of birth")
    expected: ADate | None = Field(None, description="expected date of birth of an unborn child")
    sex: ASex = Field(Sex.NOT_KNOWN, description="as the census records it; U for an unborn child")
    school: ALine = ""
    address: ALine = ""
    nhs_number: ALine = Field("", description="ten digits, the last of which checks the others")
    upn: ALine = Field("", description="unique pupil number")
    individual: AKnown = KNOWN

    def to_child(self) -> Child:
        """The child as the domain knows one."""
        return Child(**{name: getattr(self, name) for name in type(self).model_fields})


class AdultForm(Form):
    """One adult the contact speaks of."""

    model_config = ConfigDict(title="Adult")
    also_called = MappingProxyType(
        {
            **_A_PERSON,
            "relation": "role",
            "relationship": "role",
            "telephone": "phone",
            "mobile": "phone",
        }
    )

    given_name: ALine = ""
    family_name: ALine = ""
    known_as: ALine = ""
    role: ALine = Field("", description="what they are to the children, such as mother")
    born: ADate | None = Field(None, description="date of birth")
    phone: ALine = ""
    address: ALine = ""
    parental_responsibility: AYes = False
    lives_with: AYes = Field(False, description="whether they live with the children")
    individual: AKnown = KNOWN

    def to_adult(self) -> Adult:
        """The adult as the domain knows one."""
        return Adult(**{name: getattr(self, name) for name in type(self).model_fields})


class ConsentForm(Form):
    """Consent in one of its forms; a form alone may be given as a plain string."""

    model_config = ConfigDict(title="Consent")
    also_called = MappingProxyType(
        {"consent": "form", "given_by": "by", "when": "at", "why": "reason"}
    )

    form: AConsent
    by: ALine = Field("", description="by whom it was obtained or overridden")
    at: AnInstant | None = Field(None, description="when; London time unless it carries its zone")
    reason: ALine = Field("", description="needed when it was not sought or was overridden")

    @model_validator(mode="before")
    @classmethod
    def _form_alone(cls, given: object) -> object:
        return {"form": given} if isinstance(given, str) else given

    def to_consent(self) -> ConsentGiven:
        """Consent as the domain knows it."""
        return ConsentGiven(form=self.form, by=self.by, at=self.at, reason=self.reason)
