"""Opening the history beside a record, recording that it was weighed, and stating what corroborates
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.prompts.marking import look_again_at
from mashdesk.desk.sealing.sealed import demand_sight
from mashdesk.domain import commands as c
from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.names import ANSWERS, CORROBORATIONS, EVENTS, REQUESTS, id_of
from mashdesk.store.people_tables import Considered
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.looks import read_of
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.told_by import sources_of
from mashdesk.store.queries.told_by_events import CONSENTED, KINDS
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work, no_such


def open_history(command: c.OpenHistory, work: Work) -> Outcome:
    """The previous contacts are opened: a look, which leaves its trace and changes nothing."""
    row = work.get(Referral, command.referral, "referral")
    demand_sight(work, row, no_such("referral"))
    work.tell("history_opened", f"Previous contacts opened by {work.actor.name}.", row)
    look_again_at(row)
    return Outcome(f"{row.reference}: its history opened.", row.id, row.reference)


def consider_history(command: c.ConsiderHistory, work: Work) -> Outcome:
    """Other referrals were weighed in this one. The timeline repeats the words only where whoever
    reads it may see every one of those others.
    """
    row = load_referral(work, command.referral, command.version)
    others = [_other(work, other) for other in dict.fromkeys(command.others)]
    _demand_shown(work, row, others)
    work.add(
        *(
            Considered(
                referral_id=id_of(row),
                other_id=id_of(other),
                at=work.now,
                by=work.actor.user_id,
                words=command.words,
            )
            for other in others
        )
    )
    told = "" if any(other.sealed for other in others) else command.words
    work.tell("history_considered", "Previous contacts were considered.", row, text=told)
    references = ", ".join(other.reference for other in others)
    said = f"{row.reference}: {references} considered."
    if work.connection.execute(_OPENED, {"referral": id_of(row)}).first() is None:
        # A prompt that stands in the way of deciding asks for that.
        said = f"{said} Nobody has opened its history yet: do that before it is decided."
    return Outcome(said, row.id, row.reference)


def _demand_shown(work: Work, row: Referral, others: Sequence[Referral]) -> None:
    """Nobody says that they weighed what they never read: raises NotNow with what to open."""
    read = read_of(work.connection, work.actor, [id_of(other) for other in others])
    unread = ", ".join(other.reference for other in others if id_of(other) not in read)
    if unread:
        itself = "the records themselves" if "," in unread else "the record itself"
        raise NotNow(
            f"You have not been shown {unread}.",
            f"Open the history of {row.reference}, or {itself}, first.",
        )


def _other(work: Work, referral: int) -> Referral:
    row = work.get(Referral, referral, "referral")
    demand_sight(work, row, no_such("referral"))
    return row


# Made once: building a statement costs as much as running it.
_ANSWER = (
    select(ANSWERS.c.id, REQUESTS.c.referral_id)
    .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .where(
        ANSWERS.c.id == bindparam("answer"),
        in_sight(PERSON, NOW, REQUESTS.c.referral_id),
        told_openly(ANSWERS.c.id),
    )
)
_OPENED = select(EVENTS.c.seq).where(
    EVENTS.c.referral_id == bindparam("referral"), EVENTS.c.kind == "history_opened"
)
_EVENT = select(EVENTS.c.title).where(
    EVENTS.c.seq == bindparam("event"),
    EVENTS.c.referral_id == bindparam("referral"),
    EVENTS.c.kind.in_((*KINDS, *CONSENTED)),
)


def state_corroboration(command: c.StateCorroboration, work: Work) -> Outcome:
    """What a source says of an item of history, and who states it; a closed record has it too."""
    row = load_referral(work, command.referral)
    said = _item(command, work, row)
    source, openly = command.source, True
    if command.answer is not None:
        source, openly = _source(command, work, row)
    work.connection.execute(
        insert(CORROBORATIONS),
        {
            "referral_id": id_of(row), "item": command.item, "of": command.of,
            "stance": command.stance, "answer_id": command.answer, "source": command.source,
            "at": work.now, "by": work.actor.user_id, "words": command.words,
        },
    )  # fmt: skip
    taken_back = command.stance is Stance.TAKEN_BACK
    verb = "no longer said to speak to it" if taken_back else command.stance.label
    by = f": {source}" if taken_back else f" by {source}"
    openly = openly and _read_by_all(command, work)
    told = f"{said} {verb}{by}."
    title = told if openly else "What corroborates an item of history was stated."
    work.tell("corroborated", title, row, text=command.words if openly else "")
    return Outcome(f"{row.reference}: {told[0].lower()}{told[1:]}", row.id, row.reference)


def _item(command: c.StateCorroboration, work: Work, row: Referral) -> str:
    """What is spoken of, in words. Raises Invalid for what is no item of this record."""
    if command.item is ItemKind.CONTACT:
        return "The contact is"
    if command.item is ItemKind.ANSWER:
        found = _answer(work, command.of)
        if found is not None and found.referral_id == row.id:
            return f"{sources_of(work.connection, [command.of])[command.of]} is"
    else:
        which = {"event": command.of, "referral": row.id}
        title = work.connection.execute(_EVENT, which).scalar()
        if title is not None:
            return f"“{str(title).rstrip('.')}” is"
    raise Invalid(Problem("of", "is no item of this record's history; look in its chronology"))


def _source(command: c.StateCorroboration, work: Work, row: Referral) -> tuple[str, bool]:
    """Whose answer it rests on, and whether the timeline may tell it: of another record, which not
    everybody sees for ever, only the chronology does. Raises Invalid, in the same words, for none
    that there is and for one out of sight.
    """
    answer = command.answer
    found = None if answer is None else _answer(work, answer)
    if answer is None or found is None:
        raise Invalid(Problem("answer", "is no answer that you may read; choose another"))
    return sources_of(work.connection, [answer])[answer], found.referral_id == row.id


def _answer(work: Work, answer: int) -> Any:
    """An answer that whoever acts may know of, with its referral; None for any other."""
    which = {"answer": answer, **reader_of(work.actor, work.now)}
    return work.connection.execute(_ANSWER, which).one_or_none()


def _read_by_all(command: c.StateCorroboration, work: Work) -> bool:
    """Whether the words of every answer it speaks of are read by all who see its record."""
    of = command.of if command.item is ItemKind.ANSWER else None
    everybody = {**reader_of(work.actor, work.now), "reader_decides": 0}
    return all(
        work.connection.execute(_ANSWER, {"answer": one, **everybody}).first() is not None
        for one in (of, command.answer)
        if one is not None
    )
