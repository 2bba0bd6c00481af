"""A hand-over between two stores keeps every entry and due time; a file that is not exactly the one
that was made is refused.
"""

from __future__ import annotations

import stat
import zlib
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from mashdesk.desk.transfer import envelope
from mashdesk.desk.transfer.envelope import Kind
from mashdesk.desk.transfer.packing import from_bytes, parcel_of, to_bytes
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Child, Contact, Reason, Source
from mashdesk.domain.errors import NotFound, NotNow, Trouble
from mashdesk.domain.people import Adult, RelationshipKind
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.domain.transfer import History, Parcel, PastEvent, PastRound, Receipt
from mashdesk.store.names import HUBS
from mashdesk.store.views import ReferralView, RoundView
from tests.desk.kin import person_of, tied
from tests.desk.transfers import transferred
from tests.engines import HubMaker
from tests.hostile import HOSTILE
from tests.hub import FRIDAY, Hub

WORDS = "seven dull words that both hubs know"


@pytest.fixture
def southport(sqlite_hubs: HubMaker) -> Hub:
    """Another hub with a store of its own, at the same hour."""
    hub = sqlite_hubs()
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(update(HUBS).values(store_id="south", name="Southport"))
        work.commit()
    return hub


def bare() -> Parcel:
    """The least that a hand-over can hold."""
    contact = Contact(
        received_at=FRIDAY, channel=Channel.PHONE, source=Source.SCHOOL, worry="Cold.",
        children=(Child(given_name="Kai", family_name="Brown"),),
    )  # fmt: skip
    history = History(
        hub="Northbridge", reference="MD-26-0001", received_at=FRIDAY, taken_in_at=FRIDAY,
        initial_rating=None, rating=None, level=None, events=(), rounds=(), requests=(),
        need=None, decision=None,
    )  # fmt: skip
    return Parcel(
        token="f" * 32, from_store="north", from_hub="Northbridge", to_hub="Southport",
        made_at=FRIDAY, made_by="Asha Rao", contact=contact, histories=(history,),
    )  # fmt: skip


def rich(hub: Hub) -> int:
    """Much lies behind it: timed out, answered, re-rated, noted, a brother's contact weighed; it is
    decided as transferred.
    """
    brother = hub.rated(Rag.AMBER, children=(Child(given_name="Milo", family_name="Brown"),))
    referral = hub.rated(
        Rag.AMBER,
        children=(
            Child(
                given_name="Kai",
                family_name="Brown",
                born=date(2019, 5, 4),
                nhs_number="943 476 5919",
            ),
            Child(given_name="Zoë", family_name="Ünal-Brown", expected=date(2027, 1, 9)),
        ),
        adults=(Adult(given_name="Ana", family_name="Brown", role="mother", lives_with=True),),
    )
    hub.on(
        c.RecordNeed, referral, indicators=("parenting_neglected",), missing=(date(2026, 11, 2),)
    )
    hub.ask(referral, "POL", "HLT")
    hub.sweep_through(hub.now() + timedelta(hours=26))
    answer(hub, referral)
    hub.rate(referral, Rag.RED)
    tied(hub, person_of(hub, brother), person_of(hub, referral), RelationshipKind.SIBLING, referral)
    hub.on(c.ConsiderHistory, referral, others=(brother,), words="The same kitchen.")
    for words in HOSTILE[:8]:
        hub.do(c.AddNote(referral=referral, text=f"said: {words}"))
    hub.on_request(c.Withdraw, referral, "HLT", reason="asked in error")
    return transferred(hub, referral, hub.now() + timedelta(hours=30))


def answer(hub: Hub, referral: int) -> None:
    request, pip = hub.request(referral, "POL"), hub.actor(Role.PRACTITIONER)
    children = hub.desk.agency.open(pip, request.id).children
    hub.do(
        c.SendAnswer(
            request=request.id,
            version=hub.request(referral, "POL").version,
            answer=AnswerKind.RELEVANT,
            passages=(
                Passage("two call-outs"),
                Passage("an informant rang", Sharing.NOT_FAMILY),
                Passage("a covert matter", Sharing.DECISION_MAKER),
            ),
            searches=tuple(Search(child.id, "PNC", Found.NOTHING) for child in children),
            view=Rag.RED,
        ),
        pip,
    )


