"""Prompts on the command line: listing, answering, answering along with an act, and trying one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import named
from mashdesk.cli.options import Subcommands, command, give_reason
from mashdesk.cli.sealing import besides_lines
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.commands.prompting import PromptAnswer
from mashdesk.domain.problems import Invalid, Problem

if TYPE_CHECKING:
    from mashdesk.store.views import BesidesView, PromptView

_NUMBER = re.compile(r"([0-9]{1,9})(?:-([A-Za-z]{4}))?")
_ANSWER = re.compile(rf"({_NUMBER.pattern})=(acted|declined):(.*)", re.DOTALL)
_SET = re.compile(r"([a-z]{1,20})=([0-9]{1,6})")
_OVER = re.compile(r"\s*([0-9]{1,3})\s*(days?|weeks?)?\s*", re.IGNORECASE)


def register(commands: Subcommands) -> None:
    """Add the commands."""
    prompts = command(
        commands, "prompts", run_prompts, "list what the desk asks somebody to consider"
    )
    prompts.add_argument("reference", nargs="?", metavar="REF", help="of this referral only")
    prompts.add_argument(
        "--answered", action="store_true", help="also those that were answered, of one referral"
    )
    answer = command(commands, "answer-prompt", run_answer, "answer a prompt")
    answer.add_argument(
        "prompt",
        type=_numbered,
        metavar="NUMBER",
        help="its number from `prompts`, such as 12-kfmw: the letters say which evidence you read",
    )
    answer.add_argument("answer", choices=("acted", "declined"), help="acted on it, or declined to")
    give_reason(answer)
    trial = command(
        commands, "try-prompt", run_try, "try a prompt against history",
        "Say how often a prompt would have fired on what was received in the last days, before it"
        " is switched on or its figures are changed. Changes nothing.",
    )  # fmt: skip
    trial.add_argument("prompt", metavar="CODE", help="its code, such as repeat-contact")
    trial.add_argument(
        "--set", type=figure, action="append", default=[], metavar="NAME=NUMBER", dest="figures",
        help="a figure in place of the hub's own; may be given again",
    )  # fmt: skip
    trial.add_argument(
        "--over", type=_days, default=30, metavar="DAYS", help="such as “30 days”; 30 if left out"
    )


def answers_prompts(parser: argparse.ArgumentParser) -> None:
    """Answers to the prompts that stand in the way, given along with the act."""
    parser.add_argument(
        "--answer", type=_answer, action="append", default=[], metavar="NUMBER=acted|declined:WHY",
        dest="prompt_answers",
        help="answers a prompt that stands in the way; may be given again",
    )  # fmt: skip


def given_answers(run: Run) -> tuple[PromptAnswer, ...]:
    """What `--answer` says, each reason as words: “-” is read from input."""
    found: list[tuple[int, str, bool, str]] = run.given("prompt_answers", [])
    return tuple(
        PromptAnswer(prompt=number, read=read, acted=acted, reason=run.words(reason))
        for number, read, acted, reason in found
    )


def _answer(text: str) -> tuple[int, str, bool, str]:
    found = _ANSWER.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            "write it like 12-kfmw=acted:WHAT or 12-kfmw=declined:WHY, with the number from"
            " `prompts`"
        )
    number, read = _numbered(found[1])
    return number, read, found[4] == "acted", found[5].strip()


def _numbered(text: str) -> tuple[int, str]:
    """A prompt's number, and the letters of the evidence that was read; without them the desk says
    what there is to read.
    """
    if (found := _NUMBER.fullmatch(text.strip())) is None:
        raise argparse.ArgumentTypeError("write it as `prompts` shows it, such as 12-kfmw")
    return int(found[1]), (found[2] or "").lower()


def number_of(number: int, read: str) -> str:
    """A prompt's number as it is shown and given back: `12-kfmw`."""
    return f"{number}-{read}" if read else str(number)


