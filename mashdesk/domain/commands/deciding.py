"""Returning to the referrer, deciding, telling the referrer, closing, reopening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.commands.prompting import AnswersPrompts
from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import is_early_help, needs_receiver
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToReferrer(AnswersPrompts):
    """Pause the decision's clock while the referrer is asked for more; it wakes to open by itself.

    `asked_for` says whether that is information, consent, or both. `wake_at` (UTC) may only be
    sooner than the policy's own; None means the policy's.
    """

    label = "return to referrer"
    required = ("message", "reason")
    asked_for: AskedFor
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
class SettlesRequests(AnswersPrompts):
    """A command that may also say which unanswered requests are knowingly decided without."""

    without: tuple[Without, ...] = ()

    def problems(self) -> list[Problem]:
        """Also each unanswered request's own reason."""
        found = AnswersPrompts.problems(self)
        for item in self.without:
            found.extend(
                Problem(f"without.{item.request}.{p.field}", p.message) for p in item.problems()
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(SettlesRequests):
    """Decide: outcome, rationale and final rating. The decider is the actor, unless a manager names
    another.

    `voice` is the child's own voice, or else `no_voice_because`; `without` answers for every
    unanswered request. `agency_words` is what the agencies that contributed read of it, needed
    while any of them is at work on an answer, `shaped_by` the codes of those whose answers shaped
    it, and `referrer_words` what the referrer is to be told. `differs_because` is needed where the
    final rating or the level is not what the recorded checklist of need points to.

    `receiver` takes the child on (`receiver_account` if that is somebody with an account here), and
    is `expected` to do this by `expected_by`. Early help is reviewed at `review_at`; None: when the
    policy says; with consent refused or withdrawn it needs `consent_because`. Instants are UTC.
    """

    label = "decide"
    required = ("rationale",)
    lines = ("receiver",)
    outcome: DecisionOutcome
    rationale: str
    final_rating: Rag
    decider: int | None = None
    voice: str = ""
    no_voice_because: str = ""
    would_change: str = ""
    level: int | None = None
    differs_because: str = ""
    spoken_to: str = ""
    receiver: str = ""
    receiver_account: int | None = None
    expected: str = ""
    expected_by: datetime | None = None
    review_at: datetime | None = None
    consent_because: str = ""
    agency_words: str = ""
    referrer_words: str = ""
    shaped_by: tuple[str, ...] = ()

    def problems(self) -> list[Problem]:
        """Also what its outcome has no room for; what it is `missing` is told apart from that."""
        found = SettlesRequests.problems(self)
        if self.outcome is not DecisionOutcome.ALLOCATED and self.receiver_account is not None:
            found.append(Problem("receiver_account", "is for an allocated worker; leave it out"))
        if self.level is not None and self.level not in range(1, 5):
            found.append(Problem("level", "is a level of need from 1 to 4"))
        if self.review_at is not None and not is_early_help(self.outcome):
            found.append(Problem("review_at", "is for early help alone; leave it out"))
        return found

    def missing(self) -> list[Problem]:
        """A decision has the child's voice, and whoever takes the child on knows what for. Told by
        whoever knows the record, with all that it asks for besides.
        """
        found = []
        if not self.voice.strip() and not self.no_voice_because.strip():
            found.append(Problem("voice", NO_VOICE))
        if needs_receiver(self.outcome) and not self.expected.strip():
            found.append(Problem("expected", "say what whoever takes it on is expected to do"))
        if self.outcome is DecisionOutcome.ALLOCATED and not self.receiver.strip():
            found.append(Problem("receiver", "name the allocated worker or team"))
        return found


NO_VOICE = "write what the child said or showed, or say why their voice is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback(OnReferral):
    """Record that the referrer was told (channel, person, words), or why they were not."""

    label = "record feedback"
    lines = ("person",)
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
