"""What a contact tells of its people: homes, schools, phones, how they are tied, and the keys that
they are found by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, insert, select

from mashdesk.desk.people.attaching import Who, of_row, particulars_of
from mashdesk.domain.contact import Child, Contact
from mashdesk.domain.finding import keys_of
from mashdesk.domain.kinship import is_parent
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.spelling import tokens
from mashdesk.store.names import INDIVIDUAL_KEYS, MENTIONS, RELATIONSHIPS, id_of
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_REFERRAL: BindParameter[int] = bindparam("of_referral")
_ADD_KEYS = insert(INDIVIDUAL_KEYS)
_DROP_KEYS = delete(INDIVIDUAL_KEYS).where(INDIVIDUAL_KEYS.c.referral_id == _REFERRAL)
_ADD_MENTIONS = insert(MENTIONS)
_TOLD_MENTIONS = select(MENTIONS).where(
    MENTIONS.c.referral_id == _REFERRAL, MENTIONS.c.of_contact.is_(True)
)
_PEOPLE_MENTIONED = select(MENTIONS).where(
    MENTIONS.c.referral_id == _REFERRAL,
    MENTIONS.c.kind.in_([kind for kind in MentionKind if kind.is_person]),
)
_ADD_TIES = insert(RELATIONSHIPS)
_TOLD_TIES = select(RELATIONSHIPS).where(
    RELATIONSHIPS.c.referral_id == _REFERRAL, RELATIONSHIPS.c.of_contact.is_(True)
)


def write_people(work: Work, row: Referral, contact: Contact, who: Who, *, new: bool) -> None:
    """What a contact tells of its people: where they live and learn, how to reach them, how they
    are tied, and the keys that they are found by. A correction takes back what holds no more.
    """
    referral = id_of(row)
    mentions = _mentions(work, referral, contact, who)
    ties = _ties(work, referral, contact, who)
    if not new:
        _take_back(work, referral, mentions, ties)
    if mentions:
        work.connection.execute(_ADD_MENTIONS, mentions)
    if ties:
        work.connection.execute(_ADD_TIES, ties)
    told = list(zip(contact.children, who.children, strict=True))
    people = [(particulars_of(said), one) for said, one in told]
    if new:
        told_adults = zip(contact.adults, who.adults, strict=True)
        people += [(particulars_of(said), one) for said, one in told_adults]
    else:
        work.connection.execute(_DROP_KEYS, {"of_referral": referral})
        rows = work.connection.execute(_PEOPLE_MENTIONED, {"of_referral": referral}).mappings()
        people += [(of_row(one), one["individual_id"]) for one in rows]
    add_keys(work, referral, people)


def add_keys(
    work: Work,
    referral: int,
    people: Iterable[tuple[Particulars, int]],
    there: frozenset[str] = frozenset(),
) -> None:
    """Let these people be found by what a referral tells of them; `there` are keys they have."""
    wanted = {(key, number) for said, number in people for key in keys_of(said) - there}
    rows = [
        {"key": key, "individual_id": number, "referral_id": referral}
        for key, number in sorted(wanted)
    ]
    if rows:
        work.connection.execute(_ADD_KEYS, rows)


def _mentions(work: Work, referral: int, contact: Contact, who: Who) -> list[dict[str, Any]]:
    rows = []
    for child, one in zip(contact.children, who.children, strict=True):
        for kind, words in (
            (MentionKind.ADDRESS, child.address),
            (MentionKind.SCHOOL, child.school),
        ):
            if words.strip():
                rows.append(_mention(work, referral, kind, one, value=words))
    for place, (adult, one) in enumerate(zip(contact.adults, who.adults, strict=True), start=1):
        names = {name: getattr(adult, name) for name in ("given_name", "family_name", "known_as")}
        flags = {"responsible": adult.parental_responsibility, "lives_with": adult.lives_with}
        said = {**names, **flags, "role": adult.role, "born": adult.born, "position": place}
        rows.append(_mention(work, referral, MentionKind.ADULT, one, **said))
        for kind, words in ((MentionKind.PHONE, adult.phone), (MentionKind.ADDRESS, adult.address)):
            if words.strip():
                rows.append(_mention(work, referral, kind, one, value=words, position=place))
    return rows


def _mention(
    work: Work, referral: int, kind: MentionKind, individual: int, **said: Any
) -> dict[str, Any]:
    return {
        **mention_row(work, referral, kind, individual, **said),
        "of_contact": True,
    }


def mention_row(
    work: Work, referral: int, kind: MentionKind, individual: int | None, **said: Any
) -> dict[str, Any]:
    """One row of what was mentioned, with what was not said left blank."""
    names = " ".join(filter(None, (said.get("given_name"), said.get("family_name"))))
    value = said.get("value") or names or str(said.get("known_as") or "")
    return {
        "referral_id": referral,
        "answer_id": None,
        "individual_id": individual,
        "kind": kind,
        "of_contact": False,
        "position": 0,
        "role": "",
        "key": "" if kind.is_person else key_of(kind, value),
        "born": None,
        "responsible": False,
        "lives_with": False,
        "since": None,
        "until": None,
        "at": work.now,
        "by": work.actor.user_id,
        "given_name": "",
        "family_name": "",
        "known_as": "",
        "note": "",
        **said,
        "value": value,
    }


def _ties(work: Work, referral: int, contact: Contact, who: Who) -> list[dict[str, Any]]:
    wanted: dict[tuple[int, int, RelationshipKind], date | None] = {}
    for adult, one in zip(contact.adults, who.adults, strict=True):
        kinds = [
            *([RelationshipKind.PARENT] if is_parent(adult.role) else []),
            *([RelationshipKind.RESPONSIBILITY] if adult.parental_responsibility else []),
            *([RelationshipKind.LIVES_WITH] if adult.lives_with else []),
        ]
        wanted.update({(one, child, kind): None for child in who.children for kind in kinds})
    for n, child in enumerate(contact.children):
        for m in range(n + 1, len(contact.children)):
            if _of_one_family(child, contact.children[m]):
                wanted[(who.children[n], who.children[m], RelationshipKind.SIBLING)] = None
    return [
        {
            "from_id": one,
            "to_id": other,
            "kind": kind,
            "since": None,
            "until": None,
            "referral_id": referral,
            "answer_id": None,
            "of_contact": True,
            "at": work.now,
            "by": work.actor.user_id,
            "ended_at": None,
            "ended_by": None,
            "words": "",
            "ended_because": "",
        }
        for one, other, kind in wanted
        if one != other
    ]


def _of_one_family(one: Child, other: Child) -> bool:
    """Children of one contact are taken for siblings where they share a family name or a home."""
    if set(tokens(one.family_name)) & set(tokens(other.family_name)):
        return True
    home = key_of(MentionKind.ADDRESS, one.address)
    return bool(home) and home == key_of(MentionKind.ADDRESS, other.address)


_MENTION_SAYS = (
    "kind", "individual_id", "position", "role", "key", "born", "responsible", "lives_with",
    "given_name", "family_name", "known_as", "value",
)  # fmt: skip
_TIE_SAYS = ("from_id", "to_id", "kind")


def _take_back(
    work: Work, referral: int, mentions: list[dict[str, Any]], ties: list[dict[str, Any]]
) -> None:
    """Of what the contact told before keep what it tells still, ended or not; drop the rest. What
    is kept is taken out of the lists of what is to be written.
    """
    for table, query, says, wanted in (
        (MENTIONS, _TOLD_MENTIONS, _MENTION_SAYS, mentions),
        (RELATIONSHIPS, _TOLD_TIES, _TIE_SAYS, ties),
    ):
        gone = []
        for told in work.connection.execute(query, {"of_referral": referral}).mappings().all():
            kept = next((one for one in wanted if all(one[n] == told[n] for n in says)), None)
            if kept is None:
                gone.append(told["id"])
            else:
                wanted.remove(kept)
        if gone:
            work.connection.execute(delete(table).where(table.c.id.in_(gone)))