def figure(text: str) -> tuple[str, int]:
    """`contacts=2` as an option gives it."""
    if (found := _SET.fullmatch(text)) is None:
        raise argparse.ArgumentTypeError("write it like contacts=2")
    return found[1], int(found[2])


def _days(text: str) -> int:
    if (found := _OVER.fullmatch(text)) is None:
        raise argparse.ArgumentTypeError("write it like “30 days” or “4 weeks”")
    weeks = (found[2] or "").lower().startswith("week")
    return int(found[1]) * (7 if weeks else 1)


def run_prompts(run: Run) -> int:
    """List the prompts that stand, the gravest first. Raises Invalid."""
    if run.args.answered and not run.args.reference:
        words = "is needed with --answered: what was answered is told of one referral"
        raise Invalid(Problem("reference", words))
    from mashdesk.store.views import gravest_first

    with run.session() as session:
        desk, actor = session.desk, session.actor
        referral = desk.find(actor, run.args.reference) if run.args.reference else None
        session.look_for_prompts(referral)
        found: Iterable[PromptView]
        besides: tuple[BesidesView, ...] = ()
        if run.args.answered:
            view = session.open(run.args.reference)
            found, besides = view.prompts, view.besides
        else:
            found = desk.prompts(actor, referral)
            besides = () if referral is None else desk.prompting.besides(actor, referral)
        prompts = gravest_first(found)
        if run.json:
            now = desk.clock.now()
            run.console.json(envelope("prompts", now, prompts=prompts, besides=besides))
            return 0
        for prompt in prompts:
            for line in prompt_lines(prompt, prompt.reference):
                run.console.say(line)
        if not prompts:
            run.console.say("No prompt stands.")
        for line in besides_lines(besides):
            run.console.say(line)
        _tell_of_clocks(session)
    return 0


def _tell_of_clocks(session: Session) -> None:
    """Where nothing reopens what runs out, what that would raise is not in the list: say so."""
    from mashdesk.cli.queue import heartbeat_line

    now, beat = session.desk.clock.now(), session.desk.heartbeat()
    every = session.wired.settings.beat_seconds
    if beat.beat_at is None or beat.is_late(now, every):
        line = heartbeat_line(beat, now, every)
        session.run.console.remark(
            f"{line} What clocks that ran out would raise is not among these."
        )


def prompt_lines(prompt: PromptView, of: str = "") -> Iterator[str]:
    """One prompt: its number, weight and evidence, and its answer; `of` is its record, where those
    of several are listed.
    """
    number = number_of(prompt.id, "" if prompt.answered_at else prompt.read)
    weight = f" ({prompt.severity})" if prompt.severity not in ("", "serious") else ""
    yield f"{number}. {f'{of}: ' * bool(of)}{prompt.title}{weight}"
    by = f", {prompt.answered_by}" if prompt.answered_by else ""
    answered = wording.when(prompt.answered_at)
    pairs = [
        ("evidence", prompt.evidence),
        ("suggests", prompt.suggests),
        ("raised", prompt.raised(wording.when)),
        ("answered", f"{answered}{by}: {prompt.answer}" if answered else ""),
    ]
    yield from named(pairs, "   ")


def run_answer(run: Run) -> int:
    """Answer a prompt with what was done, or why not."""
    from mashdesk.domain.commands import AnswerPrompt

    number, read = run.args.prompt
    acted, reason = run.args.answer == "acted", run.words(run.args.reason)
    with run.session() as session:
        return session.act(AnswerPrompt(prompt=number, acted=acted, reason=reason, read=read))


def run_try(run: Run) -> int:
    """How often it would have fired, and on which records."""
    from datetime import timedelta

    with run.session() as session:
        over = timedelta(days=run.args.over)
        figures = dict(run.args.figures)
        tried = session.desk.prompting.tried(session.actor, run.args.prompt, figures, over)
        if run.json:
            run.console.json(envelope("tried", session.desk.clock.now(), tried=tried))
            return 0
        run.console.say(f"{tried.title} ({tried.set_as}): {tried.said}")
        for reference in tried.references:
            run.console.say(f"   {reference}")
    return 0
