"""The adults a contact speaks of: a block of fields for each, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from mashdesk.domain.contact import Adult
from mashdesk.domain.kinship import is_birth_parent, parent_doubts
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind
from mashdesk.tui.forms.choice_fields import TickField
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.moments import written_day
from mashdesk.tui.forms.person_block import INDIVIDUAL, PersonBlock
from mashdesk.tui.forms.time_fields import BornField

_LINES = ("given_name", "family_name", "known_as", "role", "phone", "address")
_TICKS = ("parental_responsibility", "lives_with")


class AdultBlock(PersonBlock):
    """One adult, what they are to the children, and how to reach them."""

    root = "adults"
    noun = "adult"
    lines = _LINES
    children_born: tuple[date, ...] = ()
    """When the children of the contact were born: a parent's age is held against it."""

    def make_fields(self, now: Callable[[], datetime]) -> dict[str, Field]:
        return {
            "given_name": LineField("", "Given name", hint="or “unknown”"),
            "family_name": LineField("", "Family name"),
            "known_as": LineField("", "Known as"),
            "role": LineField("", "Relationship", hint="to the children: mother, childminder"),
            "born": BornField("", "Born", now),
            "phone": LineField("", "Phone"),
            "address": LineField("", "Address"),
            "parental_responsibility": TickField("", "Responsibility", "parental responsibility"),
            "lives_with": TickField("", "Household", "lives with the children"),
        }

    def adult(self) -> Adult:
        """What the fields say; a date that cannot be read is left out."""
        born = self.parts["born"]
        assert isinstance(born, BornField)
        return Adult(
            **self.texts(),
            born=born.day,
            parental_responsibility=bool(self.parts["parental_responsibility"].text),
            lives_with=bool(self.parts["lives_with"].text),
            individual=self.individual,
        )

    def particulars(self) -> Particulars:
        adult = self.adult()
        return Particulars(
            kind=IndividualKind.ADULT,
            given_name=adult.given_name,
            family_name=adult.family_name,
            known_as=adult.known_as,
            born=adult.born,
            phone=adult.phone,
            address=adult.address,
            parent_of=self.children_born if is_birth_parent(adult.role) else (),
        )

    def adapt(self) -> None:
        """Also what can hardly be of somebody who is said to be a parent."""
        super().adapt()
        born = self.parts["born"]
        assert isinstance(born, BornField)
        parent = born.day is not None and is_birth_parent(self.parts["role"].text)
        born.doubted(parent_doubts(born.day, self.children_born) if parent else "")


def adult_texts(adult: Adult, number: int) -> dict[str, str]:
    """What a draft of these fields would hold for an adult on record."""
    texts = {name: getattr(adult, name) for name in _LINES}
    texts |= {name: "yes" if getattr(adult, name) else "" for name in _TICKS}
    texts["born"] = written_day(adult.born) if adult.born else ""
    texts[INDIVIDUAL] = str(adult.individual or "")
    return {f"{AdultBlock.root}.{number}.{name}": text for name, text in texts.items()}
