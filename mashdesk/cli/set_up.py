"""`mashdesk init`: set up a hub without a screen."""

from __future__ import annotations

from pathlib import Path

from mashdesk.cli.options import Subcommands, code, codes_help, command
from mashdesk.cli.policy_text import policy_from
from mashdesk.cli.session import Run, read_password
from mashdesk.domain.actor import ROLES_OF_PEOPLE, Role
from mashdesk.domain.calendar import Nation
from mashdesk.domain.errors import NotNow
from mashdesk.domain.presets import PRESETS

_WORKERS = (Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.DUTY)


def register(commands: Subcommands) -> None:
    """Add the command."""
    parser = command(
        commands, "init", run_init, "set up a hub",
        "Set up a hub: its store, key, policy and first administrator. At a terminal, what is not"
        " given is asked for. The key is kept apart from the store: keep a copy of it elsewhere.",
    )  # fmt: skip
    parser.add_argument("--hub", metavar="NAME", help="the hub's name, as every screen shows it")
    parser.add_argument(
        "--policy", metavar="PRESET|FILE", help=f"a preset ({', '.join(PRESETS)}) or a TOML file"
    )
    parser.add_argument(
        "--nation", type=code(Nation), metavar="NATION",
        help=f"whose bank holidays a preset keeps: {codes_help(Nation)}",
    )  # fmt: skip
    parser.add_argument("--admin", metavar="NAME", help="the first administrator's account")
    parser.add_argument("--admin-full-name", metavar="NAME", help="and their name in full")
    worker = parser.add_argument_group(
        "a first worker", "An administrator reads no records: one person who does can be added now."
    )
    worker.add_argument("--worker", metavar="NAME", help="their account")
    worker.add_argument("--worker-full-name", metavar="NAME", help="their name in full")
    worker.add_argument(
        "--worker-role", type=code(ROLES_OF_PEOPLE), metavar="ROLE",
        help=f"{', '.join(_WORKERS)}; a team manager if left out, who can do all that a duty worker"
        " can and is named when a clock runs out",
    )  # fmt: skip
    worker.add_argument("--worker-password-file", type=Path, metavar="FILE", help="their password")


def run_init(run: Run) -> int:
    """Set the hub up, and say where everything is and what comes next."""
    if run.doors.is_set_up(run.settings):
        raise NotNow(
            f"There is a hub in {run.settings.place} already.",
            "Name another directory with --store.",
        )
    args = run.args
    plan = {
        "hub": args.hub or run.console.ask("The hub's name"),
        "policy_text": policy_from(_policy(run), args.nation),
        "admin_name": args.admin or run.console.ask("The administrator's account name"),
    }
    plan["admin_full_name"] = args.admin_full_name or run.console.ask(
        "Their full name", plan["admin_name"]
    )
    plan["admin_password"] = new_password(run, run.given("password_file"), plan["admin_name"])
    plan |= _worker(run)
    wired = run.doors.set_up(run.settings, plan)
    try:
        hub = wired.desk.hub()
        run.console.say(
            f"{hub.name} is set up in {wired.settings.place}, policy {hub.policy_name}."
        )
        if wired.settings.key is None:
            run.console.say(f"Its key is {run.doors.key_path(wired.settings)}.")
        run.console.say(
            "Keep a copy of the key apart from the store: without it no backup can be read.\n"
            "Next: `mashdesk` opens the desk; `mashdesk user add` and `agency add` fill it."
        )
    finally:
        wired.close()
    return 0


def new_password(run: Run, path: Path | None, name: str) -> str:
    """A new password: from a file, or typed twice."""
    if path is not None:
        return read_password(path, run.console)
    first = run.console.ask_password(f"New password for {name}")
    if run.console.ask_password("The same again") != first:
        raise NotNow("The two passwords differ.", "Do it again; nothing was changed.")
    return first


def _policy(run: Run) -> str:
    if run.args.policy:
        return str(run.args.policy)
    if not run.console.can_ask:
        return "london"
    return run.console.ask(f"Policy ({', '.join(PRESETS)} or a file)", "london")


def _worker(run: Run) -> dict[str, str]:
    args = run.args
    if not args.worker:
        return {}
    return {
        "worker_name": args.worker,
        "worker_full_name": args.worker_full_name or args.worker,
        "worker_password": new_password(run, args.worker_password_file, args.worker),
        "worker_role": args.worker_role or Role.TEAM_MANAGER,
    }
