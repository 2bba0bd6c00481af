"""What an earlier hub knew and did of a record, taken in with its hand-over file: as entries of the
chronology here, each marked as from that hub, and as words to be searched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.change_words import in_words
from mashdesk.domain.people_there import there
from mashdesk.store.names import TRANSFERS_TAKEN
from mashdesk.store.queries.chronology_rows import rows
from mashdesk.store.queries.masking import unseen
from mashdesk.store.queries.telling import Telling
from mashdesk.store.queries.told_by_events import KINDS
from mashdesk.store.queries.transfers import histories_in, ours_among
from mashdesk.store.views.chronology import ChronologyEntry, EntryKind
from mashdesk.text import labelled

if TYPE_CHECKING:
    from mashdesk.domain.source import Channel
    from mashdesk.domain.transfer import History, PastAnswer, PastEvent, PastRequest

FOUND_AS = "earlier hub"
"""What a search names the words of an earlier hub."""

_TAKEN = (
    select(TRANSFERS_TAKEN.c.referral_id, TRANSFERS_TAKEN.c.hub, TRANSFERS_TAKEN.c.body)
    .where(TRANSFERS_TAKEN.c.referral_id.in_(bindparam("ids", expanding=True)))
    .order_by(TRANSFERS_TAKEN.c.id)
)
_KINDS = {
    **KINDS,
    "consent": EntryKind.CONSENT,
    "decided": EntryKind.DECISION,
    "feedback": EntryKind.FEEDBACK,
    "history_considered": EntryKind.CONSIDERED,
    "taken_in": EntryKind.CONTACT,
}


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that an earlier hub told."""

    at: datetime
    kind: EntryKind
    title: str
    words: str
    by: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """How a contact came that was handed over: what to call it, and that its sender `told` the hub
    it came to first. Here it never rang, and nobody wrote.
    """

    title: str
    told: str


def earlier_entries(
    connection: Connection, teller: Telling, referrals: Collection[int], reading: dict[str, Any]
) -> Iterator[ChronologyEntry]:
    """The entries of every history that came with these referrals."""
    for row in rows(connection, _TAKEN, referrals, reading):
        for history in _as_read(connection, histories_in(row["body"]), reading):
            hub = marked(history)
            for past in past_of(history):
                by = past.by if past.by != SYSTEM.name else ""
                source = f"{history.hub}: {by}" if by else history.hub
                yield teller.entry(
                    row["referral_id"], past.at, past.kind, source, past.title,
                    words=past.words, agency=past.agency, by=past.by, hub=hub,
                )  # fmt: skip


def came_by(
    connection: Connection, contacts: Collection[Any], reading: dict[str, Any]
) -> dict[int, Came]:
    """How those of these contacts came that were handed over, by their id."""
    arrived = {row["id"]: row["channel"] for row in contacts if row["arrived"]}
    return {
        row["referral_id"]: _came(row, arrived[row["referral_id"]])
        for row in rows(connection, _TAKEN, arrived, reading)
    }


def _came(row: Any, channel: Channel) -> Came:
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.arrival import first_received

    histories = histories_in(row["body"])
    there = first_received(histories, channel)
    title = f"Handed over by {row['hub']}" + (f"; {there}" if there else "")
    return Came(title, f"told {histories[0].hub if histories else row['hub']}")


def _as_read(
    connection: Connection, histories: Sequence[History], reading: dict[str, Any]
) -> Sequence[History]:
    """They stay as they came, but for what this hub itself wrote of a record that came back."""
    ours = ours_among(connection, histories)
    if not ours:
        return histories
    hidden = unseen(connection, reading)
    return [hidden.told(one) if at in ours else one for at, one in enumerate(histories)]


def marked(history: History) -> str:
    """Which hub it is from, with the reference there: `Southport, MD-26-0003`."""
    return ", ".join(filter(None, (history.hub, history.reference)))


def past_of(history: History) -> Iterator[Past]:
    """What a chronology tells of an earlier hub's history, in no order."""
    for event in history.events:
        if (kind := _KINDS.get(event.kind)) is not None:
            yield Past(event.at, kind, there(event.title), _said(event, kind), event.by)
    for request in history.requests:
        title = f"{request.agency_name} asked"
        yield Past(
            request.asked_at, EntryKind.REQUEST, title, request.question, request.asked_by,
            request.agency,
        )  # fmt: skip
        yield from (_answer(request, answer) for answer in request.answers)
    for other in history.others:
        yield Past(other.received_at, EntryKind.CONTACT, there(other.title), other.words, "")
    made = history.decision
    if made is not None and all(event.kind != "decided" for event in history.events):
        title = f"Decided: {made.outcome.label}, {made.final_rating.value}"
        words = labelled(("Why", made.rationale), ("The child's voice", made.voice))
        yield Past(made.decided_at, EntryKind.DECISION, title, words, made.decider)


def _said(event: PastEvent, kind: EntryKind) -> str:
    """Its text; of consent what changed, for that is where its reason stands."""
    if kind is not EntryKind.CONSENT:
        return event.text
    words = (in_words(one) for one in event.changes if "consent" in one[0])
    changed = (f"{said[0]}: {said[2]}" for said in words if said is not None)
    return "\n".join(filter(None, (event.text, *changed)))


def _answer(request: PastRequest, answer: PastAnswer) -> Past:
    title = f"{request.agency_name}: {answer.kind.label}"
    if answer.declined is not None:
        title += f", {answer.declined.label}"
    if answer.view is not None:
        title += f"; their view: {answer.view.value}"
    said = [answer.reason, *(passage.words for passage in answer.passages)]
    if answer.kept_back:
        said.append(f"({answer.kept_back} kept back there, for the decision maker only)")
    words = "\n\n".join(filter(None, said))
    by = answer.person or answer.recorded_by
    return Past(answer.recorded_at, EntryKind.ANSWER, title, words, by, request.agency)


def words_of_past(history: History) -> Iterator[str]:
    """The words of an earlier hub's history, each marked as from there, to be found here."""
    hub = marked(history)
    for past in past_of(history):
        if past.words.strip():
            yield f"{hub}: {past.title}\n{past.words}"
