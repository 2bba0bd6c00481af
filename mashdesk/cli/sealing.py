"""Sealed records: seal, unseal, emergency access (break-glass), and the review of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import heading, named, paragraph
from mashdesk.cli.options import (
    Subcommands,
    code,
    codes_help,
    command,
    give_reason,
    on_referral,
    whole_number,
)
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.errors import NotFound
from mashdesk.domain.sealing import Finding
from mashdesk.domain.toml_table import did_you_mean

if TYPE_CHECKING:
    from datetime import datetime

    from mashdesk.store.views import BesidesView, EmergencyView, NamedPerson, ReferralView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    seal = on_referral(
        command(commands, "seal", run_seal, "seal a record, or name others on a sealed one")
    )
    seal.add_argument(
        "--name", action="extend", nargs="+", required=True, metavar="NAME",
        help="everybody who is to see it, at least one team or service manager among them",
    )  # fmt: skip
    give_reason(seal)
    unsealed = on_referral(
        command(commands, "unseal", run_unseal, "unseal a record: everybody sees it again")
    )
    give_reason(unsealed)
    glass = command(
        commands, "break-glass", run_break_glass,
        "emergency access: see and act on a sealed record for 30 minutes; it is reviewed",
    )  # fmt: skip
    on_referral(glass, version=False)
    give_reason(glass)
    command(commands, "overrides", run_overrides, "list the emergency accesses to review")
    review = command(commands, "review-override", run_review, "review an emergency access")
    review.add_argument(
        "override", type=whole_number, metavar="NUMBER", help="its number from `overrides`"
    )
    review.add_argument("finding", type=code(Finding), metavar="FINDING", help=codes_help(Finding))
    review.add_argument(
        "--words", required=True, metavar="TEXT", help="what you found; “-” reads it from input"
    )


def run_seal(run: Run) -> int:
    """Seal a record with the people named."""
    from mashdesk.domain.commands import Seal

    reason = run.words(run.args.reason)
    with run.session() as session:
        view = session.open(run.args.reference)
        known = session.desk.sealing.nameable(session.actor)
        people = tuple(_person(name, known).id for name in run.args.name)
        return session.act(Seal(**session.at(view), people=people, reason=reason))


def run_unseal(run: Run) -> int:
    """Everybody sees it again."""
    from mashdesk.domain.commands import Unseal

    reason = run.words(run.args.reason)
    with run.session() as session:
        view = session.open(run.args.reference)
        return session.act(Unseal(**session.at(view), reason=reason))


def run_break_glass(run: Run) -> int:
    """Half an hour with one sealed record."""
    from mashdesk.domain.commands import BreakGlass

    reason = run.words(run.args.reason)
    with run.session() as session:
        return session.act(BreakGlass(reference=run.args.reference, reason=reason))


def run_overrides(run: Run) -> int:
    """List what waits for review."""
    with run.session() as session:
        found = session.desk.sealing.emergencies(session.actor)
        now = session.desk.clock.now()
        if run.json:
            run.console.json(envelope("overrides", now, overrides=found))
            return 0
        for one in found:
            for line in emergency_lines(one, now):
                run.console.say(line)
        if not found:
            run.console.say("No emergency access waits for review.")
    return 0


def run_review(run: Run) -> int:
    """A manager's finding."""
    from mashdesk.domain.commands import ReviewOverride

    args, words = run.args, run.words(run.args.words)
    with run.session() as session:
        return session.act(
            ReviewOverride(override=args.override, finding=args.finding, words=words)
        )


def emergency_lines(one: EmergencyView, now: datetime) -> Iterator[str]:
    """One emergency access, with what was looked at and done in its time."""
    opened = "" if one.opened else " (a try that opened nothing)"
    yield f"{one.id}. {one.reference}: {one.by}, {one.role}{opened}"
    until = wording.when(one.until_at) if one.opened else ""
    pairs = [
        ("reason", one.reason),
        ("from", wording.when(one.from_at)),
        ("until", until + ("" if one.is_over(now) else ", still running")),
        ("review", "another manager's: it is your own" if one.own else ""),
    ]
    yield from named(pairs, "   ")
    if one.opened and not one.acts:
        yield "   Nothing was looked at or done."
    for act in one.acts:
        refused = "" if act.allowed else " (refused)"
        yield f"   {wording.when(act.at)}  {act.act}{refused}"


def record_lines(view: ReferralView) -> Iterator[str]:
    """Who is named on a sealed record, for `show`."""
    if view.seal is None:
        return
    yield from heading("Sealed")
    for person in view.seal.people:
        of = f", {person.agency}" if person.agency else ""
        yield f"  {person.full_name} ({person.role}{of})"
    if view.seal.until is not None:
        yield f"  Your emergency access ends at {wording.when(view.seal.until)}."


def besides_lines(besides: Sequence[BesidesView]) -> Iterator[str]:
    """What is noticed with sealed records that its reader sees, for `show` and `prompts`."""
    if not besides:
        return
    yield from heading("With sealed records that you see")
    yield "Told to you and others who see them; no answer is asked."
    for one in besides:
        yield f"{one.title}{' (grave)' if one.grave else ''}"
        yield from paragraph(one.evidence, "  ")
        yield from paragraph(one.suggests, "  ")


def _person(name: str, known: Sequence[NamedPerson]) -> NamedPerson:
    wanted = name.casefold().strip()
    for person in known:
        if wanted in (person.name.casefold(), person.full_name.casefold()):
            return person
    hint = did_you_mean(name, [person.name for person in known])
    raise NotFound(f"Nobody called {name!r} can be named on a record.", hint.capitalize() + ".")
