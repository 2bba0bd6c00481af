"""What holds for every command there is, whoever adds the next one."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import func, select

from mashdesk.desk.handlers import HANDLERS
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.change_words import UNTOLD, in_words, label_of
from mashdesk.domain.errors import NotPermitted, Refused, Stale
from mashdesk.domain.permissions import PERMISSIONS, may
from mashdesk.domain.problems import Invalid
from mashdesk.store.names import AUDIT, DONE, EVENTS, REFERRALS, REQUESTS
from mashdesk.store.queries.events import events, request_events
from mashdesk.store.tracking import REFERRAL_STATE, REQUEST_STATE
from tests.desk.samples import SAMPLES, somebody_who_may
from tests.hub import PEOPLE, Hub

every_command = pytest.mark.parametrize("kind", c.COMMANDS, ids=lambda kind: kind.__name__)

DESK = "DUTY EARLY_HELP TEAM_MANAGER SERVICE_MANAGER BUSINESS"
PRACTICE = "DUTY EARLY_HELP TEAM_MANAGER SERVICE_MANAGER"
MATRIX = {
    c.TakeIn: DESK,
    c.Correct: DESK,
    c.RecordConsent: DESK,
    c.RecordNeed: PRACTICE,
    c.Rate: PRACTICE,
    c.Claim: PRACTICE,
    c.Assign: PRACTICE,
    c.Release: PRACTICE,
    c.AskAgencies: PRACTICE,
    c.Chase: DESK,
    c.RecordAnswer: DESK,
    c.Withdraw: PRACTICE,
    c.Insist: PRACTICE,
    c.ViewRequest: "PRACTITIONER",
    c.ViewSentIn: "PRACTITIONER",
    c.TakeOn: "PRACTITIONER",
    c.LetGo: "PRACTITIONER",
    c.SendAnswer: "PRACTITIONER",
    c.ReturnToReferrer: PRACTICE,
    c.Resume: DESK,
    c.Decide: PRACTICE,
    c.RecordStrategyDiscussion: PRACTICE,
    c.SettleAction: PRACTICE,
    c.AcknowledgeAllocation: DESK,
    c.RecordEarlyHelpReview: PRACTICE,
    c.RateSecond: PRACTICE,
    c.RecordOversight: "TEAM_MANAGER SERVICE_MANAGER",
    c.GiveFeedback: DESK,
    c.Close: PRACTICE,
    c.MakeReport: DESK,
    c.TransferOut: PRACTICE,
    c.TakeInTransfer: DESK,
    c.ReplyToTransfer: DESK,
    c.AcknowledgeTransfer: DESK,
    c.Reopen: DESK,
    c.GiveFreshDeadline: "TEAM_MANAGER SERVICE_MANAGER",
    c.AddNote: DESK,
    c.View: f"{DESK} AUDITOR",
    c.OpenHistory: f"{DESK} AUDITOR",
    c.ConsiderHistory: PRACTICE,
    c.StateCorroboration: PRACTICE,
    c.Seal: "DUTY TEAM_MANAGER SERVICE_MANAGER",
    c.Unseal: "TEAM_MANAGER SERVICE_MANAGER",
    c.BreakGlass: PRACTICE,
    c.ReviewOverride: "TEAM_MANAGER SERVICE_MANAGER",
    c.AnswerPrompt: PRACTICE,
    c.AddMention: DESK,
    c.RecordRelationship: DESK,
    c.EndRelationship: DESK,
    c.JudgeIdentity: PRACTICE,
    c.UndoJudgement: PRACTICE,
    c.RaiseChallenge: f"{PRACTICE} PRACTITIONER",
    c.AnswerChallenge: PRACTICE,
    c.SettleChallenge: "TEAM_MANAGER SERVICE_MANAGER",
    c.AcceptAnswer: f"{PRACTICE} PRACTITIONER",
    c.MoveUp: f"{PRACTICE} PRACTITIONER",
    c.Acknowledge: f"{DESK} AUDITOR ADMINISTRATOR PRACTITIONER",
    c.AcknowledgeDepartures: f"{DESK} AUDITOR",
    c.AddUser: "ADMINISTRATOR",
    c.ShutAccount: "ADMINISTRATOR",
    c.ResetPassword: "ADMINISTRATOR",
    c.UnlockAccount: "TEAM_MANAGER SERVICE_MANAGER ADMINISTRATOR",
    c.ChangeRole: "ADMINISTRATOR",
    c.AdoptPolicy: "ADMINISTRATOR",
    c.AddAgency: "ADMINISTRATOR",
    c.SetHubContact: "ADMINISTRATOR",
    c.ReopenTimedOut: "SYSTEM",
}
"""Who may do what, written out a second time: a slip in the desk's own table shows here."""
VERSIONED = c.OnReferral | c.OnRequest | c.OnChallenge


