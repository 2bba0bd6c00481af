"""Prompts about what somebody is about to do: told to whoever does it, and gone once given up."""

from __future__ import annotations

from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Child, Consent, ConsentGiven
from mashdesk.domain.errors import PromptsOpen
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.people import RelationshipKind
from mashdesk.domain.rating import Rag
from tests.desk.kin import person_of, tied
from tests.desk.test_considering import answer, consider, standing
from tests.hub import Hub, contact


def test_lowering_by_two_steps_asks_for_a_second_pair_of_eyes(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    hub.answers_prompts = False
    with pytest.raises(PromptsOpen) as refused:
        hub.rate(referral, Rag.GREEN)
    (prompt,) = refused.value.prompts
    assert prompt.code == "de-escalation"
    hub.rate(referral, Rag.AMBER)  # one step is another matter
    assert "de-escalation" not in standing(hub, referral)
    strange = c.PromptAnswer(
        prompt=prompt.number + 99, acted=True, reason="Tom looked too.", read=""
    )
    with pytest.raises(Exception, match="is no prompt of this record"):
        hub.rate(referral, Rag.GREEN, answers=(strange,))
    # Whoever was quicker had their answer kept; what is said now is kept beside it.
    late = c.PromptAnswer(prompt=prompt.number, acted=True, reason="Tom looked at it too.", read="")
    hub.rate(referral, Rag.GREEN, answers=(late,))
    assert any(event.text == "Tom looked at it too." for event in hub.view(referral).events)


def test_what_was_proposed_and_not_done_is_told_to_nobody_and_lapses(hub: Hub) -> None:
    hub.answers_prompts = False
    referral = hub.rated(Rag.RED, consent=ConsentGiven(form=Consent.REFUSED, reason="No."))
    hub.on(c.Claim, referral)
    consider(hub)
    answer(hub, referral, "consent-blocked")
    hub.give_back(referral)
    hub.on(c.Resume, referral, reason="He said nothing.")
    consider(hub)
    before = hub.desk.notices(hub.manager)
    with pytest.raises(PromptsOpen) as refused:
        hub.give_back(referral, asked_for=AskedFor.CONSENT)
    said = {one.code: one.evidence for one in refused.value.prompts}
    assert said["returned-drifting"] == "If it is returned now, that is return 2 to the referrer."
    assert "If it is returned for consent alone" in said["consent-blocked"]
    with pytest.raises(PromptsOpen, match="If the rating goes red → green"):
        hub.rate(referral, Rag.GREEN)
    # No manager hears of what did not happen, and whoever is at it has time to answer.
    assert hub.desk.notices(hub.manager) == before
    hub.later(hours=3)
    consider(hub)
    assert {"returned-drifting", "consent-blocked", "de-escalation"} <= set(standing(hub, referral))
    hub.later(hours=1)
    consider(hub)
    left = standing(hub, referral)
    assert not {"returned-drifting", "consent-blocked", "de-escalation"} & set(left)
    told = [event.title for event in hub.view(referral).events if event.kind == "prompted"]
    assert any("No longer stands" in one and "It was not done after all" in one for one in told)
    assert consider(hub) == 0
    # Tried again it is asked again.
    with pytest.raises(PromptsOpen, match="that is return 2 to the referrer"):
        hub.give_back(referral, asked_for=AskedFor.CONSENT)


def test_what_a_clock_said_stays_said_beside_what_is_proposed(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.answers_prompts = False
    referral = hub.rated(Rag.GREEN)
    hub.give_back(referral)
    hub.later(days=8)
    hub.sweep()
    no_reply = standing(hub, referral)["returned-drifting"]
    with pytest.raises(PromptsOpen) as refused:
        hub.give_back(referral)
    (told,) = [one for one in refused.value.prompts if one.code == "returned-drifting"]
    assert told.number == no_reply.id
    assert told.evidence.startswith(no_reply.evidence)
    assert told.evidence.endswith("that is return 2 to the referrer.")
    hub.later(hours=5)
    consider(hub)
    assert "returned-drifting" in standing(hub, referral)


def test_what_is_proposed_again_waits_as_long_again_and_says_when_that_was(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.answers_prompts = False
    for hours in (0, 3):
        hub.later(hours=hours)
        with pytest.raises(PromptsOpen):
            hub.rate(referral, Rag.GREEN)
    first = standing(hub, referral)["de-escalation"]
    assert first.came_at == hub.clock.now()
    assert (first.came_at - first.raised_at).total_seconds() == 3 * 3600
    hub.later(hours=2)
    consider(hub)
    # Five hours after it was first raised somebody still writes the answer.
    said = c.PromptAnswer(prompt=first.id, acted=True, reason="Tom looked too.", read=first.read)
    hub.rate(referral, Rag.GREEN, answers=(said,))
    assert "acted: Tom looked too." in [one.answer for one in hub.view(referral).prompts]


def test_a_lowering_that_puts_the_rating_right_answers_the_prompt_that_found_it_wrong(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    consider(hub)
    said = standing(hub, referral)["level-mismatch"].evidence
    assert said == "The rating is red, and no checklist of need is recorded."
    hub.answers_prompts = False
    hub.rate(referral, Rag.AMBER, hub.manager)
    consider(hub)
    (over,) = (one for one in hub.view(referral).prompts if one.code == "level-mismatch")
    assert (over.answer, over.answered_by) == (
        "acted: The rating and the checklist agree now.", hub.manager.name,
    )  # fmt: skip


def test_a_prompt_that_an_act_answered_tells_whose_that_was_and_not_who_corrected_something_else(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED, consent=ConsentGiven(form=Consent.REFUSED, reason="No."))
    consider(hub)
    asked = ConsentGiven(form=Consent.OBTAINED, by="his mother", at=hub.now())
    hub.on(c.RecordConsent, referral, hub.other_duty, consent=asked)
    told = contact(hub.clock, worry="Worry number 1.", sender_name="Ms Hill", consent=asked)
    hub.on(c.Correct, referral, contact=told, reason="Her name.")
    consider(hub)
    (said,) = (one for one in hub.view(referral).prompts if one.code == "consent-blocked")
    assert said.answered_by == hub.other_duty.name


@pytest.mark.parametrize("words", [{"final_rating": Rag.AMBER}, {"level": 4}])
def test_what_is_decided_without_consent_is_asked_about_and_told_to_the_manager(
    sqlite_hub: Hub, words: dict[str, Any]
) -> None:
    hub = sqlite_hub
    hub.answers_prompts = False
    refusal = ConsentGiven(form=Consent.REFUSED, reason="No.")
    referral = hub.rated(Rag.GREEN, consent=refusal)
    consider(hub)
    assert "consent-blocked" not in standing(hub, referral)
    with pytest.raises(PromptsOpen) as refused:
        hub.decide(referral, **words)
    (asked,) = [one for one in refused.value.prompts if one.code == "consent-blocked"]
    assert "risk stands, and consent is not given" in asked.evidence
    assert hub.desk.notices(hub.manager) == ()
    answers = tuple(
        c.PromptAnswer(prompt=one.number, acted=True, reason="She is told today.", read=one.read)
        for one in refused.value.prompts
    )
    hub.decide(referral, **words, answers=answers)
    told = [one.text for one in hub.desk.notices(hub.manager) if one.kind == "prompt"]
    reference = hub.view(referral).reference
    said = f"{reference}: No consent, and risk stands (grave), answered: She is told today."
    assert told == [said]
    # It was asked, and answered: nobody is asked for the same again.
    consider(hub)
    assert "consent-blocked" not in standing(hub, referral)


def test_what_was_given_up_and_then_came_true_by_another_way_reaches_the_manager(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.answers_prompts = False
    refusal = ConsentGiven(form=Consent.REFUSED, reason="No.")
    referral = hub.rated(Rag.GREEN, consent=refusal)
    with pytest.raises(PromptsOpen):
        hub.decide(referral, final_rating=Rag.AMBER)
    assert hub.desk.notices(hub.manager) == ()
    hub.rate(referral, Rag.AMBER)
    consider(hub)
    told = standing(hub, referral)["consent-blocked"]
    assert told.evidence == "Consent is refused, and risk stands: rated amber."
    (entry,) = [one.text for one in hub.desk.notices(hub.manager) if one.kind == "prompt"]
    assert "No consent, and risk stands (grave)" in entry


def test_a_prompt_about_the_rating_is_in_no_way_of_the_decision_that_puts_it_right(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.GREEN)
    hub.on(c.RecordNeed, referral, dv_scale=3)
    consider(hub)
    assert "dv-matrix-mismatch" in standing(hub, referral)
    hub.answers_prompts = False
    hub.decide(referral, final_rating=Rag.AMBER, differs_because="Her sister stays with her.")
    consider(hub)
    (over,) = [one for one in hub.view(referral).prompts if one.code == "dv-matrix-mismatch"]
    assert over.answer == "acted: The rating and the matrix agree now."


def test_a_rationale_that_cites_a_siblings_contact_has_answered_for_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    brother, referral = (
        hub.rated(),
        hub.rated(children=(Child(given_name="Milo", family_name="Brown"),)),
    )
    tied(hub, person_of(hub, brother), person_of(hub, referral), RelationshipKind.SIBLING, referral)
    hub.do(c.OpenHistory(referral=referral))
    consider(hub)
    assert "sibling-concern" in standing(hub, referral)
    hub.answers_prompts = False
    with pytest.raises(PromptsOpen, match="about a sibling"):
        hub.decide(referral)
    hub.decide(referral, rationale=f"Read with {hub.view(brother).reference}: advice is enough.")
    (over,) = [one for one in hub.view(referral).prompts if one.code == "sibling-concern"]
    assert over.answered_by == "Asha Rao"
    assert "What was written cites what it rests on." in over.answer
