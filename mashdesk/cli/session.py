"""One run of one command: its settings, the desk it opens, and the person it acts as."""

from __future__ import annotations

import argparse
import contextlib
import os
import stat
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from mashdesk.cli.console import Console
from mashdesk.cli.doors import Doors, Opened
from mashdesk.domain.errors import NotFound, PromptsOpen, Refused, Trouble
from mashdesk.domain.toml_table import did_you_mean
from mashdesk.settings import Settings, load_settings

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome
    from mashdesk.domain.actor import Actor
    from mashdesk.domain.commands import Command
    from mashdesk.store.views import PersonView, ReferralView, RequestView

_LONGEST_INPUT = 64 * 1024 * 1024


class Run:
    """What a command is given: its arguments, the console, and the doors it may open."""

    def __init__(self, args: argparse.Namespace, console: Console, doors: Doors) -> None:
        self.args = args
        self.console = console
        self.doors = doors
        self._input: str | None = None
        self.password_given = ""
        """What the person of this session signed in with, for a change of it."""

    def given(self, name: str, default: Any = None) -> Any:
        """A shared option, or the default if it was not given."""
        return getattr(self.args, name, default)

    @property
    def json(self) -> bool:
        """Whether a program reads the answer."""
        return bool(self.given("json", default=False))

    @cached_property
    def settings(self) -> Settings:
        """The settings in force; raises Invalid naming field and source."""
        flags = {name: self.given(name) for name in ("store", "key_file")}
        training = True if self.given("training", default=False) else None
        return load_settings(self.given("config"), training=training, **flags)

    def words(self, text: str) -> str:
        """Text from the command line; “-” stands for standard input, read once."""
        if text != "-":
            return text
        if self._input is None:
            self._input = read_input(self.console).decode("utf-8", "backslashreplace").rstrip("\n")
        return self._input

    @contextlib.contextmanager
    def opened(self) -> Iterator[Opened]:
        """The desk on this store, for work that needs the key and no person."""
        _keep_logs()
        if self.settings.training:
            wired, _ = self.doors.open_training(self.settings)
        else:
            wired = self.doors.open_desk(self.settings)
        try:
            yield wired
        finally:
            wired.close()

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """The desk with a person signed in, who is signed out again whatever happens."""
        _keep_logs()
        if self.settings.training:
            doors = self.doors.seated(self.given("as_name") or "")
            wired, actor = doors.open_training(self.settings)
        else:
            wired = self.doors.open_desk(self.settings)
            try:
                name = self.given("as_name") or self._ask_name()
                self.password_given = self._password(name)
                actor = self._signed_in(wired, name)
            except BaseException:
                wired.close()
                raise
        try:
            yield Session(self, wired, wired.desk, actor)
        finally:
            with contextlib.suppress(Refused, Trouble):
                wired.sign_in.sign_out(actor, "ended")
            wired.close()

    def _signed_in(self, wired: Opened, name: str) -> Actor:
        from mashdesk.desk.signing_in.tries import CodeNeeded

        given = name, self.password_given, self.settings.workstation
        code = self.given("code", "")
        try:
            return wired.sign_in.sign_in(*given, code, for_one_command=True)
        except CodeNeeded:
            if not self.console.can_ask:
                raise
        code = self.console.ask("Code of your second factor")
        return wired.sign_in.sign_in(*given, code, for_one_command=True)

    def _ask_name(self) -> str:
        if not self.console.can_ask:
            raise SignInNeeded
        return self.console.ask("Name")

    def _password(self, name: str) -> str:
        path = self.given("password_file") or os.environ.get("MASHDESK_PASSWORD_FILE")
        if path:
            return read_password(Path(path), self.console)
        return self.console.ask_password(f"Password of {name}")


