"""A record's state is the replay of its events, whatever was done to it and in whatever order."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import Refused
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.store.names import EVENTS
from mashdesk.store.tables import Referral, Request
from mashdesk.store.tracking import REFERRAL_STATE, REQUEST_STATE, changes_between, replay, state_of
from tests.desk.partners import pip
from tests.hub import Hub, contact


def steps(hub: Hub, dice: random.Random, referral: int) -> list[Callable[[], object]]:
    agency = dice.choice(["POL", "HLT", "EDU"])
    minutes = dice.choice([5, 40, 300, 2000])
    return [
        lambda: hub.rate(referral, dice.choice([Rag.RED, Rag.AMBER, Rag.GREEN]), hub.manager),
        lambda: hub.ask(referral, agency),
        lambda: hub.answer(referral, agency),
        lambda: hub.on_request(
            c.Chase, referral, agency, channel=Channel.PHONE, person="the nurse"
        ),
        lambda: hub.on_request(c.Withdraw, referral, agency, reason="known already"),
        lambda: hub.on_request(c.TakeOn, referral, "POL", pip(hub)),
        lambda: hub.on_request(c.LetGo, referral, "POL", pip(hub)),
        lambda: hub.on_request(
            c.SendAnswer,
            referral,
            "POL",
            pip(hub),
            answer=AnswerKind.DECLINED,
            declined=Declined.CAPACITY,
            reason="nobody is in",
        ),
        lambda: hub.on_request(
            c.SendAnswer, referral, "POL", pip(hub), answer=AnswerKind.NOTHING, partial=True
        ),
        lambda: hub.on_request(c.Insist, referral, agency, reason="we must know"),
        lambda: hub.on(c.AskAgencies, referral, agencies=("POL",), question="And?", shared=()),
        lambda: hub.on(c.Claim, referral, dice.choice([hub.duty, hub.other_duty])),
        lambda: hub.on(c.Release, referral, reason="cover"),
        lambda: hub.give_back(referral),
        lambda: hub.on(c.Resume, referral, reason="they rang"),
        lambda: hub.decide(referral),
        lambda: hub.feedback(referral),
        lambda: hub.close_referral(referral),
        lambda: hub.on(c.Reopen, referral, reason="a second call"),
        lambda: hub.do(c.AddNote(referral=referral, text="rang")),
        lambda: hub.on(
            c.Correct,
            referral,
            contact=contact(hub.clock, worry=f"Worry {dice.random()}."),
            reason="misheard",
        ),
        lambda: hub.on(
            c.GiveFreshDeadline,
            referral,
            hub.manager,
            due_at=hub.now() + timedelta(hours=3),
            reason="visit",
        ),
        lambda: hub.later(minutes=minutes),
        lambda: hub.later(minutes=minutes),
        hub.sweep,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_every_record_is_the_replay_of_its_events_after_a_random_walk(hub: Hub, seed: int) -> None:
    dice = random.Random(seed)
    referrals = [hub.take_in(), hub.take_in()]
    for _ in range(60):
        with contextlib.suppress(Refused, Invalid, IndexError):
            dice.choice(steps(hub, dice, dice.choice(referrals)))()
    with Session(hub.store.engine) as session:
        for row in session.execute(select(Referral)).scalars():
            assert replayed(hub, row) == state_of(row)
        for request in session.execute(select(Request)).scalars():
            assert replayed(hub, request) == state_of(request)
    assert hub.desk.audit_verify(hub.manager).whole


def replayed(hub: Hub, row: Referral | Request) -> dict[str, object]:
    of_referral = isinstance(row, Referral)
    whose = (
        (EVENTS.c.referral_id == row.id) & EVENTS.c.request_id.is_(None)
        if of_referral
        else EVENTS.c.request_id == row.id
    )
    names = REFERRAL_STATE if of_referral else REQUEST_STATE
    with hub.store.read() as connection:
        query = select(EVENTS.c.changes, EVENTS.c.version).where(whose).order_by(EVENTS.c.seq)
        rows = connection.execute(query).all()
    versions = [one.version for one in rows]
    assert versions == sorted(versions)
    assert versions[-1] == row.version
    found = replay([one.changes for one in rows], names)
    # What began blank was never said to change from nothing.
    return {
        name: state_of(row)[name] if value is None and state_of(row)[name] in ("", []) else value
        for name, value in found.items()
    }


def test_a_new_record_changes_from_nothing_and_a_field_from_what_it_was() -> None:
    assert changes_between(None, {"a": 1, "b": None, "c": ""}) == {"a": [None, 1]}
    assert changes_between({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": [2, 3]}
