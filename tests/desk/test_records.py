"""What a record keeps: consent, corrections with every change, refusals of what makes no sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Sex
from mashdesk.domain.errors import Duplicate, NotFound, NotNow, NotPermitted, Stale
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, Declined, RequestState
from mashdesk.store.names import CHILDREN
from mashdesk.text import plain
from tests.hostile import HOSTILE
from tests.hub import Hub, contact


def faults(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def test_nothing_is_rated_before_consent_is_recorded_in_one_of_its_forms(hub: Hub) -> None:
    referral = hub.take_in(consent=None)
    assert faults(lambda: hub.rate(referral)) == ["consent"]
    hub.on(c.RecordConsent, referral, consent=ConsentGiven(form=Consent.REFUSED))
    hub.rate(referral)
    assert hub.view(referral).consent is Consent.REFUSED
    assert hub.view(referral).consent_at is None, "nobody told when"


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        (Consent.OBTAINED, ["consent.by"]),
        (Consent.NOT_SOUGHT, ["consent.reason"]),
        (Consent.OVERRIDDEN, ["consent.reason", "consent.by"]),
    ],
)
def test_each_form_of_consent_says_what_it_must(
    sqlite_hub: Hub, form: Consent, missing: list[str]
) -> None:
    hub = sqlite_hub
    referral = hub.take_in(consent=None)
    given = ConsentGiven(form=form)
    assert faults(lambda: hub.on(c.RecordConsent, referral, consent=given)) == missing


def test_the_same_contact_twice_is_a_duplicate_unless_somebody_says_it_is_not(hub: Hub) -> None:
    sent = contact(hub.clock)
    first = hub.do(c.TakeIn(contact=sent))
    with pytest.raises(Duplicate) as refused:
        hub.do(c.TakeIn(contact=sent))
    assert refused.value.reference == first.reference
    assert hub.do(c.TakeIn(contact=sent, again=True)).reference != first.reference


def test_a_stale_act_is_answered_field_by_field_by_whom_and_when(hub: Hub) -> None:
    referral = hub.take_in()
    read = hub.version(referral)
    hub.on(c.Assign, referral, hub.manager, worker=hub.other_duty.user_id, reason="capacity")
    hub.later(minutes=1)
    hub.rate(referral, Rag.RED, hub.manager)
    with pytest.raises(Stale) as refused:
        hub.do(c.Rate(referral=referral, version=read, rating=Rag.GREEN, reason="x"))
    told = {change.field: change for change in refused.value.changes}
    assert (told["worker"].before, told["worker"].after) == ("nobody", "Bo Lund")
    assert (told["rating"].before, told["rating"].after) == ("none", "red")
    assert (told["rating"].by, told["rating"].at) == ("Tom Mann", hub.now())
    assert hub.view(referral).rating is Rag.RED


def test_a_stale_act_on_a_request_is_told_what_became_of_it(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    request = hub.request(referral, "POL")
    hub.answer(referral, "POL", hub.manager)
    with pytest.raises(Stale) as refused:
        hub.do(c.Withdraw(request=request.id, version=request.version, reason="x"))
    told = [change.told for change in refused.value.changes]
    assert told[0] == "Police answered: nothing held"
    assert "status: asked → answered" in told


def test_a_correction_accounts_for_every_change_in_every_child(hub: Hub) -> None:
    kai = Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4), school="Park")
    referral = hub.take_in(children=(kai, Child(given_name="Lu", family_name="Brown")))
    read = hub.version(referral)
    fixed = Child(given_name="Kai", family_name="Browne", born=date(2018, 5, 4), sex=Sex.MALE)
    corrected = contact(hub.clock, worry=hub.view(referral).worry, children=(fixed,))
    hub.on(c.Correct, referral, contact=corrected, reason="misheard the names")
    view = hub.view(referral)
    assert [(child.given_name, child.family_name) for child in view.children] == [("Kai", "Browne")]
    changes = {name: (before, after) for name, before, after in view.events[0].changes}
    assert changes["child 1 family name"] == ("Brown", "Browne")
    assert changes["child 1 born"] == ("2019-05-04", "2018-05-04")
    assert changes["child 1 school"] == ("Park", "—")
    assert changes["child 1 sex"] == ("—", "M")
    assert changes["child 2 given name"] == ("Lu", "—")
    assert view.version == read + 1
    with pytest.raises(Stale) as refused:
        hub.do(c.Rate(referral=referral, version=read, rating=Rag.RED, reason="x"))
    assert "child 2, given name" in {change.field for change in refused.value.changes}


def test_a_corrected_child_keeps_its_row(hub: Hub) -> None:
    referral = hub.take_in()
    (before,) = hub.view(referral).children
    children = (
        Child(given_name="Kay", family_name="Brown"),
        Child(given_name="Lu", family_name="Brown"),
    )
    hub.on(c.Correct, referral, contact=contact(hub.clock, children=children), reason="misheard")
    after = hub.view(referral).children
    assert after[0].id == before.id
    assert len(after) == 2
    assert hub.desk.queue(hub.duty).counts.children == 2
    with hub.store.read() as connection:
        assert len(connection.execute(select(CHILDREN)).all()) == 2


def test_a_closed_referral_is_not_corrected_claimed_or_rated(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.closed()
    for kind, words in (
        (c.Correct, {"contact": contact(hub.clock), "reason": "x"}),
        (c.Claim, {}),
        (c.Rate, {"rating": Rag.RED, "reason": "x"}),
        (c.AskAgencies, {"agencies": ("POL",), "question": "x"}),
        (c.ReturnToReferrer, {"asked_for": AskedFor.BOTH, "message": "x", "reason": "x"}),
        (c.GiveFeedback, {"told": False, "why_not": "x"}),
        (c.Close, {}),
    ):
        with pytest.raises(NotNow) as refused:
            hub.on(kind, referral, **words)
        assert "eopen it" in refused.value.way_out


def test_closing_needs_feedback_and_a_word_for_each_unanswered_request(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL", "HLT")
    hub.answer(referral, "POL")
    left = hub.request(referral, "HLT")
    wanted = c.Without(request=left.id, reason="no seat in the room today")
    hub.decide(referral, without=(wanted,))
    with pytest.raises(NotNow, match="has not been told"):
        hub.close_referral(referral)
    hub.feedback(referral)
    hub.close_referral(referral)
    view = hub.view(referral)
    assert view.state is ReferralState.CLOSED
    assert view.requests[1].state is RequestState.DECIDED_WITHOUT
    assert view.requests[1].settled_because == "no seat in the room today"


def test_deciding_without_names_open_requests_only_and_gives_reasons(hub: Hub) -> None:
    referral = hub.rated()
    (request,) = hub.ask(referral, "POL")
    blank = c.Without(request=request, reason=" ")
    assert faults(lambda: hub.decide(referral, without=(blank,))) == [f"without.{request}.reason"]
    known, strange = (c.Without(request=number, reason="x") for number in (request, 999))
    assert faults(lambda: hub.decide(referral, without=(known, strange))) == ["without.999"]
    assert hub.view(referral).state is ReferralState.RATED


def test_reopening_undoes_the_decision_and_leaves_what_was_asked_as_it_is(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.decide(referral)
    before = hub.request(referral, "POL")
    hub.on(c.Reopen, referral, reason="a second call")
    view = hub.view(referral)
    assert (view.state, view.final_rating) == (ReferralState.RATED, None)
    assert (view.decision, view.feedback) == (None, None)
    assert any(event.kind == "decided" for event in view.events), "the events still tell of it"
    assert hub.request(referral, "POL") == before
    hub.decide(referral)
    with pytest.raises(NotNow, match="has not been told"):
        hub.close_referral(referral)


def test_an_early_help_manager_decides_no_step_up(hub: Hub) -> None:
    from mashdesk.domain.actor import Role

    referral, eve = hub.rated(), hub.actor(Role.EARLY_HELP)
    with pytest.raises(NotPermitted, match="step-up alone"):
        hub.decide(referral, eve, outcome=DecisionOutcome.STRATEGY)
    with pytest.raises(NotPermitted):
        hub.decide(referral, outcome=DecisionOutcome.STRATEGY, decider=eve.user_id)
    hub.decide(referral, eve, outcome=DecisionOutcome.EARLY_HELP_SINGLE)


def test_only_a_manager_records_a_decision_as_somebody_elses_and_they_are_told(hub: Hub) -> None:
    referral, other = hub.rated(), hub.other_duty
    with pytest.raises(NotPermitted, match="in somebody else's name"):
        hub.decide(referral, decider=hub.manager.user_id)
    hub.decide(referral, hub.manager, decider=other.user_id)
    view = hub.view(referral)
    assert view.decision is not None
    assert view.decision.decider == other.name
    assert [notice.kind for notice in hub.desk.notices(other)] == ["decided"]
    with pytest.raises(NotFound):
        hub.decide(hub.rated(), hub.manager, decider=999)


def test_an_agency_is_asked_once_at_a_time_and_must_be_on_the_roster(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "pol")
    with pytest.raises(NotNow, match="Already asked and not yet answered: Police"):
        hub.ask(referral, "HLT", "POL")
    assert len(hub.view(referral).requests) == 1
    with pytest.raises(NotFound, match="There is no agency “XYZ”"):
        hub.ask(referral, "HLT", "XYZ")
    assert len(hub.view(referral).requests) == 1
    hub.answer(referral, "POL")
    hub.ask(referral, "POL")
    assert faults(lambda: hub.ask(referral)) == ["agencies"]


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({"answer": AnswerKind.RELEVANT}, ["words"]),
        ({"answer": AnswerKind.DECLINED}, ["declined"]),
        ({"channel": None, "person": ""}, ["channel", "person"]),
        ({"answer": AnswerKind.DECLINED, "declined": Declined.CAPACITY}, []),
    ],
)
def test_an_answer_says_what_its_kind_needs_and_from_whom(
    sqlite_hub: Hub, words: dict[str, Any], missing: list[str]
) -> None:
    hub = sqlite_hub
    referral = hub.rated()
    hub.ask(referral, "POL")
    if not missing:
        hub.answer(referral, "POL", **words)
        return
    assert faults(lambda: hub.answer(referral, "POL", **words)) == missing


def test_a_settled_request_takes_no_chase_no_withdrawal_and_no_second_answer(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.on_request(c.Withdraw, referral, "POL", reason="known already")
    with pytest.raises(NotNow):
        hub.on_request(c.Chase, referral, "POL", channel=Channel.PHONE, person="PC")
    with pytest.raises(NotNow):
        hub.on_request(c.Withdraw, referral, "POL", reason="again")
    with pytest.raises(NotNow):
        hub.answer(referral, "POL")


def test_feedback_says_how_whom_and_what_or_why_not(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.decided()
    assert faults(lambda: hub.on(c.GiveFeedback, referral, told=True)) == [
        "channel",
        "person",
        "words",
    ]
    assert faults(lambda: hub.on(c.GiveFeedback, referral, told=False)) == ["why_not"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_kept_as_plain_visible_text_or_refused(sqlite_hub: Hub, text: str) -> None:
    hub = sqlite_hub
    try:
        referral = hub.take_in(
            worry=f"x{text}",
            sender_name=text[:60],
            children=(Child(given_name=f"x{text[:20]}", family_name=text[:20]),),
        )
        hub.do(c.AddNote(referral=referral, text=f"x{text}"))
    except Invalid:
        assert len(plain(text)) > 100
        return
    said = repr(hub.desk.open(hub.duty, referral))
    assert said.isprintable()


def test_hostile_text_survives_both_engines_alike(hub: Hub) -> None:
    text = (
        "\x1b]52;c;QQ==\x07 \u202egnp.exe [@click=app.quit]x[/] \ud800 \0 ' ; DROP TABLE referral"
    )
    referral = hub.take_in(worry=text)
    kept = hub.view(referral).worry
    assert kept.isprintable()
    assert "DROP TABLE referral" in kept


def test_a_person_whose_name_is_taken_or_strange_is_not_added(sqlite_hub: Hub) -> None:
    from mashdesk.domain.actor import Role

    hub = sqlite_hub
    words: dict[str, Any] = {"full_name": "N P", "password_hash": "x", "role": Role.DUTY}
    assert faults(lambda: hub.do(c.AddUser(name="ASHA", **words), hub.admin)) == ["name"]
    assert faults(lambda: hub.do(c.AddUser(name="a b", **words), hub.admin)) == ["name"]
    words["role"] = Role.SYSTEM
    assert faults(lambda: hub.do(c.AddUser(name="nia", **words), hub.admin)) == ["role"]
    words |= {"role": Role.PRACTITIONER, "agency": "XYZ"}
    assert faults(lambda: hub.do(c.AddUser(name="nia", **words), hub.admin)) == ["agency"]


def test_a_faulty_policy_is_refused_and_the_old_one_stays(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    with pytest.raises(Invalid):
        hub.adopt("name = 'broken'")
    assert hub.desk.hub().policy_version == 1


def test_a_roster_entry_is_replaced_only_when_asked_and_tells_what_changed(hub: Hub) -> None:
    hub.do(c.AddAgency(code="gps", name="General practice", asked_at=(Rag.RED,)), hub.admin)
    with pytest.raises(NotNow, match=r"asked at red.*--replace"):
        hub.do(c.AddAgency(code="GPS", name="GPs of the town"), hub.admin)
    assert hub.desk.agencies()[-1].name == "General practice"
    told = hub.do(c.AddAgency(code="GPS", name="GPs of the town", replace=True), hub.admin)
    assert "name: General practice → GPs of the town" in told.message
    assert "asked at: red → nothing" in told.message
    entry = hub.desk.agencies()[-1]
    assert (entry.code, entry.name, entry.asked_at) == ("GPS", "GPs of the town", ())
    assert faults(lambda: hub.do(c.AddAgency(code="!", name="x"), hub.admin)) == ["code"]
