"""People known to the hub: made once, found again, judged by a person, and nothing of them lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import SOMEBODY_NEW, Adult, Child, Sex
from mashdesk.domain.errors import NotFound, NotNow, SpokenAgainst
from mashdesk.domain.matching import Certainty
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind, MentionKind, RelationshipKind, Verdict
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import Sharing
from mashdesk.tui.forms.said_apart import placed
from tests.desk.quoting import hide
from tests.hub import Hub, contact

BORN = date(2019, 5, 4)
KAI = Child(
    given_name="Kai", family_name="Brown", born=BORN, address="12 Alder Row, ZZ1 2AB", school="Park"
)
MIA = Child(given_name="Mia", family_name="Brown", born=date(2015, 2, 1))
LISA = Adult(
    given_name="Lisa", family_name="Brown", role="mother", phone="07700 900123",
    address="12 Alder Row, ZZ1 2AB", parental_responsibility=True, lives_with=True,
)  # fmt: skip
ASKED = Particulars(given_name="Kay", family_name="Browne", born=BORN)


def taken(hub: Hub, *children: Child, **more: Any) -> tuple[int, list[int]]:
    """A contact about these children: the referral, and the numbers they are known by."""
    referral = hub.take_in(children=children or (KAI,), **more)
    return referral, [one.individual or 0 for one in hub.view(referral).children]


def judge(
    hub: Hub, one: int, other: int, verdict: Verdict = Verdict.SAME, *, despite: bool = False
) -> None:
    reason = "the school says so"
    hub.do(c.JudgeIdentity(one=one, other=other, verdict=verdict, reason=reason, despite=despite))


def found(hub: Hub, asked: Particulars = ASKED, by: Role = Role.DUTY) -> list[int]:
    return [one.individual for one in hub.desk.known.candidates(hub.actor(by), asked)]


def test_a_contacts_people_are_made_once_and_what_it_told_of_them_is_read_back(hub: Hub) -> None:
    referral, (kai, mia) = taken(hub, KAI, MIA, adults=(LISA,))
    (lisa,) = hub.view(referral).adults
    assert replace(lisa, individual=None) == LISA
    again, numbers = taken(hub, replace(KAI, individual=kai), adults=(lisa,))
    assert numbers == [kai]
    assert hub.view(again).adults[0].individual == lisa.individual
    known = hub.desk.known.individual(hub.duty, kai)
    assert [one.referral for one in known.referrals] == [again, referral]
    assert {(one.words, one.other) for one in known.ties} == {
        ("child of", lisa.individual),
        ("under parental responsibility of", lisa.individual),
        ("lives with", lisa.individual),
        ("sibling of", mia),
    }
    mother = hub.desk.known.individual(hub.duty, lisa.individual or 0)
    assert {one.value for one in mother.things} == {LISA.phone, LISA.address}


def test_somebody_known_is_found_while_typing_with_the_reasons(hub: Hub) -> None:
    referral, (kai,) = taken(hub)
    (candidate,) = hub.desk.known.candidates(hub.duty, ASKED)
    assert (candidate.individual, candidate.referrals, candidate.open) == (kai, 1, 1)
    assert candidate.reasons == ("similar name", "same date of birth")
    assert candidate.certainty is Certainty.LIKELY
    assert candidate.addresses == (KAI.address,)
    assert found(hub, Particulars(family_name="Bro")) == [kai]
    assert found(hub, Particulars(given_name="Jakub", family_name="Zielonka", born=BORN)) == []
    assert referral


def test_a_correction_keeps_whom_it_does_not_speak_of_and_takes_back_what_it_told(hub: Hub) -> None:
    referral, (kai, mia) = taken(hub, KAI, MIA, adults=(LISA,))
    said = contact(hub.clock, children=(replace(MIA, address="9 Kiln Close, ZZ2 1AA"), KAI))
    hub.on(c.Correct, referral, contact=said, reason="no mother was named")
    view = hub.view(referral)
    assert [one.individual for one in view.children] == [mia, kai]
    assert view.adults == ()
    known = hub.desk.known.individual(hub.duty, kai)
    assert [one.words for one in known.ties] == ["sibling of"]
    told = {name for name, _, _ in view.events[0].changes}
    assert {"adult 1 given name", "child 1 individual"} <= {n.replace("_", " ") for n in told}
    new = replace(KAI, individual=SOMEBODY_NEW)
    said = contact(hub.clock, children=(MIA, new))
    hub.on(c.Correct, referral, contact=said, reason="a cousin of that name")
    assert hub.view(referral).children[1].individual not in (kai, mia)
    with pytest.raises(NotFound):
        hub.desk.known.individual(hub.duty, kai)


def test_whoever_records_a_contact_is_told_whom_everybody_is_known_as(sqlite_hub: Hub) -> None:
    """Others may correct it in between: a place on the form is not one on the record any more."""
    hub = sqlite_hub
    made = hub.do(c.TakeIn(contact=contact(hub.clock, children=(KAI, MIA), adults=(LISA,))))
    view = hub.view(made.referral or 0)
    kai, mia = (child.individual or 0 for child in view.children)
    lisa = view.adults[0].individual
    assert made.individuals == (kai, mia, lisa)
    turned = contact(hub.clock, children=(MIA, KAI))
    corrected = hub.on(c.Correct, view.id, contact=turned, reason="the elder first")
    assert corrected.individuals == (mia, kai)
    judge = c.JudgeIdentity(one=2_000_000_000, other=9, verdict=Verdict.DIFFERENT, reason="Not he.")
    assert placed(judge, made.individuals) == replace(judge, one=kai)
    assert placed(replace(judge, one=3), made.individuals) == replace(judge, one=3)


def test_a_number_nobody_is_known_by_is_a_problem_that_names_its_field(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    with pytest.raises(Invalid) as refused:
        taken(hub, replace(KAI, individual=77), adults=(replace(LISA, individual=78),))
    fields = [one.field for one in refused.value.problems]
    assert fields == ["children.1.individual", "adults.1.individual"]
    _, (kai,) = taken(hub)
    with pytest.raises(Invalid, match="the same person as another child"):
        taken(hub, replace(KAI, individual=kai), replace(MIA, individual=kai))


def test_the_same_keep_both_histories_and_the_earliest_due_and_can_be_undone(hub: Hub) -> None:
    first, (kai,) = taken(hub)
    hub.rate(first, Rag.GREEN)
    hub.later(minutes=5)
    second, (kay,) = taken(hub, replace(KAI, given_name="Kay"))
    hub.rate(second, Rag.RED)
    dues = [hub.view(one).due_at for one in (first, second)]
    judge(hub, kay, kai)
    known = hub.desk.known.individual(hub.duty, kay)
    assert known.members == (kai, kay)
    assert [one.referral for one in known.referrals] == [second, first]
    assert known.earliest_due == min(due for due in dues if due)
    assert known.earliest_reference == hub.view(second).reference
    assert known.earliest is not None
    assert (known.earliest.individual, str(known.earliest.name)) == (kay, "Kay Brown")
    assert found(hub) == [kai]
    assert [hub.view(one).due_at for one in (first, second)] == dues
    assert hub.view(first).events[0].title.endswith(": the same person.")
    hub.do(c.UndoJudgement(judgement=1, reason="a cousin"))
    own = [hub.desk.known.individual(hub.duty, one) for one in (kai, kay)]
    assert [one.members for one in own] == [(kai,), (kay,)]
    assert [one.earliest_due for one in own] == dues
    assert sorted(found(hub)) == [kai, kay]
    (judged,) = hub.desk.known.individual(hub.duty, kai).judgements
    assert (judged.undone_by, judged.undone_because) == (hub.duty.name, "a cousin")
    assert hub.view(second).events[0].kind == "judgement_undone"


def test_two_judged_the_same_are_read_beside_one_another_each_by_their_own_words(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    nhs = "943 476 5919"
    told = replace(KAI, given_name="Kay", born=date(2019, 5, 5), nhs_number=nhs)
    (first, (kai,)), (second, (kay,)) = taken(hub), taken(hub, told)
    _, (third,) = taken(hub, replace(KAI, family_name="Browne"))
    judge(hub, kai, kay)
    judge(hub, kay, third)
    two = hub.desk.known.two(hub.duty, kai, kay)
    one, other = two.one, two.other
    assert (one.members, other.members, two.joined) == ((kai,), (kay, third), False)
    assert (str(one.name), one.born, one.nhs_numbers) == ("Kai Brown", (BORN,), ())
    assert (date(2019, 5, 5) in other.born, other.nhs_numbers) == (True, (nhs,))
    assert [each.referral for each in one.referrals] == [first]
    assert second in [each.referral for each in other.referrals]
    judge(hub, kai, third)  # now they are one by others still: each by their own number alone
    two = hub.desk.known.two(hub.duty, kai, kay)
    assert (two.one.members, two.other.members, two.joined) == ((kai,), (kay,), True)


def test_a_newer_spelling_stands_beside_the_name_somebody_is_called_by(sqlite_hub: Hub) -> None:
    """Until more records tell it; or it comes with a number, where each was told once."""
    hub = sqlite_hub
    _, (kai,) = taken(hub)

    def called() -> list[str]:
        (found,) = hub.desk.known.candidates(hub.duty, Particulars(born=BORN, family_name="Brown"))
        view = hub.desk.known.individual(hub.duty, kai)
        assert found.name == view.name
        return [str(one) for one in view.names]

    again = replace(KAI, given_name="Kye", individual=kai)
    taken(hub, again)
    assert called() == ["Kai Brown", "Kye Brown"]
    (found,) = hub.desk.known.candidates(hub.duty, Particulars(given_name="Kye", born=BORN))
    assert found.called == "Kai Brown, also told as Kye Brown"
    taken(hub, replace(again, given_name="Kyle", nhs_number="943 476 5919"))
    assert called() == ["Kyle Brown", "Kai Brown", "Kye Brown"]
    taken(hub, again)
    assert called()[0] == "Kye Brown"
    taken(hub, replace(again, given_name="Kai", known_as="KJ"))
    taken(hub, replace(again, given_name="unknown"), adults=(LISA,))
    assert called()[0] == "Kai Brown (known as KJ)"
    lisa = hub.view(6).adults[0].individual or 0
    ties = hub.desk.known.individual(hub.duty, lisa).ties
    assert {str(tie.name) for tie in ties} == {called()[0]}


def test_every_particular_alone_finds_somebody_with_a_reason_that_is_true(hub: Hub) -> None:
    told = replace(KAI, nhs_number="943 476 5919", upn="H801200001001")
    referral, (kai, _) = taken(hub, told, MIA, adults=(LISA,))
    lisa = hub.view(referral).adults[0].individual or 0
    for kind, value in ((MentionKind.VEHICLE, "ZZ19 ABC"), (MentionKind.PHONE, "01632 960123")):
        hub.do(c.AddMention(referral=referral, kind=kind, value=value, individual=kai))
    for asked, reasons, who in (
        (Particulars(phone="+44 7700 900123"), ("same phone number",), [lisa]),
        (Particulars(phone="01632960123"), ("same phone number",), [kai]),
        (Particulars(vehicle="zz19abc"), ("same vehicle",), [kai]),
        (Particulars(nhs_number="9434765919"), ("same NHS number",), [kai]),
        (Particulars(upn="H801200001001"), ("same UPN",), [kai]),
        (Particulars(address="12 Alder Row ZZ12AB"), ("same address",), [kai, lisa]),
        (Particulars(address="12 Alder Row ZZ12AB", kind=IndividualKind.ADULT),
         ("same address",), [lisa]),
        (Particulars(born=BORN, school="Park"), ("same date of birth", "same school"), [kai]),
        (Particulars(given_name="Lisa"), ("same given name",), [lisa]),
        (Particulars(given_name="unknown", phone="07700 900123"), ("same phone number",), [lisa]),
    ):  # fmt: skip
        candidates = hub.desk.known.candidates(hub.duty, asked)
        assert sorted(one.individual for one in candidates) == who, asked
        assert {one.reasons for one in candidates} == {reasons}
    # A family name typed first of all is no swapped one.
    brown = hub.desk.known.candidates(hub.duty, Particulars(given_name="Brown"))
    assert {one.reasons for one in brown} == {("same family name",)}


def test_a_child_without_a_given_name_is_found_by_the_family_name_whatever_else_is_said(
    sqlite_hub: Hub,
) -> None:
    hub, due = sqlite_hub, date(2026, 12, 14)
    unborn = Child(
        given_name="Unborn", family_name="Phamlin", expected=due, sex=Sex.UNBORN,
        address="12 Alder Row, ZZ1 2AB",
    )  # fmt: skip
    _, (known,) = taken(hub, unborn)
    _, (undated,) = taken(hub, replace(unborn, family_name="Li", expected=None))
    for n in range(6):  # more of the family than a form shows
        taken(hub, Child(given_name=f"{'ABCDEF'[n]}my", family_name="Phamlin", born=BORN))
    typed = Particulars(given_name="Unborn", family_name="Phamlin", kind=IndividualKind.CHILD)
    for asked in (
        Particulars(family_name="Phamlin", sex=Sex.UNBORN, kind=IndividualKind.CHILD),
        typed,
        replace(typed, given_name="Baby", kind=None),
        replace(typed, sex=Sex.UNBORN),
        replace(typed, sex=Sex.UNBORN, address="9 Kiln Close, ZZ2 1AA", school="Park"),
        replace(typed, given_name="Baby", nhs_number="943 476 5919"),
        replace(typed, given_name="", expected=due),
        replace(typed, expected=due + timedelta(days=90)),
        replace(typed, given_name="Baby", born=due - timedelta(days=70)),
        Particulars(given_name="Phamlin", expected=due),  # as one word is asked for
        Particulars(given_name="Phamlin", family_name="Unborn"),
    ):
        first, *_ = hub.desk.known.candidates(hub.duty, asked, 5) or (None,)
        assert first is not None, asked
        swapped = asked.given_name == "Phamlin" and asked.expected is None
        assert swapped or first.individual == known, asked
        assert first.certainty is Certainty.POSSIBLE
        assert known in found(hub, asked)
    for born in (None, due):
        assert found(hub, Particulars(given_name="Baby", family_name="Li", born=born)) == [undated]
    assert found(hub, replace(typed, family_name="Okoro", expected=due)) == []
    # The family name alone is asked about of nobody: a home, or a date, is to fit as well.
    other, _ = taken(hub, replace(unborn, expected=None, address="9 Kiln Close, ZZ2 1AA"))
    assert hub.desk.known.open_questions(hub.duty, other) == ()


def test_a_household_is_who_lives_together_since_and_until_as_it_was_told(hub: Hub) -> None:
    referral, (kai, mia) = taken(hub, KAI, MIA, adults=(LISA,))
    lisa = hub.view(referral).adults[0].individual or 0
    wayne = c.AddMention(
        referral=referral, kind=MentionKind.ASSOCIATE, given_name="Wayne", family_name="Hall"
    )
    hub.do(wayne)
    number, since = lisa + 1, date(2026, 5, 1)
    home = c.AddMention(
        referral=referral,
        kind=MentionKind.ADDRESS,
        value="12 Alder Row, ZZ1 2AB",
        individual=number,
        since=since,
        until=date(2026, 9, 1),
    )
    hub.do(home)
    (there,) = hub.desk.known.households(hub.duty, referral)
    assert there.address == KAI.address
    assert [one.individual for one in there.now] == [kai, mia, lisa]
    (past,) = (one for one in there.people if one.past)
    assert (past.individual, past.since, past.source) == (number, since, "the desk")
    # From a person the same, and from whoever is told to live with them though at no address.
    assert hub.desk.known.individual(hub.duty, number).households == (there,)
    other, (ann,) = taken(hub, replace(MIA, given_name="Ann", family_name="Hall"))
    tie = c.RecordRelationship(
        referral=other, one=number, kind=RelationshipKind.LIVES_WITH, other=ann, since=since
    )
    hub.do(tie)
    (theirs,) = hub.desk.known.households(hub.duty, other)
    assert [(one.individual, one.since, one.past) for one in theirs.people] == [
        (number, since, False)
    ]


def test_undoing_one_of_a_chain_parts_only_whom_it_joined(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    numbers = [taken(hub)[1][0] for _ in range(4)]
    for one, other in ((0, 1), (1, 2), (2, 3)):
        judge(hub, numbers[one], numbers[other])
    hub.do(c.UndoJudgement(judgement=2, reason="two cousins"))
    members = [hub.desk.known.individual(hub.duty, one).members for one in numbers]
    assert members == [(1, 2), (1, 2), (3, 4), (3, 4)]


def test_two_named_side_by_side_or_judged_otherwise_are_never_taken_for_one_without_a_word(
    hub: Hub,
) -> None:
    first, (ella, mia) = taken(hub, KAI, replace(MIA, born=KAI.born))
    second, (again,) = taken(hub, MIA)
    reference = hub.view(first).reference
    with pytest.raises(SpokenAgainst, match=f"side by side in {reference}"):
        judge(hub, ella, mia)
    judge(hub, mia, again)
    # Nor by way of somebody who is one of the two by now.
    with pytest.raises(SpokenAgainst, match=f"side by side in {reference}"):
        judge(hub, again, ella)
    judge(hub, ella, again, Verdict.DIFFERENT)
    said = f"Different people, {hub.duty.name} said on .*: the school says so"
    for verdict in (Verdict.SAME, Verdict.UNSURE):
        with pytest.raises((SpokenAgainst, NotNow), match=said):
            judge(hub, ella, again, verdict)
    judge(hub, ella, again, Verdict.SAME, despite=True)
    assert hub.desk.known.individual(hub.duty, ella).members == (ella, mia, again)
    # Where the contact that names both is sealed, it gives nothing away.
    other, (lee, ann) = taken(hub, replace(KAI, given_name="Lee"), replace(KAI, given_name="Ann"))
    for name, number in (("Lee", lee), ("Ann", ann)):
        taken(hub, replace(KAI, given_name=name, individual=number))
    hide(hub, other)
    judge(hub, lee, ann)
    assert second


def test_undoing_what_overturned_another_lets_that_stand_again_by_its_own_moment_and_maker(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    one, two, three = (taken(hub)[1][0] for _ in range(3))
    judge(hub, one, two, Verdict.DIFFERENT)
    stood = hub.desk.known.individual(hub.duty, one).judgements
    hub.later(minutes=3)
    judge(hub, one, two, despite=True)
    undone = hub.do(c.UndoJudgement(judgement=2, reason="pressed the wrong key"))
    assert "; again different people, as" in undone.message
    (same, different) = hub.desk.known.individual(hub.duty, one).judgements
    assert (same.undone_by, different) == (hub.duty.name, stood[0])
    # What was said of others since is not contradicted: then it stays undone, and that is told.
    judge(hub, one, two, despite=True)
    judge(hub, two, three)
    judge(hub, one, three)
    undone = hub.do(c.UndoJudgement(judgement=3, reason="a cousin"))
    assert "; not again different people, as Asha Rao said" in undone.message
    assert hub.desk.known.individual(hub.duty, one).members == (one, two, three)


def test_what_speaks_against_a_judgement_is_undone_first(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    one, two, three = (taken(hub)[1][0] for _ in range(3))
    judge(hub, one, two)
    with pytest.raises(NotNow, match="judged so already"):
        judge(hub, two, one)
    judge(hub, two, three)
    with pytest.raises(NotNow, match="by other judgements"):
        judge(hub, one, three, Verdict.DIFFERENT)
    judge(hub, one, two, Verdict.DIFFERENT, despite=True)
    with pytest.raises(NotNow, match="judged different"):
        judge(hub, one, three)
    assert hub.desk.known.individual(hub.duty, one).members == (one,)


def test_whoever_looks_like_somebody_known_is_asked_about_until_it_is_judged(hub: Hub) -> None:
    _, (kai,) = taken(hub)
    twin = replace(KAI, given_name="Kya")
    referral, (kay, _, _) = taken(hub, replace(KAI, given_name="Kay"), MIA, twin)

    def asked() -> list[tuple[int, int, bool]]:
        questions = hub.desk.known.open_questions(hub.duty, referral)
        return [(one.individual, one.candidate.individual, bool(one.unsure)) for one in questions]

    assert (kay, kai, False) in asked()
    assert all(other == kai for _, other, _ in asked())  # never another child of the same contact
    judge(hub, kay, kai, Verdict.UNSURE)
    assert (kay, kai, True) in asked()
    judge(hub, kay, kai, Verdict.DIFFERENT)
    assert kay not in [one for one, _, _ in asked()]


def test_a_record_and_its_answers_mention_people_and_things(hub: Hub) -> None:
    referral, (kai,) = taken(hub)
    hub.rate(referral)
    hub.ask(referral, "POL")
    hub.answer(referral, "POL")
    (answer,) = hub.request(referral, "POL").answers
    said = hub.do(
        c.AddMention(referral=referral, answer=answer.id, kind=MentionKind.ASSOCIATE,
                     given_name="Wayne", family_name="Hall", role="mother's partner")
    )  # fmt: skip
    wayne = 2
    assert f"Wayne Hall (number {wayne})" in said.message
    car: dict[str, Any] = {"kind": MentionKind.VEHICLE, "value": "zz19 abc", "individual": wayne}
    hub.do(c.AddMention(referral=referral, **car))
    tie = c.RecordRelationship(
        referral=referral, one=wayne, kind=RelationshipKind.LIVES_WITH, other=kai, answer=answer.id
    )
    with pytest.raises(Invalid, match="since: is in the future"):
        hub.do(replace(tie, since=hub.now().date() + timedelta(days=1)))
    hub.do(tie)
    known = hub.desk.known.individual(hub.duty, wayne)
    assert [(one.value, one.source) for one in known.things] == [("zz19 abc", "the desk")]
    assert known.ties[0].source == "Police answer 20 Nov 2026"
    assert found(hub, Particulars(given_name="Wain", family_name="Hall")) == [wayne]
    hub.do(c.EndRelationship(relationship=1, reason="he moved out", until=date(2026, 11, 1)))
    (ended,) = hub.desk.known.individual(hub.duty, kai).ties
    assert (ended.until, ended.ended_because) == (date(2026, 11, 1), "he moved out")
    with pytest.raises(Invalid, match="no answer about this referral"):
        hub.do(replace(tie, referral=hub.take_in()))


def test_what_an_answer_marks_for_decision_makers_names_nobody_to_others(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.answer(referral, "POL", sharing=Sharing.DECISION_MAKER, words="Hall is wanted.")
    (answer,) = hub.request(referral, "POL").answers
    hub.do(
        c.AddMention(referral=referral, answer=answer.id, kind=MentionKind.ASSOCIATE,
                     given_name="Wayne", family_name="Hall")
    )  # fmt: skip
    asked = Particulars(given_name="Wayne", family_name="Hall")
    assert found(hub, asked) == [2]
    assert found(hub, asked, Role.BUSINESS) == []
    business = hub.actor(Role.BUSINESS)
    told: dict[str, Any] = {"answer": answer.id, "kind": MentionKind.VEHICLE, "value": "ZZ19 ABC"}
    with pytest.raises(Invalid, match="no answer about this referral"):
        hub.do(c.AddMention(referral=referral, **told), business)
    with pytest.raises(NotFound):
        hub.desk.known.individual(business, 2)


def test_a_sealed_referrals_people_give_nothing_away(sqlite_hubs: Any) -> None:
    """Two worlds: in one a sealed referral names the same family; whoever does not see it reads
    the same of both.
    """
    read = []
    for sealed in (False, True):
        hub = sqlite_hubs()
        _, (kai,) = taken(hub, adults=(LISA,))
        manager = hub.signed_in(Role.TEAM_MANAGER)
        nhs = "943 476 5919"
        secret = Child(given_name="Kai", family_name="Hidden", known_as="KJ", born=BORN)
        if sealed:
            theirs = replace(secret, individual=kai, nhs_number=nhs)
            step = replace(LISA, given_name="Zed", family_name="Stepfather", phone="07700 900999")
            hid, _ = taken(hub, theirs, secret, adults=(step,))
            hub.on(c.Seal, hid, manager, people=(manager.user_id,), reason="staff family")
            other = hub.view(hid, manager).children[1].individual
            same = c.JudgeIdentity(
                one=kai, other=other or 0, verdict=Verdict.SAME, reason="same", despite=True
            )
            hub.do(same, manager)
            assert len(hub.desk.known.individual(manager, kai).members) == 2
            assert hub.desk.known.individual(manager, kai).nhs_numbers == (nhs,)
        asked = (ASKED, Particulars(known_as="KJ"), Particulars(nhs_number=nhs),
                 Particulars(given_name="Kai", family_name="Hidden", born=BORN),
                 Particulars(given_name="Zed", family_name="Stepfather"),
                 Particulars(phone="07700 900999"), Particulars(address=KAI.address))  # fmt: skip
        known = hub.desk.known
        before = [known.candidates(hub.duty, one) for one in asked]
        assert [len(one) for one in before] == [1, 0, 0, 1, 0, 0, 2]
        open_record, _ = taken(hub, replace(secret, given_name="Kay"), received_at=hub.now())
        told = known.open_questions(hub.duty, open_record)
        read.append(
            (
                before,
                known.individual(hub.duty, kai),
                known.two(hub.duty, kai, 2),
                known.households(hub.duty, 1),
                [(one.name, one.candidate) for one in told],
                [event.title for event in hub.view(1).events],
            )
        )
        with pytest.raises(NotFound, match="There is no such person"):
            known.individual(hub.duty, 4 if sealed else 99)
    assert read[0] == read[1]


def test_old_dates_and_strange_names_are_refused_by_field(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    tomorrow = hub.now().date() + timedelta(days=1)
    nobody = Adult(given_name=" ", family_name="", born=tomorrow)
    with pytest.raises(Invalid) as refused:
        taken(hub, adults=(nobody,))
    assert [one.field for one in refused.value.problems] == ["adults.1.given_name", "adults.1.born"]
