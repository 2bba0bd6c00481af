"""What an agency's practitioners do with a request put to their agency; and the hub insisting."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import Command, OnRequest
from mashdesk.domain.limits import LINE_LIMIT, WORDS_LIMIT
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.domain.sharing import Found, Passage, Search

MOST_PASSAGES = 50
MOST_SEARCHES = 1_000
"""Thirty children in thirty systems; what is longer is a slip of a program, not an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest(Command):
    """Open a request put to one's agency, so that looks are audited before anything is shown."""

    label = "open a request"
    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSentIn(Command):
    """Open what became of a contact that one's agency sent in, by its reference: audited before
    anything is shown.
    """

    label = "open what was sent in"
    lines = ("reference",)
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOn(OnRequest):
    """Take a request on for one's agency, or over from a colleague, who is told."""

    label = "take a request on"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo(OnRequest):
    """Let a request go that one has, for anybody in the agency to take on."""

    label = "let a request go"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer(OnRequest):
    """An agency's own answer: what was searched per child, what it holds, and who may read that.

    A `partial` one keeps the request open and its clock running. `reason` says in a sentence why it
    was declined; `view` is the practitioner's own view of risk. Blank passages are left out.
    """

    label = "send an answer"
    answer: AnswerKind
    declined: Declined | None = None
    reason: str = ""
    view: Rag | None = None
    passages: tuple[Passage, ...] = ()
    searches: tuple[Search, ...] = ()
    partial: bool = False

    @property
    def said(self) -> tuple[Passage, ...]:
        """The passages that hold words."""
        return tuple(passage for passage in self.passages if passage.words.strip())

    def problems(self) -> list[Problem]:
        """Information needs its words, a declined answer why, a search not made why not."""
        found = OnRequest.problems(self)
        if self.answer in (AnswerKind.RELEVANT, AnswerKind.NOT_RELEVANT) and not self.said:
            found.append(Problem("passages", "write what your agency holds"))
        if self.answer is AnswerKind.DECLINED:
            found += self._declined_problems()
        if len(self.passages) > MOST_PASSAGES:
            found.append(Problem("passages", f"are more than {MOST_PASSAGES}; join some"))
        for number, passage in enumerate(self.passages, start=1):
            if len(passage.words) > WORDS_LIMIT:
                words = f"is longer than {WORDS_LIMIT:,} characters; shorten it"
                found.append(Problem(f"passages.{number}.words", words))
        return found + self._search_problems()

    def _declined_problems(self) -> list[Problem]:
        found = []
        if self.declined is None:
            found.append(Problem("declined", "choose why your agency declines"))
        if not self.reason.strip():
            found.append(Problem("reason", "say in a sentence why your agency declines"))
        if self.partial:
            found.append(Problem("partial", "is no part of declining; send it as complete"))
        return found

    def _search_problems(self) -> list[Problem]:
        if len(self.searches) > MOST_SEARCHES:
            return [Problem("searches", f"are more than {MOST_SEARCHES:,}; send them in parts")]
        found, made = [], set()
        for number, search in enumerate(self.searches, start=1):
            where = f"searches.{number}"
            if not search.system.strip():
                found.append(Problem(f"{where}.system", "name the system"))
            for name in ("system", "why"):
                if len(getattr(search, name)) > LINE_LIMIT:
                    words = f"is longer than {LINE_LIMIT:,} characters; shorten it"
                    found.append(Problem(f"{where}.{name}", words))
            if search.found is Found.NOT_SEARCHED and not search.why.strip():
                found.append(Problem(f"{where}.why", "say why it was not searched"))
            if (search.child, search.system.casefold()) in made:
                found.append(Problem(where, "is given twice; keep one"))
            made.add((search.child, search.system.casefold()))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Insist(OnRequest):
    """After a declined answer the hub asks the same agency again, with the reason it insists."""

    label = "insist on an answer"
    required = ("reason",)
    reason: str
