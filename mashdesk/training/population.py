"""Invented contacts, one after another from a seed: who sends, about whom, in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from random import Random

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Adult, Child, ConsentGiven, Contact, Reason, Sex, Source
from mashdesk.domain.rating import Rag
from mashdesk.training import demand
from mashdesk.training.babies import UNBORN, UNDER_THREE
from mashdesk.training.consent import consent_for
from mashdesk.training.demand import Sender, Worry
from mashdesk.training.draws import drawn, several
from mashdesk.training.households import UNBORN_AGE, Household, ages, children_of, household
from mashdesk.training.openings import OPENINGS
from mashdesk.training.senders import AGENCY_OF, channel_of, sender_of
from mashdesk.training.worries import DETAILS, EXPECTS, VOICE, WORRIES, YOUNGEST

TODDLER_UNTIL = 3
_OLD_ENOUGH_TO_ASK = 4
_AGES_OF_SOURCE: Mapping[Source, tuple[int, int]] = {
    Source.SELF: (10, 17),
    Source.SCHOOL: (4, 17),
    Source.EDUCATION: (5, 17),
    Source.HEALTH_VISITOR: (UNBORN_AGE, 4),
    Source.SCHOOL_NURSE: (5, 17),
}
_DISTANT = (Source.ANONYMOUS, Source.UNKNOWN, Source.ACQUAINTANCE, Source.INDIVIDUAL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the next contact must be like; None leaves it to the published mix."""

    sender: Sender | None = None
    worries: tuple[Worry, ...] | None = None
    rating: Rag | None = None
    consent: bool | None = None
    about: Household | None = None
    """A household that was told of before; another is invented where it does not suit."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Who writes about which household, and which of its children it is chiefly about."""

    family: Household
    source: Source
    chief: int
    age: int

    @property
    def child(self) -> Child:
        return self.family.children[self.chief]


class Population:
    """A source of contacts: the same seed gives the same contacts in the same order."""

    def __init__(self, rng: Random, first_number: int = 1) -> None:
        self._rng = rng
        self._number = first_number
        self._latest: Household | None = None

    def contact(self, received_at: datetime, wanted: Wanted = Wanted()) -> Contact:
        """The next contact, received at an instant (UTC); `wanted.rating` shapes its consent."""
        rng, day = self._rng, london_day(received_at)
        sender = wanted.sender or drawn(demand.SENDERS, rng)
        worries = wanted.worries or several(demand.worries_from(sender), rng)
        known = wanted.about and self._of_known(wanted.about, sender, worries, day)
        told = known or self._of_new(sender, worries, day)
        family, source = told.family, told.source
        self._latest = family
        reasons = self._reasons(worries, told.child, told.age, sender)
        said = {
            "child": _called(told.child),
            "parent": family.parent.name.split()[0],
            "other": family.other.name.split()[0],
            "street": family.home.split(",")[0],
        }
        number, self._number = self._number, self._number + 1
        who = sender_of(rng, source, told.child.school, family.parent)
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
            worry=self._words(source, reasons, told.age, said),
            expects=rng.choice(EXPECTS).format(**said),
            household=_household(family),
            children=family.children,
            adults=self._adults(family, source),
            consent=self._consent(wanted, family, received_at),
        )

    def _adults(self, family: Household, source: Source) -> tuple[Adult, ...]:
        """Whom such a sender names: somebody who will not say who they are names fewer."""
        parent, other = family.adults()
        told = 0.3 if source in _DISTANT else 0.85
        return tuple(
            adult
            for adult, share in ((parent, told), (other, told * 0.7))
            if self._rng.random() < share
        )

    @property
    def latest(self) -> Household:
        """The household that the last contact was about."""
        assert self._latest is not None
        return self._latest

    def suits(self, family: Household, sender: Sender, worries: Sequence[Worry], day: date) -> bool:
        """Whether such a sender could write of such worries about a child of this household."""
        return any(_suited(family.ages(day), s, sender, worries) for s in demand.SOURCES_OF[sender])

    def _of_known(
        self, family: Household, sender: Sender, worries: Sequence[Worry], day: date
    ) -> _Told | None:
        years = family.ages(day)
        fitting = {
            source: share
            for source, share in demand.SOURCES_OF[sender].items()
            if _suited(years, source, sender, worries)
        }
        if not fitting:
            return None
        source = drawn(fitting, self._rng)
        chief = self._rng.choice(_suited(years, source, sender, worries))
        return _Told(family, source, chief, years[chief])

    def _of_new(self, sender: Sender, worries: Sequence[Worry], day: date) -> _Told:
        """Who writes about a family nobody has told of yet.

        Drawn until they go together: a school does not write about a baby, nor are there missing
        three-year-olds.
        """
        rng, family = self._rng, household(self._rng)
        while True:
            source, drawn_ages = drawn(demand.SOURCES_OF[sender], rng), ages(rng)
            suited = _suited(drawn_ages, source, sender, worries)
            if suited:
                chief = rng.choice(suited)
                family = family.only(children_of(rng, family, drawn_ages, day))
                return _Told(family, source, chief, drawn_ages[chief])

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
        self, wanted: Wanted, family: Household, received_at: datetime
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


def _suited(
    ages: Sequence[int], source: Source, sender: Sender, worries: Sequence[Worry]
) -> list[int]:
    """Which of the children such a contact may chiefly be about."""
    return [
        index
        for index, age in enumerate(ages)
        if _suits(source, age) and all(_possible(worry, age, sender) for worry in worries)
    ]


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


def _household(family: Household) -> str:
    lines = ["Training family: invented people.", f"{family.parent}; {family.other}."]
    if len(family.children) > 1:
        lines.append(
            f"{len(family.children)} children of this household are named in this contact."
        )
    return "\n".join(lines)