def told(one: RoundView | PastRound) -> dict[str, object]:
    """All that is told of a run of a clock."""
    return {field.name: getattr(one, field.name) for field in fields(PastRound)}


def handed_over(hub: Hub, referral: int, file: Path) -> ReferralView:
    view = hub.view(referral)
    hub.desk.transfers.hand_over(hub.duty, view, "Southport", file, WORDS)
    return view


def test_a_round_trip_keeps_every_entry_answer_and_due_time(
    hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    file, receipt = tmp_path / "kai.mdh", tmp_path / "kai-ack.mdh"
    referral = rich(hub)
    sent = handed_over(hub, referral, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    raw = file.read_bytes()
    assert not any(word in raw for word in (b"Kai", b"Brown", b"Southport", b"MD-26"))
    southport.at(hub.now())
    taken = southport.desk.transfers.take_in(southport.duty, file, WORDS)
    assert taken.referral is not None
    came = southport.view(taken.referral)
    assert came.arrived is not None
    (history,) = came.arrived.histories
    assert (history.hub, history.reference) == ("Northbridge", sent.reference)
    events = sorted(sent.events, key=lambda one: one.seq)
    assert [(e.at, e.kind, e.title, e.by, e.text, e.changes) for e in history.events] == [
        (e.at, e.kind, e.title, e.by, e.text, e.changes) for e in events
    ]
    assert len(history.events) > 20
    clocks = [told(one) for one in sent.rounds]
    assert clocks == [told(one) for one in history.rounds]
    assert any(one["missed_at"] for one in clocks)
    (police,) = [one for one in history.requests if one.agency == "POL"]
    (said,) = police.answers
    assert [one.words for one in said.passages] == ["two call-outs", "an informant rang"]
    assert said.kept_back == 1
    assert [(one.child, one.found) for one in said.searches] == [
        ("Kai Brown", Found.NOTHING), ("Zoë Ünal-Brown", Found.NOTHING),
    ]  # fmt: skip
    assert history.family is not None
    (brother,) = history.family.contacts
    assert brother.title.endswith("weighed by Asha Rao there")
    assert (brother.reasons, brother.rating) == ((Reason.NEGLECT,), Rag.AMBER)
    assert brother.words == "The same kitchen."
    assert history.need is not None
    assert history.need.missing == (date(2026, 11, 2),)
    assert history.decision is not None
    assert history.decision.rationale == "They moved to Southport."
    assert sent.decision is not None
    assert history.decision.expected_by == sent.decision.expected_by
    same = ("worry", "source", "sender_name", "reasons", "consent", "consent_by", "household")
    assert all(getattr(came, name) == getattr(sent, name) for name in same)
    assert [(one.given_name, one.born, one.nhs_number) for one in came.children] == [
        (one.given_name, one.born, one.nhs_number) for one in sent.children
    ]
    assert [(one.family_name, one.role) for one in came.adults] == [("Brown", "mother")]
    assert came.state is ReferralState.UNRATED
    assert (came.received_at, came.sender_agency) == (southport.now(), "")
    assert came.due_at is not None
    assert southport.desk.audit_verify(southport.manager).whole
    # The sender keeps it until it is acknowledged.
    hub.feedback(referral)
    with pytest.raises(NotNow, match="Southport has not acknowledged"):
        hub.close_referral(referral)
    waiting = hub.view(referral)
    assert waiting.due_at is not None
    southport.desk.transfers.reply(southport.duty, came, receipt, WORDS)
    hub.desk.transfers.acknowledged(hub.duty, receipt, WORDS)
    (one,) = hub.view(referral).sent
    assert (one.reference, one.acknowledged_at) == (came.reference, hub.now())
    assert one.person == "Asha Rao, Southport"
    with pytest.raises(NotNow, match="waits to be acknowledged"):
        hub.desk.transfers.acknowledged(hub.duty, receipt, WORDS)
    hub.close_referral(referral)


def test_a_hand_over_tells_of_no_contact_that_is_sealed_whoever_makes_it(
    sqlite_hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, file = sqlite_hub, tmp_path / "kai.mdh"
    referral = rich(hub)
    manager = hub.signed_in(Role.TEAM_MANAGER)
    (brother,) = hub.desk.history.family(hub.duty, referral).contacts
    really = envelope.seal

    def sealed_meanwhile(*given: Any) -> bytes:
        hub.on(c.Seal, brother.referral, manager, people=(manager.user_id,), reason="staff")
        return really(*given)

    with monkeypatch.context() as patched:
        patched.setattr(envelope, "seal", sealed_meanwhile)
        with pytest.raises(NotNow, match="was sealed meanwhile: the file is not written"):
            handed_over(hub, referral, file)
    assert not file.exists()
    view = hub.view(referral, manager)
    hub.desk.transfers.hand_over(manager, view, "Southport", file, WORDS)
    parcel = from_bytes(Parcel, envelope.unseal(Kind.HAND_OVER, WORDS, file.read_bytes()))
    assert parcel.last.others == ()
    assert brother.reference not in repr(parcel)


def test_the_same_hand_over_is_taken_in_once_and_its_second_file_too(
    sqlite_hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    hub, referral = sqlite_hub, transferred(sqlite_hub)
    handed_over(hub, referral, tmp_path / "a.mdh")
    handed_over(hub, referral, tmp_path / "b.mdh")
    first = southport.desk.transfers.take_in(southport.duty, tmp_path / "a.mdh", WORDS)
    for file in ("a.mdh", "b.mdh"):
        with pytest.raises(NotNow, match=f"already taken in as {first.reference}"):
            southport.desk.transfers.take_in(southport.duty, tmp_path / file, WORDS)
    assert southport.desk.queue(southport.duty).counts.open == 1
    with pytest.raises(NotNow, match="made here, of MD-26-0001"):
        hub.desk.transfers.take_in(hub.duty, tmp_path / "a.mdh", WORDS)


def test_a_child_who_moves_on_takes_every_history_along(
    sqlite_hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    handed_over(sqlite_hub, transferred(sqlite_hub), tmp_path / "a.mdh")
    came = southport.desk.transfers.take_in(southport.duty, tmp_path / "a.mdh", WORDS).referral
    assert came is not None
    southport.rate(came)
    view = southport.view(transferred(southport, came))
    made = parcel_of(
        view, token="c" * 32, store="south", hub="Southport", to_hub="Easton", by="-",
        at=southport.now(),
    )  # fmt: skip
    assert [one.hub for one in made.histories] == ["Northbridge", "Southport"]


def read_under(key: bytes, data: bytes) -> bytes:
    envelope.checked_head(Kind.HAND_OVER, data)
    return envelope.opened(key, data)


def sealed_file(tmp_path: Path, hub: Hub) -> tuple[Path, bytes]:
    file = tmp_path / "a.mdh"
    handed_over(hub, transferred(hub), file)
    return file, file.read_bytes()


def test_a_file_changed_anywhere_does_not_open(sqlite_hub: Hub, tmp_path: Path) -> None:
    _, data = sealed_file(tmp_path, sqlite_hub)
    salt = envelope.checked_head(Kind.HAND_OVER, data)
    key = envelope.key_of(WORDS, salt)
    assert envelope.opened(key, data)
    for at in range(len(data)):
        bad = bytearray(data)
        bad[at] ^= 1 << (at % 8)
        with pytest.raises(Invalid):
            # Under the key that the right passphrase makes of the right salt: the worst case.
            read_under(key, bytes(bad))


def test_every_way_a_file_can_be_wrong_is_said_and_takes_nothing_in(
    sqlite_hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    _, data = sealed_file(tmp_path, sqlite_hub)
    half, file = len(data) // 2, tmp_path / "bad.mdh"
    wrong = [
        (b"", "is no hand-over file"),
        (b"%PDF-1.7 and so on, long enough to have a whole head in it all", "is no hand-over file"),
        (data[:half], "was cut short"),
        (data + b"x", "holds more than was put into it"),
        (data[:8] + b"\x03" + data[9:], "version 3"),
        (data[:9] + b"\x02" + data[10:], "is an acknowledgement, and not a hand-over file"),
        (data[:half] + bytes(64) + data[half + 64 :], "the passphrase is right, and its contents"),
        (data[:20] + bytes(8) + data[28:], "the passphrase is another one, or the file's head"),
    ]
    for body, said in wrong:
        file.write_bytes(body)
        with pytest.raises(Invalid, match=said):
            southport.desk.transfers.take_in(southport.duty, file, WORDS)
    file.write_bytes(data)
    with pytest.raises(Invalid, match="the passphrase is another one"):
        southport.desk.transfers.take_in(southport.duty, file, WORDS + "!")
    with pytest.raises(Trouble, match="cannot be read"):
        southport.desk.transfers.take_in(southport.duty, tmp_path / "none", WORDS)
    assert southport.desk.queue(southport.duty).counts.open == 0
    southport.desk.transfers.take_in(southport.duty, file, WORDS)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"format":2,"body":{}}',
        b'{"format":1,"body":{}}',
        b'{"format":1,"body":{"token":"' + b"a" * 32 + b'","more":1}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_another_program_sealed_is_refused_by_what_it_lacks(
    body: bytes,
) -> None:
    with pytest.raises(Invalid, match=r"hand-over file|does not read"):
        from_bytes(Parcel, body)


def test_a_time_that_no_clock_here_can_show_is_refused_in_words(sqlite_hub: Hub) -> None:
    parcel, east = bare(), timezone(timedelta(hours=1))
    for moment in (datetime(1, 1, 1, tzinfo=east), datetime(9999, 12, 31, 23, tzinfo=UTC)):
        event = PastEvent(at=moment, kind="note", title="x", by="x")
        odd = replace(parcel, histories=(replace(parcel.last, events=(event,)),))
        with pytest.raises(Invalid, match="years 1900 to 2200"):
            sqlite_hub.do(c.TakeInTransfer(parcel=odd))


def test_a_body_that_unpacks_to_more_than_a_file_may_hold_is_refused() -> None:
    bomb = bytes(envelope.LONGEST_BODY + 1)
    with pytest.raises(Invalid, match="larger"):
        envelope.seal(Kind.HAND_OVER, WORDS, bomb)
    with pytest.raises(Invalid, match="shorter than 12"):
        envelope.seal(Kind.HAND_OVER, "short", b"{}")


def test_a_file_of_the_version_before_still_opens() -> None:
    salt, nonce, packed = b"s" * 16, b"n" * 12, zlib.compress(b"{}")
    head = b"MDHANDOV\x01\x01" + (len(packed) + 16).to_bytes(8, "big") + salt + nonce
    key = envelope.key_of(WORDS, salt, 1)
    old = head + ChaCha20Poly1305(key).encrypt(nonce, packed, head)
    assert envelope.unseal(Kind.HAND_OVER, WORDS, old) == b"{}"
    with pytest.raises(Invalid, match="the passphrase is another one, or the file was changed"):
        envelope.unseal(Kind.HAND_OVER, WORDS, old[:-1] + b"x")


def test_what_was_packed_before_families_were_told_of_is_still_read() -> None:
    old = to_bytes(bare()).replace(b'"format":2', b'"format":1').replace(b',"family":null', b"")
    assert b"family" not in old.replace(b"family_name", b"")
    assert from_bytes(Parcel, old) == bare()
    later = to_bytes(bare()).replace(b'"format":2', b'"format":3')
    with pytest.raises(Invalid, match="is in format 3, which this mashdesk does not read"):
        from_bytes(Parcel, later)


def test_what_is_sealed_but_was_never_packed_is_refused_in_words() -> None:
    good = envelope.seal(Kind.HAND_OVER, WORDS, b"{}")
    key = envelope.key_of(WORDS, envelope.checked_head(Kind.HAND_OVER, good))
    bare_bytes = b"no zlib at all"
    head = good[:10] + (len(bare_bytes) + 32).to_bytes(8, "big") + good[18:62]
    odd = head + ChaCha20Poly1305(key[:32]).encrypt(head[34:46], bare_bytes, head)
    with pytest.raises(Invalid, match="does not hold what a hand-over file holds"):
        envelope.opened(key, odd)


def test_words_from_another_hub_are_made_plain_on_the_way_in(
    sqlite_hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    view = sqlite_hub.view(transferred(sqlite_hub))
    parcel = parcel_of(
        view, token="d" * 32, store="north", hub="North\x1b[2J", to_hub="Southport",
        by="-", at=sqlite_hub.now(),
    )  # fmt: skip
    event = PastEvent(at=view.received_at, kind="note", title="\x1b]0;x\x07", by="\u202eevil",
                      text="\x9b31m")  # fmt: skip
    hostile = replace(parcel.last, events=(event,))
    evil = replace(
        parcel, histories=(hostile,), contact=replace(parcel.contact, worry="\x1b[31mred")
    )
    file = tmp_path / "evil.mdh"
    file.write_bytes(envelope.seal(Kind.HAND_OVER, WORDS, to_bytes(evil)))
    taken = southport.desk.transfers.take_in(southport.duty, file, WORDS)
    assert taken.referral is not None
    came = southport.view(taken.referral)
    assert came.arrived is not None
    (kept,) = came.arrived.histories[0].events
    shown = [came.worry, came.arrived.hub, kept.title, kept.by, kept.text, came.events[0].title]
    assert not [char for words in shown for char in words if not char.isprintable()]


def test_a_particular_that_this_hub_would_not_take_is_told_and_keeps_no_child_out(
    southport: Hub,
) -> None:
    child = Child(given_name="Kai", family_name="Brown", nhs_number="12", born=date(1990, 1, 1))
    odd = replace(
        bare(), contact=replace(bare().contact, reasons=(Reason.NEGLECT,), children=(child,))
    )
    taken = southport.do(c.TakeInTransfer(parcel=odd)).referral
    assert taken is not None
    came = southport.view(taken)
    assert (came.children[0].nhs_number, came.children[0].born) == ("", None)
    told = next(one.text for one in came.events if one.kind == "transfer_in")
    assert "First child, NHS number: 12 has not the ten digits" in told
    assert "First child, date of birth: 1990-01-01 is more than 25 years ago" in told


def test_what_may_not_be_handed_over_or_acknowledged_is_refused_and_leaves_no_file(
    sqlite_hub: Hub, southport: Hub, tmp_path: Path
) -> None:
    hub, file = sqlite_hub, tmp_path / "a.mdh"
    with pytest.raises(NotNow, match="not decided as transferred"):
        handed_over(hub, hub.decided(), file)
    manager = hub.signed_in(Role.TEAM_MANAGER)
    referral = transferred(hub)
    hub.on(c.Seal, referral, manager, people=(manager.user_id,), reason="staff family")
    view = hub.view(referral, manager)
    with pytest.raises(NotNow, match="It is sealed"):
        hub.desk.transfers.hand_over(manager, view, "Southport", file, WORDS)
    own = southport.take_in()
    with pytest.raises(NotNow, match="did not come by a hand-over file"):
        southport.desk.transfers.reply(southport.duty, southport.view(own), file, WORDS)
    assert not file.exists()
    receipt = Receipt(
        token="e" * 32, hub="Easton", reference="MD-26-0009", taken_in_at=hub.now(), by="Eve"
    )
    file.write_bytes(envelope.seal(Kind.RECEIPT, WORDS, to_bytes(receipt)))
    with pytest.raises(NotFound, match="acknowledges no hand-over file"):
        hub.desk.transfers.acknowledged(hub.duty, file, WORDS)


def test_an_acknowledgement_by_word_of_a_person_is_kept_with_who_it_was(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, referral = sqlite_hub, transferred(sqlite_hub)
    handed_over(hub, referral, tmp_path / "a.mdh")
    hub.on(c.AcknowledgeTransfer, referral, person="Mr Shah", reference="SP-1", words="He rang.")
    (one,) = hub.view(referral).sent
    assert (one.person, one.reference, one.words) == ("Mr Shah", "SP-1", "He rang.")


texts = st.text(st.characters(codec="utf-8"), max_size=30)
moments = st.datetimes(timezones=st.just(UTC))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            PastEvent, at=moments, kind=texts, title=texts, by=texts, text=texts,
            changes=st.lists(st.tuples(texts, texts, texts), max_size=2).map(tuple),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_whatever_stands_in_a_history_is_read_back_as_it_was(events: list[PastEvent]) -> None:
    parcel = bare()
    whole = replace(parcel, histories=(replace(parcel.last, events=tuple(events)),))
    assert from_bytes(Parcel, to_bytes(whole)) == whole
