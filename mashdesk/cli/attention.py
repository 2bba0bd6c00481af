"""What asks for somebody's attention: notices, and what left the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import named
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.errors import NotFound
from mashdesk.text import capital, sentence

if TYPE_CHECKING:
    from mashdesk.store.views import NoticeView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    notices = command(commands, "notices", run_notices, "list what changed for you")
    notices.add_argument(
        "--acknowledge",
        action="extend",
        nargs="+",
        metavar="NUMBER|all",
        default=[],
        help="take these off the list",
    )
    gone = command(commands, "departures", run_departures, "list what left the queue, and why")
    gone.add_argument("--acknowledge", action="store_true", help="take all of them off the list")


def run_notices(run: Run) -> int:
    """List the notices, or acknowledge them."""
    from mashdesk.domain.commands import Acknowledge

    with run.session() as session:
        notices = session.desk.notices(session.actor)
        if run.args.acknowledge:
            return session.act(Acknowledge(notices=_chosen(run.args.acknowledge, notices)))
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("notices", now, notices=notices))
            return 0
        for notice in notices:
            told = capital(notice.text.removeprefix(notice.reference).lstrip(" :"))
            run.console.say(f"{notice.id}. {notice.reference}: {told}")
            told = f"{wording.when(notice.at)} by {notice.by}"
            for line in named([("why", sentence(notice.why)), ("told", told)], "   "):
                run.console.say(line)
        if not notices:
            run.console.say("There is nothing to acknowledge.")
    return 0


def run_departures(run: Run) -> int:
    """List what left the queue since it was last acknowledged, or acknowledge it."""
    from mashdesk.domain.commands import AcknowledgeDepartures
    from mashdesk.store.views import departures_told

    with run.session() as session:
        gone = session.desk.departures(session.actor)
        if run.args.acknowledge and gone:
            return session.act(AcknowledgeDepartures(up_to=max(each.seq for each in gone)))
        waiting = session.desk.departures_waiting(session.actor)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("departures", now, departures=gone, waiting=waiting))
            return 0
        for each in gone:
            run.console.say(f"{wording.when(each.at)}  {each.reference}: {each.text}, by {each.by}")
        if waiting > len(gone):
            run.console.say(
                f"These are the newest {len(gone):,} of {departures_told(waiting)}; to acknowledge"
                " them acknowledges the older ones too."
            )
        if not gone:
            run.console.say("Nothing left the queue since this was last acknowledged.")
    return 0


def _chosen(said: list[str], notices: tuple[NoticeView, ...]) -> tuple[int, ...]:
    standing = {str(notice.id): notice.id for notice in notices}
    if "all" in said:
        return tuple(standing.values())
    for number in said:
        if number not in standing:
            raise NotFound(f"You have no notice {number!r}.", "See `mashdesk notices`.")
    return tuple(standing[number] for number in said)
