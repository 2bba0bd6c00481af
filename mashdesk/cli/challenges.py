"""Challenging a rating or decision: raise, list, answer, settle, accept, move up."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mashdesk.cli import wording
from mashdesk.cli.layout import heading, named, paragraph, table
from mashdesk.cli.options import (
    Subcommands,
    code,
    codes_help,
    command,
    give_reason,
    whole_number,
)
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.challenge import Against, Ended, Reply
from mashdesk.domain.errors import NotFound

if TYPE_CHECKING:
    from mashdesk.domain import commands as c
    from mashdesk.store.views import (
        ChallengeRow,
        ChallengeStageView,
        ChallengesView,
        ChallengeView,
        ReferralView,
    )


def register(commands: Subcommands) -> None:
    """Add the commands."""
    raised = command(commands, "challenge", run_challenge, "challenge a rating or decision")
    raised.add_argument("reference", metavar="REF", help="the referral, such as MD-26-0412")
    raised.add_argument("against", type=code(Against), metavar="WHAT", help=codes_help(Against))
    raised.add_argument(
        "--should-be", required=True, metavar="TEXT",
        help="the rating it should be, or in words what the decision should be",
    )  # fmt: skip
    raised.add_argument("--why", required=True, metavar="TEXT", help="why; “-” reads it from input")
    listed = command(commands, "challenges", run_challenges, "list open challenges and the counts")
    listed.add_argument(
        "challenge", nargs="?", type=whole_number, metavar="NUMBER", help="print this one, whole"
    )
    for name, run, help_ in (
        ("answer-challenge", run_answer, "answer a challenge for social care"),
        ("settle-challenge", run_settle, "settle a challenge at a manager's stage"),
    ):
        parser = _on_challenge(commands, name, run, help_)
        parser.add_argument("reply", type=code(Reply), metavar="REPLY", help=codes_help(Reply))
        parser.add_argument(
            "--words", required=True, metavar="TEXT", help="the answer and why; “-” reads it"
        )
    _on_challenge(commands, "accept", run_accept, "accept the answer to a challenge")
    give_reason(_on_challenge(commands, "move-up", run_move_up, "move a challenge up a stage"))


def _on_challenge(
    commands: Subcommands, name: str, run: Any, help_: str
) -> argparse.ArgumentParser:
    parser = command(commands, name, run, help_)
    parser.add_argument(
        "challenge", type=whole_number, metavar="NUMBER", help="its number from `challenges`"
    )
    return parser


def run_challenge(run: Run) -> int:
    """Raise a challenge; a practitioner's hangs on their agency's newest request, or on what it
    sent in.
    """
    from mashdesk.domain.commands import RaiseChallenge

    args = run.args
    why, wants = run.words(args.why), run.words(args.should_be)
    if args.against is Against.RATING:
        wants = wants.strip().casefold()
    with run.session() as session:
        about = _about(session, args.reference)
        return session.act(RaiseChallenge(against=args.against, why=why, wants=wants, **about))


def _about(session: Session, reference: str) -> dict[str, Any]:
    """What it is raised on, by the reference; raises NotFound."""
    from mashdesk.domain.actor import Role

    desk, actor = session.desk, session.actor
    if actor.role is not Role.PRACTITIONER:
        return {"referral": desk.find(actor, reference)}
    view, wanted = desk.agency.view(actor), reference.strip().upper()
    own = [row.request for row in (*view.open, *view.settled) if row.reference == wanted]
    if not own and any(row.reference == wanted for row in view.sent_in):
        return {"reference": wanted}
    if not own:
        raise NotFound(
            f"Your agency was not asked about {reference.strip()[:40]}, nor sent it in.",
            "Check the reference, or look at your agency's list.",
        )
    return {"request": max(own)}


def run_challenges(run: Run) -> int:
    """Print the open ones and how each stage fares; or one, once the look at it is audited."""
    with run.session() as session:
        desk, actor, number = session.desk, session.actor, run.args.challenge
        now = desk.clock.now()
        if number is None:
            view = desk.challenges.view(actor)
            if run.json:
                run.console.json(envelope("challenges", now, challenges=view))
                return 0
            lines = list_lines(view, now)
        else:
            one = desk.challenges.open(actor, number)
            clocks = desk.challenges.explain(actor, number)
            if run.json:
                run.console.json(envelope("challenge", now, challenge=one, clocks=clocks))
                return 0
            told = [line for clock in clocks for line in clock.lines]
            lines = iter([*challenge_lines(one, now), *(heading("Why due then") if told else ())])
            lines = iter([*lines, *(part for line in told for part in paragraph(line, "  "))])
        for line in lines:
            run.console.say(line)
    return 0


def run_answer(run: Run) -> int:
    """It stands, or it was changed by its own command before."""
    from mashdesk.domain.commands import AnswerChallenge

    return _act(run, AnswerChallenge, reply=run.args.reply, answer=run.words(run.args.words))


def run_settle(run: Run) -> int:
    """A manager's answer: the challenge is resolved, and can only be moved up."""
    from mashdesk.domain.commands import SettleChallenge

    return _act(run, SettleChallenge, reply=run.args.reply, answer=run.words(run.args.words))


