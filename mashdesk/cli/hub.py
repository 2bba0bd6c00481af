"""`mashdesk user`, `agency` and `policy`: what an administrator keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mashdesk.cli.layout import named, table
from mashdesk.cli.options import Subcommands, code, codes_help, command
from mashdesk.cli.policy_text import check_policy, policy_from
from mashdesk.cli.session import Run
from mashdesk.cli.set_up import new_password
from mashdesk.cli.shape import envelope
from mashdesk.domain.actor import ROLES_OF_PEOPLE
from mashdesk.domain.explanation import hours_text
from mashdesk.domain.policy import Policy
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag


def register(commands: Subcommands) -> None:
    """Add the commands and their own commands."""
    _users(_group(commands, "user", "add, list or shut out people", "add, list or shut"))
    _agencies(_group(commands, "agency", "edit or list the roster", "add or list"))
    policy = _group(commands, "policy", "show, check or adopt a policy", "show, check or adopt")
    command(policy, "show", run_policy_show, "print the policy in force")
    check = command(policy, "check", run_policy_check, "check a policy; needs no store")
    adopt = command(
        policy, "adopt", run_policy_adopt, "adopt a policy from now on",
        "Adopt a policy from now on. Clocks already running keep the policy they began under.",
    )  # fmt: skip
    for parser in (check, adopt):
        parser.add_argument(
            "policy", metavar="PRESET|FILE", help=f"{', '.join(PRESETS)}, or a TOML file"
        )


def _group(commands: Subcommands, name: str, help_: str, choices: str) -> Subcommands:
    parser = commands.add_parser(name, help=help_, allow_abbrev=False)
    parser.set_defaults(run=lambda _run: parser.error(f"say {choices}"))
    return parser.add_subparsers(metavar="WHAT", title="what to do", parser_class=type(parser))


def _users(inner: Subcommands) -> None:
    add = command(inner, "add", run_user_add, "add a person")
    add.add_argument("name", metavar="NAME", help="what they sign in with")
    add.add_argument("--full-name", required=True, metavar="NAME", help="as records name them")
    add.add_argument(
        "--role", required=True, type=code(ROLES_OF_PEOPLE), metavar="ROLE",
        help=codes_help(ROLES_OF_PEOPLE),
    )  # fmt: skip
    add.add_argument("--agency", metavar="CODE", help="their agency, for a practitioner")
    add.add_argument(
        "--new-password-file",
        type=Path,
        metavar="FILE",
        help="their password; asked for if left out",
    )
    command(inner, "list", run_user_list, "list everybody with an account")
    shut = command(
        inner, "shut", run_user_shut, "shut the account of somebody who has left",
        "Shut an account. What they hold is assigned to others first; `user add` opens it again.",
    )  # fmt: skip
    shut.add_argument("name", metavar="NAME", help="what they sign in with")


def _agencies(inner: Subcommands) -> None:
    add = command(
        inner, "add", run_agency_add, "add an agency, or replace its entry",
        "Add an agency to the roster. An entry that is there already is replaced only with"
        " --replace, as a whole: what is not given is empty then. What changed is told.",
    )  # fmt: skip
    add.add_argument("code", metavar="CODE", help="a short code, such as HLT")
    add.add_argument("--name", required=True, metavar="NAME", help="its name")
    add.add_argument(
        "--asked-at", type=code(Rag), nargs="*", default=[], metavar="RATING",
        help="the ratings at which it is asked without anybody choosing to",
    )  # fmt: skip
    add.add_argument("--in-room", action="store_true", help="it sits in the hub")
    add.add_argument("--contact", default="", metavar="TEXT", help="who answers first")
    add.add_argument(
        "--next-contact", default="", metavar="TEXT", help="who is asked when time runs out"
    )
    add.add_argument("--lead", default="", metavar="TEXT", help="who is asked last")
    add.add_argument(
        "--replace", action="store_true", help="put this in the place of the entry that is there"
    )
    command(inner, "list", run_agency_list, "list the roster")


def run_user_add(run: Run) -> int:
    """Add a person; only the hash of their password reaches the store."""
    from mashdesk.domain.commands import AddUser

    args = run.args
    with run.session() as session:
        password = new_password(run, args.new_password_file, args.name)
        hashed = session.wired.sign_in.hash(password)
        return session.act(
            AddUser(
                name=args.name,
                full_name=args.full_name,
                role=args.role,
                password_hash=hashed,
                agency=args.agency,
            )
        )


def run_user_shut(run: Run) -> int:
    """Shut an account."""
    from mashdesk.domain.commands import ShutAccount

    with run.session() as session:
        return session.act(ShutAccount(name=run.args.name))


def run_user_list(run: Run) -> int:
    """List the accounts."""
    with run.session() as session:
        people = session.desk.accounts(session.actor)
        if run.json:
            run.console.json(envelope("people", session.desk.clock.now(), people=people))
            return 0
        rows = [(p.name, p.full_name, p.role.replace("_", " "), str(p.holds)) for p in people]
        _print(run, table(("name", "full name", "role", "holds"), rows))
    return 0


def run_agency_add(run: Run) -> int:
    """Add or replace a roster entry."""
    from mashdesk.domain.commands import AddAgency

    args = run.args
    with run.session() as session:
        return session.act(
            AddAgency(
                code=args.code,
                name=args.name,
                asked_at=tuple(dict.fromkeys(args.asked_at)),
                in_room=args.in_room,
                contact=args.contact,
                next_contact=args.next_contact,
                lead=args.lead,
                replace=args.replace,
            )
        )


def run_agency_list(run: Run) -> int:
    """List the roster."""
    with run.session() as session:
        agencies = session.desk.agencies()
        if run.json:
            run.console.json(envelope("agencies", session.desk.clock.now(), agencies=agencies))
            return 0
        rows = [
            (
                agency.code, agency.name, ", ".join(agency.asked_at) or "only by choice",
                "in the room" if agency.in_room else "", agency.contact, agency.next_contact,
                agency.lead,
            )
            for agency in agencies
        ]  # fmt: skip
        _print(run, table(("code", "name", "asked at", "where", "first", "next", "lead"), rows))
    return 0


def run_policy_show(run: Run) -> int:
    """Print the policy in force as its TOML, which `adopt` takes back."""
    with run.session() as session:
        hub, text = session.desk.hub(), session.desk.policy_text()
        if run.json:
            now = session.desk.clock.now()
            body = {"name": hub.policy_name, "version": hub.policy_version, "text": text}
            run.console.json(envelope("policy", now, policy=body))
            return 0
        run.console.say(
            f"# {hub.policy_name}, version {hub.policy_version} of this hub\n{text}".rstrip()
        )
    return 0


def run_policy_check(run: Run) -> int:
    """Check a policy and say in words what it means."""
    policy = check_policy(policy_from(run.args.policy))
    if run.json:
        run.console.json(_shape(policy))
    else:
        run.console.say(f"{policy.name} is a policy the desk can keep.")
        _print(run, named(_meaning(policy), "  "))
    return 0


def run_policy_adopt(run: Run) -> int:
    """Adopt a policy from now on."""
    from mashdesk.domain.commands import AdoptPolicy

    text = policy_from(run.args.policy)
    with run.session() as session:
        return session.act(AdoptPolicy(text=text))


def _meaning(policy: Policy) -> list[tuple[str, str]]:
    lines = [("desk", hours_text(policy.calendar)), ("rounds", str(policy.rounds))]
    for rag in policy.ratings:
        band = policy.band(rag)
        lines.append(
            (rag.value, f"{band.first}, then {band.later}; agencies answer within {band.answer}")
        )
    lines += [
        ("unrated", f"{policy.unrated.first}, then {policy.unrated.later}"),
        ("feedback", f"{policy.feedback.first}, then {policy.feedback.later}"),
        ("returned", f"{policy.returned.first}, at most {policy.longest_return}"),
    ]
    return lines


def _shape(policy: Policy) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "policy check",
        "name": policy.name,
        "meaning": dict(_meaning(policy)),
    }


def _print(run: Run, lines: list[str]) -> None:
    for line in lines:
        run.console.say(line)
