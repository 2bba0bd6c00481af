"""Deciding on the command line: everything accounted for in one command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mashdesk.cli.decisions import said_without, settles, unanswered, without
from mashdesk.cli.options import (
    INSTANT_HELP,
    Subcommands,
    agency_words,
    code,
    codes_help,
    command,
    instant,
    on_referral,
    whole_number,
)
from mashdesk.cli.prompting import answers_prompts, given_answers
from mashdesk.cli.session import Run
from mashdesk.domain.errors import NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag

if TYPE_CHECKING:
    from mashdesk.store.views import ReferralView, RequestView

_WORDS = {
    "voice": "the child's own voice: what they said or showed, and what a usual day is like",
    "no-voice": "why the child's voice is missing, if it is",
    "would-change": "what would make you decide otherwise",
    "spoken-to": "who was spoken to, and when",
    "expected": "what whoever takes it on is expected to do; needed for stepping up or across",
    "referrer-words": "what the referrer is to be told",
    "consent-because": "why early help, while consent is refused or withdrawn",
    "differs-because": "why the final rating or the level is not what the checklist points to",
}
"""Options that hold a paragraph, each with what it is."""

_OPTIONS = frozenset({
    *_WORDS, "rationale", "rating", "level", "receiver", "receiver-account", "expected-by",
    "review-at", "agency-words", "decider",
})  # fmt: skip


def register(commands: Subcommands) -> None:
    """Add the command."""
    decide = on_referral(command(commands, "decide", run_decide, "decide, with the rationale"))
    decide.add_argument(
        "outcome", type=code(DecisionOutcome), metavar="OUTCOME", help=codes_help(DecisionOutcome)
    )
    decide.add_argument(
        "--rationale", required=True, metavar="TEXT", help="why; “-” reads it from input"
    )
    decide.add_argument(
        "--rating", type=code(Rag), metavar="RATING",
        help="the final rating; as it stands if left out",
    )  # fmt: skip
    decide.add_argument("--level", type=whole_number, metavar="1-4", help="the level of need")
    for name, said in _WORDS.items():
        decide.add_argument(f"--{name}", default="", metavar="TEXT", help=f"{said}; “-” reads it")
    decide.add_argument(
        "--receiver", default="", metavar="NAME",
        help="the worker, team or service that takes it on; needed for allocated_worker",
    )  # fmt: skip
    decide.add_argument(
        "--receiver-account", metavar="NAME", help="their account here, if they have one"
    )
    decide.add_argument(
        "--expected-by", type=instant, metavar="WHEN", help=f"by when; {INSTANT_HELP}"
    )
    decide.add_argument(
        "--review-at", type=instant, metavar="WHEN",
        help="when early help is reviewed; when the policy says if left out",
    )  # fmt: skip
    decide.add_argument(
        "--decider", metavar="NAME", help="who decided, if a manager records it for another"
    )
    agency_words(decide, "needed while any still owes an answer")
    decide.add_argument(
        "--shaped-by", action="extend", nargs="+", default=[], metavar="AGENCY",
        help="codes of the agencies whose answers shaped it",
    )  # fmt: skip
    settles(decide)
    answers_prompts(decide)


def run_decide(run: Run) -> int:
    """Decide: outcome, rationale, final rating, and each unanswered request accounted for."""
    from mashdesk.domain import commands as c

    args = run.args
    said = _said(run)
    with run.session() as session:
        decider = session.person(args.decider).id if args.decider else None
        account = session.person(args.receiver_account).id if args.receiver_account else None
        view = session.open(args.reference)
        settled = without(run, view)
        command = c.Decide(
            **session.at(view),
            outcome=args.outcome,
            final_rating=_rating(run, view),
            level=args.level,
            decider=decider,
            receiver=args.receiver,
            receiver_account=account,
            expected_by=args.expected_by,
            review_at=args.review_at,
            without=settled,
            shaped_by=tuple(code.upper() for code in args.shaped_by),
            answers=given_answers(run),
            **said,
        )
        try:
            return session.act(command)
        except Invalid as invalid:
            raise Invalid(_as_options(invalid.problems, unanswered(view, settled))) from None


def _said(run: Run) -> dict[str, str]:
    """What is told in words, by the command's own names."""
    args = run.args
    said = {name: run.words(run.given(name)) for name in (one.replace("-", "_") for one in _WORDS)}
    said["no_voice_because"] = said.pop("no_voice")
    said["rationale"] = run.words(args.rationale)
    said["agency_words"] = run.words(args.agency_words)
    return said


def _rating(run: Run, view: ReferralView) -> Rag:
    rating: Rag | None = run.args.rating or view.rating
    if rating is None:
        raise NotNow(f"{view.reference} is not rated yet.", "Rate it first.")
    return rating


def _as_options(problems: Iterable[Problem], left: list[RequestView]) -> Iterator[Problem]:
    """All that is wrong in one answer, under the options by which it is put right; the requests
    that are `left` open in one of them.
    """
    if left:
        names = ", ".join(request.agency_name for request in left)
        have = "has" if len(left) == 1 else "have"
        why = f"{names} {have} not answered; record it with `mashdesk answer`, or decide"
        yield Problem("--without", f"{why} {said_without(left)}")
    open_yet = {f"without.{request.id}.reason" for request in left}
    for problem in problems:
        if problem.field not in open_yet:
            option = problem.field.removeprefix("final_").replace("_", "-")
            yield replace(problem, field=f"--{option}") if option in _OPTIONS else problem
