"""Everything a person can do from the desk, each once: its key, its words, when it may be done.

The footer, the palette, the help and the bindings are made from this table and `view_keys`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.permissions import Look, may, may_look
from mashdesk.domain.referral import TRANSITIONS, ClockKind, Move, ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.views import QueueRow, ReferralView, RequestView
from mashdesk.tui.view_keys import shown_key


class Scope(StrEnum):
    """What an act is done to, and so what has to be chosen first."""

    DESK = "the desk"
    REFERRAL = "a referral"
    REQUEST = "an agency's request"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the referral under the cursor; `view` is None until its record is read."""

    row: QueueRow | None
    view: ReferralView | None
    now: datetime
    person: int | None = None
    """Who is at the desk, by their id."""

    @property
    def is_own(self) -> bool:
        """Whether whoever is at the desk holds it."""
        known = self._fresher
        return known is not None and known.worker_id is not None and known.worker_id == self.person

    @property
    def state(self) -> ReferralState | None:
        """The state of the referral, from the fresher of the two."""
        known = self._fresher
        return known.state if known else None

    @property
    def _fresher(self) -> ReferralView | QueueRow | None:
        """What was read last: right after an act the queue can be ahead of the record."""
        return self.row if self.is_behind else self.view or self.row

    @property
    def is_behind(self) -> bool:
        """Whether the record was read before something that the queue knows of."""
        return bool(self.view and self.row and self.row.version > self.view.version)

    @property
    def reference(self) -> str:
        """Its reference; empty where nothing is under the cursor."""
        known = self.view or self.row
        return known.reference if known else ""

    def requests(self, act: Act) -> tuple[RequestView, ...]:
        """The requests of the read record that this act can be done to."""
        if self.view is None or act.takes is None:
            return ()
        return tuple(request for request in self.view.requests if act.takes(request))


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do. `takes` says which requests it fits, `fits` which referrals."""

    id: str
    key: str
    label: str
    tooltip: str
    command: type[c.Command] | None = None
    scope: Scope = Scope.REFERRAL
    move: Move | None = None
    fits: Callable[[Subject], bool] | None = None
    takes: Callable[[RequestView], bool] | None = None
    look: Look = Look.RECORD
    """What must be readable where there is no command to be permitted."""

    @property
    def shown_key(self) -> str:
        """The key as people read it."""
        return shown_key(self.key)

    def permitted(self, role: Role) -> bool:
        """Whether this role may ever do it."""
        if self.command is None:
            return may_look(role, self.look)
        return may(role, self.command)

    def possible(self, subject: Subject) -> bool:
        """Whether the referral's state has room for it now."""
        if self.scope is Scope.DESK:
            return True
        state = subject.state
        if state is None:
            return False
        if self.move is not None and (state, self.move) not in TRANSITIONS:
            return False
        if self.takes is not None:
            if subject.view is None or subject.is_behind:
                return subject.row is not None and subject.row.asked > 0
            return bool(subject.requests(self))
        return self.fits is None or self.fits(subject)


def _not_closed(subject: Subject) -> bool:
    return subject.state is not ReferralState.CLOSED


def _undecided(subject: Subject) -> bool:
    return subject.state not in (ReferralState.CLOSED, ReferralState.DECIDED)


def _decided(subject: Subject) -> bool:
    return subject.state in (ReferralState.CLOSED, ReferralState.DECIDED)


def _discussable(subject: Subject) -> bool:
    return subject.state not in (ReferralState.UNRATED, ReferralState.CLOSED)


def _handed_over(subject: Subject) -> bool:
    known = subject.view or subject.row
    return known is not None and known.clock is ClockKind.ALLOCATED


def _reviewable(subject: Subject) -> bool:
    if subject.view is None:
        return subject.row is not None and subject.row.clock is ClockKind.REVIEW
    return subject.view.follow_up.review is not None


def _rated_and_open(subject: Subject) -> bool:
    known = subject.view or subject.row
    return _not_closed(subject) and known is not None and known.rating is not None


def _claimable(subject: Subject) -> bool:
    return _undecided(subject) and not subject.is_own


def _held(subject: Subject) -> bool:
    known = subject.view or subject.row
    return _not_closed(subject) and known is not None and known.worker_id is not None


def _prompted(subject: Subject) -> bool:
    if subject.view is None:
        return subject.row is not None and subject.row.prompts > 0
    return any(prompt.answered_at is None for prompt in subject.view.prompts)


def _names_known(subject: Subject) -> bool:
    view = subject.view
    return view is None or any(child.individual is not None for child in view.children)


def _challengeable(subject: Subject) -> bool:
    known = subject.view or subject.row
    return known is not None and known.rating is not None


