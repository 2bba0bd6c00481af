"""Strategy discussions on the command line: recorded, and their actions settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.cli import wording
from mashdesk.cli.layout import heading, named, paragraph
from mashdesk.cli.options import (
    INSTANT_HELP,
    Subcommands,
    code,
    codes_help,
    command,
    instant,
    on_referral,
    whole_number,
)
from mashdesk.cli.session import Run
from mashdesk.desk.intake.codes import read_date, read_instant
from mashdesk.desk.intake.discussion_lines import (
    HOW_TO_NAME,
    read_actions,
    read_participants,
)
from mashdesk.domain.follow_up import ActionEnd, StrategyResult
from mashdesk.store.views.decisions import ActionView, FollowUp, StrategyView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    strategy = on_referral(
        command(commands, "strategy", run_strategy, "record a strategy discussion")
    )
    strategy.add_argument(
        "--held", type=instant, metavar="WHEN", help=f"when it was held; {INSTANT_HELP}"
    )
    strategy.add_argument("--not-held", default="", metavar="WHY", help="why it was not held")
    strategy.add_argument(
        "--took-part", action="append", default=[], metavar="AGENCY;NAME;ROLE",
        help=f"once for each: {HOW_TO_NAME}",
    )  # fmt: skip
    strategy.add_argument(
        "--result", type=code(StrategyResult), metavar="RESULT", help=codes_help(StrategyResult)
    )
    strategy.add_argument(
        "--decision", default="", metavar="TEXT", help="what was decided and why; “-” reads it"
    )
    strategy.add_argument(
        "--action", action="append", default=[], metavar="OWNER;WHEN;WHAT",
        help="once for each, such as DS Obi; 2026-11-23; speak to the father; or 2026-11-23 16:00",
    )  # fmt: skip
    action = on_referral(
        command(commands, "action", run_action, "settle an action of a strategy discussion")
    )
    action.add_argument(
        "action", type=whole_number, metavar="NUMBER", help="its number from `show`"
    )
    action.add_argument("ended", type=code(ActionEnd), metavar="HOW", help=codes_help(ActionEnd))
    action.add_argument(
        "--because", default="", metavar="TEXT",
        help="what came of it; needed where it is dropped; “-” reads it from input",
    )  # fmt: skip


def run_strategy(run: Run) -> int:
    """Record when it was held, who took part, what it decided, and its actions."""
    from mashdesk.domain import commands as c

    args = run.args
    decision, why_not = run.words(args.decision), run.words(args.not_held)
    people = read_participants("--took-part", args.took_part)
    actions = read_actions("--action", args.action, read_instant, read_date)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.RecordStrategyDiscussion(
                **session.at(view),
                held_at=args.held,
                why_not=why_not,
                participants=people,
                result=args.result,
                decision=decision,
                actions=actions,
            )
        )


def run_action(run: Run) -> int:
    """Mark an action done, or drop it with a reason."""
    from mashdesk.domain import commands as c

    args = run.args
    because = run.words(args.because)
    with run.session() as session:
        view = session.open(args.reference)
        return session.act(
            c.SettleAction(
                **session.at(view),
                action=args.action,
                ended=args.ended,
                because=because,
            )
        )


def discussed(after: FollowUp, now: datetime) -> Iterator[str]:
    """Every discussion with who took part and what it asked of whom, and the one still to be held;
    nothing where there is none.
    """
    if after.strategy_due is None and not after.strategies:
        return
    yield from heading("Strategy discussion")
    state = "overdue since" if after.is_discussion_overdue(now) else "to be held by"
    yield from named([(state, wording.when(after.strategy_due))])
    for held in after.strategies:
        yield from _held(held)


def _held(held: StrategyView) -> Iterator[str]:
    yield f"recorded {wording.when(held.recorded_at)} by {held.recorded_by}"
    yield from named(
        [
            ("held", wording.when(held.held_at) or "no"),
            ("why not", held.why_not),
            ("result", held.result.label if held.result else ""),
            ("decision", held.decision),
        ],
        "  ",
    )
    for person in held.participants:
        role = f", {person.role}" if person.role else ""
        yield from paragraph(f"took part: {person.agency}: {person.name}{role}", "  ")
    for action in held.actions:
        yield from _action(action)


def _action(action: ActionView) -> Iterator[str]:
    by = wording.when(action.due_at)
    yield from paragraph(f"action {action.id}: {action.owner}, by {by}: {action.words}", "  ")
    if action.ended is not None:
        because = f": {action.because}" if action.because else ""
        said = f"{action.ended.label} {wording.when(action.ended_at)}, {action.ended_by}{because}"
        yield from paragraph(said, "    ")
