"""An agency's request as a reader of its record sees it, and what the agency answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.calendar import Nation
from mashdesk.domain.contact import Channel
from mashdesk.domain.hours import shut_words
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, RequestState, Sharing
from mashdesk.domain.sharing import Found, Part


@dataclass(frozen=True, slots=True)
class PassageView:
    """Words of an answer under one marking; None where this reader may not see them."""

    words: str | None
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class SearchView:
    """One system searched for one child: its id, and the name it was searched by. The id is 0 once
    the contact was corrected and has that child no more.
    """

    child: int
    name: str
    system: str
    found: Found
    why: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer as it was recorded. `words` joins the passages this reader may see, and is None
    where there are words and none of them may be; `sharing` is the strictest marking among them.
    """

    kind: AnswerKind
    words: str | None
    declined: Declined | None
    channel: Channel | None
    person: str
    sharing: Sharing
    view: Rag | None
    searched: str
    recorded_by: str
    recorded_at: datetime
    late: bool
    on_behalf: bool
    passages: tuple[PassageView, ...] = ()
    searches: tuple[SearchView, ...] = ()
    partial: bool = False
    reason: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class RequestView:
    """One agency's request with its own clock (`due_at` is None once it is settled).

    `holder` is who in the agency has it, `shared` what it may read, `insisted` why it was asked
    again after it declined; `hours` when its agency works, and `nation` whose bank holidays they
    leave out.
    """

    id: int
    agency: str
    agency_name: str
    state: RequestState
    question: str
    asked_by: str
    asked_at: datetime
    round: int
    timeouts: int
    start_at: datetime
    due_at: datetime | None
    missed_at: datetime | None
    next_contact: str
    chased: int
    settled_at: datetime | None
    settled_because: str
    version: int
    answers: tuple[AnswerView, ...] = ()
    holder: str = ""
    shared: tuple[Part, ...] = ()
    insisted: str = ""
    hours: str = ""
    nation: Nation = Nation.ENG

    def shut(self, now: datetime) -> str:
        """`shut now; opens ...` while it owes an answer outside its hours (`now` in UTC)."""
        owes = self.state is RequestState.OPEN
        return shut_words(self.hours, now, self.nation) if owes else ""
