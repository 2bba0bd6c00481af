"""A record as a parcel for another hub, as one who may decide reads it; and parcels as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from mashdesk.domain.calendar import date_text
from mashdesk.domain.contact import Child, ConsentGiven, Contact
from mashdesk.domain.people_there import by_birth, is_number
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.request import Sharing
from mashdesk.domain.sharing import Passage
from mashdesk.domain.transfer import (
    FORMAT,
    READ,
    History,
    Parcel,
    PastAnswer,
    PastContact,
    PastDecision,
    PastEvent,
    PastFamily,
    PastNeed,
    PastRequest,
    PastRound,
    PastSearch,
    Receipt,
)
from mashdesk.store.views import AnswerView, EventView, ReferralView, RequestView
from mashdesk.store.views.history import FamilyContact, FamilyView

Body = TypeVar("Body")


def parcel_of(
    view: ReferralView,
    family: FamilyView | None = None,
    *,
    token: str,
    store: str,
    hub: str,
    to_hub: str,
    by: str,
    at: datetime,
) -> Parcel:
    """Everything of the record that may travel, and which other contacts of the `family` are known,
    where that may be told; `at` is the instant (UTC) of the making.
    """
    earlier = () if view.arrived is None else view.arrived.histories
    return Parcel(
        token=token,
        from_store=store,
        from_hub=hub,
        to_hub=to_hub,
        made_at=at,
        made_by=by,
        contact=_contact(view),
        histories=(*earlier, _history(view, family, hub)),
    )


def _contact(view: ReferralView) -> Contact:
    """The contact as it stands, of people whom the other hub is to know by itself."""
    consent = None
    if view.consent is not None:
        consent = ConsentGiven(
            form=view.consent, by=view.consent_by, at=view.consent_at, reason=view.consent_reason
        )
    told = {
        name: getattr(view, name)
        for name in (
            "received_at", "channel", "source", "sender_name", "sender_organisation",
            "sender_contact", "sender_reference", "reasons", "worry", "expects", "household",
        )
    }  # fmt: skip
    children = tuple(Child(**_same(Child, child), individual=None) for child in view.children)
    adults = tuple(_without_individual(adult) for adult in view.adults)
    return Contact(**told, children=children, adults=adults, consent=consent)


def _without_individual(adult: Any) -> Any:
    return type(adult)(**_same(type(adult), adult), individual=None)


def _same(kind: type, view: Any) -> dict[str, Any]:
    """What a view holds under the names of the fields of `kind`, but for who it is known as."""
    names = (field.name for field in fields(kind))
    return {name: getattr(view, name) for name in names if name != "individual"}


def _history(view: ReferralView, family: FamilyView | None, hub: str) -> History:
    born = _born(view)
    events = sorted(view.events, key=lambda event: event.seq)
    return History(
        hub=hub,
        reference=view.reference,
        received_at=view.received_at,
        taken_in_at=view.taken_in_at,
        initial_rating=view.initial_rating,
        rating=view.rating,
        level=view.level,
        events=tuple(_event(event, born) for event in events),
        rounds=tuple(PastRound(**_same(PastRound, one)) for one in view.rounds),
        requests=tuple(_request(request) for request in view.requests),
        need=None if view.need is None else PastNeed(**_same(PastNeed, view.need)),
        decision=(
            None if view.decision is None else PastDecision(**_same(PastDecision, view.decision))
        ),
        family=None if family is None else _family(family),
    )


def _family(view: FamilyView) -> PastFamily:
    contacts = tuple(_other(one) for one in view.contacts)
    return PastFamily(since=view.since, contacts=contacts, more=view.more)


def _other(one: FamilyContact) -> PastContact:
    weighed = one.considered
    same = _same_but(PastContact, one, "weighed_by", "words")
    if weighed is None:
        return PastContact(**same)
    return PastContact(**same, weighed_by=weighed.by, words=weighed.words)


def _event(view: EventView, born: Mapping[int, str]) -> PastEvent:
    """An entry as it is told elsewhere: whom this hub knows under a number is another one there."""
    changes = tuple(one for one in view.changes if not is_number(one[0]))
    same = _same_but(PastEvent, view, "title", "changes")
    return PastEvent(**same, title=by_birth(view.title, born), changes=changes)


def _born(view: ReferralView) -> dict[int, str]:
    """When those on the record were born, or are expected, by the number they are known by here."""
    told = {one.individual: date_text(one.born) for one in view.adults if one.born}
    told |= {one.individual: date_text(one.born) for one in view.children if one.born}
    said = {number: f"born {day}" for number, day in told.items() if number is not None}
    for child in view.children:
        if child.individual is not None and child.expected is not None:
            said[child.individual] = f"expected {date_text(child.expected)}"
    return said


def _request(view: RequestView) -> PastRequest:
    same = _same_but(PastRequest, view, "answers")
    return PastRequest(**same, answers=tuple(_answer(answer) for answer in view.answers))


def _answer(view: AnswerView) -> PastAnswer:
    """Words for the decision maker only were given to this hub's: they stay, and are counted."""
    given = tuple(
        Passage(one.words, one.sharing)
        for one in view.passages
        if one.words is not None and one.sharing is not Sharing.DECISION_MAKER
    )
    searches = tuple(
        PastSearch(child=one.name, system=one.system, found=one.found, why=one.why)
        for one in view.searches
    )
    same = _same_but(PastAnswer, view, "passages", "searches", "kept_back")
    kept_back = len(view.passages) - len(given)
    return PastAnswer(**same, passages=given, searches=searches, kept_back=kept_back)


def _same_but(kind: type, view: Any, *others: str) -> dict[str, Any]:
    names = (field.name for field in fields(kind))
    return {name: getattr(view, name) for name in names if name not in others}


# As bytes and back.


_ADAPTERS: dict[str, Any] = {}


def _adapter(kind: type[Any]) -> Any:
    from pydantic import TypeAdapter

    if kind.__name__ not in _ADAPTERS:
        _ADAPTERS[kind.__name__] = TypeAdapter(kind)
    return _ADAPTERS[kind.__name__]


def to_bytes(body: Parcel | Receipt) -> bytes:
    """As JSON, with the format it is in before it."""
    said: bytes = _adapter(type(body)).dump_json(body)
    return b'{"format":%d,"body":%b}' % (FORMAT, said)


def from_bytes(kind: type[Body], data: bytes) -> Body:
    """What was put in. Raises Invalid for anything that is not exactly that."""
    import json

    from pydantic import ValidationError

    try:
        whole = json.loads(data)
        form = whole["format"]
        said = json.dumps(whole["body"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid(Problem("file", "does not hold what a hand-over file holds")) from None
    if form not in READ:
        words = f"is in format {str(form)[:20]}, which this mashdesk does not read; update it"
        raise Invalid(Problem("file", words))
    try:
        body: Body = _adapter(kind).validate_json(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:100]
        words = f"does not hold what a hand-over file holds: {where}: {first['msg'][:200]}"
        raise Invalid(Problem("file", words)) from None
    return body
