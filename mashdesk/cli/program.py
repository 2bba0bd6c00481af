"""The command line: its parser, and what becomes of everything that can go wrong."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NoReturn

from mashdesk import __version__
from mashdesk.cli import (
    attention,
    auditing,
    challenges,
    checks,
    chronology,
    clockwork,
    counts,
    deciding,
    decisions,
    discussing,
    doctor,
    following_up,
    front,
    history,
    hub,
    intake,
    keeping,
    known,
    links,
    need,
    partners,
    people,
    prompting,
    queue,
    record,
    reports,
    roster,
    sealing,
    second_factor,
    sent_in,
    set_up,
    transfers,
    triage,
)
from mashdesk.cli.console import Console
from mashdesk.cli.doors import Doors
from mashdesk.cli.exits import Exit, exit_code_lines
from mashdesk.cli.options import common_options
from mashdesk.cli.session import Run
from mashdesk.domain.errors import (
    Duplicate,
    NotFound,
    NotNow,
    NotPermitted,
    NotRead,
    PromptsOpen,
    Refused,
    SpokenAgainst,
    Stale,
    Trouble,
)
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.text import plain

_FAMILIES = (
    front, set_up, intake, queue, record, known, history, chronology, links, need, triage, checks,
    deciding, decisions,
    discussing, following_up, reports,
    transfers, partners, sent_in, challenges, sealing,
    prompting, attention, counts, clockwork, auditing, keeping, doctor, people, second_factor,
    roster, hub,
)  # fmt: skip

_DESCRIPTION = """\
The duty desk of a Multi-Agency Safeguarding Hub. Without a command it opens the desk; with one it
does the same work in plain text, for screen readers, scripts and pipes. `mashdesk COMMAND --help`
says more about each."""

_EXITS: tuple[tuple[type[BaseException], Exit], ...] = (
    (Invalid, Exit.INVALID),
    (NotPermitted, Exit.NOT_PERMITTED),
    (NotFound, Exit.NOT_FOUND),
    (NotNow, Exit.NOT_NOW),
    (Duplicate, Exit.NOT_NOW),
    (Stale, Exit.NOT_NOW),
    (PromptsOpen, Exit.NOT_NOW),
    # What remains of refusals is about who acts: sign-in refused, or nobody named to sign in.
    (Refused, Exit.NOT_PERMITTED),
    (Trouble, Exit.STORE),
    (KeyboardInterrupt, Exit.INTERRUPTED),
)


class _Parser(argparse.ArgumentParser):
    """argparse, with errors in the words of the rest: what happened, and what to do."""

    def error(self, message: str) -> NoReturn:
        said = plain(message)[:2000]
        raise _NotUnderstood(f"mashdesk: {said.rstrip('.')}. See `{self.prog} --help`.")


class _NotUnderstood(Exception):
    """The command line makes no sense."""


@cache
def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; building it opens nothing, and takes longer than most of them:
    it is built once.
    """
    parser = _Parser(
        prog="mashdesk",
        description=_DESCRIPTION,
        epilog="exit codes:\n" + "\n".join(exit_code_lines()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common_options()],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mashdesk {__version__}")
    parser.set_defaults(run=front.run_desk)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands", parser_class=_Parser)
    for family in _FAMILIES:
        family.register(commands)
    return parser


def run(arguments: Sequence[str], doors: Doors, console: Console | None = None) -> int:
    """Run one command line and return its exit code; nothing but BrokenPipeError is ever raised."""
    console = console or Console()
    try:
        args = build_parser().parse_args(arguments)
        code = int(args.run(Run(args, console, doors)))
        console.flush()
    except _NotUnderstood as error:
        console.remark(str(error))
        return Exit.USAGE
    except SystemExit as leaving:  # argparse printed its help or version
        return int(leaving.code or 0)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        return told(error, console)
    return code


def told(error: BaseException, console: Console) -> Exit:
    """Say in plain words what went wrong, and give the exit code for it."""
    code = next((code for kind, code in _EXITS if isinstance(error, kind)), Exit.INTERNAL)
    if isinstance(error, Invalid):
        for problem in error.problems:
            console.remark(f"mashdesk: {_as_given(problem)}")
    elif isinstance(error, KeyboardInterrupt):
        # A terminal shows ^C where the cursor stood; begin a line of our own.
        console.remark(("\n" if console.can_ask else "") + "mashdesk: interrupted.")
    elif isinstance(error, PromptsOpen):
        _say_prompts(error, console)
    elif code is Exit.INTERNAL:
        from mashdesk.cli.fault_log import note

        console.remark(f"mashdesk: a fault in the program itself, {note(error)}")
    else:
        console.remark(f"mashdesk: {error}")
        if isinstance(error, SpokenAgainst):
            console.remark("mashdesk: `--despite` confirms it.")
        if isinstance(error, Stale):
            _account(error, console)
    return code


_NUMBERED = re.compile(r"(without|answers)\.([0-9]+)(\.\w+)?")


def _as_given(problem: Problem) -> Problem:
    """A problem under the option that people give, where its path is the desk's own."""
    found = _NUMBERED.fullmatch(problem.field)
    if found is None:
        return problem
    option = "--without" if found[1] == "without" else f"--answer {found[2]}"
    return replace(problem, field=option)


def _say_prompts(open_: PromptsOpen, console: Console) -> None:
    from mashdesk.cli.prompting import number_of

    for one in open_.prompts:
        number = number_of(one.number, one.read)
        console.remark(f"{number}. {one.named}: {one.evidence}")
        console.remark(f"   {one.suggests}")
    if isinstance(open_, NotRead):
        console.remark(
            "mashdesk: nothing was done. The letters of its number say which evidence was read:"
            " read it as it is now, then answer it by the number above."
        )
        return
    console.remark(
        "mashdesk: prompts stand in the way; nothing was done. Answer each along with it by"
        " --answer NUMBER=acted:WHAT or --answer NUMBER=declined:WHY, or use `mashdesk"
        " answer-prompt` first."
    )


def _account(stale: Stale, console: Console) -> None:
    from mashdesk.cli.wording import when

    for change in stale.changes:
        console.remark(f"  {change.told}, by {change.by} at {when(change.at)}")
