"""Who may be who: names as people have them, dates as they are mistyped, and twins kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mashdesk.domain.contact import Adult, Channel, Child, Contact, Sex, Source
from mashdesk.domain.finding import keys_of, lookup_keys
from mashdesk.domain.kinship import parent_doubt
from mashdesk.domain.matching import Certainty, likeness
from mashdesk.domain.numbers import wrong_nhs_number, wrong_upn
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import IndividualKind, MentionKind

BORN = date(2019, 5, 4)
KAI = Particulars(given_name="Kai", family_name="Brown", born=BORN)


def called(given: str, family: str = "Brown", known_as: str = "") -> Particulars:
    return replace(KAI, given_name=given, family_name=family, known_as=known_as)


@pytest.mark.parametrize(
    ("asked", "known", "reason"),
    [
        (called("Catherine", "Smith-Jones"), called("Kate", "Jones"), "similar name"),
        (called("Brown", "Kai"), KAI, "same name, given and family name swapped"),
        (called("محمد", "حسين"), called("Mohammed", "Hussain"), "similar name"),
        (called("Łukasz", "Wrześniewski"), called("Lukas", "Wrzesniewski"), "similar name"),
        (called("TJ"), called("Thomas", known_as="TJ"), "known as"),
        (called("Siobhan", "O’Neill"), called("Siobhan", "ONeill"), "same name"),
        (called("Yousef", "al-Hasan"), called("Yusuf", "Hassan"), "similar name"),
    ],
)
def test_names_as_people_have_them_are_found_and_suggested(
    asked: Particulars, known: Particulars, reason: str
) -> None:
    assert set(lookup_keys(asked)) & keys_of(known)
    found = likeness(asked, known)
    assert found.suggested
    assert {reason, "same date of birth"} <= set(found.reasons)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (date(2019, 5, 5), "date of birth one day off"),
        (date(2018, 5, 4), "date of birth a year off"),
        (date(2019, 4, 5), "date of birth with day and month swapped"),
        (date(2019, 5, 24), "date of birth but for the day"),
        (date(2008, 5, 4), "date of birth but for the year, 11 apart"),
        (None, "same name"),
    ],
)
def test_a_wrong_or_missing_date_of_birth_hides_nobody(born: date | None, reason: str) -> None:
    asked = replace(KAI, born=born)
    assert set(lookup_keys(asked)) & keys_of(KAI)
    found = likeness(asked, KAI)
    assert found.suggested
    assert reason in found.reasons


def test_an_unborn_child_is_found_again_once_it_is_born() -> None:
    unborn = Particulars(given_name="Baby", family_name="Brown", expected=date(2026, 11, 1))
    born = Particulars(given_name="Leo", family_name="Brown", born=date(2026, 10, 20))
    for asked, known in ((unborn, born), (born, unborn)):
        assert set(lookup_keys(asked)) & keys_of(known)
        assert "expected about then" in likeness(asked, known).reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kai", "Kit"), ("Ella", "Ellie"), ("Mia", "Maya"), ("Baby", "Baby"), ("", "Kai"),
     ("Mohammed Ali", "Mohammed Omar"), ("Jayden", "Jaden")],
)  # fmt: skip
def test_two_born_on_one_day_to_one_family_are_never_certainly_one(one: str, other: str) -> None:
    number = "943 476 5919"  # even where one number was written down for both
    for nhs in ("", number):
        first = replace(called(one), nhs_number=nhs, address="12 Alder Row, ZZ1 2AB")
        found = likeness(first, replace(first, given_name=other))
        assert found.certainty is not Certainty.CERTAIN


def test_only_a_number_with_the_same_name_and_date_of_birth_is_almost_certain() -> None:
    numbered = replace(KAI, nhs_number="943 476 5919", upn="H801200001001")
    assert likeness(numbered, numbered).certainty is Certainty.CERTAIN
    assert likeness(KAI, KAI).certainty is Certainty.LIKELY
    other = replace(numbered, upn="H801200001")
    assert likeness(other, replace(numbered, sex=Sex.MALE)).reasons[0] == "same NHS number"
    doubted = likeness(replace(numbered, nhs_number="999 000 0018"), numbered)
    assert doubted.against == ("other NHS number",)
    assert doubted.certainty is Certainty.POSSIBLE


def test_somebody_of_another_name_or_another_day_is_not_suggested() -> None:
    for other in (called("Oskar", "Jaworek"), replace(KAI, born=date(2011, 9, 30))):
        assert not likeness(KAI, other).suggested


def test_a_number_written_down_wrongly_is_a_problem_that_names_its_field() -> None:
    assert not wrong_nhs_number("943-476-5919")
    assert not wrong_upn("h801200001001")
    for wrong in ("943 476 5918", "943 476", "١٢٣٤٥٦٧٨٩٠"):
        child = Child(given_name="Kai", family_name="Brown", nhs_number=wrong, upn="A801200001001")
        fields = [one.field for one in child.problems(date(2026, 11, 20), "children.1")]
        assert fields == ["children.1.nhs_number", "children.1.upn"]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (MentionKind.ADDRESS, "12 Alder Row, Northbridge ZZ1 2AB", "12, alder row ZZ12AB"),
        (MentionKind.PHONE, "+44 (0)7700 900123", "07700 900 123"),
        (MentionKind.VEHICLE, "zz19 abc", "ZZ19ABC"),
        (MentionKind.SCHOOL, "Park Primary School (training)", "Park Primary"),
    ],
)
def test_one_thing_has_one_key_however_it_is_written(
    kind: MentionKind, one: str, other: str
) -> None:
    assert key_of(kind, one) == key_of(kind, other) != ""


def test_words_that_name_no_one_place_link_nobody() -> None:
    for words in ("no fixed abode", "unknown", "Northbridge", ""):
        assert key_of(MentionKind.ADDRESS, words) == ""
    assert key_of(MentionKind.PHONE, "ext 12") == ""


def test_an_adults_age_speaks_for_and_against_and_a_child_is_hardly_an_adult() -> None:
    adult = Particulars(
        given_name="Lisa", family_name="Brown", born=date(1990, 2, 3), kind=IndividualKind.ADULT
    )
    assert "same date of birth" in likeness(adult, adult).reasons
    other = replace(adult, born=date(1971, 8, 9))
    assert likeness(adult, other).against == ("other date of birth",)
    mother = replace(adult, born=None, parent_of=(date(2014, 4, 3),))
    girl = replace(adult, born=date(2008, 4, 3), kind=IndividualKind.CHILD)
    found = likeness(mother, girl)
    assert found.against == (
        "known as a child", "as a parent, 6 years old when the child was born",
    )  # fmt: skip
    assert likeness(replace(adult, born=girl.born), girl).against == ()  # grown up meanwhile


@pytest.mark.parametrize(
    ("parent", "child", "doubt"),
    [
        (date(1990, 1, 1), BORN, ""),
        (None, BORN, ""),
        (date(2020, 1, 1), BORN, "born after the child"),
        (date(2009, 5, 5), BORN, "9 years old when the child was born"),
        (date(2008, 5, 4), BORN, ""),
    ],
)
def test_a_parent_too_young_is_doubted_and_nobody_else(
    parent: date | None, child: date, doubt: str
) -> None:
    assert parent_doubt(parent, child) == doubt
    mother, other = (
        Adult(given_name="Lisa", family_name="Brown", role=role, born=parent)
        for role in ("mother", "step-father")
    )
    told = Contact(
        received_at=datetime(2026, 11, 20, tzinfo=UTC), channel=Channel.PHONE, worry="Hungry.",
        source=Source.GP, children=(Child(given_name="Kai", family_name="", born=child),),
        adults=(other, mother),
    )  # fmt: skip
    said = [str(one) for one in told.doubts()]
    assert said == ([f"Second adult, date of birth: {doubt}; check both dates"] if doubt else [])
