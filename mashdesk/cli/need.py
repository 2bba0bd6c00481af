"""`mashdesk need`: the checklist of the level of need, and what is on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import heading, named
from mashdesk.cli.options import Subcommands, a_date, command, on_referral, whole_number
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope

if TYPE_CHECKING:
    from mashdesk.store.views import ReferralView


def register(commands: Subcommands) -> None:
    """Add both commands."""
    need = command(
        commands, "need", run_need, "record the checklist of the level of need",
        "Record the checklist of the level of need: all that holds now; it takes the place of the"
        " one recorded before, which is kept. Says which level and rating it points to, and why.",
    )  # fmt: skip
    on_referral(need)
    need.add_argument(
        "--tick", action="extend", nargs="+", default=[], metavar="CODE",
        help="indicators that hold; `mashdesk indicators` lists them",
    )  # fmt: skip
    need.add_argument(
        "--graded-care", type=whole_number, metavar="1-5", help="Graded Care Profile grade"
    )
    need.add_argument(
        "--dv-scale", type=whole_number, metavar="1-4", help="domestic violence matrix scale"
    )
    need.add_argument("--dash", type=_score, metavar="0-27", help="DASH score")
    need.add_argument(
        "--missing", action="extend", nargs="+", type=a_date, default=[], metavar="DATE",
        help="days on which the child went missing, such as 2026-11-20",
    )  # fmt: skip
    need.add_argument(
        "--words", default="", metavar="TEXT",
        help="a remark: the child's own words, a usual day, how this is known; “-” reads it",
    )  # fmt: skip
    command(
        commands, "indicators", run_indicators,
        "list the indicators of need by group, with the level each points to",
    )  # fmt: skip


def _score(text: str) -> int:
    return 0 if text == "0" else whole_number(text)


def run_need(run: Run) -> int:
    """Record the checklist."""
    from mashdesk.domain import commands as c

    args = run.args
    with run.session() as session:
        view = session.open(args.reference)
        family = session.desk.history.family(session.actor, view.id)
        code = session.act(
            c.RecordNeed(
                **session.at(view),
                indicators=tuple(code.casefold() for code in args.tick),
                graded_care=args.graded_care,
                dv_scale=args.dv_scale,
                dash=args.dash,
                missing=tuple(args.missing),
                words=run.words(args.words),
            )
        )
    if not run.json:
        how = f" See `mashdesk history {view.reference}`." if family.waiting else ""
        run.console.remark(f"{family.check}{how}")
    return code


def run_indicators(run: Run) -> int:
    """Print every indicator; no store is opened."""
    from mashdesk.clock import SystemClock
    from mashdesk.domain.indicators import INDICATORS, NeedGroup, indicators_of

    if run.json:
        now = SystemClock().now()
        run.console.json(envelope("indicators", now, indicators=INDICATORS))
        return 0
    for group in NeedGroup:
        for line in heading(group.label.capitalize()):
            run.console.say(line)
        for one in indicators_of(group):
            run.console.say(f"{one.code:<32} level {one.level}  {one.words}")
    return 0


def record_lines(view: ReferralView) -> Iterator[str]:
    """The level of need as it was recorded last."""
    need = view.need
    if need is None:
        return
    yield from heading("Level of need")
    yield from named(
        [
            ("points to", f"level {need.level}, {need.rating.value}"),
            ("because", "; ".join(need.reasons)),
            ("Graded Care", str(need.graded_care or "")),
            ("matrix scale", str(need.dv_scale or "")),
            ("DASH score", "" if need.dash is None else str(need.dash)),
            ("missing on", ", ".join(wording.day(day) for day in need.missing)),
            ("remark", need.words),
            ("recorded", f"{wording.when(need.at)} by {need.by}"),
        ]
    )
