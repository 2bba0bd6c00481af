"""`mashdesk show` and `explain`: one record in words, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.cli import challenges, decided, following_up, need, sealing, transfers, wording
from mashdesk.cli.answer_text import answer_lines
from mashdesk.cli.contact_json import contact_of
from mashdesk.cli.known_lines import unrecognised_lines
from mashdesk.cli.layout import counted, heading, named, paragraph
from mashdesk.cli.options import Subcommands, command, on_referral
from mashdesk.cli.prompting import prompt_lines
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.referral import ReferralState

if TYPE_CHECKING:
    from mashdesk.domain.people import Adult
    from mashdesk.store.views import (
        ChildView,
        EventView,
        QuestionView,
        ReferralView,
        RequestView,
    )


def register(commands: Subcommands) -> None:
    """Add both commands."""
    show = on_referral(command(commands, "show", run_show, "print one record"), version=False)
    show.add_argument(
        "--because", default="", metavar="TEXT", help="why it is opened, for the audit"
    )
    show.add_argument(
        "--contact", action="store_true",
        help="print only the contact, as JSON that `correct` takes back",
    )  # fmt: skip
    on_referral(
        command(commands, "explain", run_explain, "say why it is due when it is"), version=False
    )


def run_show(run: Run) -> int:
    """Open the record, which is audited, and print it."""
    with run.session() as session:
        desk, actor = session.desk, session.actor
        referral = desk.find(actor, run.args.reference)
        session.look_for_prompts(referral)
        view = desk.open(actor, referral, run.args.because)
        asked = desk.known.open_questions(actor, view.id)
        now = desk.clock.now()
        if run.args.contact:
            run.console.json(contact_of(view))
        elif run.json:
            run.console.json(envelope("referral", now, referral=view, look_alikes=asked))
        else:
            for line in record_lines(view, asked, now):
                run.console.say(line)
    return 0


def run_explain(run: Run) -> int:
    """Print the account of every clock that runs on the record."""
    with run.session() as session:
        desk, actor = session.desk, session.actor
        clocks = desk.explain(actor, desk.find(actor, run.args.reference))
        if run.json:
            now = desk.clock.now()
            run.console.json(
                envelope("explanation", now, reference=run.args.reference, clocks=clocks)
            )
            return 0
        if not clocks:
            run.console.say("No clock runs on it.")
        for number, clock in enumerate(clocks):
            run.console.say(("\n" if number else "") + clock.title)
            for sentence in clock.lines:
                run.console.say("\n".join(paragraph(sentence, "  ")))
    return 0


def record_lines(view: ReferralView, asked: Sequence[QuestionView], now: datetime) -> Iterator[str]:
    """The whole record in words; first who of it is `asked` about, for they may be known."""
    yield f"{view.reference} · {wording.rating_word(view.stands_at)} · {view.state.label}"
    yield from unrecognised_lines(asked, view.reference)
    yield from _summary(view, now)
    yield from heading("The worry")
    yield from paragraph(view.worry)
    for title, text in (("What the referrer expects", view.expects), ("Household", view.household)):
        if text:
            yield from heading(title)
            yield from paragraph(text)
    yield from heading(counted(len(view.children), "child", "children"))
    for child in view.children:
        yield from _child(child)
    if view.adults:
        yield from heading(counted(len(view.adults), "adult"))
    for adult in view.adults:
        yield from _adult(adult)
    yield from need.record_lines(view)
    yield from _checks(view, now)
    yield from _prompts(view)
    yield from sealing.besides_lines(view.besides)
    yield from decided.record_lines(view)
    yield from following_up.record_lines(view.follow_up, now)
    yield from challenges.record_lines(view, now)
    yield from sealing.record_lines(view)
    yield from transfers.record_lines(view)
    yield from heading("Events")
    for event in view.events:
        yield from _event(event)


def _summary(view: ReferralView, now: datetime) -> list[str]:
    clock = ""
    if view.clock is not None and view.due_at is not None:
        clock = f"{view.clock.waits_for}, due {wording.due(view.reckoned(now), view.due_at)}"
        clock += f"; round {view.round}" if view.round > 1 else ""
    asked = view.returned_message if view.state is ReferralState.RETURNED else ""
    consent = view.consent.label if view.consent else "not recorded: it is needed before rating"
    untold = "not told" if view.consent and view.consent.has_moment else ""
    return named(
        [
            ("waits for", clock),
            ("timed out", counted(view.timeouts, "time") if view.timeouts else ""),
            ("next up", view.next_up),
            ("worker", view.worker or "nobody"),
            ("rating", _ratings(view)),
            ("level of need", str(view.level or "")),
            ("reasons", ", ".join(reason.label for reason in view.reasons)),
            *_received(view),
            ("entered", f"{wording.when(view.taken_in_at)} by {view.taken_in_by}"),
            ("entered late", view.late_because),
            *_sender(view),
            ("sender's contact", view.sender_contact),
            ("sender's reference", view.sender_reference),
            ("sent in by agency", view.sender_agency),
            ("consent", consent),
            ("consent by", view.consent_by),
            ("consent at", wording.when(view.consent_at) or untold),
            ("consent reason", view.consent_reason),
            ("returned for", view.returned_for.label if view.returned_for else ""),
            ("asked of referrer", asked),
            ("version", str(view.version)),
        ]
    )


def _received(view: ReferralView) -> list[tuple[str, str]]:
    """When and how it came here; of what was handed over also when and how its first hub got it."""
    came, at = view.arrived, wording.when(view.received_at)
    if came is None:
        return [("received", f"{at} {view.channel.way}")]
    from mashdesk.domain.arrival import first_received

    there = first_received(came.histories, view.channel)
    return [("received", f"{at}, handed over by {came.hub}"), ("earlier", there)]


def _sender(view: ReferralView) -> list[tuple[str, str]]:
    """Who told of it: where it was handed over, they told the hub it came to first."""
    sender = ", ".join(filter(None, (view.sender_name, view.sender_organisation)))
    told = f", who told {view.arrived.first_hub}" if view.arrived is not None else ""
    return [("from", f"{view.source.label}{told}"), ("sender", sender)]


def _ratings(view: ReferralView) -> str:
    given = (
        ("initial", view.initial_rating),
        ("current", view.rating),
        ("final", view.final_rating),
        ("after the meeting", view.second_rating),
    )
    said = [f"{name} {rating.value}" for name, rating in given if rating is not None]
    return ", ".join(said) or "unrated"


def _child(child: ChildView) -> list[str]:
    age = "" if child.age is None else f", aged {child.age}"
    return [
        child.name,
        *named(
            [
                ("known as", child.known_as),
                ("born", f"{wording.day(child.born)}{age}" if child.born else ""),
                ("expected", wording.day(child.expected)),
                ("sex", child.sex.label),
                ("school", child.school),
                ("address", child.address),
                ("NHS number", child.nhs_number),
                ("UPN", child.upn),
                ("known by number", str(child.individual or "")),
            ],
            "  ",
        ),
    ]


def _adult(adult: Adult) -> list[str]:
    role = f", {adult.role}" if adult.role else ""
    pairs = [
        ("known as", adult.known_as),
        ("born", wording.day(adult.born)),
        ("phone", adult.phone),
        ("address", adult.address),
        ("responsibility", "parental" if adult.parental_responsibility else ""),
        ("lives with", "the children" if adult.lives_with else ""),
        ("known by number", str(adult.individual or "")),
    ]
    return [f"{adult.given_name} {adult.family_name}".strip() + role, *named(pairs, "  ")]


def _checks(view: ReferralView, now: datetime) -> Iterator[str]:
    answered = sum(1 for request in view.requests if request.answers)
    yield from heading(f"Checks: {answered} of {len(view.requests)} answered")
    for request in view.requests:
        yield f"{request.agency} {request.agency_name}: {request.state.label}"
        yield from named(_request(request, view.reckoned(now, request.id)), "  ")
        for answer in request.answers:
            yield from answer_lines(answer, "    ", numbered=True)


def _request(request: RequestView, now: datetime) -> list[tuple[str, str]]:
    round_ = f"; round {request.round}" if request.round > 1 else ""
    return [
        ("due", f"{wording.due(now, request.due_at)}{round_}" if request.due_at else ""),
        ("missed", wording.when(request.missed_at)),
        ("asked", f"{wording.when(request.asked_at)} by {request.asked_by}"),
        ("question", request.question),
        ("agency is", request.shut(now)),
        ("with", request.holder),
        ("may read", ", ".join(part.label for part in request.shared)),
        ("insisted because", request.insisted),
        ("next contact", request.next_contact),
        ("chased", counted(request.chased, "time") if request.chased else ""),
        ("settled", wording.when(request.settled_at)),
        ("because", request.settled_because),
        ("version", str(request.version)),
    ]


def _prompts(view: ReferralView) -> Iterator[str]:
    if not view.prompts:
        return
    from mashdesk.store.views import gravest_first

    yield from heading("Prompts")
    for prompt in gravest_first(view.prompts):
        yield from prompt_lines(prompt)


def _event(event: EventView) -> Iterator[str]:
    by = "" if event.by in event.title else f" {event.by}."
    yield f"{wording.when(event.at)}  {event.title}{by}"
    if event.text:
        yield from paragraph(event.text, "    ")
    for name, before, after in event.told:
        yield from paragraph(f"{name}: {before} → {after}", "    ")
