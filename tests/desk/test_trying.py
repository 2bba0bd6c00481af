"""A prompt is tried against history: led again through every moment a record went through."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Child, Consent, ConsentGiven
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from tests.desk.test_considering import three
from tests.hub import Hub

MONTH = timedelta(days=30)


def fires(hub: Hub, code: str, **figures: int) -> int:
    return hub.desk.prompting.tried(hub.manager, code, figures, MONTH).fired


def test_a_prompt_is_tried_against_history_before_it_is_switched_on(hub: Hub) -> None:
    first, second, third = three(hub)
    tried = hub.desk.prompting.tried(
        hub.manager, "repeat-contact", {"contacts": 2}, timedelta(days=30)
    )
    assert (tried.fired, tried.looked) == (3, 3)
    newest_first = tuple(hub.view(one).reference for one in (third, second, first))
    assert tried.references == newest_first
    assert tried.said == "It would have fired 3 times in 30 days, of 3 referrals received."
    usual = hub.desk.prompting.tried(hub.admin, "repeat-contact", {}, timedelta(days=30))
    assert (usual.fired, usual.references) == (3, ())
    with pytest.raises(Exception, match="is from 2 to 20"):
        hub.desk.prompting.tried(hub.manager, "repeat-contact", {"contacts": 1}, timedelta(days=1))
    hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, first, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    sara = hub.actor(Role.SERVICE_MANAGER)
    unseen = hub.desk.prompting.tried(sara, "repeat-contact", {"contacts": 2}, timedelta(days=30))
    assert (unseen.fired, unseen.looked) == (2, 2)


def test_decisions_and_closings_are_tried_as_they_were_proposed(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    older = Child(given_name="Tyler", family_name="Osei", born=date(2010, 3, 1))
    refused = ConsentGiven(form=Consent.REFUSED, reason="She said no.")
    hub.decide(hub.rated(), voice="", no_voice_because="A baby.")
    assert fires(hub, "voice-missing") == 0  # it was said why
    ended = hub.rated(children=(older,), consent=refused)
    hub.decide(ended, outcome=DecisionOutcome.NFA)
    # What a reopening undid was proposed all the same, and so was what a new decision replaced.
    hub.later(minutes=1)
    hub.on(c.Reopen, ended, reason="She rang.")
    hub.later(minutes=1)
    hub.on(c.RecordConsent, ended, consent=ConsentGiven(form=Consent.OBTAINED, by="her"))
    hub.later(minutes=1)
    hub.decide(ended, outcome=DecisionOutcome.ASSESSMENT, expected="See her.")
    assert fires(hub, "reluctant-older-child") == 1
    assert fires(hub, "reluctant-older-child", age=17) == 0
    hub.later(minutes=1)
    hub.ask(referral := hub.rated(Rag.RED), "POL")
    assert fires(hub, "answer-outstanding") == 0
    hub.later(minutes=1)
    hub.rate(referral, Rag.AMBER)
    assert fires(hub, "answer-outstanding") == 1


def test_what_was_rated_and_ticked_later_counts_only_from_then_on(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    assert fires(hub, "level-mismatch") == 1  # until the checklist was recorded
    hub.later(minutes=1)
    hub.on(c.RecordNeed, referral, indicators=("health_self_harm",))
    assert fires(hub, "level-mismatch") == 1
    hub.later(minutes=1)
    hub.rate(referral, Rag.AMBER, differs_because="It was long ago.")
    assert fires(hub, "consent-blocked") == 0
    assert fires(hub, "de-escalation") == 0
    assert fires(hub, "de-escalation", steps=1) == 1


def test_a_rating_is_never_held_against_what_was_ticked_after_it_was_raised(
    sqlite_hub: Hub,
) -> None:
    hub, why = sqlite_hub, "He has left the country."
    raised_first, ticked_first = hub.rated(Rag.GREEN), hub.rated(Rag.GREEN)
    hub.later(minutes=1)
    hub.rate(raised_first, Rag.AMBER)
    hub.later(minutes=1)
    hub.on(c.RecordNeed, raised_first, dv_scale=4)
    assert fires(hub, "dv-matrix-mismatch") == 0
    hub.on(c.RecordNeed, ticked_first, dv_scale=4)
    hub.later(minutes=1)
    hub.rate(ticked_first, Rag.AMBER, differs_because=why)
    assert fires(hub, "dv-matrix-mismatch") == 1
