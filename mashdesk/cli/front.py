"""No command, and `demo`: the screen if there is a terminal, the queue in text if there is none."""

from __future__ import annotations

from mashdesk.cli.exits import Exit
from mashdesk.cli.options import Subcommands, command
from mashdesk.cli.partners import print_requests
from mashdesk.cli.queue import print_queue
from mashdesk.cli.session import Run, Session, SignInNeeded
from mashdesk.domain.permissions import Look, may_look
from mashdesk.settings import Settings, load_settings


def register(commands: Subcommands) -> None:
    """Add the command."""
    command(
        commands, "demo", run_demo, "open the training hub",
        "Open a training hub that is alive: open referrals at every stage, answers and contacts"
        " arriving. It has a store of its own and is marked TRAINING. One sits at the duty worker's"
        " desk; `--as` takes another: health (of an agency), manager, early-help or business.",
    )  # fmt: skip


def run_desk(run: Run) -> int:
    """Open the desk; without a terminal print its queue and say how to open it."""
    if run.settings.training:
        return run_demo(run)
    if run.console.attached and not run.json:
        return run.doors.run_desk(run.settings)
    if not run.doors.is_set_up(run.settings):
        run.console.remark(
            f"mashdesk: there is no hub in {run.settings.place} yet. Open `mashdesk` at a terminal "
            "to set one up there, or use `mashdesk init`; `mashdesk demo` shows a training hub."
        )
        return Exit.STORE
    try:
        with run.session() as session:
            _print(session)
    except SignInNeeded as refusal:
        _say_figures(run)
        run.console.remark(f"mashdesk: {refusal} Open `mashdesk` at a terminal to sign in there.")
        return Exit.NOT_PERMITTED
    _say_how(run, "mashdesk")
    return Exit.OK


def run_demo(run: Run) -> int:
    """Open the training hub; without a terminal print its queue and say how to open it."""
    doors = run.doors.seated(run.given("as_name") or "")
    if run.console.attached and not run.json:
        return doors.run_training(_training(run))
    wired, actor = doors.open_training(_training(run))
    try:
        _print(Session(run, wired, wired.desk, actor))
    finally:
        wired.close()
    _say_how(run, "mashdesk demo")
    return Exit.OK


def _print(session: Session) -> None:
    """What this person works from: the queue, or their agency's requests."""
    if may_look(session.actor.role, Look.AGENCY):
        print_requests(session)
    else:
        print_queue(session)


def _say_figures(run: Run) -> None:
    """To somebody who is not signed in the hub is told in figures, never by names."""
    wired = run.doors.open_desk(run.settings)
    try:
        hub, counts = wired.desk.hub(), wired.desk.figures()
    finally:
        wired.close()
    if run.json:
        return
    run.console.say(
        f"{hub.name}: {counts.open:,} open, {counts.unrated} unrated, {counts.reopened} reopened, "
        f"{counts.overdue} overdue. The queue itself is for those who sign in."
    )


def _training(run: Run) -> Settings:
    if run.settings.training:
        return run.settings
    flags = {name: run.given(name) for name in ("store", "key_file")}
    return load_settings(run.given("config"), **flags, training=True)


def _say_how(run: Run, name: str) -> None:
    if not run.json:
        run.console.say(
            f"\nThis is the queue in text. To open the desk, run `{name}` at a terminal; "
            f"for more in text see `mashdesk --help`."
        )
