"""Sealed records: named people only, the same clocks, and every emergency access reviewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against
from mashdesk.domain.errors import NotFound, NotFresh, NotNow, NotPermitted
from mashdesk.domain.problems import Invalid
from mashdesk.domain.sealing import Finding
from mashdesk.store.names import AUDIT, PEOPLE
from tests.desk.partners import asked, desk_of, hal, pam, pip, practitioner, row, take_on
from tests.desk.samples import sealed
from tests.hub import Hub

READERS = (Role.DUTY, Role.EARLY_HELP, Role.SERVICE_MANAGER, Role.BUSINESS, Role.AUDITOR)
"""Everybody of the hub who reads records and is not named on what Tom Mann seals for himself."""


def listed(hub: Hub, who: Actor) -> set[int]:
    return {one.id for one in hub.desk.queue(who).rows}


def told(hub: Hub, who: Actor, kind: str) -> list[str]:
    return [one.text for one in hub.desk.notices(who) if one.kind == kind]


def reference(hub: Hub, referral: int) -> str:
    return hub.view(referral, hub.manager).reference


def seal(hub: Hub, referral: int, *people: Actor, by: Actor | None = None) -> None:
    by = by or hub.signed_in(Role.TEAM_MANAGER)
    view = hub.view(referral, by)
    named = tuple(person.user_id for person in people or (by,))
    said = "staff family"
    hub.do(c.Seal(referral=referral, version=view.version, people=named, reason=said), by)


def break_glass(hub: Hub, referral: int, by: Actor | None = None) -> int:
    """Emergency access for the duty worker; its number."""
    said = "the child is at the door"
    hub.do(c.BreakGlass(reference=reference(hub, referral), reason=said), by or hub.duty)
    return hub.desk.sealing.emergencies(hub.manager)[-1].id


# -- sealing ------------------------------------------------------------------------------------


def test_a_sealed_record_is_with_the_people_named_and_its_clocks_run_on(hub: Hub) -> None:
    referral = hub.rated()
    before = hub.view(referral)
    seal(hub, referral, hub.actor(Role.TEAM_MANAGER), hub.duty)
    after = hub.view(referral)
    assert [(r.due_at, r.started_at) for r in after.rounds] == [
        (r.due_at, r.started_at) for r in before.rounds
    ]
    assert after.seal is not None
    assert [person.full_name for person in after.seal.people] == ["Asha Rao", "Tom Mann"]
    assert after.events[0].title == "Sealed; named: Tom Mann, Asha Rao."
    assert ("named", "—", "Asha Rao, Tom Mann") in after.events[0].changes
    (shown,) = hub.desk.queue(hub.duty).rows
    assert shown.sealed
    for role in (Role.EARLY_HELP, Role.SERVICE_MANAGER, Role.BUSINESS, Role.AUDITOR):
        assert listed(hub, hub.actor(role)) == set()
    hub.sweep_through(hub.now() + timedelta(days=3))
    assert hub.view(referral).timeouts > 0, "its clocks ran on"


def test_whoever_had_it_in_their_list_or_queue_keeps_an_explanation(hub: Hub) -> None:
    referral = hub.rated()
    name = hub.view(referral).reference
    hub.on(c.Claim, referral)
    seal(hub, referral)
    for role in READERS:
        (said,) = told(hub, hub.actor(role), "sealed")
        assert said.startswith(f"{name}: was sealed by Tom Mann at Fri 20 Nov 2026")
        assert "its clocks run on" in said
        assert ("You had it" in said) == (role is Role.DUTY)
    assert told(hub, hub.manager, "sealed") == []
    assert hub.view(referral, hub.manager).worker is None
    one = hub.desk.notices(hub.duty)[0]
    assert (one.why, one.kind) == ("", "sealed"), "not a word of the record, nor of why"
    hub.do(c.Acknowledge(notices=(one.id,)), hub.duty)
    assert hub.desk.notices(hub.duty) == ()


def test_whoever_seals_it_and_is_not_named_is_shut_out_too_and_told(hub: Hub) -> None:
    referral = hub.rated()
    duty = hub.signed_in(Role.DUTY)
    seal(hub, referral, hub.manager, by=duty)
    with pytest.raises(NotFound):
        hub.desk.reread(duty, referral)
    assert len(told(hub, duty, "sealed")) == 1
    assert told(hub, hub.manager, "named") == [
        f"{reference(hub, referral)}: Asha Rao named you on this sealed record."
    ]


@pytest.mark.parametrize(
    "who",
    [("asha",), (), ("asha", "ada"), ("asha", "nobody")],
    ids=["no manager", "nobody", "an administrator", "no such person"],
)
def test_a_seal_needs_a_manager_and_people_who_may_be_named(hub: Hub, who: tuple[str, ...]) -> None:
    referral = hub.rated()
    manager = hub.signed_in(Role.TEAM_MANAGER)
    people = tuple(99 if name == "nobody" else hub.actor(name).user_id for name in who)
    with pytest.raises(Invalid) as refused:
        hub.on(c.Seal, referral, manager, people=people, reason="staff family")
    assert [problem.field for problem in refused.value.problems] == ["people"]
    assert listed(hub, hub.duty) == {referral}


def test_sealing_and_unsealing_ask_for_the_password_again(hub: Hub) -> None:
    referral = sealed(hub)
    hub.later(minutes=6)
    with pytest.raises(NotFresh):
        hub.do(_unsealing(hub, referral), hub.manager)
    with pytest.raises(NotFresh):
        seal(hub, referral, hub.manager, hub.duty, by=hub.manager)


def _unsealing(hub: Hub, referral: int) -> c.Unseal:
    version = hub.view(referral, hub.manager).version
    return c.Unseal(referral=referral, version=version, reason="over")


def test_unsealed_it_is_back_in_everybodys_list_and_they_are_told(hub: Hub) -> None:
    referral = sealed(hub)
    hub.do(_unsealing(hub, referral), hub.manager)
    for role in READERS:
        assert listed(hub, hub.actor(role)) == {referral}
        (said,) = told(hub, hub.actor(role), "unsealed")
        assert said.endswith("was unsealed by Tom Mann; it is in the queue again.")
    assert hub.view(referral).seal is None
    assert "unsealed" in [one.kind for one in hub.view(referral).events[:2]]


def test_naming_others_tells_who_is_let_in_and_who_is_shut_out(hub: Hub) -> None:
    referral = sealed(hub, hub.duty, hub.actor(Role.TEAM_MANAGER))
    seal(hub, referral, hub.manager, hub.other_duty, by=hub.manager)
    assert listed(hub, hub.other_duty) == {referral}
    assert len(told(hub, hub.other_duty, "named")) == 1
    assert listed(hub, hub.duty) == set()
    (said,) = told(hub, hub.duty, "sealed")
    assert "who is named was changed (Tom Mann" in said
    with pytest.raises(NotNow, match="named on it already"):
        seal(hub, referral, hub.manager, hub.other_duty, by=hub.manager)


def test_only_somebody_named_holds_a_sealed_record(hub: Hub) -> None:
    referral = sealed(hub, hub.duty, hub.actor(Role.TEAM_MANAGER))
    view = hub.view(referral)
    given = c.Assign(
        referral=referral, version=view.version, worker=hub.other_duty.user_id, reason="capacity"
    )
    with pytest.raises(NotNow, match="held by somebody named"):
        hub.do(given, hub.duty)
    hub.on(c.Claim, referral)
    assert hub.view(referral).worker == "Asha Rao"


def test_the_last_manager_named_cannot_leave_and_the_refusal_names_no_record(hub: Hub) -> None:
    referral = sealed(hub)
    name = reference(hub, referral)
    admin = hub.signed_in(Role.ADMINISTRATOR)
    for command in (c.ShutAccount(name="tom"), c.ChangeRole(name="tom", role=Role.DUTY)):
        with pytest.raises(NotNow, match="last manager who sees a sealed record") as refused:
            hub.do(command, admin)
        assert name not in str(refused.value)
    seal(hub, referral, hub.manager, hub.actor(Role.SERVICE_MANAGER), hub.duty, by=hub.manager)
    hub.do(c.ShutAccount(name="tom"), admin)
    sara = hub.actor(Role.SERVICE_MANAGER)
    assert hub.view(referral, sara).seal is not None
    assert "not named any more" in " ".join(told(hub, sara, "named"))


def test_a_leavers_sealed_work_goes_to_those_named_and_the_administrator_hears_nothing_of_it(
    hub: Hub,
) -> None:
    referral = sealed(hub, hub.duty, hub.actor(Role.TEAM_MANAGER))
    hub.on(c.Claim, referral)
    said = hub.do(c.ShutAccount(name="asha"), hub.admin).message
    assert "MD-26" not in said
    assert hub.view(referral, hub.manager).worker is None
    assert told(hub, hub.manager, "left_with_nobody")
    assert told(hub, hub.actor(Role.SERVICE_MANAGER), "left_with_nobody") == []


def test_the_same_contact_as_a_sealed_one_is_taken_in_and_those_named_are_told(hub: Hub) -> None:
    referral = hub.take_in(worry="The very same.")
    seal(hub, referral)
    again = hub.take_in(worry="The very same.")
    (said,) = told(hub, hub.manager, "came_again")
    assert hub.view(again).reference in said
    assert hub.desk.notices(hub.duty)[0].kind == "sealed"


def test_those_named_are_told_of_a_time_out_whoever_is_next_on_the_ladder(hub: Hub) -> None:
    sara = hub.actor(Role.SERVICE_MANAGER)
    referral = sealed(hub, hub.actor(Role.TEAM_MANAGER), sara)
    hub.do(_unsealing(hub, referral), hub.manager)
    seal(hub, referral, sara, by=hub.manager)
    hub.sweep_through(hub.now() + timedelta(days=4))
    assert told(hub, sara, "timed_out")
    assert told(hub, replace(hub.manager, session=None), "timed_out") == []
    assert hub.desk.heartbeat().reopened == 0, "what everybody sees of a sweep counts it not"


# -- agencies -----------------------------------------------------------------------------------


def test_an_agency_of_which_nobody_is_named_keeps_one_entry_and_loses_the_rest(hub: Hub) -> None:
    referral, request = asked(hub)
    take_on(hub, pip(hub), request)
    hub.do(c.AddNote(referral=referral, text="x"))
    seal(hub, referral)
    view = desk_of(hub, pip(hub))
    assert (view.open, view.settled, view.settled_more) == ((), (), 0)
    agencys = [one for one in view.entries if one.agency]
    assert [one.kind for one in agencys] == ["sealed"]
    assert "asks you in person" in agencys[0].text
    assert agencys[0].request is None
    with pytest.raises(NotFound, match="no such request"):
        hub.desk.agency.reread(pip(hub), request)
    assert hub.view(referral, hub.manager).requests[0].holder == ""
    hub.do(_unsealing(hub, referral), hub.manager)
    assert row(hub, pip(hub), request).request == request
    assert [one.kind for one in desk_of(hub, pip(hub)).entries if one.agency] == [
        "unsealed",
        "sealed",
    ]


def test_a_colleague_who_is_named_carries_on_and_nobody_else_of_the_agency_sees_it(
    hub: Hub,
) -> None:
    referral, request = asked(hub)
    named = pam(hub)
    seal(hub, referral, hub.actor(Role.TEAM_MANAGER), named)
    (entry,) = [one for one in desk_of(hub, pip(hub)).entries if one.agency]
    assert "Pam Field of your agency can go on with it" in entry.text
    take_on(hub, named, request)
    assert desk_of(hub, pip(hub)).open == ()
    with pytest.raises(NotFound):
        hub.do(c.TakeOn(request=request, version=2), pip(hub))


def test_whoever_asks_about_a_sealed_record_is_told_of_which_agency_nobody_is_named(
    hub: Hub,
) -> None:
    referral = hub.rated()
    named = pam(hub)
    seal(hub, referral, hub.actor(Role.TEAM_MANAGER), named, hub.duty)
    said = hub.on(
        c.AskAgencies, referral, agencies=("POL", "HLT"), question="What is held?"
    ).message
    alone = "Nobody of Health (community) is named on it: ask them in person"
    assert said.endswith(f"{alone}, and record the answer.")
    assert len(desk_of(hub, named).open) == 1
    assert desk_of(hub, pip(hub)).open == ()
    assert desk_of(hub, hal(hub)).open == ()


def test_a_practitioner_who_moves_to_another_agency_is_named_no_more(hub: Hub) -> None:
    referral, _ = asked(hub, "POL", "HLT")
    named = pam(hub)
    seal(hub, referral, hub.actor(Role.TEAM_MANAGER), named)
    admin = hub.signed_in(Role.ADMINISTRATOR)
    hub.do(c.ChangeRole(name="pam", role=Role.PRACTITIONER, agency="HLT"), admin)
    view = hub.view(referral, hub.manager)
    assert view.seal is not None
    assert [person.name for person in view.seal.people] == ["tom"]
    moved = Actor(named.user_id, "Pam Field", Role.PRACTITIONER, "HLT")
    assert desk_of(hub, moved).open == ()


# -- emergency access ---------------------------------------------------------------------------


def test_breaking_the_glass_opens_one_record_for_half_an_hour(hub: Hub) -> None:
    referral, other = sealed(hub), sealed(hub)
    number = break_glass(hub, referral)
    assert listed(hub, hub.duty) == {referral}
    view = hub.view(referral)
    assert view.seal is not None
    assert view.seal.until == hub.now() + timedelta(minutes=30)
    with pytest.raises(NotFound):
        hub.desk.open(hub.duty, other)
    hub.do(c.AddNote(referral=referral, text="He is safe."))
    hub.later(minutes=30)
    assert listed(hub, hub.duty) == set()
    for attempt in (
        lambda: hub.desk.reread(hub.duty, referral),
        lambda: hub.desk.explain(hub.duty, referral),
        lambda: hub.do(c.AddNote(referral=referral, text="More.")),
    ):
        with pytest.raises(NotFound):
            attempt()
    (ends,) = told(hub, hub.duty, "emergency")
    assert "your emergency access ends at" in ends
    assert "drafts are kept" in ends
    assert len(told(hub, hub.manager, "emergency_used")) == 1
    with hub.store.read() as connection:
        query = select(AUDIT.c.act).where(AUDIT.c.reason == f"emergency access {number}")
        assert connection.execute(query).scalars().all() == [
            "use emergency access",
            "open a record",
            "add a note",
        ]


def test_emergency_access_names_nobody_holds_nothing_and_unseals_nothing(hub: Hub) -> None:
    referral = sealed(hub)
    sara = hub.signed_in(Role.SERVICE_MANAGER)
    break_glass(hub, referral, sara)
    version = hub.view(referral, sara).version
    at = {"referral": referral, "version": version}
    for command in (
        c.Seal(**at, people=(sara.user_id,), reason="mine"),
        c.Unseal(**at, reason="mine"),
        c.Claim(**at),
    ):
        with pytest.raises(NotNow, match="named on it"):
            hub.do(command, sara)


@pytest.mark.parametrize(
    "role", [Role.PRACTITIONER, Role.BUSINESS, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_emergency_access_is_for_the_hubs_qualified_staff_alone(hub: Hub, role: Role) -> None:
    name = reference(hub, sealed(hub))
    with pytest.raises(NotPermitted):
        hub.do(c.BreakGlass(reference=name, reason="let me"), hub.actor(role))


def test_a_try_that_opens_nothing_waits_for_review_too(hub: Hub) -> None:
    plain = hub.view(hub.rated()).reference
    for name, refusal in (("MD-26-0999", NotFound), (plain, NotNow)):
        with pytest.raises(refusal):
            hub.do(c.BreakGlass(reference=name, reason="guessing"))
    tries = hub.desk.sealing.emergencies(hub.manager)
    assert [(one.reference, one.opened, one.acts) for one in tries] == [
        ("MD-26-0999", False, ()),
        (plain, False, ()),
    ]
    done = c.ReviewOverride(override=tries[0].id, finding=Finding.NOT_JUSTIFIED, words="a guess")
    hub.do(done, hub.manager)
    assert hub.desk.sealing.waiting(hub.manager) == 1
    assert hub.desk.sealing.waiting(hub.duty) == 0


def test_every_access_waits_until_another_manager_has_reviewed_it(hub: Hub) -> None:
    referral, tom = sealed(hub, hub.actor(Role.TEAM_MANAGER)), hub.actor("tom")
    sara = hub.actor(Role.SERVICE_MANAGER)
    number = break_glass(hub, referral, sara)
    hub.view(referral, sara)
    review = c.ReviewOverride(override=number, finding=Finding.JUSTIFIED, words="nobody was in")
    with pytest.raises(NotNow, match="runs until"):
        hub.do(review, tom)
    hub.later(minutes=31)
    with pytest.raises(NotNow, match="your own"):
        hub.do(review, sara)
    (waiting,) = hub.desk.sealing.emergencies(tom)
    assert [(one.act, one.allowed) for one in waiting.acts] == [("open a record", True)]
    assert "Kai" not in repr(waiting)
    assert "K.B." not in repr(waiting)
    hub.do(review, tom)
    assert hub.desk.sealing.emergencies(tom) == ()
    (found,) = told(hub, sara, "emergency_reviewed")
    assert found.endswith("your emergency access was reviewed: justified.")
    assert hub.view(referral, tom).events[0].title == (
        "Emergency access by Sara Voss was reviewed: justified."
    )
    with pytest.raises(NotNow, match="already"):
        hub.do(review, tom)


def test_a_managers_review_shows_no_more_of_the_record_than_its_reference(hub: Hub) -> None:
    referral = sealed(hub)
    break_glass(hub, referral)
    sara = hub.actor(Role.SERVICE_MANAGER)
    assert hub.desk.sealing.emergencies(sara)[0].by == "Asha Rao"
    assert listed(hub, sara) == set()


def test_an_act_done_before_it_was_sealed_is_not_told_again_for_its_key(hub: Hub) -> None:
    referral = hub.rated()
    note = c.AddNote(referral=referral, text="a note")
    hub.do(note, hub.duty, key="once")
    seal(hub, referral)
    with pytest.raises(NotFound):
        hub.do(note, hub.duty, key="once")
    assert [e.kind for e in hub.view(referral, hub.manager).events].count("note") == 1


def test_a_colleague_added_to_an_agency_later_does_not_see_what_was_sealed_before(
    hub: Hub,
) -> None:
    referral, _ = asked(hub)
    seal(hub, referral, hub.actor(Role.TEAM_MANAGER), pip(hub))
    late = practitioner(hub, "zoe", "Zoe Late", "POL")
    assert desk_of(hub, late).open == ()


def test_an_auditor_sees_every_row_of_the_audit_and_other_managers_none_of_a_sealed_record(
    hub: Hub,
) -> None:
    referral = sealed(hub)
    name = reference(hub, referral)

    def read(who: Actor) -> list[str | None]:
        return [one.reference for one in hub.desk.audit_rows(who)]

    assert name in read(hub.actor(Role.AUDITOR))
    assert name in read(hub.manager)
    assert name not in read(hub.actor(Role.SERVICE_MANAGER))
    assert name not in read(hub.admin)
    assert hub.desk.audited(hub.actor(Role.AUDITOR), name) == referral
    with pytest.raises(NotFound):
        hub.desk.audited(hub.admin, name)


def refusals(hub: Hub) -> list[tuple[str, str, int | None]]:
    """Every refusal in the audit: act, reason, referral."""
    with hub.store.read() as connection:
        query = select(AUDIT.c.act, AUDIT.c.reason, AUDIT.c.referral_id)
        rows = connection.execute(query.where(AUDIT.c.allowed.is_(False)).order_by(AUDIT.c.seq))
        return [tuple(row) for row in rows]


def test_a_look_that_finds_nothing_leaves_the_same_row_for_what_is_hidden_and_what_never_was(
    hub: Hub,
) -> None:
    referral = hub.rated()
    raised = c.RaiseChallenge(
        referral=referral, against=Against.RATING, why="worse than that", wants="red"
    )
    hub.do(raised, hub.duty)
    hub.desk.explain(hub.duty, referral)
    seal(hub, referral)
    name = reference(hub, referral)
    for words in (name.lower(), "MD-26-0999", "Kai Brown"):
        with pytest.raises(NotFound):
            hub.desk.find(hub.duty, words)
        with pytest.raises(NotFound):
            hub.desk.audited(hub.admin, words)
    for challenge in (1, 99):
        with pytest.raises(NotFound):
            hub.desk.challenges.open(hub.duty, challenge)
    with pytest.raises(NotFound):
        hub.desk.explain(hub.duty, referral)
    once = [("open a record", f"NotFound{of}", None) for of in (f" {name}", " MD-26-0999", "")]
    assert refusals(hub) == [
        *(row for row in once for _ in ("find", "audited")),
        ("open a challenge", "NotFound CHALLENGE 1", None),
        ("open a challenge", "NotFound CHALLENGE 99", None),
        ("open a record", "NotFound", referral),
    ]
    tries = hub.desk.looks.at(hub.actor(Role.AUDITOR), name).rows[:2]
    assert [(one.act, one.who, one.allowed) for one in tries] == [
        ("open a record", "Asha Rao", False),
        ("open a record", "Ada Min", False),
    ]


def lock(hub: Hub, name: str) -> None:
    """As fifty failures do."""
    with hub.store.begin(hub.now()) as work:
        at = {"locked_at": work.now}
        work.connection.execute(PEOPLE.update().where(PEOPLE.c.name == name).values(at))
        work.commit()


def test_a_manager_who_is_locked_out_keeps_no_sealed_record_until_somebody_unlocks_them(
    hub: Hub,
) -> None:
    sara = hub.actor(Role.SERVICE_MANAGER)
    referral = sealed(hub, hub.actor(Role.TEAM_MANAGER), sara)
    hub.signed_in(Role.ADMINISTRATOR)
    lock(hub, "sara")
    for command in (c.ShutAccount(name="tom"), c.ChangeRole(name="tom", role=Role.DUTY)):
        with pytest.raises(NotNow, match="locked out unlocked"):
            hub.do(command, hub.admin)
    with pytest.raises(Invalid, match="who can sign in"):
        seal(hub, referral, sara, by=hub.manager)
    assert not {one.name: one.keeps for one in hub.desk.sealing.nameable(hub.manager)}["sara"]
    hub.do(c.UnlockAccount(name="sara"), hub.admin)
    hub.do(c.ShutAccount(name="tom"), hub.admin)
    lock(hub, "sara")
    hub.sweep_through(hub.now() + timedelta(days=4))
    assert told(hub, sara, "timed_out"), "it waits for her"


def test_emergency_access_sent_again_under_its_key_opens_no_second_one(hub: Hub) -> None:
    referral = sealed(hub)
    command = c.BreakGlass(reference=reference(hub, referral), reason="he is at the door")
    first = hub.do(command, hub.duty, key="once")
    hub.later(minutes=31)
    assert hub.do(command, hub.duty, key="once") == first
    assert hub.desk.sealing.waiting(hub.manager) == 1
    with pytest.raises(NotFound):
        hub.desk.reread(hub.duty, referral)


def test_a_review_shows_what_was_refused_on_requests_too_and_nothing_where_nothing_was_done(
    hub: Hub,
) -> None:
    referral, request = asked(hub)
    seal(hub, referral)
    hub.later(minutes=1)
    break_glass(hub, referral)
    (unused,) = hub.desk.sealing.emergencies(hub.manager)
    assert unused.acts == ()
    with pytest.raises(NotNow):
        hub.do(c.Insist(request=request, version=1, reason="more is known"), hub.duty)
    (used,) = hub.desk.sealing.emergencies(hub.manager)
    assert [(one.act, one.allowed) for one in used.acts] == [(c.Insist.label, False)]


def test_a_refused_try_stays_in_other_managers_audit_once_the_glass_is_broken(hub: Hub) -> None:
    referral, sara = sealed(hub), hub.actor(Role.SERVICE_MANAGER)
    hub.later(minutes=1)
    with pytest.raises(NotFound):
        hub.do(c.AddNote(referral=referral, text="x"))

    def tries() -> list[tuple[str, str | None]]:
        rows = hub.desk.audit_rows(sara)
        return [(one.act, one.reference) for one in rows if not one.allowed]

    before = tries()
    assert before == [("add a note", None)]
    hub.later(minutes=1)
    break_glass(hub, referral)
    with pytest.raises(NotNow):
        hub.do(c.BreakGlass(reference=reference(hub, referral), reason="again"))
    assert before[0] in tries()


def test_naming_somebody_of_an_agency_later_tells_them_and_nobody_else_of_it(hub: Hub) -> None:
    referral = hub.rated()
    seal(hub, referral)
    manager = hub.signed_in(Role.TEAM_MANAGER)
    version = hub.view(referral, manager).version
    ask = c.AskAgencies(
        referral=referral, version=version, agencies=("POL",), question="What is held?"
    )
    hub.do(ask, manager)
    before = told(hub, pip(hub), "sealed")
    colleague = pam(hub)
    seal(hub, referral, manager, colleague, by=manager)
    assert told(hub, pip(hub), "sealed") == before == []
    assert len(told(hub, colleague, "named")) == 1
    assert told(hub, colleague, "sealed") == []
