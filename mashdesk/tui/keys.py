"""Everything a person can do from the desk, each once: its key, its words, when it may be done.

The footer, the palette, the help and the bindings are made from this table and `view_keys`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.permissions import Look, may, may_look
from mashdesk.domain.referral import TRANSITIONS, Move
from mashdesk.store.views import RequestView
from mashdesk.tui import fitting
from mashdesk.tui.subject import Subject
from mashdesk.tui.view_keys import shown_key


class Scope(StrEnum):
    """What an act is done to, and so what has to be chosen first."""

    DESK = "the desk"
    REFERRAL = "a referral"
    REQUEST = "an agency's request"


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
            return bool(subject.requests(self.takes))
        return self.fits is None or self.fits(subject)


ACTS: tuple[Act, ...] = (
    Act("take_in", "n", "New", "Take a contact in", c.TakeIn, Scope.DESK),
    Act("consent", "C", "Consent", "Record or change consent",
        c.RecordConsent, fits=fitting.not_closed),
    Act("need", "l", "Need", "Level of need: tick what holds, see what it points to",
        c.RecordNeed, fits=fitting.not_closed),
    Act("rate", "r", "Rate", "Rate, or rate again, with the reason", c.Rate, move=Move.RATE),
    Act("ask", "a", "Ask", "Ask agencies what they know", c.AskAgencies, move=Move.ASK),
    Act("answer", "s", "Answer", "Record what an agency said",
        c.RecordAnswer, Scope.REQUEST, takes=fitting.answerable),
    Act("chase", "h", "Chase", "Record that an agency was chased",
        c.Chase, Scope.REQUEST, takes=fitting.open_request),
    Act("insist", "I", "Insist", "Insist on an answer after an agency declined",
        c.Insist, Scope.REQUEST, takes=fitting.was_declined),
    Act("decide", "d", "Decide", "Decide, with the rationale", c.Decide, move=Move.DECIDE),
    Act("strategy", "9", "Strategy", "Record a strategy discussion: who, what, actions",
        c.RecordStrategyDiscussion, fits=fitting.discussable),
    Act("action", "equals_sign", "Action", "Settle an action of a strategy discussion",
        c.SettleAction, fits=fitting.has_actions),
    Act("taken_up", "X", "Taken up", "Record that the allocated worker has taken it up",
        c.AcknowledgeAllocation, fits=fitting.handed_over),
    Act("help_review", "H", "Help review", "Record how early help went",
        c.RecordEarlyHelpReview, fits=fitting.reviewable),
    Act("second_rating", "0", "Second", "Rate a second time, after the meeting", c.RateSecond,
        fits=fitting.rated_and_open),
    Act("oversight", "plus", "Oversight", "Record a manager's oversight", c.RecordOversight),
    Act("feedback", "f", "Feedback", "Record how the referrer was told",
        c.GiveFeedback, move=Move.FEEDBACK),
    Act("close", "x", "Close", "Close what is decided and told", c.Close, move=Move.CLOSE,
        fits=fitting.told),
    Act("report", "P", "Report", "Hand-off report or letter of outcome, as a file",
        c.MakeReport, fits=fitting.decided),
    Act("prompt", "p", "Prompt", "Answer a prompt", c.AnswerPrompt, fits=fitting.prompted),
    Act("claim", "c", "Claim", "Take it as your own work", c.Claim, fits=fitting.claimable),
    Act("note", "m", "Note", "Add a note to the record", c.AddNote),
    Act("explain", "w", "Why", "Why is it due then?", fits=fitting.clocked),
    Act("assign", "A", "Assign", "Give it to a worker", c.Assign, fits=fitting.not_closed),
    Act("release", "R", "Release", "Put it back for anybody to claim",
        c.Release, fits=fitting.held),
    Act("withdraw", "W", "Withdraw", "Withdraw a request; the agency is told why",
        c.Withdraw, Scope.REQUEST, takes=fitting.open_request),
    Act("return", "b", "Return", "Return it to the referrer for more",
        c.ReturnToReferrer, move=Move.RETURN),
    Act("resume", "B", "Take back", "Take it back from the referrer", c.Resume, move=Move.RESUME),
    Act("correct", "e", "Correct", "Correct what was taken in", c.Correct, fits=fitting.not_closed),
    Act("person", "z", "Person", "Who a child or adult is: names, ties, every referral",
        None, fits=fitting.names_known),
    Act("judge", "u", "Same?", "Say whether two known people are the same, different, or unsure",
        c.JudgeIdentity, fits=fitting.names_known),
    Act("mention", "T", "Add", "Add a person, address, phone, vehicle or school told of",
        c.AddMention),
    Act("tie", "F", "Family", "Record how two people are tied, since and until when",
        c.RecordRelationship, fits=fitting.names_known),
    Act("reopen", "o", "Reopen", "Reopen what is decided or closed", c.Reopen, move=Move.REOPEN),
    Act("fresh_deadline", "t", "Deadline", "Give an overdue round a fresh deadline",
        c.GiveFreshDeadline, fits=fitting.past_due),
    Act("answer_challenge", "v", "Settle", "Answer or settle a challenge",
        c.AnswerChallenge, fits=fitting.is_challenged),
    Act("respond_challenge", "V", "Move up", "Accept the answer to a challenge, or move it up",
        c.MoveUp, fits=fitting.responds),
    Act("challenge", "D", "Challenge", "Challenge the rating or the decision",
        c.RaiseChallenge, fits=fitting.challengeable),
    Act("notices", "i", "Inbox", "What changed for you, and what left the queue",
        c.Acknowledge, Scope.DESK),
    Act("seal", "S", "Seal", "Seal the record, or change who is named on it", c.Seal,
        fits=fitting.is_named),
    Act("unseal", "Z", "Unseal", "Unseal the record: everybody sees it again", c.Unseal,
        fits=fitting.is_sealed),
    Act("emergency", "E", "Emergency", "Emergency access to a sealed record (break-glass)",
        c.BreakGlass, Scope.DESK),
    Act("overrides", "Y", "Review", "Emergency accesses (break-glass) to review",
        c.ReviewOverride, Scope.DESK),
    Act("consider", "comma", "Consider", "Record that the family's other contacts were considered",
        c.ConsiderHistory),
    Act("corroborate", "semicolon", "Corroborate",
        "State that a source corroborates or contradicts an item of the history",
        c.StateCorroboration),
    Act("chronology", "full_stop", "Chronology", "One chronology of the children or the household"),
    Act("network", "minus", "Network", "Walk the network of people, places and referrals"),
    Act("search", "Q", "Search", "Search every word of the records", None, Scope.DESK),
    Act("looks", "y", "Looks", "Who looked at this child, and what a person looked at",
        None, Scope.DESK, look=Look.LOOKS),
)  # fmt: skip
"""Every act, in the order a contact's life takes them; the footer shows them in this order."""

ACT: dict[str, Act] = {act.id: act for act in ACTS}
