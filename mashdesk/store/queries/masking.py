"""Words without the references of records that are not open to whoever reads them.

Words may have been written while another record was open to all, and quote its reference: from its
sealing on the number stands in them for those alone who see that record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, or_, select

from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import OpenPrompt
from mashdesk.domain.prompts import HANDED_OVER
from mashdesk.store.names import AGENCIES, REFERRALS, REQUESTS
from mashdesk.store.queries.sight import NOW, PERSON, SEALED, hidden, in_sight, sight_of
from mashdesk.store.views.prompts import PromptView
from mashdesk.store.views.record import EventView
from mashdesk.store.views.transfer import ArrivedView, SentView

ANOTHER = "a record not open to you"
"""In place of the reference of a record out of the reader's sight."""

_BETWEEN = r"[-\u2010-\u2015\u2212\s./_]{0,3}"
REFERENCE = re.compile(
    rf"(?<![0-9a-z])MD{_BETWEEN}(\d\d){_BETWEEN}(\d{{4,9}})(?!\d)", re.IGNORECASE
)
"""A reference as people write one, with other signs between its parts, dashes of every length, or
none.
"""

_APART = (type, SentView)
"""What has no words of this hub: the references in what another said are of that hub's records."""

ARRIVED = "transfer_in"
"""The kind of the event that tells of an arrival: its text is as the other hub said it."""


def said_there(value: object) -> frozenset[str]:
    """The fields of a view that another hub wrote: of an arrival on the timeline, and of the prompt
    that tells of it until it is rated.
    """
    if isinstance(value, EventView):
        return _TEXT if value.kind == ARRIVED else _NOTHING
    if isinstance(value, PromptView | OpenPrompt):
        return _EVIDENCE if value.code == HANDED_OVER.code else _NOTHING
    return _NOTHING


_TEXT, _EVIDENCE, _NOTHING = frozenset({"text"}), frozenset({"evidence"}), frozenset[str]()

# Made once: building a statement costs as much as running it.
_HIDDEN = select(REFERRALS.c.id, REFERRALS.c.reference).where(
    REFERRALS.c.id.in_(hidden(PERSON, NOW).with_only_columns(SEALED.c.id))
)
_AGENCY = select(AGENCIES.c.id).where(AGENCIES.c.code == bindparam("agency")).scalar_subquery()
_PART_OF = select(REFERRALS.c.reference).where(
    REFERRALS.c.reference.in_(bindparam("named", expanding=True)),
    in_sight(PERSON, NOW),
    or_(
        REFERRALS.c.sender_agency == bindparam("agency"),
        REFERRALS.c.id.in_(select(REQUESTS.c.referral_id).where(REQUESTS.c.agency_id == _AGENCY)),
    ),
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unseen:
    """Records that a reader does not see, by number and by reference; falsy where there is none."""

    ids: frozenset[int] = frozenset()
    references: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.references)

    def besides(self, referral: int, reference: str) -> Unseen:
        """All of them but one: what is told of a record may name that record itself."""
        return Unseen(self.ids - {referral}, self.references - {reference})

    def masked(self, text: str) -> str:
        """The words without these references."""
        return REFERENCE.sub(self._stand_in, text) if REFERENCE.search(text) else text

    def _stand_in(self, found: re.Match[str]) -> str:
        return ANOTHER if _meant(found) in self.references else found[0]

    def told(self, view: T) -> T:
        """The whole view, its words without these references; what has none of them stays as is."""
        return said_otherwise(view, self.masked) if self else view


def unseen(connection: Connection, reading: Mapping[str, Any]) -> Unseen:
    """The sealed records that a reader (`reading` as `sight_of` has it) does not see."""
    which = {name: reading[name] for name in (PERSON.key, NOW.key)}
    rows = connection.execute(_HIDDEN, which).all()
    return Unseen(frozenset(row.id for row in rows), frozenset(row.reference for row in rows))


def told_to(connection: Connection, actor: Actor, view: T, now: datetime) -> T:
    """A view as this person may read its words: without the references of sealed records out of
    their sight; for an agency's people, without those of all that their agency has no part in.
    """
    return closed_to(connection, actor, view, now).told(view)


def closed_to(connection: Connection, actor: Actor, view: object, now: datetime) -> Unseen:
    """The records whose references this person may not read in the words of a view."""
    if actor.role is not Role.PRACTITIONER:
        return unseen(connection, sight_of(actor.user_id, now))
    named = references_in(view)
    if not named:
        return Unseen()
    which = {
        "named": sorted(named),
        "agency": actor.agency or "",
        **sight_of(actor.user_id, now),
    }
    return Unseen(references=named - set(connection.execute(_PART_OF, which).scalars()))


def references_in(value: object) -> frozenset[str]:
    """Every reference that the words of a view quote."""
    return frozenset(
        _meant(found) for words in words_in(value) for found in REFERENCE.finditer(words)
    )


def words_in(value: Any) -> Iterator[str]:
    """Every piece of text in a view, as it stands there."""
    if type(value) is str:
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, Mapping):
        yield from words_in(tuple(value.values()))
    elif isinstance(value, ArrivedView):
        yield from words_in(tuple(value.histories[at] for at in value.ours))
    elif is_dataclass(value) and not isinstance(value, _APART):
        for name in _ours(value):
            yield from words_in(getattr(value, name))


def said_otherwise(value: T, say: Callable[[str], str]) -> T:
    """The same value with every piece of text as `say` has it; the very same where that changes
    nothing. What another hub said stays.
    """
    return _otherwise(value, say)  # type: ignore[no-any-return]


def _otherwise(value: Any, say: Callable[[str], str]) -> Any:
    if type(value) is str:
        return say(value) if value else value
    if type(value) is tuple:
        return _several(value, say)
    if type(value) is dict:
        return {name: _otherwise(one, say) for name, one in value.items()}
    if isinstance(value, ArrivedView):
        return _came_back(value, say) if value.ours else value
    if not is_dataclass(value) or isinstance(value, _APART):
        return value
    changed = {}
    for name in _ours(value):
        was = getattr(value, name)
        became = _otherwise(was, say)
        if became is not was and became != was:
            changed[name] = became
    return replace(value, **changed) if changed else value


def _came_back(arrived: ArrivedView, say: Callable[[str], str]) -> ArrivedView:
    """What came back to this hub: its own history is in words of this hub, the others are not."""
    histories = tuple(
        _otherwise(one, say) if at in arrived.ours else one
        for at, one in enumerate(arrived.histories)
    )
    return arrived if histories == arrived.histories else replace(arrived, histories=histories)


def _several(values: tuple[Any, ...], say: Callable[[str], str]) -> tuple[Any, ...]:
    said = tuple(_otherwise(one, say) for one in values)
    same = all(one is other for one, other in zip(said, values, strict=True))
    return values if same else said


def _ours(value: Any) -> Iterable[str]:
    """The fields with words of this hub."""
    of: Any = type(value)
    names, theirs = _names(of), said_there(value)
    return (name for name in names if name not in theirs) if theirs else names


@cache
def _names(of: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of) if field.init)


def _meant(found: re.Match[str]) -> str:
    """The reference as the desk writes it."""
    return f"MD-{found[1]}-{found[2]}"
