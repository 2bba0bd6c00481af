"""One answer in words, for the hub's record and for the agency's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import named

if TYPE_CHECKING:
    from mashdesk.store.views import AnswerView, PassageView, SearchView


def answer_lines(answer: AnswerView, indent: str = "", *, numbered: bool = False) -> Iterator[str]:
    """What was said, every passage with its marking, and what was searched for whom; `numbered`
    with the number that `mention` and `relate` take.
    """
    how = answer.channel.label if answer.channel else ""
    marks = (", late" if answer.late else "") + (", in part" if answer.partial else "")
    pairs = [
        ("number", str(answer.id) if numbered else ""),
        ("answer", answer.kind.label + marks),
        ("declined because", answer.declined.label if answer.declined else ""),
        ("reason", answer.reason),
        *(_passage(passage) for passage in answer.passages),
        ("said by", ", ".join(filter(None, (answer.person, how)))),
        ("sharing", _markings(answer)),
        ("view of risk", answer.view.value if answer.view else ""),
        ("searched", "" if answer.searches else answer.searched),
        *(_search(search) for search in answer.searches),
        ("recorded", f"{wording.when(answer.recorded_at)} by {answer.recorded_by}"),
    ]
    yield from named(pairs, indent)


def _markings(answer: AnswerView) -> str:
    """Every marking of its passages, each once, in the order they stand."""
    found = dict.fromkeys(passage.sharing.label for passage in answer.passages)
    return "; ".join(found) or answer.sharing.label


def _passage(passage: PassageView) -> tuple[str, str]:
    marking = passage.sharing.label
    if passage.words is None:
        return "words", f"not for you to read: {marking}"
    return "words", f"({marking}) {passage.words}"


def _search(search: SearchView) -> tuple[str, str]:
    why = f" ({search.why})" if search.why else ""
    return "searched", f"{search.name}, {search.system}: {search.found.label}{why}"
