"""What stood on a record is put back where a form gave it to be read without a reference.

Some forms begin with the words that stand already. Whoever fills one in may have been shown them
without the reference of a record out of their sight; what they give back must not take it away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import bindparam, select

from mashdesk.domain import commands as c
from mashdesk.store.names import ANSWERS, CHILDREN, MENTIONS, REFERRALS, SEARCHES
from mashdesk.store.queries.masking import (
    ANOTHER,
    REFERENCE,
    closed_to,
    references_in,
    said_otherwise,
    words_in,
)
from mashdesk.store.queries.need import NEWEST_NEED
from mashdesk.store.work import Work

Told = TypeVar("Told", bound=c.Command)

_MARK = re.compile(r"\b" + r"\s+".join(ANOTHER.split()) + r"\b", re.IGNORECASE)
"""The stand-in, also where somebody broke its line; no part of other words."""
_WORD = re.compile(rf"{_MARK.pattern}|{REFERENCE.pattern}|\w+|[^\w\s]", re.IGNORECASE)
_PLACE = "\0"
"""A reference or its stand-in, whichever it is: by these places two texts are laid together."""

# Made once: building a statement costs as much as running it.
_CONTACT = select(REFERRALS).where(REFERRALS.c.id == bindparam("referral"))
_TOLD = (
    select(CHILDREN).where(CHILDREN.c.referral_id == bindparam("referral")),
    select(MENTIONS).where(
        MENTIONS.c.referral_id == bindparam("referral"), MENTIONS.c.of_contact.is_(True)
    ),
)
_WHYS = (
    select(SEARCHES.c.why)
    .join(ANSWERS, ANSWERS.c.id == SEARCHES.c.answer_id)
    .where(ANSWERS.c.request_id == bindparam("request"))
)


def with_what_stood(command: Told, work: Work) -> Told:
    """The command with the references put back that its form was shown without, where it replaces
    words that stand on the record. Nobody is told them: they are written where they stood.
    """
    part = _PARTS.get(type(command))
    if part is None:
        return command
    name, stood = part
    given = getattr(command, name)
    if not any(_MARK.search(words) for words in words_in(given)):
        return command
    quoting = [words for words in stood(command, work) if REFERENCE.search(words)]
    closed = closed_to(work.connection, work.actor, quoting, work.now)
    put = partial(put_back, stood=quoting, closed=closed.references)
    return replace(command, **{name: said_otherwise(given, put)})


def put_back(said: str, stood: Sequence[str], closed: frozenset[str] = frozenset()) -> str:
    """The words with the references for which something stands in, from whichever of the texts that
    `stood` they were made of. Only what is `closed` to their writer is stood for; anything may be
    where nothing is closed by now. What may stand for several, nobody knowing which, stays.
    """
    if not stood or not _MARK.search(said):
        return said
    ours = _words(said)
    closed &= references_in(stood)
    of_these = [one for one in stood if not closed or closed & references_in(one)]
    as_places = partial(_places, closed=closed)
    theirs = max(map(_words, of_these), key=lambda one: _alike(as_places(ours), as_places(one)))
    laid = dict(_laid_together(as_places(theirs), as_places(ours)))
    there = {word for word in ours if _is_reference(word)}
    taken = {theirs[laid[n]] for n, word in enumerate(ours) if _MARK.fullmatch(word) and n in laid}
    left = {word for word in theirs if _stood_for(word, closed)} - there - taken
    only = left.pop() if len(left) == 1 else ""
    places = iter(n for n, word in enumerate(ours) if _MARK.fullmatch(word))

    def stands_for(found: re.Match[str]) -> str:
        at = laid.get(next(places))
        return (only or found[0]) if at is None else theirs[at]

    return _MARK.sub(stands_for, said)


def _words(text: str) -> list[str]:
    return [found[0] for found in _WORD.finditer(text)]


def _is_reference(word: str) -> bool:
    return REFERENCE.fullmatch(word) is not None


def _places(words: Sequence[str], closed: frozenset[str]) -> list[str]:
    """The words, a reference that may be stood for and its stand-in made alike."""
    return [_PLACE if _MARK.fullmatch(word) or _stood_for(word, closed) else word for word in words]


def _stood_for(word: str, closed: frozenset[str]) -> bool:
    return _is_reference(word) and (not closed or not closed.isdisjoint(references_in(word)))


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(theirs, ours)


def _laid_together(theirs: Sequence[str], ours: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which stand-in of ours, by its place, is at which reference of theirs: both in the order of
    places.
    """
    # Not difflib: two long texts of the same few words would hold the writers' turn for minutes.
    from rapidfuzz.distance import Indel

    for same in Indel.opcodes(theirs, ours):
        if same.tag == "equal":
            for by in range(same.src_end - same.src_start):
                yield same.dest_start + by, same.src_start + by


def _of_contact(command: Any, work: Work) -> Iterator[str]:
    which = {"referral": command.referral}
    for query in (_CONTACT, *_TOLD):
        for row in work.connection.execute(query, which):
            yield from words_in(tuple(row))


def _of_need(command: Any, work: Work) -> Iterator[str]:
    found = work.connection.execute(NEWEST_NEED, {"referral": command.referral})
    yield from (row["words"] for row in found.mappings())


def _of_searches(command: Any, work: Work) -> Iterator[str]:
    yield from work.connection.execute(_WHYS, {"request": command.request}).scalars()


_PARTS: Mapping[type[c.Command], tuple[str, Callable[[Any, Work], Iterator[str]]]] = (
    MappingProxyType(
        {
            c.Correct: ("contact", _of_contact),
            c.RecordConsent: ("consent", _of_contact),
            c.RecordNeed: ("words", _of_need),
            c.SendAnswer: ("searches", _of_searches),
        }
    )
)
"""What replaces words that stand: which part of it, and where those words are."""
