"""Everything a practitioner can do from their agency's desk, each once: key, words, when it fits.

The footer, the palette, the help and the bindings are made from this table and `view_keys`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain import commands as c
from mashdesk.domain.request import RequestState
from mashdesk.store.views import AgencyRequestView, AgencyRow
from mashdesk.tui.view_keys import shown_key

NOTHING_HERE = "There is no request under the cursor."
NOT_OPENED = "Open the request first: challenges stand in it."
NO_ANSWER_WAITS = "No answer to a challenge of your agency waits here; x raises one."


@dataclass(frozen=True, slots=True)
class AgencyAct:
    """One thing a practitioner can do. `refuses` says why not, for a request and whoever is at the
    desk; None for what is done to no request.
    """

    id: str
    key: str
    label: str
    tooltip: str
    command: type[c.Command] | None = None
    refuses: Callable[[AgencyRow, int], str | None] | None = None

    @property
    def shown_key(self) -> str:
        """The key as people read it."""
        return shown_key(self.key)

    def why_not(self, row: AgencyRow | None, person: int) -> str | None:
        """Why this cannot be done now, in a sentence; None when it can."""
        if self.refuses is None:
            return None
        return NOTHING_HERE if row is None else self.refuses(row, person)


def _answers(row: AgencyRow, _person: int) -> str | None:
    if row.state is RequestState.ANSWERED:
        return "Your agency's answer is in. What comes up later: ring the hub, which asks again."
    if row.state is RequestState.WITHDRAWN:
        return "The hub withdrew this request; nothing is owed."
    return None


def _takes_on(row: AgencyRow, person: int) -> str | None:
    if not row.state.takes_answer:
        return f"Nobody has to take this on: it is {row.state.label}."
    return "You have it already; l lets it go." if row.holder_id == person else None


def _lets_go(row: AgencyRow, person: int) -> str | None:
    if not row.state.takes_answer:
        return f"Nobody has it any more: it is {row.state.label}."
    if row.holder_id is None:
        return "Nobody has it; t takes it on."
    return None if row.holder_id == person else f"{row.holder} has it; t takes it over."


def _challenges(row: AgencyRow, _person: int) -> str | None:
    decided = row.where.startswith(("decided: ", "closed: "))
    if row.rating is None and not decided:
        return "No rating or decision is shared with your agency that could be challenged."
    return None


AGENCY_ACTS: tuple[AgencyAct, ...] = (
    AgencyAct("take_on", "t", "Take on", "Take a request on, or over from a colleague",
              c.TakeOn, _takes_on),
    AgencyAct("answer", "a", "Answer", "Answer a request, in whole or in part",
              c.SendAnswer, _answers),
    AgencyAct("let_go", "l", "Let go", "Let a request go, for a colleague to take on",
              c.LetGo, _lets_go),
    AgencyAct("challenge", "x", "Challenge",
              "Challenge the rating or decision; accept the answer, or move it up",
              c.RaiseChallenge, _challenges),
    AgencyAct("respond", "V", "Move up", "Accept the answer to a challenge, or move it up",
              c.MoveUp),
    AgencyAct("changes", "i", "Changes", "What changed, to acknowledge", c.Acknowledge),
    AgencyAct("became", "o", "Outcomes", "What became of what your agency sent"),
    AgencyAct("sent_in", "s", "Sent in", "What your agency sent in: where it stands, what became",
              c.ViewSentIn),
)  # fmt: skip
"""Every act, in the order a request's life takes them."""

AGENCY_ACT: dict[str, AgencyAct] = {act.id: act for act in AGENCY_ACTS}


def answer_waits(view: AgencyRequestView, now: datetime) -> bool:
    """Whether a challenge of its own waits for the agency to accept the answer, or move it up."""
    return any(one.is_open and one.can_respond(now) for one in view.challenges)


def next_agency_act(row: AgencyRow | None) -> AgencyAct | None:
    """The step this request most likely wants next."""
    if row is None or row.state is not RequestState.OPEN:
        return None
    return AGENCY_ACT["take_on" if row.holder_id is None else "answer"]
