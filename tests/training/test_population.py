from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from mashdesk.desk.intake.intake_form import read_contact
from mashdesk.domain.calendar import LONDON, london_day
from mashdesk.domain.contact import Contact, Reason, Sex, Source, age_on
from mashdesk.domain.rating import Rag
from mashdesk.text import plain
from mashdesk.training import demand
from mashdesk.training.arrivals import arrivals
from mashdesk.training.demand import Sender
from mashdesk.training.names import MARK, nhs_number
from mashdesk.training.population import Population, Wanted, as_json
from mashdesk.training.recurring import Recurring, Told

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
MANY = 6_000


@cache
def sample() -> tuple[Contact, ...]:
    population = Population(Random(11))
    return tuple(population.contact(NOW) for _ in range(MANY))


def share(count: int, of: int) -> float:
    return 100 * count / of


def test_every_contact_could_be_taken_in_as_it_is() -> None:
    for contact in sample():
        assert contact.problems(NOW, london_day(NOW)) == []
        assert plain(contact.worry) == contact.worry
        assert "{" not in contact.worry + contact.expects


def test_senders_come_in_the_published_mix() -> None:
    group_of = {source: group for group, mix in demand.SOURCES_OF.items() for source in mix}
    assert set(group_of) == set(Source)
    found = Counter(group_of[contact.source] for contact in sample())
    for group in Sender:
        assert share(found[group], MANY) == pytest.approx(demand.SENDERS[group], abs=2)


def test_reasons_come_in_the_published_mix_several_possible() -> None:
    group_of = {reason: group for group, mix in demand.REASONS_OF.items() for reason in mix}
    found = Counter(g for contact in sample() for g in {group_of[r] for r in contact.reasons})
    for group, published in demand.WORRIES.items():
        assert share(found[group], MANY) == pytest.approx(published, abs=2)


def test_ages_run_from_the_unborn_to_seventeen_in_the_published_bands() -> None:
    today = london_day(NOW)
    children = [child for contact in sample() for child in contact.children]
    unborn = [child for child in children if child.sex is Sex.UNBORN]
    ages = [age for child in children if (age := age_on(child.born, today)) is not None]
    known = len(unborn) + len(ages)
    assert {*ages} == {*range(18)}
    assert share(len(unborn), known) == pytest.approx(2, abs=1)
    assert share(sum(age < 5 for age in ages), known) == pytest.approx(23.6, abs=4)
    assert share(sum(10 <= age <= 15 for age in ages), known) == pytest.approx(30.6, abs=4)


def test_brothers_and_sisters_share_a_home_and_a_name_and_have_names_of_their_own() -> None:
    several = [contact.children for contact in sample() if len(contact.children) > 1]
    assert 0.25 < len(several) / MANY < 0.5
    for children in several:
        assert len({child.family_name for child in children}) == 1
        assert len({child.address for child in children}) == 1
        assert len({child.given_name for child in children}) == len(children)
        born = sorted(child.born for child in children if child.born is not None)
        for older, younger in itertools.pairwise(born):
            assert younger - older > timedelta(days=270)


def test_what_is_written_suits_the_child_it_is_about() -> None:
    today = london_day(NOW)
    for contact in sample():
        ages = [age_on(child.born, today) for child in contact.children]
        if Reason.ARREST in contact.reasons or Reason.MISSING in contact.reasons:
            assert any(age is None or age >= 10 for age in ages)
        if contact.source is Source.SCHOOL:
            assert any(age is None or age >= 4 for age in ages)
        if Reason.FGM in contact.reasons:
            assert any(child.sex is Sex.FEMALE for child in contact.children)


def test_places_and_organisations_are_marked_as_training() -> None:
    for contact in sample():
        assert contact.sender_reference.startswith("TRAINING-")
        assert contact.household.startswith("Training family")
        assert contact.sender_organisation == "" or contact.sender_organisation.endswith(MARK)
        for child in contact.children:
            assert child.address.endswith(MARK)
            assert " ZZ" in child.address


def test_telephone_numbers_and_nhs_numbers_belong_to_nobody() -> None:
    rng = Random(2)
    for _ in range(500):
        digits = [int(digit) for digit in nhs_number(rng).replace(" ", "")]
        assert digits[:3] == [9, 9, 9]
        weighed = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False))
        assert (11 - weighed % 11) % 11 == digits[9]
    for contact in sample():
        assert contact.sender_contact[:9] in ("", "01632 960", "07700 900")


def _recurring(rng: Random) -> list[Told]:
    source = Recurring(rng, Population(rng))
    return [source.contact(NOW, Wanted()) for _ in range(90)]


def test_families_come_again_by_others_with_twins_brothers_and_other_spellings() -> None:
    first, same = (_recurring(Random(4)) for _ in range(2))
    assert first == same
    homes: dict[str, list[Told]] = {}
    for one in first:
        assert one.contact.problems(NOW, london_day(NOW)) == []
        for adult in one.contact.adults:
            assert adult.phone[:9] in ("", "07700 900")
        for child in one.contact.children:
            assert child.upn[1:4] in ("", "000")
        homes.setdefault(one.contact.children[0].address, []).append(one)
    often = [tellings for tellings in homes.values() if len(tellings) > 2]
    assert often
    assert all(len({one.contact.sender_name for one in tellings}) > 1 for tellings in often)
    twins = [
        contact
        for contact in (one.contact for one in first)
        if len({c.born for c in contact.children}) < len(contact.children) > 1
    ]
    assert twins
    assert {True, False} == {one.known for one in first} == {one.unclear for one in first}


def test_the_same_seed_gives_the_same_contacts_and_another_seed_others() -> None:
    one, same, other = (Population(Random(seed)) for seed in (5, 5, 6))
    first = [one.contact(NOW) for _ in range(50)]
    assert first == [same.contact(NOW) for _ in range(50)]
    assert first != [other.contact(NOW) for _ in range(50)]


def test_no_two_contacts_could_be_taken_for_the_same() -> None:
    assert len({contact.sender_reference for contact in sample()}) == MANY


def test_two_contacts_in_five_arrive_with_consent_recorded() -> None:
    given = sum(contact.consent is not None for contact in sample())
    assert share(given, MANY) == pytest.approx(demand.CONSENT_RECORDED, abs=2)


def test_what_is_wanted_of_a_contact_is_what_it_is() -> None:
    population = Population(Random(3))
    wanted = Wanted(sender=Sender.POLICE, rating=Rag.RED, consent=True)
    for _ in range(100):
        contact = population.contact(NOW, wanted)
        assert contact.source is Source.POLICE
        assert contact.consent is not None


def test_a_contact_written_as_json_is_read_back_by_intake_as_it_was() -> None:
    for contact in sample()[:500]:
        assert read_contact(json.loads(json.dumps(as_json(contact)))) == contact


def test_contacts_arrive_in_order_more_by_day_than_by_night_and_less_at_weekends() -> None:
    over = timedelta(days=28)
    received = arrivals(Random(8), 4_000, NOW, over)
    assert received == sorted(received)
    assert NOW - over <= received[0]
    assert received[-1] <= NOW
    local = [at.astimezone(LONDON) for at in received]
    assert sum(9 <= at.hour < 17 for at in local) > sum(at.hour < 7 for at in local) * 5
    weekend = sum(at.weekday() >= 5 for at in local) / 8
    assert weekend < 0.5 * sum(at.weekday() < 5 for at in local) / 20
