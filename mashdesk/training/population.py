"""Invented contacts, one after another from a seed: who sends, about whom, in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Child, ConsentGiven, Contact, Reason, Sex, Source
from mashdesk.domain.rating import Rag
from mashdesk.training import demand, names
from mashdesk.training.babies import UNBORN, UNDER_THREE
from mashdesk.training.consent import consent_for
from mashdesk.training.demand import Sender, Worry
from mashdesk.training.draws import drawn, several
from mashdesk.training.openings import OPENINGS
from mashdesk.training.senders import AGENCY_OF, channel_of, sender_of
from mashdesk.training.worries import DETAILS, EXPECTS, VOICE, WORRIES, YOUNGEST

UNBORN_AGE = -1
TODDLER_UNTIL = 3
_OLD_ENOUGH_TO_ASK = 4
_AGES_OF_SOURCE: Mapping[Source, tuple[int, int]] = {
    Source.SELF: (10, 17),
    Source.SCHOOL: (4, 17),
    Source.EDUCATION: (5, 17),
    Source.HEALTH_VISITOR: (UNBORN_AGE, 4),
    Source.SCHOOL_NURSE: (5, 17),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the next contact must be like; None leaves it to the published mix."""

    sender: Sender | None = None
    worries: tuple[Worry, ...] | None = None
    rating: Rag | None = None
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class _Family:
    of: names.Heritage
    name: str
    parent: names.Person
    other: names.Person
    home: str


class Population:
    """A source of contacts: the same seed gives the same contacts in the same order."""

    def __init__(self, rng: Random, first_number: int = 1) -> None:
        self._rng = rng
        self._number = first_number

    def contact(self, received_at: datetime, wanted: Wanted = Wanted()) -> Contact:
        """The next contact, received at an instant (UTC); `wanted.rating` shapes its consent."""
        rng, day = self._rng, london_day(received_at)
        sender = wanted.sender or drawn(demand.SENDERS, rng)
        worries = wanted.worries or several(demand.worries_from(sender), rng)
        family = self._family()
        source, ages, chief = self._source_and_ages(sender, worries)
        children = self._children(family, ages, day)
        reasons = self._reasons(worries, children[chief], ages[chief], sender)
        said = {
            "child": _called(children[chief]),
            "parent": family.parent.name.split()[0],
            "other": family.other.name.split()[0],
            "street": family.home.split(",")[0],
        }
        number, self._number = self._number, self._number + 1
        who = sender_of(rng, source, children[chief].school, family.parent)
        return Contact(
            received_at=received_at,
            channel=channel_of(rng, source),
            source=source,
            sender_name=who.name,
            sender_organisation=who.organisation,
            sender_contact=who.telephone,
            sender_reference=f"TRAINING-{number:06d}",
            sender_agency=AGENCY_OF.get(source, ""),
            reasons=reasons,
            worry=self._words(source, reasons, ages[chief], said),
            expects=rng.choice(EXPECTS).format(**said),
            household=_household(family, children),
            children=tuple(children),
            consent=self._consent(wanted, family, received_at),
        )

    def _source_and_ages(
        self, sender: Sender, worries: Sequence[Worry]
    ) -> tuple[Source, list[int], int]:
        """Who writes, how old the children are, and which child it is chiefly about.

        Drawn until they go together: a school does not write about a baby, nor are there missing
        three-year-olds.
        """
        sources = demand.SOURCES_OF[sender]
        while True:
            source, ages = drawn(sources, self._rng), self._ages()
            suited = [
                index
                for index, age in enumerate(ages)
                if _suits(source, age) and all(_possible(worry, age, sender) for worry in worries)
            ]
            if suited:
                return source, ages, self._rng.choice(suited)

    def _ages(self) -> list[int]:
        rng, ages = self._rng, []
        for _ in range(drawn(demand.CHILDREN_PER_CONTACT, rng)):
            first, last = drawn(demand.AGES, rng)
            ages.append(rng.randint(first, last))
        return sorted(set(ages), reverse=True)

    def _family(self) -> _Family:
        rng = self._rng
        of = names.heritage(rng)
        name = names.family_name(rng, of)
        mother = names.Person(f"{rng.choice(of.women)} {name}", "mother")
        if rng.random() < 0.75:
            other = names.Person(names.man(rng), "mother's partner")
        else:
            other = names.Person(f"{rng.choice(of.men)} {name}", "father")
        return _Family(of, name, mother, other, names.address(rng))

    def _children(self, family: _Family, ages: Sequence[int], day: date) -> list[Child]:
        """Brothers and sisters, with names of their own and birthdays that one mother can have."""
        season, taken = self._rng.randint(40, 325), set[str]()
        children = []
        for age in ages:
            child = self._child(family, age, day, season, taken)
            taken.add(child.given_name)
            children.append(child)
        return children

    def _child(self, family: _Family, age: int, day: date, season: int, taken: Set[str]) -> Child:
        rng = self._rng
        if age == UNBORN_AGE:
            expected = day + timedelta(days=rng.randint(10, 200))
            return Child(
                given_name="Unborn",
                family_name=family.name,
                expected=expected,
                sex=Sex.UNBORN,
                address=family.home,
            )
        girl = rng.random() < 0.46
        given = [
            name for name in (family.of.girls if girl else family.of.boys) if name not in taken
        ]
        # Between the last birthday and the next, leap years or not.
        born = day - timedelta(days=int(age * 365.25) + season + rng.randint(-35, 35))
        return Child(
            given_name=rng.choice(given),
            family_name=family.name,
            born=None if rng.random() < 0.03 else born,
            sex=Sex.FEMALE if girl else Sex.MALE,
            school=names.school(rng, age),
            address=family.home,
            nhs_number=names.nhs_number(rng) if rng.random() < 0.4 else "",
        )

    def _reasons(
        self, worries: Sequence[Worry], child: Child, age: int, sender: Sender
    ) -> tuple[Reason, ...]:
        leaning = demand.REASON_LEANINGS.get(sender, {})
        return tuple(
            drawn(
                {
                    reason: share * leaning.get(reason, 1)
                    for reason, share in demand.REASONS_OF[worry].items()
                    if _fits(reason, age) and (reason is not Reason.FGM or child.sex is Sex.FEMALE)
                },
                self._rng,
            )
            for worry in worries
        )

    def _words(
        self, source: Source, reasons: Sequence[Reason], age: int, said: Mapping[str, str]
    ) -> str:
        rng = self._rng
        sentences = [rng.choice(OPENINGS[source])]
        sentences += [rng.choice(_written(age)[reason]) for reason in reasons]
        sentences += rng.sample(DETAILS, rng.choice((0, 1, 1, 2)))
        if age >= _OLD_ENOUGH_TO_ASK:
            sentences += [rng.choice(VOICE)] if '"' not in " ".join(sentences) else []
        return " ".join(sentences).format(**said)

    def _consent(
        self, wanted: Wanted, family: _Family, received_at: datetime
    ) -> ConsentGiven | None:
        given = wanted.consent
        if given is None:
            given = self._rng.random() * 100 < demand.CONSENT_RECORDED
        if not given:
            return None
        return consent_for(self._rng, wanted.rating, family.parent, received_at)


