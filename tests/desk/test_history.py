"""History, links and search through the real desk: what is beside a record, and who may know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.errors import NotFound, NotPermitted
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.store.names import AUDIT, EVENTS
from mashdesk.store.queries.looks import IN_HISTORY
from mashdesk.store.views.chronology import (
    ChronologyFilter,
    ChronologyView,
    EntryKind,
)
from mashdesk.store.views.links import Node, NodeKind
from tests.desk.kin import answer_of, mention, person_of, same, tied
from tests.desk.samples import sealed
from tests.hub import Hub

KAI = Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4))
LEO = Child(given_name="Leo", family_name="Brown", born=date(2012, 2, 3))


def titles(view: ChronologyView) -> list[tuple[EntryKind, str]]:
    return [(entry.kind, entry.reference) for entry in view.entries]


def acts(hub: Hub, act: str) -> list[int | None]:
    query = select(AUDIT.c.referral_id).where(AUDIT.c.act == act).order_by(AUDIT.c.seq)
    with hub.store.read() as connection:
        return list(connection.execute(query).scalars())


# Who is who.


def test_whoever_is_seen_nowhere_joins_nobody_and_is_nobody(hub: Hub) -> None:
    hidden, here = hub.rated(children=(KAI,)), hub.take_in(children=(KAI,))
    there = hub.take_in(children=(replace(KAI, given_name="Kay"),))
    unseen, kai, kay = (person_of(hub, one) for one in (hidden, here, there))
    manager = hub.signed_in(Role.TEAM_MANAGER)
    for one in (kai, kay):
        said = c.JudgeIdentity(one=unseen, other=one, verdict=Verdict.SAME, reason="The same home.")
        hub.do(said, manager)
    every = (hidden, here, there)
    assert hub.desk.history.chronology(hub.duty, individual=kai).referrals == every
    hub.on(c.Seal, hidden, manager, people=(manager.user_id,), reason="staff family")
    history, duty = hub.desk.history, hub.duty
    assert history.chronology(duty, individual=kai).referrals == (here,)
    assert history.open(duty, here).family.contacts == ()
    assert [one.node.id for one in history.network(duty, Node(NodeKind.REFERRAL, here)).neighbours]\
        == [kai]  # fmt: skip
    for number in (hidden, 999):
        with pytest.raises(NotFound, match="no such"):
            history.links(duty, number)
        assert acts(hub, IN_HISTORY)[-1] == number
    for number in (unseen, 999):
        tries = len(acts(hub, IN_HISTORY))
        with pytest.raises(NotFound, match="no such person"):
            history.chronology(duty, individual=number)
        assert len(acts(hub, IN_HISTORY)) == tries + 1
        with pytest.raises(NotFound, match="nothing of that kind"):
            history.network(duty, Node(NodeKind.CHILD, number))
    assert history.chronology(manager, individual=kay).referrals == every


def test_an_adult_with_a_phone_and_a_home_is_called_by_name(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    mother = Adult(given_name="Dee", family_name="Brown", role="mother", phone="0161 496 0000",
                   address="12 Alder Row, M1 1AA", lives_with=True)  # fmt: skip
    here = hub.take_in(children=(KAI,), adults=(mother,))
    number = hub.view(here).adults[0].individual
    assert hub.desk.history.chronology(hub.duty, individual=number).of == ("Dee Brown",)
    found = hub.desk.history.network(hub.duty, Node(NodeKind.CHILD, person_of(hub, here)))
    assert "Dee Brown" in [one.label for one in found.neighbours]


# Looks.


def test_opening_the_history_is_a_look_audited_once_with_every_record_whose_words_it_shows(
    hub: Hub,
) -> None:
    earlier, here = hub.take_in(worry="First."), hub.take_in(worry="Second.")
    same(hub, person_of(hub, earlier), person_of(hub, here))
    before = hub.version(here)
    hub.desk.history.open(hub.duty, here)
    view = hub.desk.history.open(hub.duty, here)
    entries = view.chronology.entries
    contacts = [entry.words for entry in entries if entry.kind is EntryKind.CONTACT]
    assert contacts == ["First.", "Second."]
    assert acts(hub, c.OpenHistory.label) == [here]
    assert acts(hub, "read in a history") == [earlier]
    assert hub.version(here) == before
    with hub.store.read() as connection:
        kinds = connection.execute(select(EVENTS.c.kind).where(EVENTS.c.referral_id == here))
        assert "history_opened" in list(kinds.scalars())
    looks = hub.desk.looks.at(hub.manager, hub.view(earlier).reference).rows
    assert "read in a history" in [row.act for row in looks]


def test_agencies_and_administrators_read_none_of_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here = hub.take_in()
    for role in (Role.PRACTITIONER, Role.ADMINISTRATOR):
        who = hub.actor(role)
        for read in (
            lambda who=who: hub.desk.history.open(who, here),
            lambda who=who: hub.desk.history.family(who, here),
            lambda who=who: hub.desk.history.chronology(who, household=here),
            lambda who=who: hub.desk.history.links(who, here),
            lambda who=who: hub.desk.history.network(who, Node(NodeKind.REFERRAL, here)),
            lambda who=who: hub.desk.history.search(who, "hungry"),
        ):
            with pytest.raises(NotPermitted):
                read()


# The chronology.


def test_a_chronology_names_its_sources_and_who_corroborated_a_contact(hub: Hub) -> None:
    here = hub.rated(sender_agency="EDU")
    hub.ask(here, "POL", "EDU", "HLT")
    hub.later(hours=1)
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="Two call-outs.")
    hub.answer(here, "EDU", answer=AnswerKind.RELEVANT, words="He is often late.")
    hub.answer(here, "HLT")
    view = hub.desk.history.chronology(hub.duty, referral=here)
    contact = view.entries[0]
    assert contact.kind is EntryKind.CONTACT
    assert contact.source == "school: Ms Hall, Park Primary"
    assert [one.agency for one in contact.corroborated] == ["POL"]  # not by whoever sent it in
    police = hub.desk.history.chronology(
        hub.duty, referral=here, wanted=ChronologyFilter(agency="pol", kinds=(EntryKind.ANSWER,))
    )
    assert [entry.words for entry in police.entries] == ["Two call-outs."]
    assert police.hidden == len(view.entries) - 1
    late = hub.desk.history.chronology(hub.duty, referral=here, wanted=ChronologyFilter(text="lat"))
    assert [entry.agency for entry in late.entries] == ["EDU"]


def test_two_judged_the_same_have_one_chronology_that_says_by_whom_and_two_when_undone(
    hub: Hub,
) -> None:
    earlier, here = hub.closed(), hub.take_in()
    one, other = person_of(hub, earlier), person_of(hub, here)
    same(hub, one, other)
    view = hub.desk.history.chronology(hub.duty, individual=other)
    assert {reference for _, reference in titles(view)} == {"MD-26-0001", "MD-26-0002"}
    assert [(judged.by, judged.reason) for judged in view.same] == [
        ("Asha Rao", "same mother and school")
    ]
    kinds = [kind for kind, _ in titles(view)]
    assert kinds[0] is EntryKind.CONTACT
    assert {EntryKind.RATING, EntryKind.DECISION, EntryKind.FEEDBACK} <= set(kinds)
    assert [entry.at for entry in view.entries] == sorted(entry.at for entry in view.entries)


def test_a_timeline_names_nobody_whom_deciders_alone_were_told_of(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    other, here = hub.take_in(children=(KAI,)), hub.rated(children=(LEO,))
    hub.ask(here, "POL")
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="An informant.",
               sharing=Sharing.DECISION_MAKER)  # fmt: skip
    kai, leo, said = person_of(hub, other), person_of(hub, here), answer_of(hub, here)
    mention(hub, here, MentionKind.CHILD, individual=kai, answer=said, note="hides there")
    tie = c.RecordRelationship(referral=here, one=kai, other=leo, kind=RelationshipKind.SIBLING,
                               answer=said, words="by the informant")  # fmt: skip
    hub.do(tie)
    for told in ("Kai", "hides", "informant"):
        assert told not in str(hub.desk.open(hub.actor(Role.BUSINESS), here).events)
    (number,) = (one.id for one in hub.desk.known.individual(hub.duty, kai).ties)
    over = c.EndRelationship(relationship=number, reason="not so")
    with pytest.raises(NotFound, match="no such tie"):
        hub.do(over, hub.actor(Role.BUSINESS))
    hub.do(over)
    assert "Kai" not in str(hub.desk.open(hub.actor(Role.BUSINESS), here).events)


# Links and the network.


def test_links_tell_the_path_through_contact_and_answers_and_across_families(hub: Hub) -> None:
    here, other = (
        hub.rated(children=(KAI,)),
        hub.take_in(children=(Child(given_name="Ada", family_name="Stone"),)),
    )
    hub.ask(here, "POL")
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="A white van.")
    answer = answer_of(hub, here)
    mark = mention(hub, other, MentionKind.ADULT, given_name="Mark", family_name="Lund")
    mention(hub, here, MentionKind.ASSOCIATE, individual=mark, answer=answer, role="her friend")
    mention(hub, here, MentionKind.VEHICLE, value="AB12 CDE", answer=answer)
    mention(hub, other, MentionKind.VEHICLE, value="ab12cde")
    (link,) = hub.desk.history.links(hub.duty, here).links
    assert link.referral == other
    assert not link.family
    both = "here Police answer 20 Nov 2026, there desk 20 Nov 2026"
    assert link.paths == (
        f"same associate Mark Lund: {both}, as adult",
        f"same vehicle AB12 CDE: {both}",
    )
    back = hub.desk.history.links(hub.duty, other).links
    assert [one.referral for one in back] == [here]
    # In the network an associate is none of the family's adults, and no way is told twice.
    mention(hub, here, MentionKind.VEHICLE, value="AB12 CDE")
    near = hub.desk.history.network(hub.duty, Node(NodeKind.REFERRAL, here)).neighbours
    told = {one.label: (one.how, one.associate) for one in near}
    assert told["Mark Lund"] == ("her friend, by an answer", True)
    assert told["AB12 CDE"] == ("by an answer", False)


def test_a_school_links_only_where_it_is_a_concern_and_a_crowd_is_counted_not_listed(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    pupils = [hub.take_in(children=(replace(KAI, school="Park Primary"),)) for _ in range(2)]
    assert hub.desk.history.links(hub.duty, pupils[0]).links == ()
    for pupil in pupils:
        mention(hub, pupil, MentionKind.SCHOOL, value="Park Primary")
    (link,) = hub.desk.history.links(hub.duty, pupils[0]).links
    assert link.paths[0].startswith("same school concern Park Primary")
    here = hub.take_in()
    mention(hub, here, MentionKind.PHONE, value="0161 496 0000")
    for _ in range(26):
        mention(hub, hub.take_in(), MentionKind.PHONE, value="0161 496 0000")
    view = hub.desk.history.links(hub.duty, here)
    assert (view.links, len(view.crowds), view.crowds[0].more_than) == ((), 1, 25)


def test_the_network_is_walked_from_a_referral_to_a_person_and_on_to_another_family(
    hub: Hub,
) -> None:
    here, other = hub.take_in(), hub.take_in(children=(Child(given_name="Ada", family_name="S"),))
    mark = mention(hub, here, MentionKind.ADULT, given_name="Mark", family_name="Lund")
    mention(hub, other, MentionKind.ASSOCIATE, individual=mark)
    mention(hub, other, MentionKind.ADDRESS, value="1 High Street, Northbridge NB1 2CD")
    walk = hub.desk.history.network
    first = walk(hub.duty, Node(NodeKind.REFERRAL, here))
    (adult,) = [one for one in first.neighbours if one.node.kind is NodeKind.ADULT]
    assert adult.label == "Mark Lund"
    second = walk(hub.duty, adult.node)
    assert Node(NodeKind.REFERRAL, other) in [one.node for one in second.neighbours]
    third = walk(hub.duty, Node(NodeKind.REFERRAL, other))
    (address,) = [one for one in third.neighbours if one.node.kind is NodeKind.ADDRESS]
    assert [one.node.id for one in walk(hub.duty, address.node).neighbours] == [other]
    assert acts(hub, "walk the network") == [here, None, other, None]


def test_nothing_of_a_sealed_record_is_told_anywhere_two_worlds_read_the_same(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    here = hub.take_in()
    mark = mention(hub, here, MentionKind.ADULT, given_name="Mark", family_name="Lund")
    mention(hub, here, MentionKind.PHONE, value="0161 496 0000")

    def read() -> list[object]:
        history = hub.desk.history
        nodes = (Node(NodeKind.REFERRAL, here), Node(NodeKind.ADULT, mark or 0),
                 Node(NodeKind.PHONE, key="01614960000"))  # fmt: skip
        return [
            history.family(hub.duty, here),
            history.chronology(hub.duty, household=here),
            history.chronology(hub.duty, individual=mark),
            history.links(hub.duty, here),
            *(history.network(hub.duty, node) for node in nodes),
            history.search(hub.duty, "Lund"),
            history.search(hub.duty, "canary"),
        ]

    read()
    without = read()
    hidden = sealed(hub)  # sealed before a word of it is added
    manager = hub.manager
    same_child = person_of(hub, hidden)
    for said in (
        {"kind": MentionKind.ADULT, "individual": mark, "note": "canary"},
        {"kind": MentionKind.PHONE, "value": "0161 496 0000"},
        {"kind": MentionKind.ADULT, "given_name": "Canary", "family_name": "Lund"},
    ):
        hub.do(c.AddMention(referral=hidden, **said), manager)
    hub.do(c.AddNote(referral=hidden, text="canary"), manager)
    tied(hub, mark or 0, same_child, RelationshipKind.PARENT, hidden)
    same(hub, person_of(hub, here), same_child)
    with_it = read()
    assert with_it == without
    assert hub.desk.history.links(manager, here).links != ()
    assert hub.desk.history.search(manager, "canary").count == 3
    with pytest.raises(NotFound) as unseen:
        hub.desk.history.open(hub.duty, hidden)
    with pytest.raises(NotFound) as never:
        hub.desk.history.open(hub.duty, 9999)
    assert str(unseen.value) == str(never.value)
