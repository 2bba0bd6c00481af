"""`mashdesk agency`: the roster, who answers for whom and how."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from mashdesk.cli.layout import heading, named, table
from mashdesk.cli.options import Subcommands, code, codes_help, command, group
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.errors import NotFound
from mashdesk.domain.rating import Rag
from mashdesk.domain.toml_table import did_you_mean

if TYPE_CHECKING:
    from mashdesk.store.views import AgencyView

_LINES = ("name", "contact", "next_contact", "lead", "hours")


def register(commands: Subcommands) -> None:
    """Add the command and its own commands."""
    agency = group(commands, "agency", "add, edit, show or list the roster",
                   "add, edit, show or list")  # fmt: skip
    add = command(
        agency, "add", run_agency_add, "add an agency, or replace its entry",
        "Add an agency to the roster. An entry that is there already is replaced only with"
        " --replace, as a whole: what is not given is empty then. What changed is told.",
    )  # fmt: skip
    add.add_argument("code", metavar="CODE", help="a short code, such as HLT")
    add.add_argument("--name", required=True, metavar="NAME", help="its name")
    add.add_argument("--in-room", action="store_true", help="it sits in the hub")
    _particulars(add)
    add.add_argument(
        "--replace", action="store_true", help="put this in the place of the entry that is there"
    )
    edit = command(
        agency, "edit", run_agency_edit, "change what is given of an agency's entry",
        "Change what is given of an agency's entry; the rest stays. An option without a value"
        " empties its list; --hours '' empties a line.",
    )  # fmt: skip
    edit.add_argument("code", metavar="CODE", help="its code")
    edit.add_argument("--name", metavar="NAME", help="its name")
    edit.add_argument(
        "--in-room", action=argparse.BooleanOptionalAction, help="it sits in the hub, or does not"
    )
    _particulars(edit)
    show = command(agency, "show", run_agency_show, "show an agency's whole entry")
    show.add_argument("code", metavar="CODE", help="its code")
    command(agency, "list", run_agency_list, "list the roster")


def _particulars(parser: argparse.ArgumentParser) -> None:
    for option, metavar, help_ in (
        ("--contact", "TEXT", "who answers first"),
        ("--next-contact", "TEXT", "who is asked when time runs out"),
        ("--lead", "TEXT", "who is asked last"),
        ("--hours", "TEXT", "when it works: “Mon-Fri 09:00-17:00, Sat 10:00-13:00”, “24 hours”"),
    ):
        parser.add_argument(option, metavar=metavar, help=help_)
    parser.add_argument(
        "--systems",
        action="extend",
        nargs="*",
        metavar="NAME",
        help="the systems it searches for each child",
    )
    parser.add_argument(
        "--asked-at", type=code(Rag), action="extend", nargs="*", metavar="RATING",
        help=f"when it is asked without anybody choosing to: {codes_help(Rag)}",
    )  # fmt: skip
    parser.add_argument(
        "--not-at", type=code(Rag), action="extend", nargs="*", metavar="RATING",
        help="the ratings at which it is not commissioned to answer",
    )  # fmt: skip


def run_agency_add(run: Run) -> int:
    """Add or replace a roster entry."""
    from mashdesk.domain.commands import AddAgency

    args = run.args
    lines = {name: getattr(args, name) or "" for name in _LINES}
    with run.session() as session:
        return session.act(
            AddAgency(
                code=args.code,
                **lines,
                in_room=args.in_room,
                asked_at=tuple(dict.fromkeys(args.asked_at or ())),
                not_at=tuple(dict.fromkeys(args.not_at or ())),
                systems=tuple(args.systems or ()),
                replace=args.replace,
            )
        )


def run_agency_edit(run: Run) -> int:
    """Change what is given of a roster entry; the rest stays as it is."""
    from mashdesk.domain.commands import AddAgency

    args = run.args
    with run.session() as session:
        known = _agency(session.desk.agencies(), args.code)

        def kept(name: str) -> object:
            given = getattr(args, name)
            return getattr(known, name) if given is None else given

        lines = {name: str(kept(name)) for name in _LINES}
        return session.act(
            AddAgency(
                code=known.code,
                **lines,
                in_room=bool(kept("in_room")),
                asked_at=known.asked_at if args.asked_at is None else _ratings(args.asked_at),
                not_at=known.not_at if args.not_at is None else _ratings(args.not_at),
                systems=known.systems if args.systems is None else tuple(args.systems),
                replace=True,
            )
        )


def run_agency_show(run: Run) -> int:
    """Show an entry with everything in it."""
    with run.session() as session:
        agency = _agency(session.desk.agencies(), run.args.code)
        if run.json:
            run.console.json(envelope("agency", session.desk.clock.now(), agency=agency))
            return 0
        said = [
            ("asked at", ", ".join(agency.asked_at) or "only when chosen"),
            ("not commissioned at", ", ".join(agency.not_at)),
            ("where", "in the room" if agency.in_room else "virtual: it answers remotely"),
            ("hours", agency.hours),
            ("now", agency.shut(session.desk.clock.now())),
            ("systems", ", ".join(agency.systems)),
            ("first contact", agency.contact),
            ("next contact", agency.next_contact),
            ("lead", agency.lead),
        ]
        for line in (*heading(f"{agency.code}  {agency.name}"), *named(said, "  ")):
            run.console.say(line)
    return 0


def run_agency_list(run: Run) -> int:
    """List the roster."""
    with run.session() as session:
        agencies = session.desk.agencies()
        if run.json:
            run.console.json(envelope("agencies", session.desk.clock.now(), agencies=agencies))
            return 0
        now = session.desk.clock.now()
        rows = [
            (
                agency.code, agency.name, ", ".join(agency.asked_at) or "only by choice",
                ", ".join(agency.not_at), "in the room" if agency.in_room else "",
                "; ".join(filter(None, (agency.hours, agency.shut(now)))),
                ", ".join(agency.systems), agency.contact, agency.next_contact, agency.lead,
            )
            for agency in agencies
        ]  # fmt: skip
        headings = ("code", "name", "asked at", "not at", "where", "hours", "systems", "first",
                    "next", "lead")  # fmt: skip
        for line in table(headings, rows):
            run.console.say(line)
    return 0


def _agency(agencies: tuple[AgencyView, ...], code: str) -> AgencyView:
    wanted = code.strip().upper()
    for agency in agencies:
        if agency.code == wanted:
            return agency
    hint = did_you_mean(wanted, [agency.code for agency in agencies])
    raise NotFound(f"There is no agency {code!r} on the roster.", hint.capitalize() + ".")


def _ratings(given: list[Rag]) -> tuple[Rag, ...]:
    return tuple(dict.fromkeys(given))
