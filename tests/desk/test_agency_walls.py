"""A practitioner sees their own agency's part and cannot tell what else there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import NotFound, NotPermitted, Refused
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, RequestState, Sharing
from mashdesk.domain.sharing import DEFAULT_PARTS, Part
from mashdesk.store.names import AGENCIES, AUDIT, PEOPLE
from tests.desk.partners import asked, desk_of, hal, opened, pip, row, send
from tests.engines import HubMaker
from tests.hub import Hub, contact

ACTS: dict[str, Callable[[int], c.Command]] = {
    "view": lambda request: c.ViewRequest(request=request),
    "take on": lambda request: c.TakeOn(request=request, version=1),
    "let go": lambda request: c.LetGo(request=request, version=1),
    "stale": lambda request: c.TakeOn(request=request, version=7),
    "sent in": lambda number: c.ViewSentIn(reference=f"MD-26-{number:04d}"),
    "challenge": lambda number: c.RaiseChallenge(
        reference=f"MD-26-{number:04d}", against=Against.DECISION, wants="more", why="he is at risk"
    ),
    "answer": lambda request: c.SendAnswer(request=request, version=1, answer=AnswerKind.NOTHING),
}


def refused(hub: Hub, who: Actor, command: c.Command) -> tuple[object, ...]:
    """What a refusal tells, and the audit row it leaves but for its place and the id asked for."""
    with pytest.raises(Refused) as error:
        hub.do(command, who)
    with hub.store.read() as connection:
        kept = connection.execute(select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).mappings()
        last = dict(kept.one())
    shape = {name: last[name] for name in last if name not in ("seq", "mac", "request_id")}
    if wanted := getattr(command, "reference", None):
        assert shape["reason"] == f"NotFound {wanted}"
        shape["reason"] = ""
    asked_for = last["request_id"] == getattr(command, "request", None)
    return type(error.value), error.value.message, error.value.way_out, shape, asked_for


@pytest.mark.parametrize("act", ACTS)
def test_another_agencys_request_and_one_that_never_was_are_refused_alike(
    hub: Hub, act: str
) -> None:
    referral, _ = asked(hub, "HLT")
    theirs = hub.request(referral, "HLT").id
    guessed = refused(hub, pip(hub), ACTS[act](theirs))
    assert guessed == refused(hub, pip(hub), ACTS[act](theirs + 1000))
    assert guessed[0] is NotFound
    assert guessed[-1]
    assert hub.view(referral).requests[0].version == 1


def test_the_hubs_own_reads_and_acts_are_closed_to_a_practitioner(hub: Hub) -> None:
    referral, request = asked(hub)
    reference = hub.view(referral).reference
    for attempt in (
        lambda: hub.desk.queue(pip(hub)),
        lambda: hub.desk.open(pip(hub), referral),
        lambda: hub.desk.reread(pip(hub), referral),
        lambda: hub.desk.explain(pip(hub), referral),
        lambda: hub.desk.find(pip(hub), reference),
        lambda: hub.desk.prompts(pip(hub)),
        lambda: hub.desk.news(pip(hub), 0),
        lambda: hub.desk.audit_rows(pip(hub)),
        lambda: hub.do(
            c.Chase(request=request, version=1, channel=Channel.PHONE, person="me"), pip(hub)
        ),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert hub.desk.departures(pip(hub)) == ()
    for role in set(Role) - {Role.PRACTITIONER, Role.SYSTEM}:
        with pytest.raises(NotPermitted):
            hub.desk.agency.view(hub.actor(role))


def test_a_practitioner_of_no_agency_or_of_one_gone_from_the_roster_is_refused_in_a_sentence(
    hub: Hub,
) -> None:
    _, request = asked(hub)
    for who in (replace(pip(hub), agency=None), replace(pip(hub), agency="GONE")):
        for attempt in (
            lambda who=who: hub.desk.agency.view(who),
            lambda who=who: hub.desk.agency.open(who, request),
            lambda who=who: hub.do(c.TakeOn(request=request, version=1), who),
        ):
            with pytest.raises(NotPermitted, match="agency"):
                attempt()


def test_a_session_begun_in_another_agency_reads_nothing_more(hub: Hub) -> None:
    _, request = asked(hub)
    opened(hub, pip(hub), request)
    with hub.store.begin(hub.now()) as work:
        moved = update(PEOPLE).where(PEOPLE.c.id == pip(hub).user_id).values(agency="HLT")
        work.connection.execute(moved)
        work.commit()
    with pytest.raises(NotPermitted, match="another agency"):
        hub.desk.agency.reread(pip(hub), request)
    with pytest.raises(NotPermitted, match="another agency"):
        desk_of(hub, pip(hub))


@pytest.mark.parametrize("rating", [Rag.RED, Rag.AMBER, Rag.GREEN])
def test_what_is_shared_is_usual_for_the_rating_unless_it_is_chosen(hub: Hub, rating: Rag) -> None:
    referral = hub.rated(rating)
    request = hub.ask(referral, "POL")[0]
    usual = [part for part in Part if part in DEFAULT_PARTS[rating]]
    assert [one.part for one in opened(hub, pip(hub), request).shared] == usual
    assert hub.request(referral, "POL").shared == tuple(usual)


SAID = {
    Part.WORRY: "He came hungry",
    Part.HOUSEHOLD: "a dog called Rex",
    Part.SENDER: "Ms Hall",
    Part.EXPECTS: "a visit is hoped for",
    Part.CONSENT: "his mother",
    Part.CHILD_DETAILS: "Park Primary School",
    Part.REASONS: "neglect",
}


@pytest.mark.parametrize("part", SAID)
def test_a_part_is_shown_where_it_is_shared_and_nowhere_in_what_is_not(
    hub: Hub, part: Part
) -> None:
    (kai,) = contact(hub.clock).children
    said: dict[str, Any] = {
        "known_as": "Kay",
        "school": "Park Primary School",
        "nhs_number": "943 476 5919",
    }
    children = (replace(kai, **said),)
    words: dict[str, Any] = {"worry": "He came hungry.", "expects": "a visit is hoped for"}
    words["household"] = "a dog called Rex"
    referral = hub.rated(children=children, **words)
    others = tuple(one for one in Part if one is not part)
    hidden = hub.on(
        c.AskAgencies, referral, agencies=("POL",), question="What is held?", shared=others
    ).requests[0]
    shown = hub.on(
        c.AskAgencies, referral, agencies=("HLT",), question="What is held?", shared=(part,)
    ).requests[0]
    needle = SAID[part].casefold()
    nurse = hal(hub)
    assert needle in repr(opened(hub, nurse, shown)).casefold()
    assert needle not in repr(opened(hub, pip(hub), hidden)).casefold()
    (brief,) = opened(hub, pip(hub), hidden).children
    assert (brief.name, brief.born) == ("Kai Brown", kai.born)
    assert brief.known_as == ("" if part is Part.CHILD_DETAILS else "Kay")


def test_not_being_commissioned_at_a_rating_is_told_only_where_the_rating_is_shared(
    hub: Hub,
) -> None:
    with hub.store.begin(hub.now()) as work:
        police = update(AGENCIES).where(AGENCIES.c.code == "POL")
        work.connection.execute(police.values(not_at=["amber"], systems=["PNC", "Niche"]))
        work.commit()
    _, known = asked(hub)
    _, unknown = asked(hub, shared=(Part.WORRY,))
    assert opened(hub, pip(hub), known).not_commissioned
    assert opened(hub, pip(hub), known).systems == ("PNC", "Niche")
    assert not opened(hub, pip(hub), unknown).not_commissioned
    assert row(hub, pip(hub), unknown).rating is None


def test_requests_stand_nearest_first_and_what_was_missed_before_all(hub: Hub) -> None:
    _, slow = asked(hub)
    red = hub.rated(Rag.RED)
    fast = hub.ask(red, "POL")[0]
    assert [one.request for one in desk_of(hub, pip(hub)).open] == [fast, slow]
    hub.sweep_through(hub.now() + timedelta(days=20))
    view = desk_of(hub, pip(hub))
    assert view.overdue == 2
    assert all(one.missed and one.is_over(hub.now()) for one in view.open)
    hub.clock.set(hub.now() - timedelta(days=21))
    before = desk_of(hub, pip(hub)).open
    assert all(one.is_over(hub.now()) for one in before)
    assert all(one.reckoned(hub.now()) == one.due_at for one in before)


# -- two stores that differ only in what a practitioner may not see -----------------------------


def everything(hub: Hub, who: Actor, requests: tuple[int, ...]) -> str:
    """All that a practitioner can read, as one text."""
    seen = [repr(desk_of(hub, who)), repr(hub.desk.notices(who))]
    return "\n".join([*seen, *(repr(opened(hub, who, one)) for one in requests)])


def a_hidden_referral(hub: Hub) -> None:
    """A whole life that the police have no part in."""
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "HLT", "EDU")
    hub.answer(referral, "HLT", answer=AnswerKind.RELEVANT, words="She is known to us.")
    chased: dict[str, Any] = {"channel": Channel.PHONE, "person": "the head"}
    hub.on_request(c.Chase, referral, "EDU", **chased)
    hub.rate(referral, Rag.AMBER)


def nothing_else(_hub: Hub, _referral: int) -> None:
    """Nothing beside what the police take part in."""


def hidden_acts_on_the_same(hub: Hub, referral: int) -> None:
    """What others are asked and say, and what the hub notes for itself."""
    hub.do(c.AddNote(referral=referral, text="A private note."))
    hub.on(c.Claim, referral)
    hub.ask(referral, "HLT", "EDU")
    hub.answer(
        referral,
        "HLT",
        answer=AnswerKind.RELEVANT,
        words="She is known to us.",
        sharing=Sharing.HUB,
    )
    hub.on_request(c.Withdraw, referral, "EDU", reason="asked in error")
    hub.do(c.View(referral=referral, reason="supervision"), hub.manager)


def a_visible_life(hub: Hub, hidden: Callable[[Hub, int], None]) -> str:
    """One request to its outcome; `hidden` happens before it, and in its midst."""
    referral, request = asked(hub)
    hidden(hub, referral)
    hub.later(minutes=10)
    hub.rate(referral, Rag.RED)
    told = [everything(hub, pip(hub), (request,))]
    send(hub, pip(hub), request, "Two call-outs.", partial=True)
    told.append(everything(hub, pip(hub), (request,)))
    hub.sweep_through(hub.now() + timedelta(hours=8))
    send(hub, pip(hub), request, "And one arrest.")
    hub.later(minutes=10)
    said = {"agency_words": "A visit.", "shaped_by": ("POL",), "final_rating": Rag.RED}
    without = tuple(
        c.Without(request=one.id, reason="late")
        for one in hub.view(referral).requests
        if one.state is RequestState.OPEN
    )
    hub.decide(referral, hub.manager, without=without, **said)
    told.append(everything(hub, pip(hub), (request,)))
    return "\n".join(told)


def test_a_referral_the_agency_has_no_part_in_changes_nothing_it_can_read(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    make: HubMaker = request.getfixturevalue(f"{engine_name}_hubs")
    without, beside = make(), make()
    quiet = a_visible_life(without, nothing_else)
    busy = a_visible_life(beside, lambda hub, _: a_hidden_referral(hub))
    assert without_ids(quiet) == without_ids(busy)
    hub = beside
    requests = tuple(one.request for one in desk_of(hub, pip(hub)).settled)
    before = everything(hub, pip(hub), requests)
    a_hidden_referral(hub)
    assert everything(hub, pip(hub), requests) == before


def test_what_others_are_asked_and_say_and_what_the_hub_notes_changes_nothing_it_can_read(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    make: HubMaker = request.getfixturevalue(f"{engine_name}_hubs")
    quiet = a_visible_life(make(), nothing_else)
    busy = a_visible_life(make(), hidden_acts_on_the_same)
    assert without_ids(quiet) == without_ids(busy)
    assert "She is known" not in busy
    assert "private" not in busy


def without_ids(text: str) -> str:
    """The text with each notice's id, a key that no screen shows, replaced by its rank."""
    ids = sorted({int(number) for number in re.findall(r"NoticeView\(id=(\d+)", text)})
    ranks = {number: rank for rank, number in enumerate(ids)}
    return re.sub(
        r"NoticeView\(id=(\d+)", lambda found: f"NoticeView(id={ranks[int(found[1])]}", text
    )
