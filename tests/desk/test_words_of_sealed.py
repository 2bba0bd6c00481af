"""What people wrote of a record that was sealed since is read without its reference, everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from mashdesk.desk.sealing.put_back import put_back
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Reply
from mashdesk.domain.contact import Consent, ConsentGiven
from mashdesk.domain.errors import NotNow, Refused, Stale
from mashdesk.domain.follow_up import ActionEnd
from mashdesk.domain.problems import Invalid
from mashdesk.domain.report import ReportForm, ReportKind
from mashdesk.domain.sharing import Part
from mashdesk.store.queries.masking import ANOTHER, Unseen
from mashdesk.tui.dialogs.correcting import recorded_contact
from tests.desk.kin import same
from tests.desk.partners import hal
from tests.desk.quoting import hide, quoting
from tests.desk.test_considering import known
from tests.desk.test_sealed_walls import by_rank, lists, whoever
from tests.engines import HubMaker
from tests.hub import Hub


@pytest.fixture
def told(sqlite_hub: Hub) -> tuple[Hub, int, int, str]:
    """A hub, the record, its request to the police, and the reference that all of it quotes."""
    hub = sqlite_hub
    hidden = hub.take_in(hub.manager)
    reference = hub.view(hidden, hub.manager).reference
    referral, request = quoting(hub, reference)
    hub.desk.open(hub.duty, referral, f"As in {reference}.")
    hide(hub, hidden)
    return hub, referral, request, reference


def reads(hub: Hub, who: Actor, referral: int, request: int) -> Iterator[str]:
    """All that a person reads of a record, of what hangs on it, and of what they are told."""
    desk, history, known = hub.desk, hub.desk.history, hub.desk.known
    of_record: list[Callable[[Actor, int], object]] = [
        desk.reread, desk.explain, desk.prompts, desk.prompting.at_rating,
        history.open, history.family, history.links, known.on_record, known.households,
        known.open_questions,
        lambda actor, one: history.chronology(actor, household=one),
    ]  # fmt: skip
    of_nobody: list[Callable[[Actor], object]] = [
        desk.queue, desk.notices, desk.departures, desk.prompts, desk.challenges.view,
        lambda actor: desk.news(actor, 0), lambda actor: history.search(actor, "as in"),
        desk.agency.view, lambda actor: desk.agency.open(actor, request),
        lambda actor: desk.agency.open_sent_in(actor, hub.view(referral, hub.manager).reference),
        lambda actor: desk.challenges.open(actor, 1),
        lambda actor: desk.challenges.explain(actor, 1),
        lambda actor: desk.challenges.on_request(actor, request),
        lambda actor: known.two(actor, *people[:2]), lambda actor: desk.looks.by(actor, "asha"),
    ]  # fmt: skip
    people = [child.individual or 0 for child in hub.view(referral, hub.manager).children]
    every: list[Callable[[], object]] = [
        *(partial(one, who, referral) for one in of_record),
        *(partial(one, who) for one in of_nobody),
        *(partial(known.individual, who, one) for one in people),
    ]
    for read in every:
        try:
            yield repr(read())
        except (Refused, Invalid) as refused:
            yield repr(refused)


def knows_it_was_sealed(hub: Hub, who: Actor) -> None:
    """That it was sealed they are told by its reference, until they have read it."""
    told = tuple(one.id for one in hub.desk.notices(who) if one.kind == "sealed")
    hub.do(c.Acknowledge(notices=told), who)


def test_whatever_quotes_it_is_read_whole_by_those_named_and_without_it_by_everybody_else(
    told: tuple[Hub, int, int, str],
) -> None:
    hub, referral, request, reference = told
    hal(hub)
    readers = {"bo": 40, Role.SERVICE_MANAGER: 30, Role.BUSINESS: 5, "pip": 10, "hal": 1}
    for name, least in readers.items():
        who = somebody(hub, name)
        knows_it_was_sealed(hub, who)
        read = list(reads(hub, who, referral, request))
        assert [one for one in read if reference in one.upper()] == [], name
        assert sum(one.count(ANOTHER) for one in read) >= least, name
    whole = list(reads(hub, hub.manager, referral, request))
    assert ANOTHER not in "".join(whole)
    assert sum(one.count(reference) for one in whole) > 40


def test_such_words_read_as_they_would_were_it_written_so_and_no_such_record_there(
    sqlite_hubs: HubMaker,
) -> None:
    worlds = without, beside = sqlite_hubs(), sqlite_hubs()
    for hub in worlds:
        hal(hub)
        hub.signed_in(Role.TEAM_MANAGER)
    told = [quoting(without, ANOTHER), quoting(beside, "MD-26-0002")]
    assert told[0] == told[1]
    hidden = beside.take_in(beside.manager, worry="A colleague's own child.")
    assert beside.view(hidden, beside.manager).reference == "MD-26-0002"
    hide(beside, hidden)
    for who in ("bo", "pip"):
        knows_it_was_sealed(beside, somebody(beside, who))
        for read in (lists, lambda hub, actor: list(reads(hub, actor, *told[0]))):
            one, other = ([by_rank(x) for x in read(h, somebody(h, who))] for h in worlds)
            assert [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]] == [], who


def somebody(hub: Hub, who: Role | str) -> Actor:
    return hub.actor(Role.PRACTITIONER) if who == "pip" else whoever(hub, who)


def test_no_file_of_a_record_quotes_it_whoever_makes_it(
    told: tuple[Hub, int, int, str], tmp_path: Path
) -> None:
    hub, referral, _, reference = told
    view = hub.view(referral, hub.manager)
    on = {"referral": referral, "version": view.version, "form": ReportForm.MARKDOWN}
    for kind, to in ((ReportKind.HAND_OFF, "POL"), (ReportKind.LETTER, "")):
        path = tmp_path / f"{kind.value}.md"
        order = c.MakeReport(**on, kind=kind, receiver=to)  # type: ignore[arg-type]
        hub.desk.reports.write(hub.manager, view, order, path)
        made = path.read_text()
        assert reference not in made
        assert ANOTHER in made
        on["version"] = hub.version(referral)


def test_what_is_corrected_keeps_every_reference_where_it_stood(
    told: tuple[Hub, int, int, str],
) -> None:
    hub, referral, _, reference = told
    bo, before = hub.actor("bo"), recorded_contact(hub.view(referral, hub.manager))
    shown = recorded_contact(hub.view(referral, bo))
    assert reference not in repr(shown)
    assert repr(shown).count(ANOTHER) == repr(before).count(reference)
    hub.on(c.Correct, referral, bo, contact=shown, reason="typing")
    assert recorded_contact(hub.view(referral, hub.manager)) == before
    # Some words are changed about it, and it is taken out of others.
    worry = shown.worry.replace("brother's", "younger brother's")
    changed = replace(shown, worry=worry, expects="Nothing.")
    hub.on(c.Correct, referral, bo, contact=changed, reason="typing")
    after = recorded_contact(hub.view(referral, hub.manager))
    assert after.worry == before.worry.replace("brother's", "younger brother's")
    assert after.household == before.household
    assert after.expects == "Nothing."
    need = hub.view(referral, bo).need
    assert need is not None
    hub.on(c.RecordNeed, referral, bo, graded_care=5, words=need.words)
    view = hub.view(referral, bo)
    given = ConsentGiven(form=Consent.REFUSED, by="her", reason=view.consent_reason)
    hub.on(c.RecordConsent, referral, bo, consent=given)
    whole = hub.view(referral, hub.manager)
    assert whole.need is not None
    assert (whole.need.words, whole.consent_reason) == (f"As in {reference}.",) * 2
    with pytest.raises(Stale) as stale:
        hub.do(c.Claim(referral=referral, version=1), bo)
    assert reference not in str(stale.value)


def test_what_the_desk_answers_to_an_act_quotes_it_no_more_than_the_record_does(
    told: tuple[Hub, int, int, str],
) -> None:
    hub, referral, _, reference = told
    bo, manager = hub.actor("bo"), hub.signed_in(Role.TEAM_MANAGER)
    (challenge,) = hub.view(referral).challenges
    stands: dict[str, Any] = {"challenge": challenge.id, "version": challenge.version}
    hub.do(c.SettleChallenge(**stands, reply=Reply.STANDS, answer="It stands."), manager)
    for who, read in ((bo, ANOTHER), (manager, reference)):
        with pytest.raises(NotNow) as unsettled:
            hub.on(c.Close, referral, who, note="Done.")
        assert f"As in {read}." in str(unsettled.value)
    (discussion,) = hub.view(referral).follow_up.strategies
    (action,) = discussion.actions
    done = hub.on(c.SettleAction, referral, bo, action=action.id, ended=ActionEnd.DONE)
    assert f"As in {ANOTHER}." in done.message


def test_what_was_shown_without_it_is_put_back_though_it_is_open_again_by_then(
    told: tuple[Hub, int, int, str],
) -> None:
    hub, referral, _, reference = told
    bo, before = hub.actor("bo"), recorded_contact(hub.view(referral, hub.manager))
    shown = recorded_contact(hub.view(referral, bo))
    tom = hub.signed_in(Role.TEAM_MANAGER)
    sealed = hub.view(hub.desk.find(tom, reference), tom)
    hub.do(c.Unseal(referral=sealed.id, version=sealed.version, reason="It is over."), tom)
    hub.on(c.Correct, referral, bo, contact=shown, reason="typing")
    assert recorded_contact(hub.view(referral, bo)) == before


def test_a_reference_is_known_however_it_is_written() -> None:
    closed = Unseen(references=frozenset({"MD-26-0002"}))
    for said in ("md 26 0002", "MD260002", "MD – 26 – 0002", "MD‑26‑0002", "Md/26.0002"):
        assert closed.masked(f"As in {said}, or MD-26-0003.") == f"As in {ANOTHER}, or MD-26-0003."
    for other in ("MD-26-00021", "AMD-26-0002", "MD-26-0003"):
        assert closed.masked(other) == other


def test_a_stand_in_is_put_back_by_what_it_stands_for_in_whatever_words() -> None:
    stood, closed = ("See MD-26-0001 and MD-26-0002.", "He is cold."), frozenset({"MD-26-0002"})
    for said, kept in (
        (f"See {ANOTHER}.", "See MD-26-0002."),
        (f"See MD-26-0001 and {ANOTHER}, too.", "See MD-26-0001 and MD-26-0002, too."),
        (f"{ANOTHER.upper()} is his brother's.", "MD-26-0002 is his brother's."),
        (f"The are{ANOTHER} is wide.", f"The are{ANOTHER} is wide."),
    ):
        assert put_back(said, stood, closed) == kept
    # Long words that are much alike, as nobody means them: no other desk waits for them.
    long = " ".join(["x y"] * 3_000)
    began = process_time()
    put = put_back(f"{long} {ANOTHER} y", (f"MD-26-0002 {long.replace('y', 'y x')}",), closed)
    assert "MD-26-0002" in put
    assert process_time() - began < 1


def test_an_agency_reads_no_reference_of_what_it_has_no_part_in(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    pip, elsewhere, theirs = hub.actor(Role.PRACTITIONER), hub.take_in(), hub.rated()
    hub.ask(theirs, "POL")
    other, own = (hub.view(one).reference for one in (elsewhere, theirs))
    referral = hub.rated(worry=f"Like {other}, {own} and MD-26-9999.", sender_agency="POL")
    shared: dict[str, Any] = {"shared": tuple(Part), "question": f"And {other}?"}
    hub.on(c.AskAgencies, referral, agencies=("POL",), **shared)
    hub.later(minutes=1)
    request = hub.request(referral, "POL").id
    opened = hub.desk.agency.open(pip, request)
    worry = next(one.text for one in opened.shared if one.part is Part.WORRY)
    assert worry == f"Like {ANOTHER}, {own} and {ANOTHER}."
    assert opened.row.question == f"And {ANOTHER}?"
    listed = hub.desk.agency.view(pip)
    assert [row.question for row in listed.open if row.request == request] == [f"And {ANOTHER}?"]
    assert other not in repr(listed)
    assert other in hub.view(referral).worry


def test_what_was_said_of_several_weighed_at_once_is_for_those_who_see_every_one(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    earlier, secret, record = (hub.rated() for _ in range(3))
    for other in (earlier, secret):
        same(hub, known(hub, other), known(hub, record))
    hub.on(c.ConsiderHistory, record, others=(earlier, secret), words="His uncle hit him.")
    hide(hub, secret)
    history = hub.desk.history
    for who, reads_it in ((hub.other_duty, False), (hub.manager, True)):
        told = repr((
            history.family(who, record), history.chronology(who, referral=record),
            history.search(who, "uncle").hits, hub.view(record, who).events,
        ))  # fmt: skip
        assert ("uncle" in told) is reads_it
        assert "Asha Rao" in told
