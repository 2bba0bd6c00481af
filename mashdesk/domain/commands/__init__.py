"""Everything anybody can do on the desk. A command is frozen data; its rules live with its handler.

Ids are store ids; `version` is the one the actor read, so that a stale act is refused. Times are
UTC. Limits on lengths and codes are checked by `problems`, so that every door refuses the same.
"""

from __future__ import annotations

from mashdesk.domain.commands.base import Command, OnReferral, OnRequest
from mashdesk.domain.commands.contacts import AddNote, Correct, RecordConsent, TakeIn, View
from mashdesk.domain.commands.deciding import (
    Close,
    Decide,
    GiveFeedback,
    GiveFreshDeadline,
    Reopen,
    Resume,
    ReturnToReferrer,
    SettlesRequests,
    Without,
)
from mashdesk.domain.commands.hub import (
    Acknowledge,
    AcknowledgeDepartures,
    AddAgency,
    AddUser,
    AdoptPolicy,
    AnswerPrompt,
    ChangeRole,
    ReopenTimedOut,
    ResetPassword,
    ShutAccount,
    UnlockAccount,
)
from mashdesk.domain.commands.partners import Insist, LetGo, SendAnswer, TakeOn, ViewRequest
from mashdesk.domain.commands.rating import Assign, Claim, Rate, Release
from mashdesk.domain.commands.requests import AskAgencies, Chase, RecordAnswer, Withdraw

__all__ = [
    "COMMANDS",
    "Acknowledge",
    "AcknowledgeDepartures",
    "AddAgency",
    "AddNote",
    "AddUser",
    "AdoptPolicy",
    "AnswerPrompt",
    "AskAgencies",
    "Assign",
    "ChangeRole",
    "Chase",
    "Claim",
    "Close",
    "Command",
    "Correct",
    "Decide",
    "GiveFeedback",
    "GiveFreshDeadline",
    "Insist",
    "LetGo",
    "OnReferral",
    "OnRequest",
    "Rate",
    "RecordAnswer",
    "RecordConsent",
    "Release",
    "Reopen",
    "ReopenTimedOut",
    "ResetPassword",
    "Resume",
    "ReturnToReferrer",
    "SendAnswer",
    "SettlesRequests",
    "ShutAccount",
    "TakeIn",
    "TakeOn",
    "UnlockAccount",
    "View",
    "ViewRequest",
    "Withdraw",
    "Without",
]

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
    Insist,
    ViewRequest,
    TakeOn,
    LetGo,
    SendAnswer,
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
    ShutAccount,
    ResetPassword,
    UnlockAccount,
    ChangeRole,
    AdoptPolicy,
    AddAgency,
    ReopenTimedOut,
)
"""All of them: each has a handler, a permission row, a label and an audit entry; a test says so."""