def audit_rows(hub: Hub) -> list[dict[str, object]]:
    with hub.store.read() as connection:
        found = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings()
        return [dict(row) for row in found]


def state(hub: Hub) -> tuple[object, ...]:
    """Everything but the audit: what a refusal must leave as it was."""
    with hub.store.read() as connection:
        rows = connection.execute(select(REFERRALS).order_by(REFERRALS.c.id)).all()
        events = connection.execute(select(func.count()).select_from(EVENTS)).scalar_one()
        return (tuple(tuple(row) for row in rows), events)


def actor_of(hub: Hub, role: Role) -> Actor:
    return SYSTEM if role is Role.SYSTEM else hub.actor(role)


def wordless(hub: Hub) -> set[str]:
    """Fields in the events of every record that people would be told of by their raw name."""
    with hub.store.read() as connection:
        records = list(connection.execute(select(REFERRALS.c.id)).scalars())
        found = [events(connection, one, {}) for one in records]
        asked = connection.execute(select(REQUESTS.c.referral_id, REQUESTS.c.id)).all()
        found += [request_events(connection, *one, {}) for one in asked]
    fields = {field.replace("_", " ") for told in found for e in told for field, _, _ in e.changes}
    return {field for field in fields - UNTOLD if label_of(field) is None}


def test_a_field_without_words_for_people_is_found_wherever_state_is_kept() -> None:
    kept = {*REFERRAL_STATE, *REQUEST_STATE}
    fields = {name.removesuffix("_id").replace("_", " ") for name in kept}
    assert {field for field in fields - UNTOLD if label_of(field) is None} == set()
    told = in_words(("clock", "unrated", "decision")), in_words(("next up", "Dee Park", "—"))
    assert told == (
        ("waits for", "a rating", "a decision"),
        ("next person up", "Dee Park", "nobody"),
    )
    assert in_words(("before return", "—", "rated")) is None
    assert in_words(("reasons", "—", "domestic abuse, neglect")) == (
        "reasons", "none", "domestic violence or abuse; neglect",
    )  # fmt: skip
    born = in_words(("child 1 born", "2019-05-04", "of another program"))
    assert born == ("child 1, date of birth", "4 May 2019", "of another program")


def test_no_command_is_forgotten_anywhere() -> None:
    every = set(c.COMMANDS)
    assert set(HANDLERS) == set(PERMISSIONS) == set(SAMPLES) == set(MATRIX) == every
    assert len({kind.label for kind in c.COMMANDS}) == len(every)
    assert all(kind.label for kind in c.COMMANDS)


@every_command
def test_every_command_is_done_and_audited_once(hub: Hub, kind: type[c.Command]) -> None:
    command = SAMPLES[kind](hub)
    before = len(audit_rows(hub))
    outcome = hub.do(command, somebody_who_may(hub, kind))
    rows = audit_rows(hub)[before:]
    assert outcome.message.endswith(".")
    assert [(row["act"], row["allowed"]) for row in rows] == [(kind.label, True)]
    assert hub.desk.audit_verify(hub.manager).whole


@every_command
def test_what_a_command_changes_in_a_record_an_event_tells(
    sqlite_hub: Hub, kind: type[c.Command]
) -> None:
    hub = sqlite_hub
    command = SAMPLES[kind](hub)
    before = state(hub)
    outcome = hub.do(command, somebody_who_may(hub, kind))
    if outcome.referral is not None:
        assert state(hub)[1] != before[1]
        of = EVENTS.c.referral_id == outcome.referral
        with hub.store.read() as connection:
            newest = connection.execute(select(EVENTS).where(of).order_by(EVENTS.c.seq.desc()))
            told = newest.mappings().first()
        assert told is not None
        assert told["actor"] == somebody_who_may(hub, kind).name
        assert told["at"] == hub.now()
    assert wordless(hub) == set()


