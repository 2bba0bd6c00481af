"""Asking agencies, chasing them, recording what they say, withdrawing a request."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import OnReferral, OnRequest
from mashdesk.domain.contact import Channel
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.domain.sharing import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgencies(OnReferral):
    """Ask one or several agencies (roster codes) what they know.

    `shared` are the parts of the referral they are shown; None means the rating's usual ones.
    """

    label = "ask agencies"
    required = ("question",)
    agencies: tuple[str, ...]
    question: str
    shared: tuple[Part, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase(OnRequest):
    """Record that an agency was chased: how, whom, and what was said. The clock is not touched."""

    label = "chase"
    required = ("person",)
    lines = ("person",)
    channel: Channel
    person: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer(OnRequest):
    """An agency's answer; on its behalf, the channel, the person and the exact words are kept.

    `view` is the practitioner's own view of risk; `searched` names the systems searched.
    """

    label = "record an answer"
    lines = ("person",)
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
