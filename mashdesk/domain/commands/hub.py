"""Prompts and notices answered; what administrators keep; and the sweep's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mashdesk.domain.actor import Role
from mashdesk.domain.commands.base import Command
from mashdesk.domain.limits import LINE_LIMIT
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag

MOST_SYSTEMS = 30
"""Systems of one agency: each child is asked about in each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPrompt(Command):
    """Answer a prompt: acted on, or declined with a reason. `read` are the letters that it was
    shown with: which evidence this answers.
    """

    label = "answer a prompt"
    required = ("reason",)
    prompt: int
    acted: bool
    reason: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Acknowledge notices to oneself; an explanation stays on the list until this is done."""

    label = "acknowledge"
    notices: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeDepartures(Command):
    """Acknowledge what left the shared queue, up to and including an event number."""

    label = "acknowledge what left the queue"
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUser(Command):
    """Add a person. `password_hash` was made by sign-in from a password the store never sees;
    `must_change` says that it is a one-time one.
    """

    label = "add a person"
    required = ("name", "full_name", "password_hash")
    lines = ("name", "full_name")
    name: str
    full_name: str
    role: Role
    password_hash: str
    agency: str | None = None
    must_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutAccount(Command):
    """Shut the account of somebody who has left, by sign-in name; adding them again opens it."""

    label = "shut an account"
    required = ("name",)
    lines = ("name",)
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPassword(Command):
    """Give somebody a one-time password (its hash) that they must change when they sign in."""

    label = "reset a password"
    required = ("name", "password_hash")
    lines = ("name",)
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockAccount(Command):
    """Let somebody try again whom too many failures keep out; their password stays."""

    label = "unlock an account"
    required = ("name",)
    lines = ("name",)
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole(Command):
    """Give somebody another role, and a practitioner their agency (its roster code)."""

    label = "change a role"
    required = ("name",)
    lines = ("name",)
    name: str
    role: Role
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPolicy(Command):
    """Adopt a RAG policy (its TOML) from now on; open rounds keep the one they began under. `over`
    is the version it was made from: refused where another was adopted meanwhile.
    """

    label = "adopt a policy"
    required = ("text",)
    text: str
    reason: str = ""
    over: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHubContact(Command):
    """How people reach the hub, for its letters: one line with a telephone number or an e-mail
    address; empty takes it away.
    """

    label = "set the hub's contact"
    lines = ("contact",)
    contact: str

    def problems(self) -> list[Problem]:
        """What nobody could be reached by is no contact."""
        found = Command.problems(self)
        said = self.contact.strip()
        if said and not (_PHONE.search(said) or _MAIL.search(said)):
            found.append(Problem("contact", "needs a telephone number or an e-mail address"))
        return found


_PHONE = re.compile(r"(?:[0-9][ ()-]*){6,}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgency(Command):
    """Add an agency to the roster; `replace` says that an entry of this code gives way to it.

    `systems` are what it searches, one short line each; `hours` when it works; `not_at` the ratings
    at which it is not commissioned to answer.
    """

    label = "edit the roster"
    required = ("code", "name")
    lines = ("code", "name", "contact", "next_contact", "lead", "hours")
    code: str
    name: str
    asked_at: tuple[Rag, ...] = ()
    in_room: bool = False
    contact: str = ""
    next_contact: str = ""
    lead: str = ""
    hours: str = ""
    systems: tuple[str, ...] = ()
    not_at: tuple[Rag, ...] = ()
    replace: bool = False

    def problems(self) -> list[Problem]:
        """Also systems without a name, or with too long a one."""
        # No super() without its arguments: a dataclass with slots is another class.
        found = Command.problems(self)
        if any(not system.strip() for system in self.systems):
            found.append(Problem("systems", "each needs a name"))
        if any(len(system) > LINE_LIMIT for system in self.systems):
            found.append(Problem("systems", f"are names of up to {LINE_LIMIT} characters"))
        if len(self.systems) > MOST_SYSTEMS:
            found.append(Problem("systems", f"are up to {MOST_SYSTEMS}"))
        if both := [rating.value for rating in self.not_at if rating in self.asked_at]:
            said = f"is asked at {', '.join(both)} without anybody choosing to: choose one"
            found.append(Problem("not_at", said))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTimedOut(Command):
    """What the sweep does to a round that ran out; only SYSTEM may."""

    label = "reopen what timed out"
