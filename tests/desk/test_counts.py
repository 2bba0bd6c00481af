"""What agencies were asked, answered, declined and challenged is counted, by the rating then."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Stage
from mashdesk.domain.consent import Consent, ConsentGiven
from mashdesk.domain.errors import NotPermitted
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.store.views import AgencyCount, CountsView
from tests.desk.partners import asked, pip, send
from tests.hub import Hub


def counts(hub: Hub, who: Actor | None = None) -> CountsView:
    return hub.desk.counting.view(who or hub.manager)


def only(hub: Hub) -> dict[str, int]:
    """The numbers of the one row, those that are not nought."""
    (row,) = counts(hub).requests
    numbers = {one.name: getattr(row, one.name) for one in fields(AgencyCount)}
    return {name: n for name, n in numbers.items() if isinstance(n, int) and n}


def decline(hub: Hub, request: int, why: Declined) -> None:
    send(hub, pip(hub), request, answer=AnswerKind.DECLINED, declined=why, reason="we cannot")


def test_each_answer_is_counted_as_what_it_was(hub: Hub) -> None:
    _, in_time = asked(hub)
    send(hub, pip(hub), in_time)
    _, part = asked(hub)
    send(hub, pip(hub), part, "Two call-outs.", partial=True)
    for why in (Declined.NOT_COMMISSIONED, Declined.CAPACITY, Declined.CAPACITY, Declined.LEGAL):
        decline(hub, asked(hub)[1], why)
    withdrawn, _ = asked(hub)
    hub.on_request(c.Withdraw, withdrawn, "POL", reason="asked in error")
    without, request = asked(hub)
    hub.decide(without, without=(c.Without(request=request, reason="no time"),))
    assert only(hub) == {
        "asked": 8, "in_time": 1, "part": 1, "open": 1, "not_commissioned": 1, "declined": 3,
        "withdrawn": 1, "without": 1,
    }  # fmt: skip
    (row,) = counts(hub).requests
    assert row.reasons == ((Declined.CAPACITY, 2), (Declined.LEGAL, 1))
    assert (row.agency, row.name, row.rating) == ("POL", "Police", Rag.AMBER)


def test_a_late_answer_a_time_out_and_an_insisted_request_are_counted(hub: Hub) -> None:
    referral, request = asked(hub)
    hub.sweep_through(hub.now() + timedelta(days=4))
    send(hub, pip(hub), request)
    other, declined = asked(hub)
    decline(hub, declined, Declined.CAPACITY)
    hub.on_request(c.Insist, other, "POL", reason="a child was bruised")
    assert only(hub) == {
        "asked": 3, "late": 1, "declined": 1, "open": 1, "timed_out": 1, "insisted": 1,
    }  # fmt: skip
    assert hub.view(referral).requests[0].answers[0].late


def test_returns_to_referrers_are_counted_by_what_they_were_asked_for(hub: Hub) -> None:
    referral = hub.rated(Rag.GREEN, consent=ConsentGiven(form=Consent.REFUSED, by="his mother"))
    for asked_for in (AskedFor.CONSENT, AskedFor.INFORMATION, AskedFor.CONSENT):
        hub.give_back(referral, asked_for=asked_for)
        assert hub.view(referral).returned_for is asked_for
        hub.on(c.Resume, referral, reason="they rang")
    assert counts(hub).returns == ((AskedFor.INFORMATION, 1), (AskedFor.CONSENT, 2))
    assert hub.view(referral).returned_for is None
    told = [event.title for event in hub.view(referral).events if event.kind == "returned"]
    assert told[0].startswith("Returned to the referrer for consent; it comes back on ")


def test_requests_are_counted_under_the_rating_they_were_asked_at(hub: Hub) -> None:
    referral, _ = asked(hub, "POL", "HLT")
    hub.rate(referral, Rag.RED)
    hub.ask(referral, "EDU")
    rows = [(row.agency, row.rating, row.asked) for row in counts(hub).requests]
    assert rows == [("POL", Rag.AMBER, 1), ("HLT", Rag.AMBER, 1), ("EDU", Rag.RED, 1)]


def test_only_what_was_asked_in_the_period_is_counted_by_the_day_in_london(hub: Hub) -> None:
    asked(hub)
    for since, until, number in (
        (None, None, 1),
        (date(2026, 11, 20), date(2026, 11, 20), 1),
        (date(2026, 11, 1), date(2026, 11, 19), 0),
        (date(2026, 11, 21), date(2026, 12, 1), 0),
    ):
        found = hub.desk.counting.view(hub.manager, since, until)
        assert sum(row.asked for row in found.requests) == number
    hub.later(days=31)
    assert counts(hub).requests == ()
    with pytest.raises(Invalid, match="since"):
        hub.desk.counting.view(hub.manager, date(2026, 12, 2), date(2026, 12, 1))
    for day in (date.min, date.max):
        with pytest.raises(Invalid):
            hub.desk.counting.view(hub.manager, None, day)


def test_challenges_are_counted_by_agency_and_the_stage_they_came_to(hub: Hub) -> None:
    _, request = asked(hub)
    said: dict[str, Any] = {"wants": "red", "why": "he was bruised"}
    hub.do(c.RaiseChallenge(request=request, against=Against.RATING, **said), pip(hub))
    hub.later(days=8)
    hub.do(c.MoveUp(challenge=1, version=1, reason="no answer came"), pip(hub))
    hub.do(c.RaiseChallenge(referral=hub.rated(), against=Against.RATING, **said), hub.other_duty)
    police, desk = sorted(counts(hub).challenges, key=lambda one: one.name)
    assert (police.agency, police.stages) == ("POL", ((Stage.PRACTITIONER, 1), (Stage.TEAM, 1)))
    assert (desk.agency, desk.name, desk.stages) == ("", "the desk", ((Stage.PRACTITIONER, 1),))


def test_what_is_sealed_is_counted_for_those_named_alone(hub: Hub) -> None:
    referral, request = asked(hub)
    said: dict[str, Any] = {"wants": "red", "why": "he was bruised"}
    hub.do(c.RaiseChallenge(request=request, against=Against.RATING, **said), pip(hub))
    sara = hub.actor(Role.SERVICE_MANAGER)
    before = counts(hub, sara)
    manager = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, referral, manager, reason="a colleague's child", people=(manager.user_id,))
    hidden = counts(hub, sara)
    assert (hidden.requests, hidden.challenges) == ((), ())
    assert counts(hub, manager) == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_managers_and_auditors_alone_read_the_counts(hub: Hub, role: Role) -> None:
    may = role in (Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.AUDITOR)
    if may:
        assert counts(hub, hub.actor(role)).requests == ()
        return
    with pytest.raises(NotPermitted, match="may not see the counts"):
        counts(hub, hub.actor(role))
