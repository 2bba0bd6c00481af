"""Full text over every word of the records, the newest first: what the reader may not see is left
out before anything is counted or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, literal_column, select, text

from mashdesk.domain.actor import Actor
from mashdesk.domain.searching import excerpt, holds, words_of
from mashdesk.store.names import REFERRALS, WORDINGS
from mashdesk.store.queries.earlier_hub import FOUND_AS
from mashdesk.store.queries.known import DECIDES, reader_of
from mashdesk.store.queries.masking import Unseen, unseen
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.views.searching import Hit, SearchView

MOST_COUNTED = 100
"""So many hits are counted at most, twice what is read at once: for each it is asked whether the
reader may see it, and those of a rare word lie on as many pages of the store.
"""

MOST_READ = 4_000
"""So many hits are read at most where each is to be read before it is counted."""

SHORTEST_BEGINNING = 2
"""A last word shorter than this is looked for as it is, not as the beginning of longer ones."""

LONGEST_INDEXED = 4
"""Beginnings up to so many letters SQLite has an index of. For longer ones it would put together
every row of every word that begins so, however few are wanted: the words themselves are asked for.
"""

MOST_ENDINGS = 40
"""So many words of one longer beginning are asked for; of more, each is rare."""

_FITS: dict[str, TextClause] = {
    "sqlite": text("wording_fts MATCH :wanted"),
    "postgresql": text("wording_fts.lexemes @@ CAST(:wanted AS tsquery)"),
}


# Left to itself SQLite reads every row, with its words, to learn who may read them.
_BESIDE = {
    "sqlite": text(
        "wording_fts JOIN wording INDEXED BY ix_wording_seen ON wording.id = wording_fts.rowid"
    ),
    "postgresql": text("wording_fts JOIN wording ON wording.id = wording_fts.rowid"),
}
_ROWID: Any = literal_column("wording_fts.rowid")


def _of_wording(name: str) -> Any:
    """A column of the words, of which `_BESIDE` says how they are read."""
    return literal_column(f"wording.{name}", WORDINGS.c[name].type)


def _found(engine: str) -> Any:
    return (
        select(_ROWID)
        .select_from(_BESIDE[engine])
        .where(
            _FITS[engine],
            bindparam("before") > _ROWID,
            _of_wording("deciders") <= DECIDES,
            in_sight(PERSON, NOW, _of_wording("referral_id")),
        )
        .order_by(_ROWID.desc())
        .limit(bindparam("most"))
    )


# Made once: building a statement costs as much as running it.
_FOUND = {engine: _found(engine) for engine in _FITS}
_HITS = (
    select(WORDINGS, REFERRALS.c.reference, REFERRALS.c.child_label)
    .join(REFERRALS, REFERRALS.c.id == WORDINGS.c.referral_id)
    .where(WORDINGS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(WORDINGS.c.id.desc())
)
_NEWEST = 2**62


def search(
    connection: Connection,
    actor: Actor,
    asked: str,
    now: datetime,
    before: int | None = None,
    limit: int = 50,
) -> SearchView:
    """What this reader may read that has all the words asked for, older than the hit `before`."""
    words = words_of(asked)
    if not words:
        return SearchView((), 0, False, False)
    engine = connection.dialect.name
    endings = _endings(connection, words[-1]) if engine == "sqlite" else ()
    reading = reader_of(actor, now)
    which = {
        "wanted": _wanted(engine, words, endings),
        "before": before or _NEWEST,
        "most": max(MOST_COUNTED, limit) + 1,
        **reading,
    }
    hidden = unseen(connection, reading)
    if _may_stand_in(hidden, words):
        return _read_first(connection, engine, which, words, hidden, limit)
    ids = list(connection.execute(_FOUND[engine], which).scalars())
    hits = _of(connection, ids[:limit], words, hidden)
    count = min(len(ids), MOST_COUNTED)
    return SearchView(hits, count, len(ids) > MOST_COUNTED, len(ids) > limit)


def _may_stand_in(hidden: Unseen, words: tuple[str, ...]) -> bool:
    """Whether one of the words may stand in nothing but a reference that the reader may not read:
    then what was found is not yet what they may know of.
    """
    *whole, last = words
    parts = {part for reference in hidden.references for part in words_of(reference)}
    return not parts.isdisjoint(whole) or any(part.startswith(last) for part in parts)


def _read_first(
    connection: Connection,
    engine: str,
    which: dict[str, Any],
    words: tuple[str, ...],
    hidden: Unseen,
    limit: int,
) -> SearchView:
    """The same where every hit is read before it is counted."""
    found: list[Hit] = []
    most = max(MOST_COUNTED, limit)
    for _ in range(MOST_READ // most):
        ids = list(connection.execute(_FOUND[engine], which).scalars())
        found += _of(connection, ids, words, hidden)
        if len(ids) <= most or len(found) > most:
            break
        which["before"] = ids[-1]
    count = min(len(found), MOST_COUNTED)
    return SearchView(tuple(found[:limit]), count, len(found) > MOST_COUNTED, len(found) > limit)


def _of(
    connection: Connection, ids: Sequence[int], words: tuple[str, ...], hidden: Unseen
) -> tuple[Hit, ...]:
    rows = connection.execute(_HITS, {"ids": ids}).mappings().all() if ids else ()
    return tuple(_hits(rows, words, hidden))


_TERM = text("SELECT term FROM wording_fts_terms WHERE term >= :since AND term < :until LIMIT 1")


def _endings(connection: Connection, last: str) -> tuple[str, ...]:
    """The words there are that begin so, where the beginning is long and they are few; else none.

    Each is sought anew: reading on from one to the next would pass every place it stands in.
    """
    if len(last) <= LONGEST_INDEXED:
        return ()
    found: list[str] = []
    bounds = {"since": last, "until": last + "\U0010ffff"}
    while (term := connection.execute(_TERM, bounds).scalar()) is not None:
        if len(found) == MOST_ENDINGS:
            return ()
        found.append(term)
        bounds["since"] = term + "\x01"
    return tuple(found)


def _wanted(engine: str, words: tuple[str, ...], endings: tuple[str, ...]) -> str:
    """The question in the engine's own form. A word is letters and digits alone, and quoted."""
    *whole, last = words
    begins = len(last) >= SHORTEST_BEGINNING
    if engine == "sqlite":
        either = " OR ".join(f'"{word}"' for word in endings)
        ends = f"({either})" if endings else f'"{last}"' + ("*" if begins else "")
        return " AND ".join([*(f'"{word}"' for word in whole), ends])
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}'" + (":*" if begins else "")])


def _hits(rows: Sequence[Any], words: tuple[str, ...], hidden: Unseen) -> Iterator[Hit]:
    """What was found, without the references of records out of sight: nor is it found by them."""
    for row in rows:
        # What an earlier hub wrote names records of that hub.
        told = row["words"] if row["kind"] == FOUND_AS else hidden.masked(row["words"])
        if told != row["words"] and not holds(told, words):
            continue
        piece, found = excerpt(told, words)
        yield Hit(
            row["id"],
            row["referral_id"],
            row["reference"],
            row["child_label"],
            row["kind"],
            row["at"],
            piece,
            found,
        )
