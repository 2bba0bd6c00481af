"""Links: every kind of thing that two families can share, however either of them was told."""

from __future__ import annotations

from datetime import date
from typing import Any

from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.people import MentionKind
from mashdesk.domain.request import AnswerKind
from tests.desk.kin import answer_of, mention
from tests.hub import Hub

DAY = "20 Nov 2026"
SAID: dict[MentionKind, str] = {
    MentionKind.ADDRESS: "4 Alder Row, Northbridge NB1 1AA",
    MentionKind.PHONE: "0161 496 0{:03}",
    MentionKind.VEHICLE: "AB12 {:03}",
    MentionKind.SCHOOL: "Park Primary {}",
}
BY_CONTACT, BY_ANSWER, BY_DESK = "contact", f"Police answer {DAY}", f"desk {DAY}"


def a_child(number: int, **more: Any) -> tuple[Child, ...]:
    """A child of a family of its own."""
    born = date(2012, 1, 1 + number % 28)
    return (Child(given_name=f"Child{number}", family_name=f"Family{number}", born=born, **more),)


def told(hub: Hub, way: str, kind: MentionKind, shared: dict[str, Any], number: int) -> int:
    """A referral of a family of its own that tells of the same one in this way."""
    if way == BY_CONTACT:
        if kind is MentionKind.ADULT:
            adult = Adult(given_name="Mark", family_name="Lund", individual=shared["individual"])
            return hub.take_in(children=a_child(number), adults=(adult,))
        if kind is MentionKind.PHONE:
            adult = Adult(given_name=f"Mother{number}", family_name="Own", phone=shared["value"])
            return hub.take_in(children=a_child(number), adults=(adult,))
        return hub.take_in(children=a_child(number, **{kind.value: shared["value"]}))
    referral = hub.rated(children=a_child(number))
    answer = None
    if way == BY_ANSWER:
        hub.ask(referral, "POL")
        hub.answer(referral, "POL", answer=AnswerKind.RELEVANT, words="Known to us.")
        answer = answer_of(hub, referral)
    mention(hub, referral, kind, answer=answer, **shared)
    return referral


def shared_one(hub: Hub, kind: MentionKind, number: int) -> dict[str, Any]:
    """Somebody or something to be told of twice."""
    if not kind.is_person:
        return {"value": SAID[kind].format(number).replace("4 Alder", f"{number + 4} Alder")}
    elsewhere = hub.take_in(children=a_child(900 + number))
    person = mention(hub, elsewhere, kind, given_name="Mark", family_name="Lund")
    return {"individual": person}


WAYS = {
    MentionKind.ADULT: (BY_CONTACT, BY_ANSWER, BY_DESK),
    MentionKind.ASSOCIATE: (BY_ANSWER, BY_DESK),
    MentionKind.ADDRESS: (BY_CONTACT, BY_ANSWER, BY_DESK),
    MentionKind.PHONE: (BY_CONTACT, BY_ANSWER, BY_DESK),
    MentionKind.VEHICLE: (BY_ANSWER, BY_DESK),
    MentionKind.SCHOOL: (BY_ANSWER, BY_DESK),
}


def test_families_are_linked_by_whatever_they_share_however_either_was_told(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    number = 0
    for kind, ways in WAYS.items():
        for here_way, there_way in zip(ways, (*ways[1:], ways[0]), strict=True):
            number += 2
            shared = shared_one(hub, kind, number)
            here = told(hub, here_way, kind, shared, number)
            there = told(hub, there_way, kind, shared, number + 1)
            case = f"{kind.value}: here {here_way}, there {there_way}"
            links = {one.referral: one for one in hub.desk.history.links(hub.duty, here).links}
            assert there in links, case
            found = links[there]
            assert not found.family, case
            (path,) = found.paths
            assert path.startswith("same "), case
            what = "school concern" if kind is MentionKind.SCHOOL else kind.label
            assert what in path, (case, path)
            assert f"here {here_way}, there {there_way}" in path, (case, path)


def test_a_school_that_contacts_name_links_nobody_not_even_to_a_concern(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    shared = {"value": "Park Primary"}
    pupils = [hub.take_in(children=a_child(one, school="Park Primary")) for one in (1, 2)]
    told(hub, BY_ANSWER, MentionKind.SCHOOL, shared, 3)
    assert [hub.desk.history.links(hub.duty, one).links for one in pupils] == [(), ()]
