"""A child transferred to another hub is somebody's there before it is nobody's here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mashdesk.desk.transfer.packing import parcel_of
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Child, Sex
from mashdesk.domain.corroboration import ItemKind
from mashdesk.domain.errors import NotNow
from mashdesk.domain.people import MentionKind, Verdict
from mashdesk.domain.people_there import there
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.transfer import Parcel, PastFamily
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.store.views.chronology import Item
from tests.desk.transfers import parcel, transferred
from tests.hub import Hub


def test_without_a_file_it_is_closed_only_once_somebody_there_is_recorded_to_have_it(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = transferred(hub)
    hub.feedback(referral)
    with pytest.raises(NotNow, match="Nobody at the other hub is recorded to have it"):
        hub.close_referral(referral)
    said: dict[str, Any] = {
        "person": "Mr Shah",
        "channel": Channel.PHONE,
        "words": "They visit tomorrow.",
    }
    told = hub.on(c.AcknowledgeTransfer, referral, **said)
    assert "Southport acknowledged it" in told.message
    with pytest.raises(NotNow, match="No hand-over of it waits"):
        hub.on(c.AcknowledgeTransfer, referral, **said)
    hub.close_referral(referral)
    assert hub.view(referral).state is ReferralState.CLOSED


def test_a_word_from_elsewhere_is_for_what_is_decided_as_transferred(sqlite_hub: Hub) -> None:
    referral = sqlite_hub.decided()
    with pytest.raises(NotNow, match="No hand-over of it waits"):
        sqlite_hub.on(c.AcknowledgeTransfer, referral, person="Mr Shah", channel=Channel.PHONE)


def test_whom_it_knew_under_a_number_another_hub_reads_by_name_and_birth(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    twin = Child(given_name="Mia", family_name="Brown", born=date(2019, 5, 4))
    baby = Child(given_name="", family_name="Brown", sex=Sex.UNBORN, expected=date(2027, 1, 4))
    referral = hub.rated(children=(twin, baby))
    other = hub.take_in(children=(replace(twin, given_name="Ella"),))
    one, unborn = (child.individual for child in hub.view(referral).children)
    same = {"one": one, "other": hub.view(other).children[0].individual, "reason": "Their mother."}
    hub.do(c.JudgeIdentity(verdict=Verdict.DIFFERENT, **same))  # type: ignore[arg-type]
    hub.do(c.AddMention(referral=referral, kind=MentionKind.CHILD, individual=unborn))
    titles = [event.title for event in hub.view(referral).events]
    assert any(f"Mia Brown (number {one})" in title for title in titles)
    (history,) = parcel_of(
        hub.view(transferred(hub, referral)), token="c" * 32, store="another", hub="Southport",
        to_hub="Northbridge", by="Mr Shah", at=hub.now(),
    ).histories  # fmt: skip
    told = " ".join(event.title for event in history.events)
    assert "(number" not in told
    assert "Mia Brown (born 4 May 2019) and Ella Brown: " in told
    assert "(expected 4 Jan 2027)" in told
    assert not any("individual" in name for event in history.events for name, *_ in event.changes)
    # One that a mashdesk of before made says whose number it is.
    assert there("Ella Brown (number 3) and Mia Brown (number 4)") == (
        "Ella Brown (number 3 there) and Mia Brown (number 4 there)"
    )


def test_what_this_hub_wrote_of_a_record_that_came_back_names_nothing_sealed_since(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.signed_in(Role.TEAM_MANAGER)
    secret = hub.take_in()
    named = hub.view(secret).reference
    went = hub.rated()
    hub.do(c.AddNote(referral=went, text=f"Read {named} with it."))
    transferred(hub, went, hub.now() + timedelta(hours=30))
    hub.on(c.TransferOut, went, to_hub="Southport", token="a" * 32)
    made: dict[str, Any] = {"token": "b" * 32, "by": "Mr Shah", "at": hub.now()}
    sent = parcel_of(hub.view(went), **made, store="ours", hub="Northbridge", to_hub="Southport")
    assert sent.last.decision is not None
    decided = replace(sent.last.decision, expected=f"Act on {named}.")
    of = PastFamily(since=hub.now(), contacts=())
    ours = replace(sent.last, decision=decided, family=of)
    rationale = f"As in {named} of ours, Southport."
    decided = replace(decided, rationale=rationale, expected="")
    theirs = replace(ours, hub="Southport", reference="MD-26-0900", events=(), decision=decided)
    back = replace(sent, from_store="theirs", from_hub="Southport", histories=(ours, theirs))
    back = replace(back, contact=replace(back.contact, worry="He is cold."))
    came = hub.do(c.TakeInTransfer(parcel=back)).referral
    assert came is not None
    whole = hub.view(came, hub.manager).arrived
    assert whole is not None
    # What it told of the family it knows, and tells to whom it may now.
    assert whole.histories == (replace(ours, family=None), theirs)
    hub.on(c.Seal, secret, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    view = hub.view(came)
    assert view.arrived is not None
    assert named not in repr(view.arrived.histories[0])
    assert ANOTHER in repr(view.arrived.histories[0])
    # Southport's words are of Southport's records.
    assert view.arrived.histories[1] == theirs
    told = "\n".join([
        *(one.text for one in view.events), *(one.evidence for one in view.prompts),
        *(str(one.words) for one in hub.desk.history.chronology(hub.duty, referral=came).entries),
        *(str(one.excerpt) for one in hub.desk.history.search(hub.duty, "Act on").hits),
    ])  # fmt: skip
    assert not any(f"{words} {named}" in told for words in ("Read", "Act on"))
    assert f"As in {named} of ours, Southport." in told


def test_a_contact_that_was_handed_over_is_told_as_such_with_who_received_it_first(
    hub: Hub,
) -> None:
    came = hub.do(c.TakeInTransfer(parcel=earlier_by_a_day(parcel(hub)))).referral
    assert came is not None
    told = hub.desk.history.chronology(hub.duty, referral=came).entries
    (contact,) = [
        one for one in told if one.item == Item(ItemKind.CONTACT) and one.referral == came
    ]
    assert contact.title.startswith(
        "Handed over by Southport; Southport received it Thu 19 Nov 2026 09:30 by phone: "
    )
    assert contact.source.endswith(", who told Southport")
    # The clock here rests on when it came here.
    assert contact.at == hub.view(came).received_at == hub.now()
    phoned = [one for one in told if one.referral == came and "Contact by" in one.title]
    assert [one.hub for one in phoned if one.at == hub.now()] == []


def test_of_a_mention_in_what_was_handed_over_the_chronology_says_how_it_came(hub: Hub) -> None:
    came = hub.do(c.TakeInTransfer(parcel=earlier_by_a_day(parcel(hub)))).referral
    assert came is not None
    child = Child(given_name="Ola", family_name="Grey", born=date(2020, 1, 2))
    other = hub.take_in(children=(child,))
    ola = hub.view(other).children[0].individual
    hub.do(c.AddMention(referral=came, kind=MentionKind.CHILD, individual=ola))
    told = hub.desk.history.chronology(hub.duty, referral=other).entries
    titles = [one.title for one in told if one.referral == came]
    assert any(title.startswith("Handed over by Southport; ") for title in titles)
    assert not any("Contact by" in title for title in titles)


def earlier_by_a_day(made: Parcel) -> Parcel:
    """The same, received at the other hub the day before."""
    at = made.last.received_at - timedelta(days=1)
    return replace(made, histories=(replace(made.last, received_at=at),))
