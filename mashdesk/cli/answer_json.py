"""An agency's answer as JSON: read strictly, and given empty for a person to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from mashdesk.cli.batch import read_batch
from mashdesk.desk.intake.codes import Codes, read_code, shown
from mashdesk.domain.commands import SendAnswer
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.store.views import AgencyRequestView

_FIELDS = ("answer", "declined", "reason", "view", "partial", "passages", "searches")
_OF_A_PASSAGE = ("words", "sharing")
_OF_A_SEARCH = ("child", "name", "system", "found", "why")
E_ = TypeVar("E_", AnswerKind, Declined, Rag, Sharing, Found)


def empty_answer(view: AgencyRequestView) -> dict[str, Any]:
    """What `answer --from` takes, with a line for every child and system still to be filled in."""
    searches = [
        {"child": child.id, "name": child.name, "system": system, "found": "", "why": ""}
        for child in view.children
        for system in view.systems
    ]
    return {
        "answer": "",
        "declined": None,
        "reason": "",
        "view": None,
        "partial": False,
        "passages": [{"words": "", "sharing": Sharing.HUB.value}],
        "searches": searches,
    }


def read_answer(raw: bytes, request: int, version: int) -> SendAnswer:
    """The command a file asks for. Raises Invalid naming every field at fault."""
    entries = list(read_batch(raw))
    if len(entries) != 1:
        raise Invalid(Problem("JSON", "holds several values; an answer is one object"))
    if entries[0].problem is not None:
        raise Invalid(entries[0].problem)
    given = entries[0].value
    reading = _Reading()
    if not isinstance(given, dict):
        raise Invalid(Problem("JSON", "is no object; `request REF --template` prints one"))
    reading.only(given, _FIELDS, "")
    answer = reading.code(AnswerKind, given.get("answer"), "answer")
    if answer is None:
        reading.wrong("answer", "is needed: relevant, nothing, not_relevant or declined")
    command = SendAnswer(
        request=request,
        version=version,
        answer=answer or AnswerKind.NOTHING,
        declined=reading.code(Declined, given.get("declined"), "declined"),
        reason=reading.text(given.get("reason"), "reason"),
        view=reading.code(Rag, given.get("view"), "view"),
        passages=tuple(reading.passages(given.get("passages"))),
        searches=tuple(reading.searches(given.get("searches"))),
        partial=reading.flag(given.get("partial"), "partial"),
    )
    if reading.problems:
        raise Invalid(reading.problems)
    return command


class _Reading:
    """Reads values, and keeps what is wrong with each under its place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, where: str, message: str) -> None:
        self.problems.append(Problem(where, message))

    def only(self, given: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for name in given:
            if name not in known:
                listed = ", ".join(known)
                self.wrong(where or shown(name), f"{shown(name)} is not known; there are {listed}")

    def code(self, kind: Codes[E_], said: Any, where: str) -> E_ | None:
        if said is None or said == "":
            return None
        try:
            return read_code(kind, said)
        except ValueError as error:
            self.wrong(where, str(error))
            return None

    def text(self, said: Any, where: str) -> str:
        if said is None or isinstance(said, str):
            return said or ""
        self.wrong(where, "must be text in quotation marks")
        return ""

    def flag(self, said: Any, where: str) -> bool:
        if said is not None and not isinstance(said, bool):
            self.wrong(where, "must be true or false")
        return said is True

    def passages(self, said: Any) -> Iterator[Passage]:
        for where, one in self._each(said, "passages", _OF_A_PASSAGE):
            sharing = self.code(Sharing, one.get("sharing"), f"{where}.sharing")
            words = self.text(one.get("words"), f"{where}.words")
            yield Passage(words, sharing or Sharing.HUB)

    def searches(self, said: Any) -> Iterator[Search]:
        for where, one in self._each(said, "searches", _OF_A_SEARCH):
            child, found = one.get("child"), self.code(Found, one.get("found"), f"{where}.found")
            if isinstance(child, bool) or not isinstance(child, int):
                self.wrong(f"{where}.child", "must be the child's number from `mashdesk request`")
            elif found is None and not one.get("found"):
                continue  # left open, as a part of an answer may
            elif found is not None:
                system = self.text(one.get("system"), f"{where}.system")
                yield Search(child, system, found, self.text(one.get("why"), f"{where}.why"))

    def _each(
        self, said: Any, name: str, known: tuple[str, ...]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        if said is None:
            return
        if not isinstance(said, list):
            self.wrong(name, "must be a list")
            return
        for number, one in enumerate(said, start=1):
            where = f"{name}.{number}"
            if not isinstance(one, dict):
                self.wrong(where, "must be an object")
                continue
            self.only(one, known, where)
            yield where, one