def _is_challenged(subject: Subject) -> bool:
    if subject.view is None:
        return subject.row is not None and subject.row.challenges > 0
    return any(one.is_open for one in subject.view.challenges)


def _responds(subject: Subject) -> bool:
    if subject.view is None:
        return False
    return any(one.own and one.can_respond(subject.now) for one in subject.view.challenges)


def _is_sealed(subject: Subject) -> bool:
    if subject.view is None:
        return subject.row is not None and subject.row.sealed
    return subject.view.seal is not None and _is_named(subject)


def _is_named(subject: Subject) -> bool:
    """Whoever sees it by emergency access alone does not change who does."""
    return subject.view is None or subject.view.lent_until is None


def _told(subject: Subject) -> bool:
    known = subject.view or subject.row
    return known is not None and known.clock not in _BEFORE_CLOSING


_BEFORE_CLOSING = (ClockKind.FEEDBACK, ClockKind.ALLOCATED, ClockKind.REVIEW)


def _clocked(subject: Subject) -> bool:
    known = subject.view or subject.row
    return known is not None and known.due_at is not None


def _past_due(subject: Subject) -> bool:
    view, row = subject.view, subject.row
    if row is not None and row.is_over(subject.now):
        return True
    known = view or row
    if known is None or known.due_at is None:
        return False
    return known.due_at <= (subject.now if view is None else view.reckoned(subject.now))


def _open_request(request: RequestView) -> bool:
    return request.state is RequestState.OPEN


def _answerable(request: RequestView) -> bool:
    return request.state.takes_answer


def was_declined(request: RequestView) -> bool:
    """Whether declining is the last thing the agency said, so that the hub may insist."""
    said = request.answers
    return (
        request.state is RequestState.ANSWERED
        and bool(said)
        and said[-1].kind is AnswerKind.DECLINED
    )


