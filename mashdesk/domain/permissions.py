"""One table of role x command, and what each role may look at; every door asks here."""

from __future__ import annotations

from enum import StrEnum

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.outcome import DecisionOutcome, OutcomeGroup
from mashdesk.domain.report import ReportKind
from mashdesk.domain.request import Sharing


class Look(StrEnum):
    """What can be read."""

    QUEUE = "the queue"
    RECORD = "records"
    AGENCY = "an agency's requests"
    AUDIT = "the audit"
    LOOKS = "who looked at what"
    SETTINGS = "people, agencies and policy"
    COUNTS = "the counts"
    TRIALS = "how often a prompt would have fired"
    EMERGENCIES = "emergency accesses to review"


_EVERYBODY = frozenset(
    {
        Role.DUTY,
        Role.EARLY_HELP,
        Role.TEAM_MANAGER,
        Role.SERVICE_MANAGER,
        Role.BUSINESS,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.PRACTITIONER,
    }
)
_DESK = frozenset(
    {Role.DUTY, Role.EARLY_HELP, Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.BUSINESS}
)
_PRACTICE = _DESK - {Role.BUSINESS}
_MANAGERS = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})
_AGENCY = frozenset({Role.PRACTITIONER})
_QUALIFIED = _MANAGERS | {Role.DUTY, Role.EARLY_HELP}

PERMISSIONS: dict[type[c.Command], frozenset[Role]] = {
    c.TakeIn: _DESK,
    c.Correct: _DESK,
    c.RecordConsent: _DESK,
    c.RecordNeed: _PRACTICE,
    c.Rate: _PRACTICE,
    c.Claim: _PRACTICE,
    c.Assign: _PRACTICE,
    c.Release: _PRACTICE,
    c.AskAgencies: _PRACTICE,
    c.Chase: _DESK,
    c.RecordAnswer: _DESK,
    c.Withdraw: _PRACTICE,
    c.Insist: _PRACTICE,
    c.ViewRequest: _AGENCY,
    c.ViewSentIn: _AGENCY,
    c.TakeOn: _AGENCY,
    c.LetGo: _AGENCY,
    c.SendAnswer: _AGENCY,
    c.ReturnToReferrer: _PRACTICE,
    c.Resume: _DESK,
    c.Decide: _QUALIFIED,
    c.RecordStrategyDiscussion: _PRACTICE,
    c.SettleAction: _PRACTICE,
    c.AcknowledgeAllocation: _DESK,
    c.RecordEarlyHelpReview: _PRACTICE,
    c.RateSecond: _PRACTICE,
    c.RecordOversight: _MANAGERS,
    c.GiveFeedback: _DESK,
    c.Close: _PRACTICE,
    c.MakeReport: _DESK,
    c.TransferOut: _QUALIFIED,
    c.TakeInTransfer: _DESK,
    c.ReplyToTransfer: _DESK,
    c.AcknowledgeTransfer: _DESK,
    c.Reopen: _DESK,
    c.GiveFreshDeadline: _MANAGERS,
    c.AddNote: _DESK,
    c.View: _DESK | {Role.AUDITOR},
    c.OpenHistory: _DESK | {Role.AUDITOR},
    c.ConsiderHistory: _PRACTICE,
    c.StateCorroboration: _PRACTICE,
    c.AnswerPrompt: _PRACTICE,
    c.AddMention: _DESK,
    c.RecordRelationship: _DESK,
    c.EndRelationship: _DESK,
    c.JudgeIdentity: _PRACTICE,
    c.UndoJudgement: _PRACTICE,
    c.RaiseChallenge: _PRACTICE | _AGENCY,
    c.AnswerChallenge: _PRACTICE,
    c.SettleChallenge: _MANAGERS,
    c.AcceptAnswer: _PRACTICE | _AGENCY,
    c.MoveUp: _PRACTICE | _AGENCY,
    c.Seal: _MANAGERS | {Role.DUTY},
    c.Unseal: _MANAGERS,
    c.BreakGlass: _QUALIFIED,
    c.ReviewOverride: _MANAGERS,
    c.Acknowledge: _EVERYBODY,
    c.AcknowledgeDepartures: _DESK | {Role.AUDITOR},
    c.AddUser: frozenset({Role.ADMINISTRATOR}),
    c.ShutAccount: frozenset({Role.ADMINISTRATOR}),
    c.ResetPassword: frozenset({Role.ADMINISTRATOR}),
    c.UnlockAccount: _MANAGERS | {Role.ADMINISTRATOR},
    c.ChangeRole: frozenset({Role.ADMINISTRATOR}),
    c.AdoptPolicy: frozenset({Role.ADMINISTRATOR}),
    c.AddAgency: frozenset({Role.ADMINISTRATOR}),
    c.SetHubContact: frozenset({Role.ADMINISTRATOR}),
    c.ReopenTimedOut: frozenset({Role.SYSTEM}),
}

