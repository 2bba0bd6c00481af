"""The family beside a record: its contacts, and whether they were considered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Child
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.problems import Invalid
from tests.desk.kin import mention, person_of, same, tied
from tests.desk.samples import sealed
from tests.hub import Hub

KAI = Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4))
LEO = Child(given_name="Leo", family_name="Brown", born=date(2012, 2, 3))


def test_siblings_by_a_parent_by_a_tie_and_by_one_contact_are_found_and_others_are_not(
    hub: Hub,
) -> None:
    here = hub.take_in(children=(KAI,))
    together = hub.take_in(children=(LEO, replace(KAI, known_as="K")))
    same(hub, person_of(hub, here), person_of(hub, together, 1))
    leo_alone = hub.take_in(children=(LEO,))
    same(hub, person_of(hub, together), person_of(hub, leo_alone))
    half = hub.take_in(children=(replace(LEO, given_name="Mia"),))
    mother = mention(hub, here, MentionKind.ADULT, given_name="Ann", family_name="Brown",
                     role="mother")  # fmt: skip
    assert mother is not None
    tied(hub, mother, person_of(hub, here), RelationshipKind.PARENT, here)
    tied(hub, mother, person_of(hub, half), RelationshipKind.PARENT, half)
    hub.take_in(children=(replace(KAI, given_name="Zed"),))
    found = {one.referral: one for one in hub.desk.history.family(hub.duty, here).contacts}
    assert set(found) == {together, leo_alone, half}
    assert found[together].same_child
    assert found[together].ties == ("Leo Brown, sibling", "Kai Brown, the same child")
    assert found[half].ties == ("Mia Brown, sibling, by a parent",)


def test_only_the_last_24_months_count_and_what_was_considered_says_by_whom(hub: Hub) -> None:
    old = hub.take_in(received_at=hub.now() - timedelta(days=800), late_because="found in a drawer")
    earlier = hub.take_in(received_at=hub.now() - timedelta(days=300), late_because="by post")
    here = hub.take_in()
    for other in (old, earlier):
        same(hub, person_of(hub, old), person_of(hub, other)) if other != old else None
    same(hub, person_of(hub, old), person_of(hub, here))
    (contact,) = hub.desk.history.family(hub.duty, here).contacts
    assert (contact.referral, contact.considered) == (earlier, None)
    outcome = hub.on(c.ConsiderHistory, here, others=(earlier,), words="The same bruises.")
    assert "considered" in outcome.message
    view = hub.desk.history.family(hub.manager, here)
    assert view.waiting == 0
    weighed = view.contacts[0].considered
    assert weighed is not None
    assert (weighed.by, weighed.words) == ("Asha Rao", "The same bruises.")


def test_a_referral_is_not_considered_in_itself_nor_one_out_of_sight(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here, hidden = hub.take_in(), sealed(hub)
    with pytest.raises(Invalid):
        hub.on(c.ConsiderHistory, here, others=(here,), words="itself")
    with pytest.raises(NotFound) as unseen:
        hub.on(c.ConsiderHistory, here, others=(hidden,), words="that one")
    with pytest.raises(NotFound) as never:
        hub.on(c.ConsiderHistory, here, others=(9999,), words="that one")
    assert str(unseen.value) == str(never.value)


def test_words_about_a_sealed_history_stay_off_the_timeline_and_with_those_who_see_it(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    here, hidden = hub.take_in(), sealed(hub)
    same(hub, person_of(hub, here), person_of(hub, hidden))
    hub.on(c.ConsiderHistory, here, hub.manager, others=(hidden,), words="The foster placement.")
    assert "foster" not in repr(hub.view(here))
    assert "foster" not in repr(hub.desk.history.open(hub.duty, here))
    assert "foster" in repr(hub.desk.history.open(hub.manager, here))


def test_considering_one_contact_leaves_the_others_open_and_a_siblings_new_one_asks_again(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    together = hub.take_in(children=(KAI, LEO))
    alone = hub.take_in(children=(LEO,))
    same(hub, person_of(hub, together, 1), person_of(hub, alone))
    here = hub.rated(children=(KAI,))
    same(hub, person_of(hub, together), person_of(hub, here))

    def open_still() -> set[int]:
        view = hub.desk.history.family(hub.duty, here)
        waiting = {one.referral for one in view.contacts if one.considered is None}
        assert view.waiting == len(waiting)
        return waiting

    assert open_still() == {together, alone}
    hub.on(c.ConsiderHistory, here, others=(together,), words="The same home.")
    assert open_still() == {alone}
    assert "2 other contacts" in hub.desk.history.family(hub.duty, here).check
    hub.desk.prompting.consider()
    hub.on(c.ConsiderHistory, here, hub.manager, others=(alone,), words="His brother's worry.")
    assert open_still() == set()
    hub.desk.prompting.consider()
    answered = {one.code: (one.answer, one.answered_by) for one in hub.view(here).prompts}
    # It lapses by what the manager did, and tells whose act that was.
    by = ("acted: The contacts about the family were weighed.", "Tom Mann")
    assert answered["sibling-concern"] == by
    again = hub.take_in(children=(LEO,))
    same(hub, person_of(hub, together, 1), person_of(hub, again))
    assert open_still() == {again}
    assert hub.desk.history.family(hub.duty, again).waiting == 3


def test_who_is_family_is_one_answer_in_history_links_and_prompts(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here = hub.rated(children=(KAI,))
    half = hub.take_in(children=(replace(LEO, given_name="Mia"),))
    strangers = hub.take_in(children=(replace(LEO, given_name="Zed", family_name="Ray"),))
    said = {"given_name": "Ann", "family_name": "Brown", "role": "mother"}
    mother = mention(hub, here, MentionKind.ADULT, **said)
    assert mother is not None
    for other in (half, strangers):
        mention(hub, other, MentionKind.ADULT, individual=mother)
    for one in (here, half):
        tied(hub, mother, person_of(hub, one), RelationshipKind.PARENT, one)
    hub.desk.prompting.consider()
    links = hub.desk.history.links(hub.duty, here)
    assert {one.referral: one.family for one in links.links} == {half: True, strangers: False}
    assert [one.referral for one in links.beyond] == [strangers]
    told = {one.referral: one.ties for one in hub.desk.history.family(hub.duty, here).contacts}
    assert told[half][0] == "Mia Brown, sibling, by a parent"
    assert "of another family" in " ".join(told[strangers])
    prompts = {one.code: one.evidence for one in hub.view(here).prompts}
    assert hub.view(half).reference in prompts["sibling-concern"]
    assert hub.view(half).reference not in prompts["linked-network"]
    assert hub.view(strangers).reference in prompts["linked-network"]