def run_accept(run: Run) -> int:
    """The challenger accepts."""
    from mashdesk.domain.commands import AcceptAnswer

    return _act(run, AcceptAnswer)


def run_move_up(run: Run) -> int:
    """The challenger moves it up."""
    from mashdesk.domain.commands import MoveUp

    return _act(run, MoveUp, reason=run.words(run.args.reason))


def _act(run: Run, kind: type[c.OnChallenge], **words: Any) -> int:
    with run.session() as session:
        found = session.desk.challenges.open(session.actor, run.args.challenge)
        return session.act(kind(challenge=found.id, version=found.version, **words))


def list_lines(view: ChallengesView, now: datetime) -> Iterator[str]:
    """The open challenges, and the counts by stage."""
    if not view.open:
        yield "No challenge is open."
    else:
        headings = ("number", "reference", "by", "against", "stage", "state", "answer due")
        yield from table(headings, (_cells(row, now) for row in view.open))
    yield f"open {len(view.open)}, overdue {view.overdue}, resolved {view.resolved}"
    headings = ("stage", "raised", "in time", "late", "moved up unanswered", "waiting", "overdue")
    yield ""
    yield from table(
        headings,
        (
            (
                one.stage.label,
                *map(str, (one.raised, one.in_time, one.late, one.unanswered, one.waiting)),
                str(one.overdue),
            )
            for one in view.stages
        ),
    )


def _cells(row: ChallengeRow, now: datetime) -> tuple[str, ...]:
    from mashdesk.domain.challenge import ChallengeState

    waits = row.state is ChallengeState.WAITING
    due = wording.due(max(now, row.due_at) if row.overdue else now, row.due_at) if waits else "–"  # noqa: RUF001
    return (
        str(row.id),
        row.reference,
        row.by,
        row.against.label,
        row.stage.label,
        "overdue" if row.overdue else row.state.label,
        due,
    )


def record_lines(view: ReferralView, now: datetime) -> Iterator[str]:
    """A record's challenges, for `show`."""
    if view.challenges:
        yield from heading("Challenges")
        for one in view.challenges:
            yield from challenge_lines(one, now)


def challenge_lines(one: ChallengeView, now: datetime) -> Iterator[str]:
    """A challenge, stage by stage."""
    yield f"Challenge {one.id} of {one.reference}: {one.by} against the {one.against.label}"
    yield from named(
        [
            ("should be", one.wants),
            ("state", one.state.label + (", overdue" if one.is_over(now) else "")),
            ("resolved", wording.when(one.resolved_at)),
            ("version", str(one.version)),
        ],
        "  ",
    )
    for stage in one.stages:
        yield f"  {stage.stage.number}. {stage.stage.label}"
        yield from named(_stage(stage, now), "     ")


def _stage(stage: ChallengeStageView, now: datetime) -> list[tuple[str, str]]:
    waits = stage.answered_at is None and stage.ended_at is None
    due = wording.due(max(now, stage.due_at) if stage.is_over(now) else now, stage.due_at)
    ended = "" if stage.ended is None else stage.ended.label
    if stage.ended is Ended.MOVED_UP and stage.answered_at is None:
        ended = "moved up, unanswered"
    return [
        ("raised", f"{wording.when(stage.raised_at)} by {stage.raised_by}"),
        ("was", stage.was),
        ("why", stage.why),
        ("answer due", due if waits else wording.when(stage.due_at)),
        ("missed", wording.when(stage.missed_at)),
        ("answered", f"{wording.when(stage.answered_at)} by {stage.answered_by}"
         if stage.answered_at else ""),
        ("reply", stage.reply.label if stage.reply else ""),
        ("answer", stage.answer),
        ("then", f"{ended}, {wording.when(stage.ended_at)}" if ended else ""),
    ]  # fmt: skip