NEEDS_FRESH: frozenset[type[c.Command]] = frozenset({c.ChangeRole, c.Seal, c.Unseal})
"""Acts that ask for the password again: never done from a desk that somebody left open."""

LOOKS: dict[Look, frozenset[Role]] = {
    Look.QUEUE: _DESK | {Role.AUDITOR},
    Look.RECORD: _DESK | {Role.AUDITOR},
    Look.AGENCY: _AGENCY,
    Look.AUDIT: frozenset({Role.AUDITOR, Role.ADMINISTRATOR}) | _MANAGERS,
    Look.LOOKS: frozenset({Role.AUDITOR}) | _MANAGERS,
    Look.SETTINGS: frozenset({Role.ADMINISTRATOR}),
    Look.COUNTS: _MANAGERS | {Role.AUDITOR},
    Look.TRIALS: _MANAGERS | {Role.AUDITOR, Role.ADMINISTRATOR},
    Look.EMERGENCIES: _MANAGERS,
}

_ANOTHERS_NAME = "Only a manager records a decision in somebody else's name."

_LETTERS_ONLY = "Business support writes letters of outcome; those who practise hand a child on."

_STEP_UP_ONLY = (
    "An early help manager does not decide a step-up alone; a senior social worker or manager does."
)


def matrix() -> tuple[tuple[str, frozenset[Role]], ...]:
    """Every act and every look in words, with the roles that may: the tables above, to be shown."""
    looks = tuple((f"see {look.value}", roles) for look, roles in LOOKS.items())
    return (*looks, *((command.label, roles) for command, roles in PERMISSIONS.items()))


def may(role: Role, command: type[c.Command]) -> bool:
    """Whether the role may ever do this; the screens grey their keys by it."""
    return role in PERMISSIONS[command]


def may_look(role: Role, look: Look) -> bool:
    """Whether the role may read this."""
    return role in LOOKS[look]


def refusal(actor: Actor, command: c.Command) -> str | None:
    """Why this actor may not do this command, in a sentence; None when they may.

    Source: the roles of published hubs: business support does not rate or
    decide, an early help manager does not step up alone, an auditor changes nothing.
    """
    if not may(actor.role, type(command)):
        return f"{actor.role.somebody} may not {command.label}."
    if isinstance(command, c.Decide):
        return _decision_refusal(actor, command)
    if isinstance(command, c.MakeReport) and not may_make(actor.role, command.kind):
        return _LETTERS_ONLY
    return None


def may_make(role: Role, kind: ReportKind) -> bool:
    """Whether this role may make this kind of report: business support sends letters alone."""
    return may(role, c.MakeReport) and (role is not Role.BUSINESS or kind is ReportKind.LETTER)


def may_be_named(role: Role) -> bool:
    """Whether somebody of this role can be named on a sealed record: whoever opens records, or an
    agency's requests.
    """
    return may(role, c.View) or may(role, c.ViewRequest)


def keeps_sealed(role: Role) -> bool:
    """Whether this role can answer for a sealed record: one such person is always named on it."""
    return role in _MANAGERS


def _decision_refusal(actor: Actor, command: c.Decide) -> str | None:
    if command.decider not in (None, actor.user_id) and not may_name_decider(actor.role):
        return _ANOTHERS_NAME
    if actor.role is Role.EARLY_HELP and _steps_up(command.outcome):
        return _STEP_UP_ONLY
    return None


def may_name_decider(role: Role) -> bool:
    """Whether this role may record a decision in somebody else's name: only a manager's may."""
    return role in _MANAGERS


def takes_up_alone(actor: Actor, allocated: int | None) -> bool:
    """Whether this actor may say for themselves that a child handed over is taken up: the allocated
    worker (their account's id), or a manager. Anybody else says who told them.
    """
    return actor.user_id == allocated or actor.role in _MANAGERS


def _steps_up(outcome: DecisionOutcome) -> bool:
    return outcome.group is OutcomeGroup.STEPPED_UP


def may_decide(role: Role, outcome: DecisionOutcome) -> bool:
    """Whether a person of this role can be named as the decider: a qualified worker's act."""
    return role in _QUALIFIED and not (role is Role.EARLY_HELP and _steps_up(outcome))


def may_read_answer(role: Role, sharing: Sharing) -> bool:
    """Whether this role may read the words of an answer marked so; "decision maker only" means
    those who decide.
    """
    return sharing is not Sharing.DECISION_MAKER or role in _QUALIFIED
