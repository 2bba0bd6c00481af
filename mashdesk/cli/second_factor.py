"""`mashdesk second-factor`: turn one's own second factor on or off."""

from __future__ import annotations

from mashdesk.cli.options import Subcommands, command, group
from mashdesk.cli.session import Run
from mashdesk.domain.errors import NotNow, Refused


def register(commands: Subcommands) -> None:
    """Add the command and its own commands."""
    factor = group(commands, "second-factor", "turn your own second factor on or off", "on or off")
    command(
        factor, "on", run_on, "ask for a code from an app whenever you sign in",
        "Shows a secret once, as text and as a QR code, for any app that makes time-based codes,"
        " and asks for the app's first code. No network is needed. If you lose the app, an"
        " administrator's `user reset` turns the second factor off.",
    )  # fmt: skip
    command(factor, "off", run_off, "ask for the password alone")


def run_on(run: Run) -> int:
    """Show a secret, and turn the second factor on once the app knows it."""
    from mashdesk.desk.signing_in.second_factor import address, new_secret, qr_lines

    console = run.console
    if not console.can_ask:
        raise Refused("A second factor is set up at a terminal.", "Do it there, or at the desk.")
    with run.session() as session:
        if session.wired.sign_in.has_second_factor(session.actor):
            raise NotNow("Your second factor is on already.", "Turn it off first.")
        secret = new_secret()
        name = str(run.given("as_name") or session.actor.name)
        for line in qr_lines(address(secret, name), blocks=console.draws_blocks, dark=False):
            console.remark(line)
        console.remark(f"Scan this with your app, or type its secret there: {secret}")
        code = console.ask("The code it shows")
        session.wired.sign_in.turn_factor_on(session.actor, run.password_given, secret, code)
        console.say("Your second factor is on: signing in asks for a code from your app.")
    return 0


def run_off(run: Run) -> int:
    """Turn the second factor off; signing in for this asked for its code."""
    with run.session() as session:
        if not session.wired.sign_in.has_second_factor(session.actor):
            raise NotNow("Your second factor is off already.", "Nothing needs doing.")
        session.wired.sign_in.turn_factor_off(session.actor, run.password_given)
        run.console.say("Your second factor is off: signing in asks for the password alone.")
    return 0
