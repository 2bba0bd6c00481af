"""A professional difference: raised, answered, moved up, settled; never closed by time alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.challenge import Against, ChallengeState, Ended, Reply, Stage
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import NotFound, NotNow, NotPermitted, Refused, Stale
from mashdesk.domain.policy import parse_policy
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.sharing import Part
from mashdesk.store.challenge_tables import Challenge, ChallengeStage
from mashdesk.store.challenge_tracking import challenge_state, replayed, stage_state
from mashdesk.store.names import AUDIT, EVENTS
from mashdesk.store.queries.queue import _CHALLENGED
from mashdesk.store.views import ChallengeView, QueueRow
from tests.hostile import HOSTILE, assert_printable_only
from tests.hub import CHEAP, PASSWORD, Hub


def police(hub: Hub) -> Actor:
    return hub.actor(Role.PRACTITIONER)


def service(hub: Hub) -> Actor:
    return hub.actor(Role.SERVICE_MANAGER)


def nurse(hub: Hub) -> Actor:
    """Somebody of another agency."""
    hub.do(
        c.AddUser(
            name="hana",
            full_name="Hana Hill",
            role=Role.PRACTITIONER,
            password_hash=CHEAP.hash(PASSWORD),
            agency="HLT",
        ),
        hub.admin,
    )
    return hub.sign_in.sign_in("hana", PASSWORD, "desk-hana")


def asked(hub: Hub, agency: str = "POL", **changes: Any) -> int:
    """A referral rated amber that an agency is asked about."""
    referral = hub.rated(**changes)
    hub.ask(referral, agency)
    return referral


def challenge(hub: Hub, referral: int, by: Actor | None = None, **words: Any) -> ChallengeView:
    """Challenge it, as the police unless told otherwise; the challenge as the desk reads it."""
    by = by or police(hub)
    what: dict[str, Any] = {"against": Against.RATING, "wants": "red", "why": "He was hit."}
    if by.role is Role.PRACTITIONER:
        assert by.agency is not None
        what["request"] = hub.request(referral, by.agency).id
    else:
        what["referral"] = referral
    hub.do(c.RaiseChallenge(**{**what, **words}), by)
    return hub.view(referral).challenges[-1]


def act(
    hub: Hub, kind: type[c.OnChallenge], found: ChallengeView, by: Actor, **words: Any
) -> ChallengeView:
    fresh = hub.desk.challenges.open(hub.manager, found.id)
    hub.do(kind(challenge=found.id, version=fresh.version, **words), by)
    return hub.desk.challenges.open(hub.manager, found.id)


def answered(
    hub: Hub, found: ChallengeView, by: Actor | None = None, reply: Reply = Reply.STANDS
) -> ChallengeView:
    kind = c.AnswerChallenge if by is None else c.SettleChallenge
    return act(hub, kind, found, by or hub.duty, reply=reply, answer="It was explained.")


def row(hub: Hub, referral: int) -> QueueRow:
    return next(row for row in hub.desk.queue(hub.duty).rows if row.id == referral)


def told(hub: Hub, who: Actor) -> list[str]:
    return [notice.kind for notice in hub.desk.notices(who)]


def test_a_practitioner_challenges_a_rating_and_it_is_kept_with_who_what_why_and_a_clock(
    hub: Hub,
) -> None:
    found = challenge(hub, asked(hub))
    assert (found.by, found.against, found.wants) == ("Police", Against.RATING, "red")
    assert (found.state, found.stage) == (ChallengeState.WAITING, Stage.PRACTITIONER)
    stage = found.now_at
    assert (stage.raised_by, stage.why, stage.was) == ("Pip Cole", "He was hit.", "amber")
    # Friday half past nine: one working day is Monday at the same time.
    assert london_text(stage.due_at) == "Mon 23 Nov 2026 09:30"


def test_the_flag_is_on_the_queue_row_until_every_challenge_is_resolved(hub: Hub) -> None:
    referral = asked(hub)
    assert row(hub, referral).challenges == 0
    first = challenge(hub, referral)
    second = challenge(hub, referral, hub.other_duty)
    assert row(hub, referral).challenges == 2
    act(hub, c.AcceptAnswer, answered(hub, first), police(hub))
    assert row(hub, referral).challenges == 1
    act(hub, c.AcceptAnswer, answered(hub, second), hub.other_duty)
    assert row(hub, referral).challenges == 0


def test_closing_with_an_open_challenge_is_refused_with_the_way_out(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.answer(referral, "POL")
    hub.decide(referral)
    hub.feedback(referral)
    found = challenge(hub, referral)
    with pytest.raises(NotNow, match=r"challenge on it is open.*manager settle it"):
        hub.close_referral(referral)
    answered(hub, found, hub.manager)
    hub.close_referral(referral)


def test_that_it_was_changed_is_answered_only_after_its_own_command_changed_it(hub: Hub) -> None:
    referral = asked(hub)
    found = challenge(hub, referral)
    with pytest.raises(NotNow, match="was not changed: it still is amber"):
        answered(hub, found, reply=Reply.CHANGED)
    hub.rate(referral, Rag.RED)
    with pytest.raises(NotNow, match="was changed since: amber → red"):
        answered(hub, found)
    after = answered(hub, found, reply=Reply.CHANGED)
    assert after.now_at.reply is Reply.CHANGED
    assert "amber → red" in hub.view(referral).events[0].title


def test_a_decision_is_challenged_once_there_is_one_and_changed_by_deciding_again(
    hub: Hub,
) -> None:
    referral = asked(hub)
    words: dict[str, Any] = {"against": Against.DECISION, "wants": "a strategy discussion"}
    with pytest.raises(NotNow, match="Nothing is decided"):
        challenge(hub, referral, **words)
    hub.decide(referral)
    found = challenge(hub, referral, **words)
    assert found.now_at.was == "advice given"
    hub.on(c.Reopen, referral, reason="the police disagree")
    hub.decide(referral)
    after = answered(hub, found, reply=Reply.CHANGED)
    assert after.state is ChallengeState.ANSWERED


def test_it_goes_up_every_stage_to_the_board_which_has_the_last_word(hub: Hub) -> None:
    referral = asked(hub)
    found = answered(hub, challenge(hub, referral))
    for up, manager in (
        (Stage.TEAM, hub.manager),
        (Stage.SERVICE, service(hub)),
        (Stage.BOARD, service(hub)),
    ):
        found = act(hub, c.MoveUp, found, police(hub), reason="He has more bruises.")
        assert (found.stage, found.state) == (up, ChallengeState.WAITING)
        assert row(hub, referral).challenges == 1
        assert "challenge_up" in told(hub, manager)
        found = answered(hub, found, manager)
        assert found.state is ChallengeState.RESOLVED
        assert row(hub, referral).challenges == 0
    assert [stage.ended for stage in found.stages] == [Ended.MOVED_UP] * 3 + [Ended.SETTLED]
    with pytest.raises(NotNow, match="no stage above the board"):
        act(hub, c.MoveUp, found, police(hub), reason="still wrong")


def test_a_team_manager_takes_up_and_settles_what_is_below_and_nothing_above(hub: Hub) -> None:
    found = answered(hub, challenge(hub, asked(hub)), hub.manager)
    assert [stage.stage for stage in found.stages] == [Stage.PRACTITIONER, Stage.TEAM]
    assert found.now_at.ended is Ended.SETTLED
    found = act(hub, c.MoveUp, found, police(hub), reason="no")
    with pytest.raises(NotNow, match="not for a team manager to settle"):
        answered(hub, found, hub.manager)
    assert answered(hub, found, service(hub)).stage is Stage.SERVICE


def test_at_a_manager_s_stage_a_worker_does_not_answer(hub: Hub) -> None:
    found = answered(hub, challenge(hub, asked(hub)))
    found = act(hub, c.MoveUp, found, police(hub), reason="no")
    with pytest.raises(NotNow, match="stage “team manager”"):
        answered(hub, found)


def test_time_alone_moves_and_closes_nothing_and_overdue_shows_with_no_sweep(hub: Hub) -> None:
    referral = asked(hub)
    found = challenge(hub, referral)
    hub.at(found.now_at.due_at - timedelta(seconds=1))
    assert hub.desk.challenges.view(hub.duty).overdue == 0
    hub.later(seconds=1)
    view = hub.desk.challenges.view(hub.duty)
    assert (view.overdue, view.open[0].overdue) == (1, True)
    assert hub.view(referral).challenges[0].is_over(hub.now())
    hub.later(days=60)
    hub.sweep()
    after = hub.view(referral).challenges[0]
    assert (after.state, after.stage) == (ChallengeState.WAITING, Stage.PRACTITIONER)
    assert row(hub, referral).challenges == 1


def test_the_sweep_tells_the_next_stage_s_people_once_and_a_late_answer_is_counted_late(
    hub: Hub,
) -> None:
    referral = asked(hub)
    found = challenge(hub, referral)
    hub.at(found.now_at.due_at)
    hub.sweep()
    hub.sweep()
    kinds = [event.kind for event in hub.view(referral).events]
    assert kinds.count("challenge_overdue") == 1
    assert "challenge_overdue" in told(hub, hub.manager)
    assert "challenge_overdue" in told(hub, police(hub))
    found = answered(hub, found)
    assert found.now_at.missed_at == found.now_at.due_at
    counts = hub.desk.challenges.view(hub.duty).stages[0]
    assert (counts.raised, counts.in_time, counts.late, counts.overdue) == (1, 0, 1, 0)
    assert hub.desk.audit_verify(hub.manager).whole


def test_an_answer_after_its_time_is_late_though_nothing_swept(hub: Hub) -> None:
    found = challenge(hub, asked(hub))
    hub.at(found.now_at.due_at)
    assert answered(hub, found).now_at.missed_at == found.now_at.due_at


def test_an_overdue_challenge_can_be_moved_up_and_one_with_time_left_cannot(hub: Hub) -> None:
    found = challenge(hub, asked(hub))
    with pytest.raises(NotNow, match="still has time to be answered"):
        act(hub, c.MoveUp, found, police(hub), reason="slow")
    hub.at(found.now_at.due_at)
    found = act(hub, c.MoveUp, found, police(hub), reason="nobody answered")
    assert found.stage is Stage.TEAM
    assert hub.desk.challenges.view(hub.duty).stages[0].unanswered == 1


def test_the_challenger_s_agency_and_the_worker_are_told_of_every_step(hub: Hub) -> None:
    referral = asked(hub)
    hub.on(c.Claim, referral, hub.other_duty)
    found = answered(hub, challenge(hub, referral))
    found = act(hub, c.MoveUp, found, police(hub), reason="no")
    found = answered(hub, found, hub.manager)
    found = act(hub, c.MoveUp, found, police(hub), reason="no")
    steps = {"challenged", "challenge_answered", "challenge_up", "challenge_settled"}
    assert steps <= set(told(hub, police(hub)))
    assert steps <= set(told(hub, hub.other_duty))
    assert told(hub, police(hub)).count("challenge_up") == 2


def test_nobody_answers_their_own_challenge_nor_accepts_somebody_else_s(hub: Hub) -> None:
    found = challenge(hub, asked(hub), hub.manager)
    with pytest.raises(NotNow, match="raised it yourself"):
        answered(hub, found, hub.manager)
    found = answered(hub, found)
    for kind, words in ((c.AcceptAnswer, {}), (c.MoveUp, {"reason": "no"})):
        with pytest.raises(NotNow, match="did not raise it"):
            act(hub, kind, found, hub.other_duty, **words)
    assert act(hub, c.AcceptAnswer, found, hub.manager).state is ChallengeState.RESOLVED


def test_another_agency_s_challenge_is_told_as_one_that_never_was(hub: Hub) -> None:
    referral = asked(hub)
    hub.ask(referral, "HLT")
    found, hana = answered(hub, challenge(hub, referral)), nurse(hub)
    refused = []
    for number in (found.id, 4711):
        for command in (
            c.AcceptAnswer(challenge=number, version=found.version),
            c.MoveUp(challenge=number, version=found.version, reason="no"),
        ):
            with pytest.raises(NotFound) as error:
                hub.do(command, hana)
            refused.append(str(error.value))
        with pytest.raises(NotFound) as error:
            hub.desk.challenges.open(hana, number)
        refused.append(str(error.value))
    assert len(set(refused)) == 1
    assert hub.desk.challenges.view(hana).open == ()
    request = hub.request(referral, "HLT").id
    assert hub.desk.challenges.on_request(hana, request) == ()


def test_two_hubs_that_differ_only_in_another_agency_s_challenge_are_alike_to_a_practitioner(
    sqlite_hubs: Any,
) -> None:
    seen = []
    for raised in (False, True):
        hub: Hub = sqlite_hubs()
        referral = asked(hub)
        hub.ask(referral, "HLT")
        if raised:
            answered(hub, challenge(hub, referral))
        hana = nurse(hub)
        request = hub.request(referral, "HLT").id
        desk = hub.desk
        seen.append(
            (
                desk.challenges.view(hana),
                desk.challenges.on_request(hana, request),
                desk.agency.view(hana),
                desk.agency.open(hana, request),
                desk.notices(hana),
            )
        )
    assert seen[0] == seen[1]


def test_a_practitioner_challenges_only_through_a_request_of_their_own(hub: Hub) -> None:
    referral = asked(hub, "HLT")
    words: dict[str, Any] = {"against": Against.RATING, "wants": "red", "why": "He was hit."}
    said = set()
    abouts: tuple[dict[str, Any], ...] = (
        {"request": hub.request(referral, "HLT").id},
        {"request": 4711},
        {"referral": referral},
        {"referral": 4711},
    )
    for about in abouts:
        with pytest.raises(NotFound) as refused:
            hub.do(c.RaiseChallenge(**words, **about), police(hub))
        said.add(str(refused.value))
    assert len(said) == 1
    assert row(hub, referral).challenges == 0


def test_a_rating_that_is_not_shared_with_an_agency_is_not_challenged_by_it(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.AskAgencies, referral, agencies=("POL",), question="?", shared=(Part.WORRY,))
    with pytest.raises(NotNow, match="not shared with your agency"):
        challenge(hub, referral)


def test_an_agency_challenges_the_same_thing_once_at_a_time(hub: Hub) -> None:
    referral = asked(hub)
    found = challenge(hub, referral)
    with pytest.raises(NotNow, match="Your agency challenged the rating already"):
        challenge(hub, referral)
    act(hub, c.AcceptAnswer, answered(hub, found), police(hub))
    assert challenge(hub, referral).id != found.id


def test_a_rating_is_challenged_with_the_rating_it_should_be(hub: Hub) -> None:
    referral = asked(hub)
    with pytest.raises(Invalid, match="is the rating it should be"):
        challenge(hub, referral, wants="scarlet")
    with pytest.raises(NotNow, match="amber already"):
        challenge(hub, referral, wants="amber")
    with pytest.raises(NotNow, match="not rated yet"):
        challenge(hub, hub.take_in(), hub.duty)


def test_a_stale_answer_is_refused_and_a_role_that_may_not_is_too(hub: Hub) -> None:
    found = challenge(hub, asked(hub))
    with pytest.raises(Stale):
        hub.do(
            c.AnswerChallenge(
                challenge=found.id, version=found.version - 1, reply=Reply.STANDS, answer="no"
            )
        )
    for role in (Role.BUSINESS, Role.AUDITOR, Role.ADMINISTRATOR, Role.PRACTITIONER):
        with pytest.raises(NotPermitted):
            act(
                hub,
                c.AnswerChallenge,
                found,
                hub.actor(role),
                reply=Reply.STANDS,
                answer="It stands.",
            )


def test_a_challenge_and_its_stages_are_the_replay_of_the_referral_s_events(hub: Hub) -> None:
    referral = asked(hub)
    found = answered(hub, challenge(hub, referral))
    found = act(hub, c.MoveUp, found, police(hub), reason="no")
    hub.at(found.now_at.due_at)
    hub.sweep()
    hub.rate(referral, Rag.RED)
    found = answered(hub, found, hub.manager, reply=Reply.CHANGED)
    other = challenge(hub, referral, hub.duty, wants="green")
    answered(hub, other, hub.manager)
    with Session(hub.store.engine) as session:
        query = (
            select(EVENTS.c.changes)
            .where(EVENTS.c.referral_id == referral, EVENTS.c.request_id.is_(None))
            .order_by(EVENTS.c.seq)
        )
        changes = list(session.execute(query).scalars())
        challenges = session.execute(select(Challenge)).scalars().all()
        stages = session.execute(select(ChallengeStage)).scalars().all()
        assert (len(challenges), len(stages)) == (2, 4)
        for one in challenges:
            assert replayed(changes, one) == challenge_state(one)
        for stage in stages:
            assert replayed(changes, stage) == stage_state(stage)


def test_its_clock_is_explained_and_the_hub_s_policy_sets_its_length(hub: Hub) -> None:
    toml = PRESETS["london"] + '\n[challenge]\nstage = "3 working days"\n'
    hub.do(c.AdoptPolicy(text=toml), hub.admin)
    referral = asked(hub)
    found = challenge(hub, referral)
    assert london_text(found.now_at.due_at) == "Wed 25 Nov 2026 09:30"
    for clock in (
        hub.desk.explain(hub.duty, referral)[-1],
        *hub.desk.challenges.explain(police(hub), found.id),
    ):
        assert clock.title == "Challenge of the rating: practitioner to practitioner"
        assert clock.due_at == found.now_at.due_at
        assert "3 working days a stage." in clock.lines[0]
        assert clock.lines[-1] == "Due Wed 25 Nov 2026 09:30."


def test_a_policy_s_unknown_field_of_challenges_is_named() -> None:
    with pytest.raises(Invalid, match=r"challenge\.stages"):
        parse_policy(PRESETS["london"] + '\n[challenge]\nstages = "1 hour"\n', 1)


def test_every_look_at_a_challenge_s_words_is_audited_before_they_are_shown(hub: Hub) -> None:
    found = challenge(hub, asked(hub))
    hub.desk.challenges.open(hub.actor(Role.EARLY_HELP), found.id)
    hub.desk.challenges.open(police(hub), found.id)
    with hub.store.read() as connection:
        rows = connection.execute(select(AUDIT.c.actor, AUDIT.c.act).order_by(AUDIT.c.seq)).all()
    assert ("Eve Hill", c.View.label) in [tuple(one) for one in rows]
    assert ("Pip Cole", c.ViewRequest.label) in [tuple(one) for one in rows]
    with pytest.raises(Refused):
        hub.desk.challenges.view(hub.admin)


def test_a_closed_referral_can_still_be_challenged_and_its_flag_survives_reopening(
    hub: Hub,
) -> None:
    referral = asked(hub)
    hub.answer(referral, "POL")
    hub.decide(referral)
    hub.feedback(referral)
    hub.close_referral(referral)
    challenge(hub, referral, against=Against.DECISION, wants="a strategy discussion")
    assert hub.desk.challenges.view(hub.duty).open[0].referral == referral
    hub.on(c.Reopen, referral, reason="challenged")
    assert row(hub, referral).challenges == 1


@pytest.mark.parametrize("words", HOSTILE[::4])
def test_hostile_words_are_kept_as_plain_text(sqlite_hub: Hub, words: str) -> None:
    hub = sqlite_hub
    referral = asked(hub)
    hub.decide(referral)
    try:
        challenge(hub, referral, against=Against.DECISION, wants=words, why=words)
    except Invalid:
        return  # too long or blank; said so by field
    for found in hub.view(referral).challenges:
        assert_printable_only(f"{found.wants}\n{found.now_at.why}")
    for event in hub.view(referral).events:
        assert_printable_only(event.title)


def test_a_flag_survives_what_else_is_done_to_the_referral(hub: Hub) -> None:
    referral = asked(hub)
    challenge(hub, referral)
    hub.on_request(c.Chase, referral, "POL", channel=Channel.PHONE, person="PC 104")
    hub.rate(referral, Rag.RED)
    hub.later(days=3)
    hub.sweep()
    assert row(hub, referral).challenges == 1


def test_the_queue_finds_its_flags_in_an_index_and_reads_no_row_for_them(sqlite_hub: Hub) -> None:
    statement = str(_CHALLENGED.compile(compile_kwargs={"literal_binds": True}))
    with sqlite_hub.store.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    assert [step.detail for step in plan] == [
        "SCAN referral USING COVERING INDEX ix_referral_challenged"
    ]


def test_one_that_was_answered_waits_for_its_challenger_alone_however_long(hub: Hub) -> None:
    referral = asked(hub)
    found = answered(hub, challenge(hub, referral))
    hub.later(days=90)
    hub.sweep()
    assert hub.desk.challenges.view(hub.duty).overdue == 0
    after = hub.view(referral).challenges[0]
    assert (after.state, after.version) == (ChallengeState.ANSWERED, found.version)


def test_what_a_colleague_of_the_same_agency_raised_one_may_accept_for_it(hub: Hub) -> None:
    referral = asked(hub, "HLT")
    hana = nurse(hub)
    words: dict[str, Any] = {"against": Against.RATING, "wants": "red", "why": "He was hit."}
    request = hub.request(referral, "HLT").id
    hub.do(c.RaiseChallenge(request=request, **words), hana)
    found = answered(hub, hub.view(referral).challenges[0])
    hub.do(
        c.AddUser(
            name="hugo",
            full_name="Hugo Hart",
            role=Role.PRACTITIONER,
            password_hash=CHEAP.hash(PASSWORD),
            agency="HLT",
        ),
        hub.admin,
    )
    hugo = hub.sign_in.sign_in("hugo", PASSWORD, "desk-hugo")
    assert act(hub, c.AcceptAnswer, found, hugo).state is ChallengeState.RESOLVED