class SignInNeeded(Refused):
    """Nobody said who acts, and there is no terminal to ask at."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody is signed in.",
            "Give --as NAME and --password-file FILE, or use --training for the training hub.",
        )


class Place(TypedDict):
    """Which record, and which version of it."""

    referral: int
    version: int


@dataclass(slots=True)
class Session:
    """A person at the desk for the length of one command."""

    run: Run
    wired: Opened
    desk: Desk
    actor: Actor

    def open(self, reference: str) -> ReferralView:
        """The record, as this person may read it; the look is audited."""
        return self.desk.open(self.actor, self.desk.find(self.actor, reference))

    def look_for_prompts(self, referral: int | None = None) -> None:
        """Have what changed looked at first, as a desk does at each beat: what is told of prompts
        next is not for want of looking. Of one referral only that one is, for after a change of
        policy all of them take long. Says so where it cannot be done just now.
        """
        try:
            if referral is None:
                self.desk.prompting.consider()
            else:
                self.desk.prompting.consider_one(referral)
        except Trouble as trouble:
            said = f"{trouble.message} What changed just now was not looked at for prompts."
            self.run.console.remark(f"mashdesk: {said}")

    def at(self, view: ReferralView) -> Place:
        """What an act on this record begins with: the record, and the version it acts on."""
        return {"referral": view.id, "version": self.version(view.version)}

    def version(self, read: int) -> int:
        """The version to act on: the one just read, unless another was asked for."""
        asked: int | None = self.run.given("at_version")
        return read if asked is None else asked

    def perform(self, command: Command) -> Outcome:
        """Carry out one act, once, however often its acknowledgement is lost."""
        return self.desk.perform(command, self.actor, key=uuid.uuid4().hex)

    def act(self, command: Command, more: Callable[[Outcome], str] | None = None) -> int:
        """Carry out an act and say what came of it; `more` gives a line besides, for people."""
        from mashdesk.cli.shape import envelope

        try:
            outcome = self.perform(command)
        except PromptsOpen as refused:
            if self.run.json:
                now = self.desk.clock.now()
                self.run.console.json(envelope("prompts_open", now, prompts=refused.prompts))
            raise
        if self.run.json:
            self.run.console.json(envelope("outcome", self.desk.clock.now(), outcome=outcome))
        else:
            self.run.console.say(outcome.message)
            if more is not None:
                self.run.console.say(more(outcome))
        return 0

    def person(self, name: str) -> PersonView:
        """Somebody who can be given work, by account name or full name in any case."""
        people = self.desk.people(self.actor)
        wanted = name.casefold().strip()
        for person in people:
            if wanted in (person.name.casefold(), person.full_name.casefold()):
                return person
        hint = did_you_mean(name, [person.name for person in people])
        raise NotFound(f"Nobody called {name!r} works at this desk.", hint.capitalize() + ".")


def _keep_logs() -> None:
    from mashdesk.cli.fault_log import keep_logs  # help needs no logging

    keep_logs()


def request_of(view: ReferralView, agency: str) -> RequestView:
    """An agency's newest request on a record, an unsettled one first; by its code or name."""
    wanted = agency.casefold().strip()
    found = [r for r in view.requests if wanted in (r.agency.casefold(), r.agency_name.casefold())]
    if not found:
        asked = sorted({request.agency for request in view.requests})
        listed = (
            f"It asked: {', '.join(asked)}." if asked else "Ask them first, with `mashdesk ask`."
        )
        raise NotFound(f"{view.reference} has not asked {agency!r}.", listed)
    return max(found, key=lambda request: (request.due_at is not None, request.id))


def read_password(path: Path, console: Console) -> str:
    """The first line of a file; remarks on one that others may read."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            password = file.readline(4096).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise Trouble(
            f"The password file {path} cannot be read: {why}.", "Check --password-file."
        ) from None
    if stat.S_ISREG(mode) and mode & 0o077:
        console.remark(f"mashdesk: {path} can be read by others. Close it with: chmod 600 {path}")
    return password


def read_input(console: Console) -> bytes:
    """All of standard input, up to a size no hub sends; raises Refused beyond it."""
    source = getattr(console.stdin, "buffer", None)
    raw = source.read(_LONGEST_INPUT + 1) if source is not None else console.stdin.read().encode()
    if len(raw) > _LONGEST_INPUT:
        raise Refused("That is more than 64 MiB of input.", "Give it in several parts.")
    return bytes(raw)