@every_command
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_each_role_may_do_exactly_what_the_table_says(kind: type[c.Command], role: Role) -> None:
    assert may(role, kind) == (role.name in MATRIX[kind].split())


@every_command
def test_whoever_may_not_is_refused_before_anything_is_written(
    sqlite_hub: Hub, kind: type[c.Command]
) -> None:
    hub = sqlite_hub
    command = SAMPLES[kind](hub)
    before, audited = state(hub), len(audit_rows(hub))
    refused = [role for role in PEOPLE if role.name not in MATRIX[kind].split()]
    for role in refused:
        with pytest.raises(NotPermitted, match=role.label):
            hub.do(command, hub.actor(role))
    assert state(hub) == before
    rows = audit_rows(hub)[audited:]
    assert [(row["actor"], row["allowed"], row["reason"]) for row in rows] == [
        (hub.actor(role).name, False, "NotPermitted") for role in refused
    ]


@every_command
def test_a_key_makes_a_command_happen_once(sqlite_hub: Hub, kind: type[c.Command]) -> None:
    hub = sqlite_hub
    command, actor = SAMPLES[kind](hub), somebody_who_may(hub, kind)
    first = hub.do(command, actor, key="the same")
    after, audited = state(hub), len(audit_rows(hub))
    assert hub.do(command, actor, key="the same") == first
    assert state(hub) == after
    assert len(audit_rows(hub)) == audited
    with hub.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(DONE)).scalar_one() == 1


def test_somebody_elses_key_is_another_key(hub: Hub) -> None:
    referral = hub.take_in()
    note = c.AddNote(referral=referral, text="the mother rang")
    hub.do(note, hub.duty, key="k" * 200)
    hub.do(note, hub.manager, key="k" * 200)
    assert [event.by for event in hub.view(referral).events if event.kind == "note"] == [
        "Tom Mann",
        "Asha Rao",
    ]


@pytest.mark.parametrize(
    "kind",
    [kind for kind in c.COMMANDS if issubclass(kind, VERSIONED)],
    ids=lambda kind: kind.__name__,
)
def test_a_command_at_an_older_version_is_refused(
    sqlite_hub: Hub, kind: type[c.OnReferral] | type[c.OnRequest] | type[c.OnChallenge]
) -> None:
    hub = sqlite_hub
    command = SAMPLES[kind](hub)
    assert isinstance(command, VERSIONED)
    stale = dataclasses.replace(command, version=command.version - 1)
    before = state(hub)
    with pytest.raises(Stale):
        hub.do(stale, somebody_who_may(hub, kind))
    assert state(hub) == before


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in c.COMMANDS for field in kind.required],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_what_may_not_be_blank_is_named_and_audited(
    sqlite_hub: Hub, kind: type[c.Command], field: str
) -> None:
    hub = sqlite_hub
    command = dataclasses.replace(SAMPLES[kind](hub), **{field: "  \n"})
    before = state(hub)
    with pytest.raises(Invalid) as refused:
        hub.do(command, somebody_who_may(hub, kind))
    assert field in [problem.field for problem in refused.value.problems]
    assert state(hub) == before
    assert audit_rows(hub)[-1]["reason"] == "Invalid"


def test_an_account_that_was_shut_can_do_and_see_nothing_more(hub: Hub) -> None:
    referral = hub.take_in()
    with hub.store.begin(hub.now()) as work:
        from mashdesk.store.desk_tables import Person

        work.get(Person, hub.duty.user_id).active = False
        work.commit()
    for attempt in (
        lambda: hub.desk.queue(hub.duty),
        lambda: hub.desk.open(hub.duty, referral),
        lambda: hub.desk.reread(hub.duty, referral),
        lambda: hub.do(c.AddNote(referral=referral, text="once more")),
    ):
        with pytest.raises(Refused, match="has been shut"):
            attempt()


def test_the_clockwork_alone_reopens_and_does_nothing_else(hub: Hub) -> None:
    referral = hub.take_in()
    hub.later(hours=2)
    assert "1 reopened" in hub.do(c.ReopenTimedOut(), SYSTEM).message
    assert hub.view(referral).round == 2
    with pytest.raises(NotPermitted):
        hub.do(c.AddNote(referral=referral, text="by itself"), SYSTEM)
