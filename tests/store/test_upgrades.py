"""A store of an earlier program, with rows in it, comes up to this one and keeps every word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, RequestState, Sharing
from mashdesk.domain.sharing import Passage
from mashdesk.domain.transfer import History, PastAnswer, PastEvent, PastRequest
from mashdesk.store.migrate import migrate, newest, revision, scripts_folder
from mashdesk.store.queries.decisions import due_actions
from mashdesk.store.queries.transfers import kept
from mashdesk.store.store import Store
from tests.hub import FRIDAY
from tests.store.test_migrations import is_of_the_models

AT = "2026-11-20 09:00:00.000000"

ROWS: dict[str, list[dict[str, Any]]] = {
    "hub": [
        {"id": 1, "store_id": "x", "key_check": "", "name": "N", "training": False, "made_at": AT}
    ],
    "policy": [
        {
            "version": 1,
            "name": "london",
            "adopted_at": AT,
            "adopted_by": 1,
            "text": PRESETS["london"],
        }
    ],
    "person": [
        {
            "id": number,
            "name": name,
            "full_name": full_name,
            "role": role,
            "agency": agency,
            "active": True,
            "made_at": AT,
            "departures_seen": 0,
            "password_hash": "x",
        }
        for number, name, full_name, role, agency in (
            (1, "asha", "Asha Rao", "duty_senior_social_worker", None),
            (2, "pip", "Pip Cole", "agency_practitioner", "POL"),
            (3, "bea", "Bea Wells", "business_support", None),
        )
    ],
    "agency": [
        {
            "id": 1,
            "code": "POL",
            "name": "Police",
            "asked_at": '["red"]',
            "in_room": True,
            "contact": "PC 1",
            "next_contact": "Sgt",
            "lead": "DI",
        }
    ],
    "referral": [
        {
            "id": 1,
            "reference": "MD-26-0001",
            "version": 3,
            "state": "rated",
            "rating": "amber",
            "initial_rating": "amber",
            "next_up": "",
            "clock": "decision",
            "round": 1,
            "timeouts": 0,
            "start_at": AT,
            "due_at": AT,
            "received_at": AT,
            "taken_in_at": AT,
            "taken_in_by": 1,
            "band": 1,
            "sort_at": AT,
            "missed": False,
            "rounds": 1,
            "asked": 2,
            "answered": 2,
            "owing": "",
            "prompts": 0,
            "changed": 5,
            "child_label": "K.B. 7",
            "children": 1,
            "source": "2A",
            "reasons": '["neglect"]',
            "channel": "phone",
            "consent": "obtained",
            "digest": "",
            "consent_by": "",
            "consent_reason": "",
            "sender_name": "",
            "sender_organisation": "",
            "sender_contact": "",
            "sender_reference": "",
            "late_because": "",
            "returned_message": "",
            "expects": "",
            "household": "",
            "worry": "He came hungry.",
        }
    ],
    "child": [
        {
            "id": 1,
            "referral_id": 1,
            "position": 0,
            "sex": "M",
            "given_name": "Kai",
            "family_name": "Brown",
            "known_as": "",
            "born": "2019-05-04",
            "school": "Park Primary",
            "address": "12 Alder Row, ZZ1 2AB",
            "nhs_number": "",
        }
    ],
    "event": [
        {
            "seq": 1,
            "at": AT,
            "kind": "rated",
            "actor_id": 1,
            "actor": "Asha Rao",
            "referral_id": 1,
            "version": 1,
            "changes": '{"rating": [null, "red"]}',
            "title": "Rated red.",
            "text": "",
        }
    ],
    "request": [
        {
            "id": number,
            "referral_id": 1,
            "agency_id": 1,
            "version": 2,
            "state": "answered",
            "asked_at": AT,
            "asked_by": 1,
            "round": 1,
            "timeouts": 0,
            "start_at": AT,
            "chased": 0,
            "settled_at": AT,
            "next_contact": "",
            "settled_because": "relevant information held",
            "question": "What is held?",
        }
        for number in (1, 2)
    ],
    "answer": [
        {
            "id": number,
            "request_id": number,
            "answer": kind,
            "channel": "phone",
            "sharing": sharing,
            "recorded_at": AT,
            "recorded_by": 1,
            "late": False,
            "on_behalf": True,
            "person": "PC 104",
            "searched": "PNC",
            "words": words,
        }
        for number, kind, sharing, words in (
            (1, "relevant", "decision_maker", "An informant\nsays so — “twice”."),
            (2, "nothing", "hub", ""),
        )
    ],
    "notice": [
        {
            "id": 1,
            "agency_id": 1,
            "referral_id": 1,
            "kind": "chased",
            "about": "",
            "at": AT,
            "by": "Asha Rao",
            "text": "MD-26-0001: the hub chased this request.",
            "why": "",
        }
    ],
    "decision": [
        {
            "id": 1,
            "referral_id": 1,
            "outcome": "advice_given",
            "final_rating": "amber",
            "decider_id": 1,
            "decided_at": AT,
            "rationale": "Enough.",
            "voice": "",
        }
    ],
}
"""A referral whose agency answered twice, as the first program wrote it."""


EARLIER = History(
    hub="Southport", reference="MD-26-0040", received_at=FRIDAY, taken_in_at=FRIDAY,
    initial_rating=None, rating=None, level=None, rounds=(), need=None, decision=None,
    events=(PastEvent(at=FRIDAY, kind="note", title="Note.", by="Eve", text="Seen at the weir."),),
    requests=(
        PastRequest(
            agency="POL", agency_name="Police", state=RequestState.ANSWERED, question="The ferry?",
            asked_by="Eve", asked_at=FRIDAY, due_at=None, missed_at=None, settled_at=FRIDAY,
            settled_because="", answers=(
                PastAnswer(
                    kind=AnswerKind.RELEVANT, declined=None, channel=None, person="", view=None,
                    searched="", recorded_by="Eve", recorded_at=FRIDAY, late=False, reason="",
                    passages=(Passage("A lighthouse."),), searches=(), kept_back=0,
                ),
            ),
        ),
    ),
)  # fmt: skip

LATER: dict[str, list[dict[str, Any]]] = {
    "referral": [{**ROWS["referral"][0], "id": 2, "reference": "MD-26-0002", "worry": "Cold."}],
    "event": [
        {**ROWS["event"][0], "seq": number, "kind": kind, "changes": "{}", "text": words}
        for number, kind, words in (
            (2, "assigned", "Bea knows the gasworks."),
            (3, "history_considered", "His uncle was at the gasworks."),
        )
    ],
    "strategy_discussion": [
        {
            "id": 1, "referral_id": 1, "held_at": AT, "recorded_at": AT, "recorded_by": 1,
            "result": "joint_enquiry", "decision": "Together.", "why_not": "",
        }
    ],
    "strategy_action": [
        {"id": 1, "discussion_id": 1, "owner": "DS Obi", "due_at": AT, "words": "See him."}
    ],
    "transfer_taken": [
        {
            "id": number, "referral_id": number, "token": str(number) * 32, "made_at": AT,
            "taken_in_at": AT, "taken_in_by": 1, "hub": "Southport", "reference": "MD-26-0040",
            "body": body,
        }
        for number, body in ((1, kept((EARLIER,))), (2, '{"another": "tool"}'))
    ],
}  # fmt: skip
"""What the last program before links and follow-up wrote beside that."""


def bring_to(store: Store, wanted: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    with store.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, wanted)


def fill(connection: Connection, wanted: dict[str, list[dict[str, Any]]]) -> None:
    for table, rows in wanted.items():
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


@pytest.fixture
def upgraded(empty_store: Store) -> Store:
    for version, rows in (("0001", ROWS), ("0012", LATER)):
        bring_to(empty_store, version)
        with empty_store.begin(FRIDAY) as work:
            fill(work.connection, rows)
            work.commit()
    assert migrate(empty_store)
    return empty_store


def test_every_answers_words_stay_with_their_marking_and_their_readers(upgraded: Store) -> None:
    desk = Desk(upgraded, FixedClock(FRIDAY))
    first, second = desk.open(Actor(1, "Asha Rao", Role.DUTY), 1).requests
    (answer,), (nothing,) = first.answers, second.answers
    assert answer.words == "An informant\nsays so — “twice”."
    assert (answer.kind, answer.sharing, answer.person, answer.searched, answer.partial) == (
        AnswerKind.RELEVANT,
        Sharing.DECISION_MAKER,
        "PC 104",
        "PNC",
        False,
    )
    assert (nothing.kind, nothing.words, nothing.passages) == (AnswerKind.NOTHING, "", ())
    other = desk.open(Actor(3, "Bea Wells", Role.BUSINESS), 1).requests[0]
    assert other.answers[0].words is None


def test_an_agency_asked_before_anybody_could_choose_is_shown_the_children_and_the_question(
    upgraded: Store,
) -> None:
    desk = Desk(upgraded, FixedClock(FRIDAY))
    pip = Actor(2, "Pip Cole", Role.PRACTITIONER, "POL")
    view = desk.agency.open(pip, 1)
    assert view.shared == ()
    assert (view.row.question, view.children[0].name) == ("What is held?", "Kai Brown")
    assert view.answers[0].words == "An informant\nsays so — “twice”."
    assert "hungry" not in repr(view)
    (entry,) = desk.agency.view(pip).entries
    assert entry.text == "MD-26-0001: the hub chased this request."
    assert [one.systems for one in desk.agencies()] == [()]


def test_what_was_written_before_there_was_a_search_is_found_by_whoever_may_read_it(
    upgraded: Store,
) -> None:
    search = Desk(upgraded, FixedClock(FRIDAY)).history.search
    duty, business = Actor(1, "Asha Rao", Role.DUTY), Actor(3, "Bea Wells", Role.BUSINESS)
    for words, kind in (("hungry", "contact"), ("brown", "child"), ("informant", "answer")):
        assert [hit.kind for hit in search(duty, words).hits] == [kind]
    assert search(business, "informant").count == 0


def test_reasons_and_what_came_with_a_hand_over_are_found_and_actions_wait_to_be_settled(
    upgraded: Store,
) -> None:
    desk, duty = Desk(upgraded, FixedClock(FRIDAY)), Actor(1, "Asha Rao", Role.DUTY)
    for words, kind in (("gasworks", "reason"), ("weir", "earlier hub"), ("ferry", "earlier hub"),
                        ("lighthouse", "earlier hub")):  # fmt: skip
        assert [hit.kind for hit in desk.history.search(duty, words).hits] == [kind], words
    with upgraded.begin(FRIDAY) as work:
        event = {**LATER["event"][0], "seq": 9, "text": "Bea knows the tannery."}
        fill(work.connection, {"event": [event]})
        work.commit()
    assert [hit.kind for hit in desk.history.search(duty, "tannery").hits] == ["reason"]
    (action,) = desk.open(duty, 1).follow_up.actions
    assert (action.owner, action.ended, action.because) == ("DS Obi", None, "")
    with upgraded.read() as connection:
        assert due_actions(connection, FRIDAY) == [1]


def test_children_of_older_contacts_are_known_and_found(upgraded: Store) -> None:
    desk, duty = Desk(upgraded, FixedClock(FRIDAY)), Actor(1, "Asha Rao", Role.DUTY)
    asked = Particulars(given_name="Kay", family_name="Browne", born=date(2019, 5, 4))
    (kai,) = desk.known.candidates(duty, asked)
    assert (kai.individual, str(kai.name)) == (1, "Kai Brown")
    things = {one.value for one in desk.known.individual(duty, 1).things}
    assert things == {"Park Primary", "12 Alder Row, ZZ1 2AB"}
    assert desk.open(duty, 1).children[0].individual == 1


def test_what_a_referral_was_rated_when_an_agency_was_asked_is_read_from_its_events(
    upgraded: Store,
) -> None:
    sara = Actor(1, "Asha Rao", Role.SERVICE_MANAGER)
    (row,) = Desk(upgraded, FixedClock(FRIDAY)).counting.view(sara).requests
    assert (row.agency, row.rating, row.asked, row.in_time) == ("POL", Rag.RED, 2, 2)


def test_an_upgraded_store_has_the_schema_of_a_new_one_and_is_not_upgraded_again(
    upgraded: Store,
) -> None:
    with upgraded.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "include_object": is_of_the_models
        })  # fmt: skip
        assert compare_metadata(context, SQLModel.metadata) == []
    assert not migrate(upgraded)
    with upgraded.read() as connection:
        assert revision(connection) == newest()
        kept = connection.execute(text("SELECT count(*) FROM answer")).scalar_one()
    assert kept == 2


def test_what_the_store_refuses_it_refuses_after_an_upgrade_too(upgraded: Store) -> None:
    for statement in (
        "DELETE FROM request",
        "DELETE FROM referral",
        "UPDATE answer SET answer = 'perhaps'",
        "UPDATE passage SET sharing = 'anybody'",
        "UPDATE request SET holder_id = 99",
        "INSERT INTO passage VALUES (99, 0, 'hub', 'x')",
        "INSERT INTO seal_name VALUES (1, 99)",
        "UPDATE referral SET sealed = NULL",
    ):
        with (
            upgraded.engine.connect() as connection,
            pytest.raises(Exception, match=r"(?i)never|constraint"),
        ):
            connection.execute(text(statement))
