"""Other referrals that share an adult, associate, address, phone, vehicle or school concern with
one, through the contact or any answer, each with the path in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.people import MentionKind
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHILDREN,
    MENTIONS,
    REFERRALS,
    REQUESTS,
    STANDS_AT,
)
from mashdesk.store.queries.belonging import family_among
from mashdesk.store.queries.kin import called, roots_of, selves_of
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.views.links import Crowd, LinksView, LinkView

MOST_OF_ONE = 25
"""What more referrals than this share is counted, not listed: it says little about any of them."""

MOST_LINKS = 100
MOST_SHARED = 60
"""So many people and things of one referral are followed."""

_told = (
    MENTIONS.c.id,
    MENTIONS.c.referral_id,
    MENTIONS.c.individual_id,
    MENTIONS.c.kind,
    MENTIONS.c.key,
    MENTIONS.c.role,
    MENTIONS.c.value,
    MENTIONS.c.given_name,
    MENTIONS.c.family_name,
    MENTIONS.c.known_as,
    MENTIONS.c.answer_id,
    MENTIONS.c.of_contact,
    MENTIONS.c.at,
    ANSWERS.c.recorded_at,
    AGENCIES.c.name.label("agency"),
)
_told_by = (
    MENTIONS.outerjoin(ANSWERS, ANSWERS.c.id == MENTIONS.c.answer_id)
    .outerjoin(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
)
# The school that a contact says a child goes to links nobody; one that an answer or the desk named
# is a concern.
_concerns = or_(MENTIONS.c.kind != MentionKind.SCHOOL, MENTIONS.c.of_contact.is_(False))
_HERE = (
    select(*_told)
    .select_from(_told_by)
    .where(
        MENTIONS.c.referral_id == bindparam("referral"),
        told_openly(MENTIONS.c.answer_id),
        _concerns,
    )
    .order_by(MENTIONS.c.id)
)
_elsewhere = (
    select(*_told)
    .select_from(_told_by)
    .where(
        MENTIONS.c.referral_id != bindparam("referral"),
        in_sight(PERSON, NOW, MENTIONS.c.referral_id),
        told_openly(MENTIONS.c.answer_id),
        _concerns,
    )
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(bindparam("most"))
)
_OF_KEY = _elsewhere.where(
    MENTIONS.c.key == bindparam("key"), MENTIONS.c.kind == bindparam("kind"), MENTIONS.c.key != ""
)
_OF_PERSON = _elsewhere.where(MENTIONS.c.individual_id.in_(bindparam("ids", expanding=True)))
_SUBJECT_OF = (
    select(
        CHILDREN.c.referral_id, CHILDREN.c.given_name, CHILDREN.c.family_name, CHILDREN.c.known_as
    )
    .where(
        CHILDREN.c.individual_id.in_(bindparam("ids", expanding=True)),
        CHILDREN.c.referral_id != bindparam("referral"),
        in_sight(PERSON, NOW, CHILDREN.c.referral_id),
    )
    .order_by(CHILDREN.c.referral_id.desc())
    .limit(bindparam("most"))
)
_CHILDREN_HERE = select(
    CHILDREN.c.individual_id, CHILDREN.c.given_name, CHILDREN.c.family_name, CHILDREN.c.known_as
).where(CHILDREN.c.referral_id == bindparam("referral"), CHILDREN.c.individual_id.is_not(None))
_BRIEF = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    REFERRALS.c.child_label,
    REFERRALS.c.received_at,
    REFERRALS.c.state,
    STANDS_AT,
).where(REFERRALS.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(slots=True)
class _Shared:
    """Somebody or something of this referral: what it is called, and how it was told here."""

    what: str
    here: str
    people: tuple[int, ...] = ()
    kind: MentionKind | None = None
    key: str = ""
    subject: bool = False


def links(connection: Connection, actor: Actor, referral: int, now: datetime) -> LinksView:
    """What this reader may know a referral to be linked to. What is the same children's own history
    and no more is not in it: the chronology tells that.
    """
    asked = {**reader_of(actor, now), "referral": referral, "most": MOST_OF_ONE * 2 + 2}
    paths: dict[int, list[str]] = defaultdict(list)
    own: set[int] = set()
    crowds = []
    for shared in _shared(connection, asked)[:MOST_SHARED]:
        found = _of_person(connection, asked, shared) if shared.people else []
        if shared.key:
            found += _of_key(connection, asked, shared)
        elsewhere = {other for other, _, _ in found}
        if len(elsewhere) > MOST_OF_ONE:
            crowds.append(Crowd(shared.what, MOST_OF_ONE))
            continue
        for other, there, subject in found:
            if shared.subject and subject:
                own.add(other)
            else:
                paths[other].append(_path(shared, there))
    rows = _briefs(connection, paths)
    own |= family_among(connection, asked, referral, paths.keys() - own)
    made = [_link(row, paths[row["id"]], family=row["id"] in own) for row in rows]
    made.sort(key=lambda one: (-len(one.paths), -one.received_at.timestamp()))
    return LinksView(tuple(made[:MOST_LINKS]), tuple(crowds))


def _shared(connection: Connection, asked: dict[str, Any]) -> list[_Shared]:
    children = connection.execute(_CHILDREN_HERE, asked).mappings().all()
    rows = connection.execute(_HERE, asked).mappings().all()
    ids = [row["individual_id"] for row in (*children, *rows) if row["individual_id"] is not None]
    roots = roots_of(connection, asked, ids)
    selves: dict[int, list[int]] = defaultdict(list)
    for one, root in selves_of(connection, asked, set(roots.values())).items():
        selves[root].append(one)
    found = [
        _Shared(f"child {called(row)}", "as a child it concerns",
                tuple(selves[roots[row["individual_id"]]]), subject=True)
        for row in children
    ]  # fmt: skip
    seen: dict[object, _Shared] = {}
    for row in rows:
        person = row["individual_id"] if row["kind"].is_person else None
        of = ("person", roots[person]) if person is not None else (row["kind"], row["key"])
        if known := seen.get(of):
            known.here = _both(known.here, _told_where(row))
            continue
        people = tuple(selves[roots[person]]) if person is not None else ()
        seen[of] = made = _Shared(
            _what(row), _told_where(row), people, row["kind"], "" if people else row["key"]
        )
        found.append(made)
    return found


def _of_person(
    connection: Connection, asked: dict[str, Any], shared: _Shared
) -> list[tuple[int, str, bool]]:
    who = {**asked, "ids": list(shared.people)}
    rows = connection.execute(_OF_PERSON, who).mappings().all()
    subjects = set(connection.execute(_SUBJECT_OF, who).scalars())
    there = subjects | {row["referral_id"] for row in rows if row["kind"].is_person}
    found = [
        (row["referral_id"], _as_whom(row, shared), False)
        for row in rows
        # What is theirs says nothing more where they are themselves.
        if row["kind"].is_person or row["referral_id"] not in there
    ]
    return found + [(other, "as a child it concerns", True) for other in sorted(subjects)]


def _as_whom(row: Any, shared: _Shared) -> str:
    """Who tells of somebody there; and as whom, or of what of theirs, where that is another."""
    told = _told_where(row)
    if row["kind"] is shared.kind:
        return told
    label = row["kind"].label
    return f"{told}, as {label}" if row["kind"].is_person else f"{told}, their {label}"


def _of_key(
    connection: Connection, asked: dict[str, Any], shared: _Shared
) -> list[tuple[int, str, bool]]:
    what = {**asked, "key": shared.key, "kind": shared.kind}
    return [
        (row["referral_id"], _told_where(row), False)
        for row in connection.execute(_OF_KEY, what).mappings()
    ]


def _briefs(connection: Connection, which: Iterable[int]) -> list[Any]:
    ids = list(which)
    return list(connection.execute(_BRIEF, {"ids": ids}).mappings()) if ids else []


def _link(row: Any, paths: list[str], *, family: bool) -> LinkView:
    return LinkView(
        row["id"],
        row["reference"],
        row["child_label"],
        row["received_at"],
        row["state"],
        row["rating"],
        tuple(dict.fromkeys(paths)),
        family,
    )


def _what(row: Any) -> str:
    if row["kind"].is_person:
        return f"{row['kind'].label} {called(row)}"
    said = "school concern" if row["kind"] is MentionKind.SCHOOL else row["kind"].label
    return f"{said} {row['value'] or row['key']}"


def _path(shared: _Shared, there: str) -> str:
    if shared.here == there:
        return f"same {shared.what}: {there}, here and there"
    return f"same {shared.what}: here {shared.here}, there {there}"


def _told_where(row: Any) -> str:
    """Which source told it: `Police answer 12 Nov 2026`, the contact, or somebody at the desk."""
    if row["answer_id"] is not None:
        return f"{row['agency']} answer {london_date_text(row['recorded_at'])}"
    return "contact" if row["of_contact"] else f"desk {london_date_text(row['at'])}"


def _both(one: str, other: str) -> str:
    return one if other in one.split(" and ") else f"{one} and {other}"
