"""The children of a contact: a block of fields for each, as many as there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from mashdesk.domain.contact import Child, Sex
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.moments import written_day
from mashdesk.tui.forms.person_block import INDIVIDUAL, PersonBlock
from mashdesk.tui.forms.time_fields import BornField, DayField

_LINES = ("given_name", "family_name", "known_as", "school", "address", "nhs_number", "upn")


class ChildBlock(PersonBlock):
    """One child."""

    root = "children"
    noun = "child"
    lines = _LINES

    def make_fields(self, now: Callable[[], datetime]) -> dict[str, Field]:
        return {
            "given_name": LineField("", "Given name", hint="or “unknown”"),
            "family_name": LineField("", "Family name"),
            "known_as": LineField("", "Known as"),
            "sex": ChoiceField("", "Sex", choices_of(Sex)),
            "born": BornField("", "Born", now),
            "expected": DayField("", "Expected", now),
            "school": LineField("", "School or nursery"),
            "address": LineField("", "Address"),
            "nhs_number": LineField("", "NHS number"),
            "upn": LineField("", "Pupil number", hint="UPN"),
        }

    def adapt(self) -> None:
        """An unborn child has no date of birth but an expected one."""
        super().adapt()
        unborn = self.parts["sex"].text == Sex.UNBORN.value
        for name, asked in (("born", not unborn), ("expected", unborn)):
            part = self.parts[name]
            shown = asked or bool(part.text)
            if part.display != shown:
                part.display = shown

    def child(self) -> Child:
        """What the fields say; dates that cannot be read are left out."""
        born, expected, sex = self.parts["born"], self.parts["expected"], self.parts["sex"]
        assert isinstance(born, DayField)
        assert isinstance(expected, DayField)
        assert isinstance(sex, ChoiceField)
        return Child(
            **self.texts(),
            born=born.day,
            expected=expected.day,
            sex=sex.chosen(Sex) or Sex.NOT_KNOWN,
            individual=self.individual,
        )

    def particulars(self) -> Particulars:
        child = self.child()
        return Particulars(
            kind=IndividualKind.CHILD,
            given_name=child.given_name,
            family_name=child.family_name,
            known_as=child.known_as,
            born=child.born,
            expected=child.expected,
            sex=child.sex,
            nhs_number=child.nhs_number,
            upn=child.upn,
            address=child.address,
            school=child.school,
        )

    @property
    def born(self) -> date | None:
        """Their date of birth, as far as it can be read."""
        field = self.parts["born"]
        assert isinstance(field, BornField)
        return field.day


def child_texts(child: Child, number: int) -> dict[str, str]:
    """What a draft of these fields would hold for a child on record."""
    texts = {name: getattr(child, name) for name in _LINES}
    texts["sex"] = child.sex.value
    texts["born"] = written_day(child.born) if child.born else ""
    texts["expected"] = written_day(child.expected) if child.expected else ""
    texts[INDIVIDUAL] = str(child.individual or "")
    return {f"{ChildBlock.root}.{number}.{name}": text for name, text in texts.items()}
