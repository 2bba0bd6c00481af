"""Telling the referrer, closing, reopening, and a manager's fresh deadline."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mashdesk.cli.options import (
    INSTANT_HELP,
    THE_AGENCIES,
    Subcommands,
    code,
    codes_help,
    command,
    give_reason,
    instant,
    on_referral,
)
from mashdesk.cli.prompting import answers_prompts, given_answers
from mashdesk.cli.session import Run, request_of
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import ActionsOpen, NotNow
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState

if TYPE_CHECKING:
    from mashdesk.domain import commands as c
    from mashdesk.store.views import ReferralView, RequestView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    tell = on_referral(
        command(commands, "feedback", run_feedback, "record feedback to the referrer")
    )
    told = tell.add_mutually_exclusive_group(required=True)
    told.add_argument("--told", metavar="PERSON", help="who was told")
    told.add_argument("--not-told", metavar="WHY", help="why the referrer was not told")
    tell.add_argument("--channel", type=code(Channel), metavar="HOW", help=codes_help(Channel))
    tell.add_argument(
        "--words", default="", metavar="TEXT", help="what they were told; “-” reads it"
    )
    close = on_referral(command(commands, "close", run_close, "close"))
    close.add_argument("--note", default="", metavar="TEXT", help="a closing note; “-” reads it")
    settles(close)
    answers_prompts(close)
    give_reason(
        on_referral(command(commands, "reopen", run_reopen, "reopen what was decided or closed")),
        THE_AGENCIES,
    )
    fresh = on_referral(
        command(
            commands,
            "fresh-deadline",
            run_fresh,
            "a manager's new deadline for an overdue last round",
        )
    )
    fresh.add_argument("due", type=instant, metavar="WHEN", help=INSTANT_HELP)
    fresh.add_argument(
        "--agency", metavar="CODE", help="for this agency's request, not the referral"
    )
    give_reason(fresh, THE_AGENCIES)


def run_feedback(run: Run) -> int:
    """Record that the referrer was told, or why not."""
    from mashdesk.domain import commands as c

    args = run.args
    words = run.words(args.words)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.GiveFeedback(
                **session.at(view),
                told=args.told is not None,
                channel=args.channel,
                person=args.told or "",
                words=words,
                why_not=args.not_told or "",
            )
        )


def run_close(run: Run) -> int:
    """Close."""
    from mashdesk.domain import commands as c

    note = run.words(run.args.note)
    with run.session() as session:
        view = session.open(run.args.reference)
        settled = without(run, view)
        try:
            return session.act(
                c.Close(
                    **session.at(view),
                    note=note,
                    without=settled,
                    answers=given_answers(run),
                )
            )
        except ActionsOpen as refused:
            each = [f"`mashdesk action {view.reference} {one} done`" for one in refused.actions]
            way_out = f"{refused.way_out} That is {' and '.join(each)} (or `dropped`)."
            raise NotNow(refused.message, way_out) from refused
        except NotNow as refused:
            left = unanswered(view, settled)
            told = view.clock is not ClockKind.FEEDBACK
            if not left or view.state is not ReferralState.DECIDED or not told:
                raise
            way_out = f"{refused.way_out} For the latter, close it {said_without(left)}."
            raise NotNow(refused.message, way_out) from refused


def run_reopen(run: Run) -> int:
    """Reopen, for anything new does."""
    from mashdesk.domain import commands as c

    reason = run.words(run.args.reason)
    with run.session() as session:
        view = session.open(run.args.reference)
        return session.act(c.Reopen(**session.at(view), reason=reason))


def run_fresh(run: Run) -> int:
    """Give an overdue last round a fresh deadline; the misses stay recorded."""
    from mashdesk.domain import commands as c

    args = run.args
    reason = run.words(args.reason)
    with run.session() as session:
        view = session.open(args.reference)
        request = request_of(view, args.agency).id if args.agency else None
        return session.act(
            c.GiveFreshDeadline(
                **session.at(view),
                due_at=args.due,
                reason=reason,
                request=request,
            )
        )


def settles(parser: argparse.ArgumentParser) -> None:
    """The option that answers for requests nobody answered."""
    parser.add_argument(
        "--without", action="append", default=[], type=_agency_and_why, metavar="AGENCY=WHY",
        help="decided without this agency's answer, and why; once for each unanswered request",
    )  # fmt: skip
    parser.add_argument(
        "--without-rest", default="", metavar="WHY",
        help="the same reason for every other request that is not answered; “-” reads it",
    )  # fmt: skip


def _agency_and_why(text: str) -> tuple[str, str]:
    agency, equals, why = text.partition("=")
    if not (agency.strip() and equals and why.strip()):
        raise argparse.ArgumentTypeError('write it like HLT="why it was not waited for"')
    return agency.strip(), why.strip()


def unanswered(view: ReferralView, said: Sequence[c.Without]) -> list[RequestView]:
    """The requests that this command leaves open."""
    named = {item.request for item in said}
    return [request for request in _waiting(view) if request.id not in named]


def _waiting(view: ReferralView) -> list[RequestView]:
    return [request for request in view.requests if request.state is RequestState.OPEN]


def said_without(left: list[RequestView]) -> str:
    """The options that would answer for these requests, as they are typed."""
    each = "with " + " ".join(f'--without {request.agency}="WHY"' for request in left)
    return each if len(left) == 1 else f'{each}, or --without-rest "WHY" for all of them'


def without(run: Run, view: ReferralView) -> tuple[c.Without, ...]:
    """What the options say, by request; raises NotFound for an agency that was not asked."""
    from mashdesk.domain import commands as c

    said = {request_of(view, agency).id: why for agency, why in run.args.without}
    if rest := run.words(run.args.without_rest):
        said = {request.id: rest for request in _waiting(view)} | said
    return tuple(c.Without(request=request, reason=why) for request, why in said.items())
