"""A decision accounts for everything before it is made: faults name their field and a way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Child, Consent, ConsentGiven, Reason
from mashdesk.domain.errors import NotNow, PromptsOpen
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.tui.tabs.known import Beside, missing
from tests.hub import Hub, declined


def faults(hub: Hub, referral: int, **words: Any) -> dict[str, str]:
    """What a decision is refused for, by field."""
    with pytest.raises(Invalid) as refused:
        hub.decide(referral, **words)
    assert hub.view(referral).state is ReferralState.RATED
    return {problem.field: problem.message for problem in refused.value.problems}


def test_a_decision_without_the_childs_voice_says_why_it_is_missing(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    assert "say why" in faults(hub, referral, voice=" ")["voice"]
    hub.decide(referral, voice="", no_voice_because="He is three weeks old.")
    made = hub.view(referral).decision
    assert made is not None
    assert (made.voice, made.no_voice_because) == ("", "He is three weeks old.")


def test_why_the_voice_is_missing_is_said_once_and_answers_the_prompt_that_asks_for_it(
    sqlite_hub: Hub,
) -> None:
    """Where there is domestic abuse a prompt asks for it even so, and is kept with that answer."""
    hub = sqlite_hub
    referral = hub.rated(reasons=(Reason.DOMESTIC_ABUSE,))
    hub.decide(referral, voice="", no_voice_because="He is three weeks old.")
    view = hub.view(referral)
    assert view.state is ReferralState.DECIDED
    (prompt,) = (one for one in view.prompts if one.code == "voice-missing")
    assert "He is three weeks old." in prompt.answer
    assert prompt.answered_by == hub.duty.name
    assert prompt.answer.startswith("acted: ")
    hub.answers_prompts = False
    # With another prompt in the way it is not asked for beside that one.
    older = hub.rated(
        reasons=(Reason.DOMESTIC_ABUSE,),
        children=(Child(given_name="Tyler", family_name="Osei", born=date(2010, 3, 1)),),
        consent=ConsentGiven(form=Consent.REFUSED),
    )
    with pytest.raises(PromptsOpen) as more:
        hub.decide(
            older, outcome=DecisionOutcome.NFA, voice="", no_voice_because="He would not come."
        )
    codes = {one.code for one in more.value.prompts}
    assert "reluctant-older-child" in codes
    assert "voice-missing" not in codes


def test_every_unanswered_request_is_decided_without_and_says_because(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    police, health = hub.ask(referral, "POL", "HLT")
    hub.answer(referral, "POL")
    why = "Health (community) has not answered: say why it is decided without"
    assert faults(hub, referral, without=(), agency_words="") == {
        f"without.{health}.reason": why,
        "agency_words": "say what the agencies read of it; some of them still owe an answer",
    }
    hub.decide(referral, without=(c.Without(request=health, reason="the child is at risk now"),))
    assert hub.request(referral, "HLT").state is RequestState.DECIDED_WITHOUT
    assert hub.request(referral, "POL").id == police


def test_whoever_takes_the_child_on_is_named_and_told_what_is_expected(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    allocated = DecisionOutcome.ALLOCATED
    found = faults(hub, referral, outcome=allocated, expected="", receiver="")
    assert set(found) == {"expected", "receiver"}
    account = hub.other_duty.user_id
    assert "leave it out" in faults(hub, referral, receiver_account=account)["receiver_account"]
    past = hub.now() - timedelta(hours=1)
    late = faults(hub, referral, outcome=DecisionOutcome.ASSESSMENT, expected_by=past)
    assert late == {"expected_by": "has passed; say by when it is expected"}


def test_a_review_is_kept_for_early_help_alone_and_still_to_come(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    tomorrow, yesterday = hub.now() + timedelta(days=1), hub.now() - timedelta(days=1)
    assert "early help alone" in faults(hub, referral, review_at=tomorrow)["review_at"]
    single = DecisionOutcome.EARLY_HELP_SINGLE
    assert "has passed" in faults(hub, referral, outcome=single, review_at=yesterday)["review_at"]


def test_a_challenge_is_answered_before_the_decision(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated()
    raised = c.RaiseChallenge(
        referral=referral, against=Against.RATING, wants="red", why="he was bruised"
    )
    hub.do(raised, hub.other_duty)
    with pytest.raises(NotNow, match=r"no answer yet. Answer it, or have a manager settle it"):
        hub.decide(referral)
    hub.do(c.AnswerChallenge(challenge=1, version=1, reply=Reply.STANDS, answer="explained"))
    hub.decide(referral)
    assert hub.view(referral).state is ReferralState.DECIDED


def test_open_prompts_are_answered_with_the_decision_or_before(sqlite_hub: Hub) -> None:
    hub, referral = sqlite_hub, sqlite_hub.rated(Rag.RED)
    hub.answers_prompts = False
    with pytest.raises(Invalid):
        hub.decide(referral, voice="", no_voice_because="")
    with pytest.raises(PromptsOpen, match="To be answered first") as refused:
        hub.decide(referral)
    assert hub.view(referral).state is ReferralState.RATED
    hub.decide(referral, answers=declined(refused.value))
    answered = [one for one in hub.view(referral).prompts if one.answered_at is not None]
    assert ("level-mismatch", "Asha Rao") in {(one.code, one.answered_by) for one in answered}


def test_where_no_other_contact_is_known_not_having_looked_stands_in_no_way(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.answers_prompts = False
    first = hub.rated()
    hub.desk.prompting.consider()
    (noted,) = hub.view(first).prompts
    assert "nobody has opened the previous contacts: none known yet" in noted.evidence
    number = hub.view(first).children[0].individual
    hub.decide(first)
    hub.desk.prompting.consider()
    (answered,) = hub.view(first).prompts
    assert answered.answer == "acted: No other contact of anybody concerned is known."
    # Once another contact is known, it is to be looked at.
    child = Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4), individual=number)
    second = hub.rated(children=(child,))
    with pytest.raises(PromptsOpen, match="Previous contacts not looked at"):
        hub.decide(second)
    hub.do(c.OpenHistory(referral=second))
    hub.decide(second)


class _Overtaken(Desk):
    """A desk at which, before each try but the first, something comes in at another."""

    meanwhile: Callable[[], object]
    tries = 0

    def _perform(self, *given: Any) -> Outcome:
        self.tries += 1
        if self.tries > 1:
            self.meanwhile()
        return super()._perform(*given)


def test_what_comes_in_while_a_decision_answers_for_itself_is_named_with_its_evidence(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.answers_prompts = False
    referral = hub.rated(reasons=(Reason.DOMESTIC_ABUSE,))
    child = hub.view(referral).children[0]
    again = Child(given_name="Kai", family_name="Brown", individual=child.individual)
    plain, desk = hub.desk, _Overtaken(hub.desk.store, hub.desk.clock)

    def come_in() -> None:
        desk.tries = -9
        hub.desk = plain
        hub.take_in(children=(again,))
        hub.desk = desk

    desk.meanwhile, hub.desk = come_in, desk
    with pytest.raises(PromptsOpen, match="Previous contacts not looked at") as refused:
        hub.decide(referral, voice="", no_voice_because="He is three weeks old.")
    assert "no-history-check" in {one.code for one in refused.value.prompts}


def test_everything_a_decision_says_is_on_the_record(hub: Hub) -> None:
    referral = hub.rated()
    by = hub.now() + timedelta(days=2)
    said: dict[str, Any] = {
        "would_change": "Another bruise.",
        "level": 4,
        "spoken_to": "His mother, at home.",
        "receiver": "The assessment team",
        "expected": "See him at school.",
        "expected_by": by,
        "referrer_words": "We assess.",
        "agency_words": "An assessment begins.",
    }
    hub.decide(referral, outcome=DecisionOutcome.ASSESSMENT, **said)
    view = hub.view(referral)
    assert view.decision is not None
    assert {name: getattr(view.decision, name) for name in said} == said
    assert view.level == 4
    told = next(one.text for one in view.events if one.kind == "decided")
    assert "What would change it: Another bruise." in told
    assert "Expected: See him at school." in told


def test_what_a_decision_would_do_without_is_told_to_whoever_makes_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    children = (
        Child(given_name="Abi", family_name="Cole"),
        Child(given_name="Noa", family_name="Cole"),
    )
    referral = hub.rated(Rag.GREEN, children=children)
    hub.ask(referral, "POL")
    practitioner = hub.actor(Role.PRACTITIONER)
    request = hub.request(referral, "POL")
    abi, _noa = hub.desk.agency.open(practitioner, request.id).children
    hub.do(
        c.SendAnswer(
            request=request.id,
            version=hub.request(referral, "POL").version,
            answer=AnswerKind.RELEVANT,
            passages=(Passage("She lost two kilograms."),),
            searches=(Search(abi.id, "PNC", Found.NOTHING),),
            view=Rag.RED,
        ),
        practitioner,
    )
    told = list(missing(hub.view(referral), Beside()))
    assert "Police told of no search for Noa Cole." in told
    assert "Police sees it as red, above its rating." in told
    hub.decide(referral, final_rating=Rag.RED)
    assert "Police sees it as red, above its rating." not in missing(hub.view(referral), Beside())
