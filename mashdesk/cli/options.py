"""Options that many commands share, and how a word on the command line becomes a value."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from mashdesk.desk.intake.codes import (
    HOW_TO_WRITE_AN_INSTANT,
    Codes,
    offered,
    read_code,
    read_date,
    read_instant,
)

E_ = TypeVar("E_", bound=StrEnum)
Subcommands = Any
"""What `add_subparsers` returns; argparse keeps the name of its type to itself."""

INSTANT_HELP = HOW_TO_WRITE_AN_INSTANT

# Given before the command or behind it: only what was given is stored, so that neither place
# overwrites the other.
_UNSET: Any = argparse.SUPPRESS


@cache
def common_options() -> argparse.ArgumentParser:
    """The options every command takes, made once for all of them."""
    parent = argparse.ArgumentParser(add_help=False, argument_default=_UNSET)
    group = parent.add_argument_group("the store and who acts")
    group.add_argument("--store", type=Path, metavar="DIR", help="the store's directory")
    group.add_argument(
        "--key-file", type=Path, metavar="FILE", help="the file with the store's key"
    )
    group.add_argument("--config", type=Path, metavar="FILE", help="the settings file (TOML)")
    group.add_argument("--as", dest="as_name", metavar="NAME", help="the account to act as")
    group.add_argument(
        "--password-file", type=Path, metavar="FILE",
        help="a file whose first line is the password (also MASHDESK_PASSWORD_FILE)",
    )  # fmt: skip
    group.add_argument(
        "--code", metavar="DIGITS", help="the code of your second factor; asked for if left out"
    )
    group.add_argument(
        "--training", action="store_true", help="the training hub, as its duty worker; no password"
    )
    group.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parent


def command(
    commands: Subcommands,
    name: str,
    run: Callable[..., int],
    help_: str,
    description: str = "",
) -> argparse.ArgumentParser:
    """A new command with the options every command takes."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=description or help_[0].upper() + help_[1:] + ".",
        parents=[common_options()],
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


def group(commands: Subcommands, name: str, help_: str, choices: str) -> Subcommands:
    """A command that has commands of its own; `choices` names them for whoever gave none."""
    parser = commands.add_parser(name, help=help_, allow_abbrev=False)
    parser.set_defaults(run=lambda _run: parser.error(f"say {choices}"))
    return parser.add_subparsers(metavar="WHAT", title="what to do", parser_class=type(parser))


def on_referral(parser: argparse.ArgumentParser, version: bool = True) -> argparse.ArgumentParser:
    """The reference of the record, and optionally the version it was read at."""
    parser.add_argument("reference", metavar="REF", help="the referral, such as MD-26-0412")
    if version:
        parser.add_argument(
            "--version", type=whole_number, dest="at_version", metavar="N",
            help="refuse if the record is no longer at this version (see `show`)",
        )  # fmt: skip
    return parser


def give_reason(parser: argparse.ArgumentParser, read_by: str = "") -> None:
    """A reason in words, which the desk keeps; and who but the hub reads it."""
    also = f"; {read_by} read it too" if read_by else ""
    parser.add_argument(
        "--reason", required=True, metavar="TEXT", help=f"why{also}; “-” reads it from input"
    )


THE_AGENCIES = "the agencies concerned"


def agency_words(parser: argparse.ArgumentParser, needed: str) -> None:
    """The words that agencies read in place of the hub's own reasons."""
    parser.add_argument(
        "--agency-words", default="", metavar="TEXT",
        help=f"what the agencies that were asked read of it, {needed}; “-” reads it",
    )  # fmt: skip


def code(choices: Codes[E_]) -> Callable[[str], E_]:
    """A code or label of an enumeration, or of those members of it that are given."""

    def read(text: str) -> E_:
        try:
            return read_code(choices, text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def codes_help(choices: Iterable[StrEnum]) -> str:
    """What can be given, for the help; a percent sign would be argparse's."""
    return offered(choices).replace("%", "%%")


def instant(text: str) -> datetime:
    """An instant, in UTC."""
    try:
        return read_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def a_date(text: str) -> date:
    """A date."""
    try:
        return read_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def whole_number(text: str) -> int:
    """A number of one or more."""
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return int(text)
