"""Two hubs that differ only in a sealed record tell whoever is not named on it the same."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Channel, Consent, ConsentGiven
from mashdesk.domain.corroboration import Stance
from mashdesk.domain.errors import Refused
from mashdesk.domain.follow_up import ActionEnd, ReviewResult
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.permissions import may
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.report import ReportForm, ReportKind
from mashdesk.domain.request import AnswerKind
from mashdesk.store.names import AUDIT, CHALLENGES, NOTICES, PROMPTS, REQUESTS
from mashdesk.store.views import QueueFilter
from tests.desk.partners import asked, hal, pam, pip
from tests.engines import HubMaker
from tests.hub import Hub, contact

UNNAMED: tuple[Role | str, ...] = (
    Role.SERVICE_MANAGER,
    Role.EARLY_HELP,
    Role.BUSINESS,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    "bo",
    Role.PRACTITIONER,
    "hal",
)
OTHERWISE = (c.Acknowledge, c.RaiseChallenge)
"""Acknowledging what is not there does nothing; a challenge is raised on what one's role names."""
HIDDEN = 4
"""The sealed record's id where there is one: three others were taken in before it."""


def whoever(hub: Hub, who: Role | str) -> Actor:
    found = hub.actor(who)
    return replace(found, agency="HLT") if who == "hal" else found


def what_both_have(hub: Hub) -> None:
    """Work that everybody sees, so that there is something in every list; and the same sign-ins."""
    hal(hub)
    pam(hub)
    first, request = asked(hub)
    said = {"against": Against.RATING, "wants": "red", "why": "He is bruised."}
    hub.do(c.RaiseChallenge(request=request, **said), pip(hub))  # type: ignore[arg-type]
    hub.on(c.Claim, first, hub.actor("bo"))
    hub.closed(worry="The second.")
    hub.take_in(worry="The third.")
    hub.signed_in(Role.TEAM_MANAGER)
    hub.signed_in(Role.DUTY)


def a_sealed_record(hub: Hub) -> None:
    """Sealed as soon as it was taken in, and worked on by those named through all there is."""
    hidden = hub.take_in(hub.manager, worry="A colleague's own child.")
    people = tuple(one.user_id for one in (hub.manager, hub.duty, hub.actor("pam")))
    seal = {"people": people, "reason": "staff family"}
    hub.do(c.Seal(referral=hidden, version=1, **seal), hub.manager)  # type: ignore[arg-type]
    assert hidden == HIDDEN


def worked_on(hub: Hub) -> None:
    """Rated, claimed, asked of two agencies, answered by the one that is named, and challenged."""
    hub.rate(HIDDEN, Rag.RED)
    hub.on(c.Claim, HIDDEN)
    hub.ask(HIDDEN, "POL", "HLT")
    police = replace(hub.actor("pam"), agency="POL")
    version = hub.request(HIDDEN, "POL").version
    held = c.SendAnswer(
        request=hub.request(HIDDEN, "POL").id, version=version, answer=AnswerKind.NOTHING
    )
    hub.do(held, police)
    said = {"against": Against.RATING, "wants": "amber", "why": "It was an accident."}
    hub.do(c.RaiseChallenge(referral=HIDDEN, **said), hub.manager)  # type: ignore[arg-type]
    hub.do(c.AddNote(referral=HIDDEN, text="A private note."))


def everybody_knows_it_was_sealed(hub: Hub) -> None:
    """What they were told of the sealing is acknowledged, as is nothing in the other hub."""
    for who in UNNAMED:
        actor = whoever(hub, who)
        told = tuple(one.id for one in hub.desk.notices(actor) if one.kind == "sealed")
        hub.do(c.Acknowledge(notices=told), actor)


@pytest.fixture
def worlds(engine_name: str, request: pytest.FixtureRequest) -> tuple[Hub, Hub]:
    """A hub without the sealed record, and one with it."""
    make: HubMaker = request.getfixturevalue(f"{engine_name}_hubs")
    without, beside = make(), make()
    for hub in (without, beside):
        what_both_have(hub)
    a_sealed_record(beside)
    for hub in (without, beside):
        everybody_knows_it_was_sealed(hub)
    worked_on(beside)
    return without, beside


def outcome(read: Callable[[], object]) -> str:
    """What was read, or how it was refused, as text."""
    try:
        return repr(read())
    except (Refused, Invalid) as refused:
        return f"{type(refused).__name__}: {refused}"


