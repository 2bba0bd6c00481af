"""What follows a decision, on the command line: taken up, reviewed; and what meetings and managers
add.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.cli import wording
from mashdesk.cli.discussing import discussed
from mashdesk.cli.layout import heading, named, paragraph
from mashdesk.cli.options import (
    INSTANT_HELP,
    Subcommands,
    code,
    codes_help,
    command,
    give_reason,
    instant,
    on_referral,
)
from mashdesk.cli.session import Run
from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import REVIEW_RESULTS
from mashdesk.domain.rating import Rag
from mashdesk.store.views.decisions import AllocationView, FollowUp, ReviewView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    said = "record that the allocated worker has taken it up"
    taken = on_referral(command(commands, "acknowledge-allocation", run_taken_up, said))
    taken.add_argument(
        "--person", default="", metavar="NAME",
        help="the worker or manager who said so; yourself if left out",
    )  # fmt: skip
    taken.add_argument("--channel", type=code(Channel), metavar="HOW", help=codes_help(Channel))
    taken.add_argument("--words", default="", metavar="TEXT", help="what they said; “-” reads it")
    review = on_referral(
        command(commands, "review-early-help", run_review, "record how early help went")
    )
    review.add_argument(
        "result", type=code(REVIEW_RESULTS), metavar="RESULT", help=codes_help(REVIEW_RESULTS)
    )
    review.add_argument(
        "--words", required=True, metavar="TEXT", help="how it went; “-” reads it from input"
    )
    review.add_argument(
        "--withdrawn-by", default="", metavar="NAME",
        help="who took the consent back; needed for consent_withdrawn",
    )  # fmt: skip
    review.add_argument(
        "--again", type=instant, metavar="WHEN", help=f"review it again then; {INSTANT_HELP}"
    )
    second = on_referral(
        command(commands, "second-rating", run_second, "rate a second time, after the meeting")
    )
    second.add_argument("rating", type=code(Rag), metavar="RATING", help=codes_help(Rag))
    second.add_argument(
        "--took-part", required=True, metavar="TEXT", help="who took part, and when they met"
    )
    give_reason(second)
    oversight = on_referral(
        command(commands, "oversight", run_oversight, "record a manager's oversight"),
        version=False,
    )
    oversight.add_argument(
        "--words", required=True, metavar="TEXT", help="what was looked at; “-” reads it"
    )


def run_taken_up(run: Run) -> int:
    """Record that somebody answers for the child from now on."""
    from mashdesk.domain import commands as c

    args = run.args
    words = run.words(args.words)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.AcknowledgeAllocation(
                **session.at(view),
                person=args.person,
                channel=args.channel,
                words=words,
            )
        )


def run_review(run: Run) -> int:
    """Record how early help went."""
    from mashdesk.domain import commands as c

    args = run.args
    words = run.words(args.words)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.RecordEarlyHelpReview(
                **session.at(view),
                result=args.result,
                words=words,
                withdrawn_by=args.withdrawn_by,
                again_at=args.again,
            )
        )


def run_second(run: Run) -> int:
    """Rate after the meeting."""
    from mashdesk.domain import commands as c

    args = run.args
    reason = run.words(args.reason)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.RateSecond(
                **session.at(view),
                rating=args.rating,
                took_part=args.took_part,
                reason=reason,
            )
        )


def run_oversight(run: Run) -> int:
    """Record a manager's oversight."""
    from mashdesk.domain import commands as c

    words = run.words(run.args.words)
    with run.session() as session:
        view = session.open(run.args.reference)
        return session.act(c.RecordOversight(referral=view.id, words=words))


def record_lines(after: FollowUp, now: datetime) -> Iterator[str]:
    """All of it in words, section by section."""
    yield from discussed(after, now)
    if after.allocations:
        yield from heading("Passed to an allocated worker")
        for given in after.allocations:
            yield from _handed_over(given)
    if after.reviews:
        yield from heading("Early help review")
        for review in after.reviews:
            yield from _reviewed(review)
    if after.second_ratings:
        yield from heading("Rated after the meeting")
        for one in after.second_ratings:
            yield f"{one.rating.value}, {wording.when(one.at)} by {one.by}"
            yield from named([("took part", one.took_part), ("reason", one.reason)], "  ")
    if after.oversight:
        yield from heading("Manager's oversight")
        for entry in after.oversight:
            yield f"{wording.when(entry.at)} by {entry.by}"
            yield from paragraph(entry.words, "  ")


def _handed_over(given: AllocationView) -> Iterator[str]:
    yield given.worker
    how = f" by {given.channel.label}" if given.channel else ""
    yield from named(
        [
            ("to take it up by", "" if given.ended else wording.when(given.due_at)),
            ("ended", given.ended.label if given.ended else ""),
            ("at", wording.when(given.ended_at)),
            ("acknowledged by", f"{given.acknowledged_by}{how}" if given.acknowledged_by else ""),
            ("words", given.words),
        ],
        "  ",
    )


def _reviewed(review: ReviewView) -> Iterator[str]:
    yield f"due {wording.when(review.due_at)}"
    done = f"{wording.when(review.done_at)} by {review.done_by}" if review.done_at else ""
    yield from named(
        [
            ("result", review.result.label if review.result else "not recorded yet"),
            ("recorded", done),
            ("words", review.words),
        ],
        "  ",
    )