def as_json(contact: Contact) -> dict[str, object]:
    """The contact as `mashdesk intake` reads it: codes, ISO dates, empty fields left out."""
    return {key: _json(value) for key, value in asdict(contact).items() if value not in ("", None)}


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items() if item not in ("", None)}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value


def _suits(source: Source, age: int) -> bool:
    first, last = _AGES_OF_SOURCE.get(source, (UNBORN_AGE, 17))
    return first <= age <= last


def _written(age: int) -> Mapping[Reason, tuple[str, ...]]:
    if age == UNBORN_AGE:
        return UNBORN
    return UNDER_THREE if age < TODDLER_UNTIL else WORRIES


def _fits(reason: Reason, age: int) -> bool:
    """Whether there are words for this reason about a child of this age."""
    if reason not in _written(age):
        return False
    return age < TODDLER_UNTIL or age >= YOUNGEST.get(reason, TODDLER_UNTIL)


@cache
def _possible(worry: Worry, age: int, sender: Sender) -> bool:
    leaning = demand.REASON_LEANINGS.get(sender, {})
    return any(_fits(r, age) and leaning.get(r, 1) for r in demand.REASONS_OF[worry])


def _called(child: Child) -> str:
    return "the unborn baby" if child.sex is Sex.UNBORN else child.given_name


def _household(family: _Family, children: Sequence[Child]) -> str:
    lines = ["Training family: invented people.", f"{family.parent}; {family.other}."]
    if len(children) > 1:
        lines.append(f"{len(children)} children of this household are named in this contact.")
    return "\n".join(lines)
