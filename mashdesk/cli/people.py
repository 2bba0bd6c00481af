"""`mashdesk user`, `password` and `roles`: accounts, one's own password, and who may do what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.cli.layout import table
from mashdesk.cli.options import Subcommands, code, codes_help, command, group
from mashdesk.cli.session import Run, Session, read_password
from mashdesk.cli.set_up import new_password
from mashdesk.cli.shape import envelope
from mashdesk.domain.actor import ROLES_OF_PEOPLE, Role
from mashdesk.domain.problems import Invalid, Problem

if TYPE_CHECKING:
    from mashdesk.domain.commands import Command

_SHORT = {
    Role.DUTY: "duty",
    Role.EARLY_HELP: "early help",
    Role.TEAM_MANAGER: "team mgr",
    Role.SERVICE_MANAGER: "service mgr",
    Role.PRACTITIONER: "agency",
    Role.BUSINESS: "business",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "admin",
}


def register(commands: Subcommands) -> None:
    """Add the commands."""
    users = group(commands, "user", "add, list, shut, reset or unlock people, change their role",
                  "add, list, shut, reset, unlock or role")  # fmt: skip
    _adding(users)
    _keeping(users)
    own = command(
        commands, "password", run_password, "change your own password",
        "Change your own password: at least 15 characters of any kind; a few words in a row are"
        " easy to keep. A one-time password has to be changed before anything else can be done.",
    )  # fmt: skip
    own.add_argument(
        "--new-password-file", type=Path, metavar="FILE", help="the new one; asked for if left out"
    )
    command(
        commands, "roles", run_roles, "show which role may do what",
        "Show which role may see and do what: the one table that every screen and command asks.",
    )  # fmt: skip


def _adding(users: Subcommands) -> None:
    add = command(
        users, "add", run_user_add, "add a person",
        "Add a person, or open a shut account again. Without --new-password-file a one-time"
        " password is made and shown once; its owner chooses another when they sign in.",
    )  # fmt: skip
    add.add_argument("name", metavar="NAME", help="what they sign in with")
    add.add_argument("--full-name", required=True, metavar="NAME", help="as records name them")
    _role(add)
    add.add_argument(
        "--new-password-file", type=Path, metavar="FILE", help="a password they chose themselves"
    )


def _keeping(users: Subcommands) -> None:
    command(users, "list", run_user_list, "list everybody with an account")
    shut = command(
        users, "shut", run_user_shut, "shut the account of somebody who has left",
        "Shut an account. What they hold goes back to the queue, what they answer for an agency"
        " back to that agency, and the managers are told; `user add` opens the account again.",
    )  # fmt: skip
    reset = command(
        users, "reset", run_user_reset, "give somebody a one-time password, shown once",
        "Give somebody a one-time password. It is shown once, unlocks the account, turns the"
        " second factor off, and has to be changed at the next sign-in.",
    )  # fmt: skip
    unlock = command(
        users, "unlock", run_user_unlock, "let somebody try again after too many failures"
    )
    role = command(users, "role", run_user_role, "change somebody's role")
    for parser in (shut, reset, unlock, role):
        parser.add_argument("name", metavar="NAME", help="what they sign in with")
    _role(role)


def _role(parser: Subcommands) -> None:
    parser.add_argument(
        "--role", required=True, type=code(ROLES_OF_PEOPLE), metavar="ROLE",
        help=codes_help(ROLES_OF_PEOPLE),
    )  # fmt: skip
    parser.add_argument(
        "--agency", metavar="AGENCY", help="their agency, by its code or name, for a practitioner"
    )


def _agency(session: Session) -> str | None:
    """The code of the agency given by code or name; what the roster has not, as it was given."""
    said: str | None = session.run.args.agency
    if said is None:
        return None
    wanted, roster = said.strip().casefold(), session.desk.agencies()
    by_code = {agency.code.casefold(): agency.code for agency in roster}
    by_name = {agency.name.casefold(): agency.code for agency in roster}
    return by_code.get(wanted) or by_name.get(wanted) or said


def run_user_add(run: Run) -> int:
    """Add a person; only the hash of their password reaches the store."""
    from mashdesk.domain.commands import AddUser

    args = run.args
    if args.role == Role.PRACTITIONER and args.agency is None:
        raise Invalid([Problem("agency", "is needed for an agency practitioner; give --agency")])
    with run.session() as session:
        once, hashed = "", ""
        if args.new_password_file is not None:
            password = read_password(args.new_password_file, run.console)
            hashed = session.wired.sign_in.hash(password, about=(args.name, args.full_name))
        else:
            once, hashed = session.wired.sign_in.one_time()
        command = AddUser(
            name=args.name,
            full_name=args.full_name,
            role=args.role,
            password_hash=hashed,
            agency=_agency(session),
            must_change=bool(once),
        )
        return _told(session, command, once)


def run_user_reset(run: Run) -> int:
    """Give somebody a one-time password."""
    from mashdesk.domain.commands import ResetPassword

    with run.session() as session:
        once, hashed = session.wired.sign_in.one_time()
        return _told(session, ResetPassword(name=run.args.name, password_hash=hashed), once)


def _told(session: Session, command: Command, once: str) -> int:
    """Do it, and show the one-time password once: it is kept nowhere."""
    run, outcome = session.run, session.perform(command)
    if run.json:
        body = {"outcome": outcome} | ({"one_time_password": once} if once else {})
        run.console.json(envelope("outcome", session.desk.clock.now(), **body))
        return 0
    run.console.say(outcome.message)
    if once:
        run.console.say(f"One-time password, shown only now: {once}")
    return 0


def run_user_shut(run: Run) -> int:
    """Shut an account."""
    from mashdesk.domain.commands import ShutAccount

    with run.session() as session:
        return session.act(ShutAccount(name=run.args.name))


def run_user_unlock(run: Run) -> int:
    """Unlock an account."""
    from mashdesk.domain.commands import UnlockAccount

    with run.session() as session:
        return session.act(UnlockAccount(name=run.args.name))


def run_user_role(run: Run) -> int:
    """Change a role; the password given for this very command is the fresh one it asks for."""
    from mashdesk.domain.commands import ChangeRole

    args = run.args
    with run.session() as session:
        return session.act(ChangeRole(name=args.name, role=args.role, agency=_agency(session)))


def run_user_list(run: Run) -> int:
    """List the accounts."""
    with run.session() as session:
        people = session.desk.accounts(session.actor)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("people", now, people=people))
            return 0
        rows = [
            (p.name, p.full_name, p.role, p.agency, p.state, str(p.holds), p.workstation)
            for p in people
        ]
        headings = ("name", "full name", "role", "agency", "account", "holds", "signed in at")
        for line in table(headings, rows):
            run.console.say(line)
    return 0


def run_password(run: Run) -> int:
    """Change one's own password; the one thing that a one-time password still allows."""
    with run.session() as session:
        new = new_password(run, run.args.new_password_file, session.actor.name)
        session.wired.sign_in.change_password(session.actor, run.password_given, new)
        run.console.say("Your password is changed. The old one is of no use any more.")
    return 0


def run_roles(run: Run) -> int:
    """Print the matrix; it needs no store."""
    from mashdesk.domain.permissions import NEEDS_FRESH, matrix

    rows = matrix()
    if run.json:
        allowed = {
            act: [role.value for role in ROLES_OF_PEOPLE if role in roles] for act, roles in rows
        }
        fresh = sorted(kind.label for kind in NEEDS_FRESH)
        run.console.json({"format": 1, "kind": "roles", "may": allowed, "asks_again": fresh})
        return 0
    cells = [
        (act, *("yes" if role in roles else "-" for role in ROLES_OF_PEOPLE)) for act, roles in rows
    ]
    for line in table(("", *(_SHORT[role] for role in ROLES_OF_PEOPLE)), cells):
        run.console.say(line)
    return 0