def lists(hub: Hub, actor: Actor) -> list[str]:
    """Every read of the desk that opens no record, for one person."""
    desk = hub.desk
    reads: list[Callable[[], object]] = [
        desk.figures,
        desk.heartbeat,
        desk.people,
        desk.agencies,
        lambda: desk.people(actor),
        lambda: desk.queue(actor),
        lambda: desk.queue(actor, limit=3),
        lambda: desk.queue(actor, QueueFilter(text="MD-26-0004")),
        lambda: desk.queue(actor, QueueFilter(overdue=True)),
        lambda: desk.find(actor, "MD-26-0004"),
        lambda: desk.audited(actor, "MD-26-0004"),
        lambda: desk.prompts(actor),
        lambda: desk.prompts(actor, HIDDEN),
        lambda: desk.notices(actor),
        lambda: desk.departures(actor),
        lambda: desk.departures_waiting(actor),
        lambda: desk.news(actor, -1),
        lambda: desk.news(actor, 0),
        lambda: desk.newest_change(actor),
        lambda: desk.accounts(actor),
        lambda: desk.challenges.view(actor),
        lambda: desk.agency.view(actor),
        lambda: desk.sealing.nameable(actor),
        lambda: desk.sealing.emergencies(actor),
        lambda: desk.sealing.waiting(actor),
        lambda: desk.counting.view(actor),
        lambda: desk.draft(actor, f"note {HIDDEN}"),
    ]
    return [outcome(read) for read in reads]


def records(hub: Hub, actor: Actor) -> list[str]:
    """Every read of a record or of what hangs on it, which leaves its own trace."""
    desk, reads = hub.desk, list[Callable[[], object]]()
    of_records = (desk.reread, desk.explain, desk.challenges.open, desk.agency.reread)
    for number in range(1, HIDDEN + 2):
        for read in (*of_records, desk.challenges.on_request):
            reads.append(partial(read, actor, number))
    if actor.role is not Role.AUDITOR:  # who reads every row of the audit
        reads += [
            lambda: desk.looks.at(actor, "MD-26-0004"),
            lambda: desk.looks.at(actor, "Kai Brown"),
            lambda: desk.looks.by(actor, "asha"),
            lambda: desk.looks.by(actor, "tom"),
        ]
    return [outcome(read) for read in reads]


def test_every_read_of_whoever_is_not_named_is_the_same_with_a_sealed_record_and_without(
    worlds: tuple[Hub, Hub],
) -> None:
    reads_alike(worlds, lists, str)
    # What happens to others later is numbered on from it: the numbers differ, and nothing else.
    reads_alike(worlds, records, by_rank)
    for hub in worlds:
        hub.later(hours=8)
        hub.sweep()
    reads_alike(worlds, lists, by_rank)
    reads_alike(worlds, records, by_rank)


def reads_alike(
    worlds: tuple[Hub, Hub],
    reads: Callable[[Hub, Actor], list[str]],
    told: Callable[[str], str],
) -> None:
    for who in UNNAMED:
        without, beside = ([told(x) for x in reads(h, whoever(h, who))] for h in worlds)
        assert "colleague" not in "".join(beside)
        differs = [(one, other) for one, other in zip(without, beside, strict=True) if one != other]
        if who is Role.AUDITOR:  # they find it in the audit alone, to say who looked at it
            assert [other for _, other in differs] in ([str(HIDDEN)], [])
            continue
        assert differs == [], who
        rows = [audit_of(hub, whoever(hub, who)) for hub in worlds]
        assert rows[0] == rows[1], who


NUMBERED = (r"(?:seq|changed)=", r"RoundView\(id=", r"PromptView\(id=", r"NoticeView\(id=")


def by_rank(text: str) -> str:
    """The text with what the whole store numbers replaced by its rank in it."""
    for name in NUMBERED:
        found = sorted({int(number) for number in re.findall(rf"{name}(\d+)", text)})
        ranks = {number: rank for rank, number in enumerate(found)}
        text = re.sub(rf"({name})(\d+)", partial(_ranked, ranks), text)
    return re.sub(r"^\(\d+, ", "(", text)


def _ranked(ranks: dict[int, int], found: re.Match[str]) -> str:
    return f"{found[1]}{ranks[int(found[2])]}"


def audit_of(hub: Hub, actor: Actor) -> object:
    """The audit's rows as this person reads them, but for their numbers in the whole chain."""
    try:
        rows = hub.desk.audit_rows(actor, limit=500)
    except Refused as refused:
        return str(refused)
    return [replace(row, seq=0) for row in rows]


def only(hub: Hub, table: Any) -> int:
    """The id of a row that hangs on the sealed record; one that never was where it is not."""
    with hub.store.read() as connection:
        query = select(table.c.id).where(table.c.referral_id == HIDDEN).order_by(table.c.id)
        return connection.execute(query).scalars().first() or 900