ACTS: tuple[Act, ...] = (
    Act("take_in", "n", "New", "Take a contact in", c.TakeIn, Scope.DESK),
    Act("consent", "C", "Consent", "Record or change consent", c.RecordConsent, fits=_not_closed),
    Act("need", "l", "Need", "Level of need: tick what holds, see what it points to",
        c.RecordNeed, fits=_not_closed),
    Act("rate", "r", "Rate", "Rate, or rate again, with the reason", c.Rate, move=Move.RATE),
    Act("ask", "a", "Ask", "Ask agencies what they know", c.AskAgencies, move=Move.ASK),
    Act("answer", "s", "Answer", "Record what an agency said",
        c.RecordAnswer, Scope.REQUEST, takes=_answerable),
    Act("chase", "h", "Chase", "Record that an agency was chased",
        c.Chase, Scope.REQUEST, takes=_open_request),
    Act("insist", "I", "Insist", "Insist on an answer after an agency declined",
        c.Insist, Scope.REQUEST, takes=was_declined),
    Act("decide", "d", "Decide", "Decide, with the rationale", c.Decide, move=Move.DECIDE),
    Act("strategy", "9", "Strategy", "Record a strategy discussion: who, what, actions",
        c.RecordStrategyDiscussion, fits=_discussable),
    Act("taken_up", "X", "Taken up", "Record that the allocated worker has taken it up",
        c.AcknowledgeAllocation, fits=_handed_over),
    Act("help_review", "H", "Help review", "Record how early help went",
        c.RecordEarlyHelpReview, fits=_reviewable),
    Act("second_rating", "0", "Second", "Rate a second time, after the meeting", c.RateSecond,
        fits=_rated_and_open),
    Act("oversight", "plus", "Oversight", "Record a manager's oversight", c.RecordOversight),
    Act("feedback", "f", "Feedback", "Record how the referrer was told",
        c.GiveFeedback, move=Move.FEEDBACK),
    Act("close", "x", "Close", "Close what is decided and told", c.Close, move=Move.CLOSE,
        fits=_told),
    Act("report", "P", "Report", "Hand-off report or letter of outcome, as a file",
        c.MakeReport, fits=_decided),
    Act("prompt", "p", "Prompt", "Answer a prompt", c.AnswerPrompt, fits=_prompted),
    Act("claim", "c", "Claim", "Take it as your own work", c.Claim, fits=_claimable),
    Act("note", "m", "Note", "Add a note to the record", c.AddNote),
    Act("explain", "w", "Why", "Why is it due then?", fits=_clocked),
    Act("assign", "A", "Assign", "Give it to a worker", c.Assign, fits=_not_closed),
    Act("release", "R", "Release", "Put it back for anybody to claim", c.Release, fits=_held),
    Act("withdraw", "W", "Withdraw", "Withdraw a request; the agency is told why",
        c.Withdraw, Scope.REQUEST, takes=_open_request),
    Act("return", "b", "Return", "Return it to the referrer for more",
        c.ReturnToReferrer, move=Move.RETURN),
    Act("resume", "B", "Take back", "Take it back from the referrer", c.Resume, move=Move.RESUME),
    Act("correct", "e", "Correct", "Correct what was taken in", c.Correct, fits=_not_closed),
    Act("person", "z", "Person", "Who a child or adult is: names, ties, every referral",
        None, fits=_names_known),
    Act("judge", "u", "Same?", "Say whether two known people are the same, different, or unsure",
        c.JudgeIdentity, fits=_names_known),
    Act("mention", "T", "Told of", "Add a person or a thing that the record or an answer tells of",
        c.AddMention),
    Act("tie", "F", "Family", "Record how two people are tied, since and until when",
        c.RecordRelationship, fits=_names_known),
    Act("reopen", "o", "Reopen", "Reopen what is decided or closed", c.Reopen, move=Move.REOPEN),
    Act("fresh_deadline", "t", "Deadline", "Give an overdue round a fresh deadline",
        c.GiveFreshDeadline, fits=_past_due),
    Act("answer_challenge", "v", "Settle", "Answer or settle a challenge",
        c.AnswerChallenge, fits=_is_challenged),
    Act("respond_challenge", "V", "Move up", "Accept the answer to a challenge, or move it up",
        c.MoveUp, fits=_responds),
    Act("challenge", "D", "Challenge", "Challenge the rating or the decision",
        c.RaiseChallenge, fits=_challengeable),
    Act("notices", "i", "Inbox", "What changed for you, and what left the queue",
        c.Acknowledge, Scope.DESK),
    Act("seal", "S", "Seal", "Seal the record, or change who is named on it", c.Seal,
        fits=_is_named),
    Act("unseal", "Z", "Unseal", "Unseal the record: everybody sees it again", c.Unseal,
        fits=_is_sealed),
    Act("emergency", "E", "Emergency", "Emergency access to a sealed record (break-glass)",
        c.BreakGlass, Scope.DESK),
    Act("overrides", "Y", "Review", "Emergency accesses (break-glass) to review",
        c.ReviewOverride, Scope.DESK),
    Act("consider", "comma", "Consider", "Record that the family's other contacts were considered",
        c.ConsiderHistory),
    Act("chronology", "full_stop", "Chronology", "One chronology of the children or the household"),
    Act("network", "minus", "Network", "Walk the network of people, places and referrals"),
    Act("search", "Q", "Search", "Search every word of the records", None, Scope.DESK),
    Act("looks", "y", "Looks", "Who looked at this child, and what a person looked at",
        None, Scope.DESK, look=Look.LOOKS),
)  # fmt: skip
"""Every act, in the order a contact's life takes them; the footer shows them in this order."""

ACT: dict[str, Act] = {act.id: act for act in ACTS}


def next_act(subject: Subject, role: Role) -> Act | None:
    """The step this referral most likely wants next, if this role may take it."""
    for name in _next_names(subject):
        act = ACT[name]
        if act.permitted(role) and act.possible(subject):
            return act
    return ACT["looks"] if role is Role.AUDITOR else None


def _after_deciding(subject: Subject) -> tuple[str, ...]:
    """What a decided referral waits for, by its clock; a discussion comes before closing."""
    if _handed_over(subject):
        return ("taken_up", "feedback")
    known = subject.view or subject.row
    if known is not None and known.clock is ClockKind.REVIEW:
        return ("help_review",)
    if not _told(subject):
        return ("feedback",)
    view = subject.view
    return ("strategy",) if view is not None and view.follow_up.strategy_due else ("close",)


def _next_names(subject: Subject) -> tuple[str, ...]:
    view, row = subject.view, subject.row
    state = subject.state
    if state is ReferralState.UNRATED:
        return ("consent",) if view is not None and view.consent is None else ("rate",)
    if state is ReferralState.RETURNED:
        return ("resume",)
    if state is ReferralState.DECIDED:
        return _after_deciding(subject)
    if state is ReferralState.CLOSED:
        return ("reopen",)
    if state is not ReferralState.RATED:
        return ()
    if view is not None:
        asked = len(
            [request for request in view.requests if request.state is not RequestState.WITHDRAWN]
        )
        waiting = sum(1 for request in view.requests if request.state is RequestState.OPEN)
    else:
        asked = row.asked if row else 0
        waiting = asked - row.answered if row else 0
    if not asked:
        return ("ask", "decide")
    return ("answer", "decide") if waiting else ("decide", "feedback")
