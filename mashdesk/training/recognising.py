"""Whom the training staff know: attached as a contact is taken in, judged later, or left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Adult, Child, Contact, Sex
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind, MentionKind, Verdict
from mashdesk.domain.request import AnswerKind
from mashdesk.store.views import Candidate, QuestionView, ReferralView
from mashdesk.training import names, people
from mashdesk.training.households import Household

_SAME = "Same date of birth and family; the school confirms it is one child."
_UNSURE = "The name is spelt another way and the date does not fit. Asked the sender; wait for it."
_DIFFERENT = "The same name and nothing else; another date of birth, and they never met."
_VEHICLE = "ZZ19 TRN"
"""A plate with the letters of no place, like the postcodes."""


def recognised(desk: Desk, who: Actor, contact: Contact) -> Contact:
    """The contact with everybody attached whom this person would know at sight: the very name, with
    the same date of birth, number, or home.
    """
    return replace(
        contact,
        children=tuple(_child(desk, who, child) for child in contact.children),
        adults=tuple(_adult(desk, who, adult) for adult in contact.adults),
    )


def _child(desk: Desk, who: Actor, child: Child) -> Child:
    if child.sex is Sex.UNBORN:
        return child  # nobody is known at sight before they are born: it is asked about later
    typed = Particulars(
        kind=IndividualKind.CHILD,
        given_name=child.given_name,
        family_name=child.family_name,
        born=child.born,
        sex=child.sex,
        nhs_number=child.nhs_number,
        upn=child.upn,
        address=child.address,
    )
    for found in desk.known.candidates(who, typed, 3):
        if _called(found, child) and found.born == child.born:
            return replace(child, individual=found.individual)
    return child


def _adult(desk: Desk, who: Actor, adult: Adult) -> Adult:
    typed = Particulars(
        kind=IndividualKind.ADULT,
        given_name=adult.given_name,
        family_name=adult.family_name,
        phone=adult.phone,
        address=adult.address,
    )
    for found in desk.known.candidates(who, typed, 3):
        if _called(found, adult) and (not adult.address or adult.address in found.addresses):
            return replace(adult, individual=found.individual)
    return adult


def _called(found: Candidate, told: Child | Adult) -> bool:
    return (found.name.given_name, found.name.family_name) == (told.given_name, told.family_name)


def household_of(view: ReferralView) -> Household | None:
    """The family of a record as another sender may know it; None where no child has a birthday."""
    child = next((child for child in view.children if child.born is not None), None)
    if child is None or not child.family_name:
        return None
    told = [names.Person(f"{a.given_name} {a.family_name}", a.role) for a in view.adults]
    parent = told[0] if told else names.Person(f"Kerry {child.family_name}", "mother")
    other = told[1] if len(told) > 1 else names.Person("Ashley Fernway", "mother's partner")
    phones = [adult.phone for adult in view.adults] + ["", ""]
    again = Child(
        given_name=child.given_name,
        family_name=child.family_name,
        born=child.born,
        sex=child.sex,
        school=child.school,
        address=child.address,
        nhs_number=child.nhs_number,
        upn=child.upn,
    )
    of = names.HERITAGES[0][1]
    home, numbers = child.address, (phones[0], phones[1])
    return Household(of, child.family_name, parent, other, home, numbers, children=(again,))


def judge_some(desk: Desk, staff: Mapping[str, Actor], referrals: Sequence[int]) -> None:
    """Colleagues have answered a few of the questions these raise; the others wait."""
    priya = staff[people.PRIYA.name]
    asked = list(_questions(desk, priya, referrals))
    children = [one for one in asked if one.candidate.kind is IndividualKind.CHILD]
    clear = [one for one in children if not one.candidate.against]
    doubted = [one for one in children if one.candidate.against]
    by_name = [one for one in asked if len(one.candidate.reasons) == 1]
    for found, verdict, reason in (
        (clear, Verdict.SAME, _SAME),
        (doubted, Verdict.UNSURE, _UNSURE),
        (by_name, Verdict.DIFFERENT, _DIFFERENT),
    ):
        for one in found[:1]:
            command = c.JudgeIdentity(
                one=one.individual, other=one.candidate.individual, verdict=verdict, reason=reason
            )
            desk.perform(command, priya)


def _questions(desk: Desk, who: Actor, referrals: Sequence[int]) -> Iterator[QuestionView]:
    told = set[int]()
    for referral in referrals:
        for one in desk.known.open_questions(who, referral):
            if one.individual not in told and one.candidate.individual not in told:
                told |= {one.individual, one.candidate.individual}
                yield one


def mention_some(desk: Desk, staff: Mapping[str, Actor]) -> None:
    """What two answers of the police have in common: a man at two addresses, and his car."""
    priya = staff[people.PRIYA.name]
    told = list(_answered_by_police(desk, priya))[:2]
    man: int | None = None
    for view, answer in told:
        seen = c.AddMention(
            referral=view.id,
            kind=MentionKind.ASSOCIATE,
            answer=answer,
            individual=man,
            role="seen at the address",
            given_name="" if man else "Dale",
            family_name="" if man else "Merrowby",
            note=f"Named by a neighbour when officers called {names.MARK}.",
        )
        desk.perform(seen, priya)
        here = desk.known.on_record(priya, view.id).people
        man = next(one.individual for one in here if one.as_ == "seen at the address")
        car = c.AddMention(
            referral=view.id,
            kind=MentionKind.VEHICLE,
            answer=answer,
            individual=man,
            value=_VEHICLE,
            note="Outside at every visit.",
        )
        desk.perform(car, priya)


def _answered_by_police(desk: Desk, who: Actor) -> Iterator[tuple[ReferralView, int]]:
    # The graver first: about those the police are asked.
    rows = [row for row in desk.queue(who).rows if row.answered and row.rating is not None]
    for row in sorted(rows, key=lambda row: -row.rating.severity if row.rating else 0):
        view = desk.reread(who, row.id)
        for request in view.requests:
            for answer in request.answers:
                if request.agency == "POL" and answer.kind is AnswerKind.RELEVANT:
                    yield view, answer.id
                    break