def acts(hub: Hub) -> list[c.Command]:
    """Every command that names a record or what hangs on it, all of them of the sealed one."""
    on: dict[str, Any] = {"referral": HIDDEN, "version": 2}
    request, challenge = only(hub, REQUESTS), only(hub, CHALLENGES)
    of: dict[str, Any] = {"request": request, "version": 1}
    at: dict[str, Any] = {"challenge": challenge, "version": 1}
    given: dict[str, Any] = {"reason": "because"}
    said = ConsentGiven(form=Consent.NOT_REQUIRED)
    return [
        c.Correct(**on, contact=contact(hub.clock), **given),
        c.RecordConsent(**on, consent=said),
        c.Rate(**on, rating=Rag.AMBER, **given),
        c.Claim(**on),
        c.Assign(**on, worker=2, **given),
        c.Release(**on, **given),
        c.AskAgencies(**on, agencies=("EDU",), question="What is held?"),
        c.Chase(**of, channel=Channel.PHONE, person="me"),
        c.RecordAnswer(**of, answer=AnswerKind.NOTHING, channel=Channel.PHONE, person="me"),
        c.Withdraw(**of, **given),
        c.Insist(**of, **given),
        c.ViewRequest(request=request),
        c.TakeOn(**of),
        c.LetGo(**of),
        c.SendAnswer(**of, answer=AnswerKind.NOTHING),
        c.ReturnToReferrer(**on, asked_for=AskedFor.CONSENT, message="What?", **given),
        c.Resume(**on, **given),
        c.Decide(
            **on,
            outcome=DecisionOutcome.ADVICE,
            rationale="enough",
            final_rating=Rag.GREEN,
            voice="safe",
        ),
        c.RecordStrategyDiscussion(**on, why_not="arrested at once"),
        c.SettleAction(**on, action=1, ended=ActionEnd.DONE),
        c.AcknowledgeAllocation(**on, person="Ann Lee", channel=Channel.PHONE),
        c.RecordEarlyHelpReview(**on, result=ReviewResult.DRIFTED, words="gone"),
        c.RateSecond(**on, rating=Rag.RED, took_part="all", **given),
        c.RecordOversight(referral=HIDDEN, words="see him"),
        c.GiveFeedback(**on, told=False, why_not="no"),
        c.Close(**on),
        c.RecordNeed(**on, graded_care=2),
        c.OpenHistory(referral=HIDDEN),
        c.ConsiderHistory(**on, others=(1,), words="weighed"),
        c.StateCorroboration(referral=HIDDEN, stance=Stance.CORROBORATED, source="x", words="so"),
        c.AddMention(referral=HIDDEN, kind=MentionKind.ADULT, given_name="Lisa"),
        c.RecordRelationship(referral=HIDDEN, one=1, kind=RelationshipKind.SIBLING, other=2),
        c.MakeReport(**on, kind=ReportKind.LETTER, form=ReportForm.HTML),
        c.TransferOut(**on, to_hub="Southport", token="a" * 32),
        c.ReplyToTransfer(**on),
        c.AcknowledgeTransfer(**on, person="Mr Shah"),
        c.Reopen(**on, **given),
        c.GiveFreshDeadline(**on, due_at=hub.now() + timedelta(hours=1), **given),
        c.AddNote(referral=HIDDEN, text="x"),
        c.View(referral=HIDDEN),
        c.AnswerPrompt(prompt=only(hub, PROMPTS), acted=True, read="bcdf", **given),
        c.RaiseChallenge(referral=HIDDEN, against=Against.RATING, wants="red", why="x"),
        c.RaiseChallenge(request=request, against=Against.RATING, wants="red", why="x"),
        c.AnswerChallenge(**at, reply=Reply.STANDS, answer="x"),
        c.SettleChallenge(**at, reply=Reply.STANDS, answer="x"),
        c.AcceptAnswer(**at),
        c.MoveUp(**at, **given),
        c.Seal(**on, people=(4,), **given),
        c.Unseal(**on, **given),
        c.Acknowledge(notices=(only(hub, NOTICES),)),
    ]


def refused_alike(hub: Hub, actor: Actor, command: c.Command) -> tuple[str, dict[str, Any]]:
    """How it came out in words, and the audit's row but for its place and the number asked for."""
    try:
        said = hub.do(command, actor).message
    except (Refused, Invalid) as refused:
        said = f"{type(refused).__name__}: {refused}"
    with hub.store.read() as connection:
        query = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)
        row = dict(connection.execute(query).mappings().one())
    apart = ("seq", "mac", "request_id")
    return said, {name: value for name, value in row.items() if name not in apart}


def test_every_act_on_it_is_refused_in_the_words_of_one_that_never_was(
    worlds: tuple[Hub, Hub],
) -> None:
    without, beside = worlds
    for who in (Role.SERVICE_MANAGER, "bo", Role.BUSINESS, "hal"):
        for hub in worlds:
            if who in (Role.SERVICE_MANAGER, "bo"):
                hub.signed_in(who)  # sealing asks for the password just given
        for never, sealed in zip(acts(without), acts(beside), strict=True):
            told = refused_alike(without, whoever(without, who), never)
            assert refused_alike(beside, whoever(beside, who), sealed) == told, never.label
            may_try = may(whoever(beside, who).role, type(sealed))
            assert told[0].startswith("NotFound") or not may_try or type(sealed) in OTHERWISE


def test_every_command_on_a_record_is_tried_above(sqlite_hub: Hub) -> None:
    names = {"referral", "request", "challenge", "prompt", "notices"}
    of_records = {
        kind for kind in c.COMMANDS if names & {field.name for field in dataclasses.fields(kind)}
    }
    assert {type(command) for command in acts(sqlite_hub)} == of_records
