"""One dialog for each act on a referral, by act id."""

from __future__ import annotations

from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.answering import AnswerDialog
from mashdesk.tui.dialogs.asking import AskDialog, ChaseDialog, InsistDialog, WithdrawDialog
from mashdesk.tui.dialogs.challenging import (
    AnswerChallengeDialog,
    ChallengeDialog,
    RespondDialog,
)
from mashdesk.tui.dialogs.closing import CloseDialog
from mashdesk.tui.dialogs.consent import ConsentDialog
from mashdesk.tui.dialogs.correcting import CorrectDialog
from mashdesk.tui.dialogs.corroborating import CorroborateDialog
from mashdesk.tui.dialogs.discussing import ActionDialog, StrategyDialog
from mashdesk.tui.dialogs.explaining import ExplainDialog
from mashdesk.tui.dialogs.following_up import (
    HelpReviewDialog,
    OversightDialog,
    SecondRatingDialog,
    TakenUpDialog,
)
from mashdesk.tui.dialogs.mentioning import MentionDialog
from mashdesk.tui.dialogs.need import NeedDialog
from mashdesk.tui.dialogs.noting import NoteDialog, PromptDialog
from mashdesk.tui.dialogs.rating import RateDialog
from mashdesk.tui.dialogs.relating import RelationshipDialog
from mashdesk.tui.dialogs.reopening import FreshDeadlineDialog, ReopenDialog
from mashdesk.tui.dialogs.reporting import ReportDialog
from mashdesk.tui.dialogs.returning import ResumeDialog, ReturnDialog
from mashdesk.tui.dialogs.sealing import SealDialog, UnsealDialog
from mashdesk.tui.dialogs.telling import FeedbackDialog
from mashdesk.tui.dialogs.weighing import ConsiderDialog
from mashdesk.tui.dialogs.work import AssignDialog, ClaimDialog, ReleaseDialog
from mashdesk.tui.screens.deciding import DecideScreen

_ALL: tuple[type[ActDialog], ...] = (
    CorrectDialog, ConsentDialog, NeedDialog, RateDialog, ClaimDialog, AssignDialog,
    ReleaseDialog, AskDialog,
    ChaseDialog, AnswerDialog, WithdrawDialog, ReturnDialog, ResumeDialog, DecideScreen,
    FeedbackDialog, ReportDialog, CloseDialog, ReopenDialog, FreshDeadlineDialog, NoteDialog,
    PromptDialog,
    ExplainDialog, InsistDialog, ChallengeDialog, AnswerChallengeDialog, RespondDialog, SealDialog,
    UnsealDialog, ConsiderDialog, CorroborateDialog,
    StrategyDialog, ActionDialog, TakenUpDialog, HelpReviewDialog, SecondRatingDialog,
    OversightDialog, MentionDialog, RelationshipDialog,
)  # fmt: skip

DIALOGS: dict[str, type[ActDialog]] = {dialog.act: dialog for dialog in _ALL}
