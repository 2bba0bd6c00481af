"""Judging who is who weighs the prompts it touches at once, and loses no grave one by joining."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from mashdesk.desk.prompts import who_is_who
from mashdesk.domain import commands as c
from mashdesk.domain.contact import Child
from mashdesk.domain.people import Verdict
from mashdesk.domain.prompts.tying import LOOSENED
from mashdesk.store.names import PROMPTS, REFERRALS
from mashdesk.store.views import PromptView
from tests.hub import Hub

TYLER = Child(given_name="Tyler", family_name="Osei", born=date(2010, 3, 1))
AT_HOME = replace(TYLER, address="4 Mill Lane, Northbridge")


def known(hub: Hub, referral: int) -> int:
    number = hub.view(referral).children[0].individual
    assert number is not None
    return number


def standing(hub: Hub, referral: int) -> dict[str, PromptView]:
    return {one.code: one for one in hub.view(referral).prompts if one.answered_at is None}


def judge(hub: Hub, one: int, other: int, verdict: Verdict) -> None:
    said = c.JudgeIdentity(
        one=one, other=other, verdict=verdict, reason="Rang the school.", despite=True
    )
    hub.do(said)


def test_what_is_of_one_child_is_no_other_family_from_the_judgement_on(hub: Hub) -> None:
    first, second = (hub.take_in(children=(AT_HOME,)) for _ in range(2))
    beside = hub.take_in(children=(replace(AT_HOME, given_name="Abena", family_name="Boateng"),))
    hub.desk.prompting.consider()
    assert hub.view(second).reference in standing(hub, first)["linked-network"].evidence
    judge(hub, known(hub, first), known(hub, second), Verdict.SAME)
    # What still ties another family stands, without a word of what does not.
    left = standing(hub, first)["linked-network"].evidence
    assert hub.view(second).reference not in left
    assert hub.view(beside).reference in left
    judge(hub, known(hub, first), known(hub, beside), Verdict.SAME)
    for referral in (first, second, beside):
        assert "linked-network" not in standing(hub, referral)
        told = [one.title for one in hub.view(referral).events]
        lapsed = "No longer stands: Linked with other referrals (By who is who now, it does not"
        assert any(lapsed in title for title in told)
    hub.desk.prompting.consider()
    assert "linked-network" not in standing(hub, first)
    # Told apart again, it is another family again.
    judge(hub, known(hub, first), known(hub, beside), Verdict.DIFFERENT)
    assert hub.view(beside).reference in standing(hub, first)["linked-network"].evidence


def test_what_was_another_childs_is_no_repeat_once_they_are_told_apart(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    ours = []
    for _ in range(3):
        ours.append(hub.take_in(children=(TYLER,)))
        hub.later(days=5)
    for other in ours[1:]:
        judge(hub, known(hub, ours[0]), known(hub, other), Verdict.SAME)
    assert {"repeat-contact", "escalating-frequency"} <= standing(hub, ours[0]).keys()
    judge(hub, known(hub, ours[0]), known(hub, ours[2]), Verdict.UNSURE)
    for referral in ours:
        assert not {"repeat-contact", "escalating-frequency"} & standing(hub, referral).keys()


def test_joining_loses_no_grave_prompt(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.take_in(children=(TYLER,))
    again = (replace(TYLER, individual=known(hub, first)),)
    hub.later(days=60)
    other = hub.take_in(children=(TYLER,))
    last = first
    for days in (40, 50, 20):
        hub.later(days=days)
        last = hub.take_in(children=again)
    hub.desk.prompting.consider()
    assert "ever shorter" in standing(hub, last)["escalating-frequency"].evidence
    judge(hub, known(hub, first), known(hub, other), Verdict.SAME)
    hub.desk.prompting.consider()
    assert "ever shorter" in standing(hub, last)["escalating-frequency"].evidence


def test_a_judgement_among_very_many_that_are_tied_weighs_the_newest_and_has_the_rest_looked_at(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    monkeypatch.setattr(who_is_who, "MOST", 2)
    monkeypatch.setattr(who_is_who, "MOST_ASKED", 3)
    names = ("Abena", "Adjoa", "Afua", "Akua", "Ama")
    others = [hub.take_in(children=(replace(AT_HOME, given_name=one),)) for one in names]
    first, second = (hub.take_in(children=(AT_HOME,)) for _ in range(2))
    hub.desk.prompting.consider()
    judge(hub, known(hub, first), known(hub, second), Verdict.SAME)
    with hub.store.read() as connection:
        row = select(REFERRALS.c.id).where(REFERRALS.c.prompted < REFERRALS.c.changed)
        waiting = set(connection.execute(row).scalars())
        loose = select(PROMPTS.c.referral_id, PROMPTS.c.rests_on)
        asked = {of for of, items in connection.execute(loose) if LOOSENED in items}
    assert waiting == {*others[:3], first, second}, "two were weighed in the act"
    assert asked == set(others[:3]), "what the rest name is asked for anew"
    standing_before = {one: set(standing(hub, one)) for one in others}
    hub.desk.prompting.consider()
    assert {one: set(standing(hub, one)) for one in others} == standing_before
