"""Links: every kind of thing that families can share, however each of them was told."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.people import MentionKind
from mashdesk.domain.request import AnswerKind
from tests.desk.kin import answer_of, mention
from tests.hub import Hub

DAY = "20 Nov 2026"
HOME, PHONE = "4 Alder Row, Northbridge NB1 1AA", "0161 496 0000"
BY_CONTACT, BY_ANSWER, BY_DESK = "contact", f"Police answer {DAY}", f"desk {DAY}"
CALLED = {
    MentionKind.ADULT: "adult Mark Lund",
    MentionKind.ASSOCIATE: "associate Ann Ray",
    MentionKind.ADDRESS: f"address {HOME}",
    MentionKind.PHONE: f"phone number {PHONE}",
    MentionKind.VEHICLE: "vehicle AB12 CDE",
    MentionKind.SCHOOL: "school concern Park Primary",
}
OF_CONTACTS = (MentionKind.ADULT, MentionKind.ADDRESS, MentionKind.PHONE)
"""What a contact tells of; the school it names is no concern."""


def a_child(name: str, **more: Any) -> tuple[Child, ...]:
    """A child of a family of its own."""
    return (Child(given_name=name, family_name=f"Of {name}", **more),)


def told_of(hub: Hub, referral: int, people: dict[MentionKind, int], answer: int | None) -> None:
    """Have a referral tell of everybody and everything, by an answer or the desk."""
    for kind, called in CALLED.items():
        said = called.rpartition(" concern ")[2] if kind is MentionKind.SCHOOL else called
        value = said.removeprefix(f"{kind.label} ")
        shared = {"individual": people[kind]} if kind.is_person else {"value": value}
        mention(hub, referral, kind, answer=answer, **shared)


def test_families_are_linked_by_whatever_they_share_however_each_was_told(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    elsewhere = hub.take_in(children=a_child("Elsewhere"))
    names = {kind: CALLED[kind].split()[1:] for kind in (MentionKind.ADULT, MentionKind.ASSOCIATE)}
    people = {
        kind: mention(hub, elsewhere, kind, given_name=given, family_name=family) or 0
        for kind, (given, family) in names.items()
    }
    mark = Adult(
        given_name="Mark", family_name="Lund", individual=people[MentionKind.ADULT], phone=PHONE
    )
    own = Adult(given_name="Lisa", family_name="Own", phone=PHONE)
    one = hub.take_in(children=a_child("One", address=HOME), adults=(mark, own))
    two, three = hub.rated(children=a_child("Two")), hub.take_in(children=a_child("Three"))
    hub.ask(two, "POL")
    hub.answer(two, "POL", answer=AnswerKind.RELEVANT, words="Known to us.")
    told_of(hub, two, people, answer_of(hub, two))
    told_of(hub, three, people, None)
    ways = {one: BY_CONTACT, two: BY_ANSWER, three: BY_DESK}
    for here, there in permutations(ways, 2):
        links = {link.referral: link for link in hub.desk.history.links(hub.duty, here).links}
        assert not links[there].family
        kinds = OF_CONTACTS if one in (here, there) else tuple(CALLED)
        for kind in kinds:
            path = f"same {CALLED[kind]}: here {ways[here]}, there {ways[there]}"
            assert path in links[there].paths, path


def test_a_school_that_contacts_name_links_nobody_not_even_to_a_concern(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    pupils = [hub.take_in(children=a_child(one, school="Park Primary")) for one in ("A", "B")]
    mention(hub, hub.take_in(children=a_child("C")), MentionKind.SCHOOL, value="Park Primary")
    assert [hub.desk.history.links(hub.duty, one).links for one in pupils] == [(), ()]
