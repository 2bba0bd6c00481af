"""Everything anybody can do on the desk. A command is frozen data; its rules live with its handler.

Ids are store ids; `version` is the one the actor read, so that a stale act is refused. Times are
UTC. Limits on lengths and codes are checked by `problems`, so that every door refuses the same
things.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.actor import Role
from mashdesk.domain.contact import WORDS_LIMIT, Channel, ConsentGiven, Contact
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a person or the clock asks of the desk. `label` is its name on screen and in the audit."""

    label: ClassVar[str] = ""
    required: ClassVar[tuple[str, ...]] = ()

    def problems(self) -> list[Problem]:
        """Missing sentences and over-long text, by field name; empty when the command is well
        formed.
        """
        found = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and len(value) > WORDS_LIMIT:
                found.append(
                    Problem(field.name, f"is longer than {WORDS_LIMIT:,} characters; shorten it")
                )
        for name in self.required:
            if not str(getattr(self, name)).strip():
                found.append(Problem(name, _ASKED.get(name, "is needed; write a few words")))
        return found


_ASKED = {
    "reason": "say why, in a sentence",
    "rationale": "write why this is the right decision",
    "question": "say what the agency is asked",
    "text": "write the note",
    "message": "say what the referrer is asked for",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnReferral(Command):
    """A command on one referral, at the version its actor read."""

    referral: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRequest(Command):
    """A command on one agency's request, at the version its actor read."""

    request: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Command):
    """Take a contact in. `again` says that it truly is another contact, though it looks the same."""

    label = "take a contact in"
    contact: Contact
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(OnReferral):
    """Correct what was taken in; the whole contact as it should read, and why."""

    label = "correct the contact"
    required = ("reason",)
    contact: Contact
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(OnReferral):
    """Record or change consent."""

    label = "record consent"
    consent: ConsentGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(OnReferral):
    """Rate, or rate again, with the reason. `level` is the level of need 1-4 if judged."""

    label = "rate"
    required = ("reason",)
    rating: Rag
    reason: str
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(OnReferral):
    """Take it as one's own work."""

    label = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(OnReferral):
    """Give it to a worker (user id); the clock is not touched."""

    label = "assign"
    required = ("reason",)
    worker: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(OnReferral):
    """Put it back for anybody to claim."""

    label = "release"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgencies(OnReferral):
    """Ask one or several agencies (roster codes) what they know."""

    label = "ask agencies"
    required = ("question",)
    agencies: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase(OnRequest):
    """Record that an agency was chased: how, whom, and what was said. The clock is not touched."""

    label = "chase"
    required = ("person",)
    channel: Channel
    person: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer(OnRequest):
    """An agency's answer; on its behalf, the channel, the person and the exact words are kept.

    `view` is the practitioner's own view of risk; `searched` names the systems searched.
    """

    label = "record an answer"
    answer: AnswerKind
    words: str = ""
    declined: Declined | None = None
    channel: Channel | None = None
    person: str = ""
    sharing: Sharing = Sharing.HUB
    view: Rag | None = None
    searched: str = ""

    def problems(self) -> list[Problem]:
        """An answer with information needs the words; a declined one its reason."""
        found = OnRequest.problems(self)
        if self.answer in (AnswerKind.RELEVANT, AnswerKind.NOT_RELEVANT) and not self.words.strip():
            found.append(Problem("words", "write what the agency said, in its exact words"))
        if self.answer is AnswerKind.DECLINED and self.declined is None:
            found.append(Problem("declined", "choose why the agency declined"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OnRequest):
    """Withdraw a request; the agency is told why."""

    label = "withdraw a request"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToReferrer(OnReferral):
    """Pause the decision's clock while the referrer is asked for more; it wakes to open by itself.

    `wake_at` (UTC) may only be sooner than the policy's own; None means the policy's.
    """

    label = "return to referrer"
    required = ("message", "reason")
    message: str
    reason: str
    wake_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OnReferral):
    """The referrer replied, or the desk takes it back: the decision's clock runs on."""

    label = "take back from referrer"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Without(Command):
    """One unanswered request that is knowingly decided without, and why."""

    label = "decide without"
    required = ("reason",)
    request: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlesRequests(OnReferral):
    """A command that may also say which unanswered requests are knowingly decided without."""

    without: tuple[Without, ...] = ()

    def problems(self) -> list[Problem]:
        """Also each unanswered request's own reason."""
        found = OnReferral.problems(self)
        for item in self.without:
            found.extend(
                Problem(f"without.{item.request}.{p.field}", p.message) for p in item.problems()
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(SettlesRequests):
    """Decide: outcome, rationale and final rating. The decider is the actor, unless a manager names
    another.

    `voice` is the child's own voice, or why it is missing; `without` answers for unanswered
    requests.
    """

    label = "decide"
    required = ("rationale",)
    outcome: DecisionOutcome
    rationale: str
    final_rating: Rag
    decider: int | None = None
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback(OnReferral):
    """Record that the referrer was told (channel, person, words), or why they were not."""

    label = "record feedback"
    told: bool
    channel: Channel | None = None
    person: str = ""
    words: str = ""
    why_not: str = ""

    def problems(self) -> list[Problem]:
        """Told needs how, whom and what; not told needs why not."""
        found = OnReferral.problems(self)
        if self.told:
            if self.channel is None:
                found.append(Problem("channel", "choose how the referrer was told"))
            for name, ask in (
                ("person", "say who was told"),
                ("words", "write what they were told"),
            ):
                if not getattr(self, name).strip():
                    found.append(Problem(name, ask))
        elif not self.why_not.strip():
            found.append(Problem("why_not", "say why the referrer was not told"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(SettlesRequests):
    """Close: outcome, rationale, feedback and every unanswered request accounted for."""

    label = "close"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(OnReferral):
    """Reopen a decided or closed referral: anything new does."""

    label = "reopen"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFreshDeadline(OnReferral):
    """A manager gives an overdue last round a fresh deadline (UTC), with a reason; the misses stay
    recorded.
    """

    label = "give a fresh deadline"
    required = ("reason",)
    due_at: datetime
    reason: str
    request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add a note to the record; notes are never edited, so no version is needed."""

    label = "add a note"
    required = ("text",)
    referral: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Command):
    """Open a record, so that looks are audited before anything is shown."""

    label = "open a record"
    referral: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPrompt(Command):
    """Answer a prompt: acted on, or declined with a reason."""

    label = "answer a prompt"
    required = ("reason",)
    prompt: int
    acted: bool
    reason: str


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
    """Add a person. `password_hash` was made by sign-in from a password the store never sees."""

    label = "add a person"
    required = ("name", "full_name", "password_hash")
    name: str
    full_name: str
    role: Role
    password_hash: str
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPolicy(Command):
    """Adopt a RAG policy (its TOML) from now on; open rounds keep the one they began under."""

    label = "adopt a policy"
    required = ("text",)
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgency(Command):
    """Add an agency to the roster, or replace its entry."""

    label = "edit the roster"
    required = ("code", "name")
    code: str
    name: str
    asked_at: tuple[Rag, ...] = ()
    in_room: bool = False
    contact: str = ""
    next_contact: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTimedOut(Command):
    """What the sweep does to a round that ran out; only SYSTEM may."""

    label = "reopen what timed out"


COMMANDS: tuple[type[Command], ...] = (
    TakeIn,
    Correct,
    RecordConsent,
    Rate,
    Claim,
    Assign,
    Release,
    AskAgencies,
    Chase,
    RecordAnswer,
    Withdraw,
    ReturnToReferrer,
    Resume,
    Decide,
    GiveFeedback,
    Close,
    Reopen,
    GiveFreshDeadline,
    AddNote,
    View,
    AnswerPrompt,
    Acknowledge,
    AcknowledgeDepartures,
    AddUser,
    AdoptPolicy,
    AddAgency,
    ReopenTimedOut,
)
"""All of them: every one has a handler, a permission row, a label and an audit entry, and a test
says so.
"""
