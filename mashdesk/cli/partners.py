"""What an agency's practitioners do in plain text: their requests, answers, changes, outcomes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from mashdesk.cli.options import Subcommands, command, whole_number
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.errors import NotFound

if TYPE_CHECKING:
    from mashdesk.domain.commands import OnRequest
    from mashdesk.store.views import AgencyRequestView

_WHICH = "the referral, such as MD-26-0412, or the request's number"


def register(commands: Subcommands) -> None:
    """Add the commands."""
    command(commands, "requests", run_requests, "list what is asked of your agency")
    shown = command(commands, "request", run_request, "print one request put to your agency")
    shown.add_argument("request", metavar="REF|NUMBER", help=_WHICH)
    shown.add_argument(
        "--template", action="store_true",
        help="print only the JSON that `answer REF --from` takes, to be filled in",
    )  # fmt: skip
    _on_own(commands, "take-on", run_take_on, "take a request on, or over from a colleague")
    _on_own(commands, "let-go", run_let_go, "let a request go for a colleague to take on")
    command(commands, "became", run_became, "say what became of what your agency sent")
    command(commands, "inbox", run_inbox, "list what changed for you and your agency")
    seen = command(commands, "acknowledge", run_acknowledge, "take changes off the inbox")
    seen.add_argument("numbers", nargs="+", metavar="NUMBER|all", help="numbers from `inbox`")


def run_requests(run: Run) -> int:
    """Print the agency's list."""
    with run.session() as session:
        print_requests(session)
    return 0


def print_requests(session: Session) -> None:
    """What is asked of the actor's agency, as text or JSON."""
    view, now = session.desk.agency.view(session.actor), session.desk.clock.now()
    console = session.run.console
    if session.run.json:
        console.json(envelope("requests", now, desk=view))
        return
    from mashdesk.cli.agency_text import desk_lines

    for line in desk_lines(view, now):
        console.say(line)


def run_request(run: Run) -> int:
    """Open a request, which is audited, and print it or what answers it."""
    with run.session() as session:
        view, now = own_request(session, run.args.request), session.desk.clock.now()
        if run.args.template:
            from mashdesk.cli.answer_json import empty_answer

            run.console.json(empty_answer(view))
        elif run.json:
            run.console.json(envelope("request", now, request=view))
        else:
            from mashdesk.cli.agency_text import request_lines

            for line in request_lines(view, now):
                run.console.say(line)
    return 0


def run_take_on(run: Run) -> int:
    """Have a request as one's own."""
    from mashdesk.domain import commands as c

    return _act(run, c.TakeOn)


def run_let_go(run: Run) -> int:
    """Put a request back for anybody in the agency."""
    from mashdesk.domain import commands as c

    return _act(run, c.LetGo)


def run_became(run: Run) -> int:
    """Print what became of everything the agency was asked about."""
    with run.session() as session:
        every = session.desk.agency.view(session.actor).became
        if run.json:
            run.console.json(envelope("became", session.desk.clock.now(), became=every))
            return 0
        from mashdesk.cli.agency_text import outcome_lines

        for line in outcome_lines(every):
            run.console.say(line)
    return 0


def run_inbox(run: Run) -> int:
    """List what changed and is not acknowledged."""
    with run.session() as session:
        notices = session.desk.notices(session.actor)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("notices", now, notices=notices))
            return 0
        from mashdesk.cli.agency_text import change_lines

        for line in change_lines(notices):
            run.console.say(line)
    return 0


def run_acknowledge(run: Run) -> int:
    """Take the changes named, or all that are listed now, off the inbox."""
    from mashdesk.domain.commands import Acknowledge

    with run.session() as session:
        standing = {str(notice.id): notice.id for notice in session.desk.notices(session.actor)}
        said = list(standing) if "all" in run.args.numbers else run.args.numbers
        if wrong := [number for number in said if number not in standing]:
            raise NotFound(f"There is no change {wrong[0]!r} here.", "See `mashdesk inbox`.")
        return session.act(Acknowledge(notices=tuple(standing[number] for number in said)))


def own_request(session: Session, said: str) -> AgencyRequestView:
    """A request of the actor's own agency by its number or its referral's reference.

    Anything else is answered, and audited, as one that never was.
    """
    agency, wanted = session.desk.agency, said.strip().upper()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 12:
        return agency.open(session.actor, int(wanted))
    view = agency.view(session.actor)
    for row in (*view.open, *view.settled):
        if row.reference == wanted:
            return agency.open(session.actor, row.request)
    return agency.open(session.actor, 0)


def _on_own(commands: Subcommands, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser = command(commands, name, run, help_)
    parser.add_argument("request", metavar="REF|NUMBER", help=_WHICH)
    parser.add_argument(
        "--version", type=whole_number, dest="at_version", metavar="N",
        help="refuse if the request is no longer at this version (see `request`)",
    )  # fmt: skip
    return parser


def _act(run: Run, kind: type[OnRequest]) -> int:
    with run.session() as session:
        row = own_request(session, run.args.request).row
        return session.act(kind(request=row.request, version=session.version(row.version)))
