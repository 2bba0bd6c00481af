"""`mashdesk policy` and `mashdesk hub-contact`: the timescales in force, and what letters say."""

from __future__ import annotations

from typing import Any

from mashdesk.cli.layout import named
from mashdesk.cli.options import Subcommands, command, give_reason, group
from mashdesk.cli.policy_text import check_policy, policy_from
from mashdesk.cli.prompting import figure
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.explanation import hours_text
from mashdesk.domain.policy import Policy
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.prompts import PROMPTS
from mashdesk.domain.prompts.settings import settings_of


def register(commands: Subcommands) -> None:
    """Add the command and its own commands."""
    policy = group(commands, "policy", "show, check or adopt a policy", "show, check or adopt")
    command(policy, "show", run_policy_show, "print the policy in force")
    check = command(policy, "check", run_policy_check, "check a policy; needs no store")
    adopt = command(
        policy, "adopt", run_policy_adopt, "adopt a policy from now on",
        "Adopt a policy from now on. Clocks already running keep the policy they began under.",
    )  # fmt: skip
    adopt.add_argument("--reason", default="", metavar="TEXT", help="why; “-” reads it from input")
    command(policy, "prompts", run_policy_prompts, "list the prompts as they are set")
    one = command(
        policy, "set-prompt", run_set_prompt, "switch a prompt on or off, or set its figures",
        "Adopt the policy in force with one prompt set otherwise. `mashdesk try-prompt` says first "
        "how often it would have fired.",
    )  # fmt: skip
    one.add_argument("prompt", metavar="CODE", help="its code, such as repeat-contact")
    switch = one.add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_true", help="switch it on")
    switch.add_argument("--off", action="store_true", help="switch it off")
    one.add_argument(
        "--set", type=figure, action="append", default=[], metavar="NAME=NUMBER", dest="figures",
        help="a figure; may be given again",
    )  # fmt: skip
    give_reason(one)
    for parser in (check, adopt):
        parser.add_argument(
            "policy", metavar="PRESET|FILE", help=f"{', '.join(PRESETS)}, or a TOML file"
        )

    contact = command(
        commands, "hub-contact", run_contact, "how people reach the hub, for its letters",
        "Print how people reach the hub, as its letters say it, or set it.",
    )  # fmt: skip
    contact.add_argument(
        "contact", nargs="?", metavar="TEXT",
        help="one line with a telephone number or an e-mail address; '' takes it away",
    )  # fmt: skip


def run_contact(run: Run) -> int:
    """Print the hub's contact, or set it."""
    from mashdesk.domain.commands import SetHubContact

    with run.session() as session:
        if run.args.contact is not None:
            return session.act(SetHubContact(contact=run.args.contact))
        said = session.desk.hub().contact
        if run.json:
            run.console.json(envelope("hub contact", session.desk.clock.now(), contact=said))
        else:
            run.console.say(said or "No contact is set: letters give the reference alone.")
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

    text, reason = policy_from(run.args.policy), run.words(run.args.reason)
    with run.session() as session:
        return session.act(AdoptPolicy(text=text, reason=reason))


def run_policy_prompts(run: Run) -> int:
    """List every prompt with its title, its weight, whether it is on, and its figures; how many."""
    from mashdesk.store.views.prompting import prompts_counted

    with run.session() as session:
        prompts = session.desk.prompting.as_set()
        if run.json:
            run.console.json(envelope("prompts_set", session.desk.clock.now(), prompts=prompts))
            return 0
        for one in prompts:
            how = "always on" if one.by_clock else "on" if one.on else "off"
            said = "; ".join(filter(None, (one.severity, how, one.set_as)))
            run.console.say(f"{one.code}: {one.title}; {said}")
        run.console.say(prompts_counted(prompts))
    return 0


def run_set_prompt(run: Run) -> int:
    """Adopt the policy in force with one prompt set otherwise."""
    args, reason = run.args, run.words(run.args.reason)
    with run.session() as session:
        prompting = session.desk.prompting
        stands = {one.code: one.on for one in prompting.as_set()}
        on = args.on or (stands.get(args.prompt.strip().lower(), True) and not args.off)
        return session.act(
            prompting.set_otherwise(
                session.actor, args.prompt, on=on, figures=dict(args.figures), reason=reason
            )
        )


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
        ("allocated", str(policy.allocated or "as long as the rating gives for a decision")),
        ("strategy", f"discussion within {policy.strategy} of the step-up"),
        ("early help", f"reviewed after {policy.review.first}, then {policy.review.later}"),
        ("prompts", _prompts(policy)),
    ]
    return lines


def _prompts(policy: Policy) -> str:
    """Those that are off, or whose figures are the hub's own."""
    own = [
        f"{kind.code} {settings_of(kind, policy.prompts)}"
        for kind in PROMPTS.values()
        if kind.code in policy.prompts.off or kind.code in policy.prompts.thresholds
    ]
    return "; ".join(own) or "each at its usual figures"


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
