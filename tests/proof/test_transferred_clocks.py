"""A transfer never quietly lengthens a clock: what the sender expects by a moment is due here by
then, what had passed is missed from the start, and what was missed there is told to everybody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from mashdesk.desk.transfer.packing import parcel_of
from mashdesk.domain import commands as c
from mashdesk.domain.arrival import arrival_lines, expected_by
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.prompts.clocks import HANDED_OVER
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.transfer import History, Parcel, PastDecision
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.store.views import ReferralView
from tests.desk.quoting import hide
from tests.desk.transfers import transferred
from tests.hub import FRIDAY, Hub, contact

HOUR = timedelta(hours=1)


def parcel(hub: Hub, by: datetime | None, referral: int | None = None, token: str = "a") -> Parcel:
    """What another hub hands over, that expects something by then."""
    view = hub.view(transferred(hub, referral, by))
    made = parcel_of(
        view, token=token * 32, store="another", hub="Southport", to_hub="Northbridge",
        by="Mr Shah", at=hub.now(),
    )  # fmt: skip
    return replace(made, contact=replace(made.contact, worry="He is cold."))


def taken_in(hub: Hub, file: Parcel) -> ReferralView:
    taken = hub.do(c.TakeInTransfer(parcel=file)).referral
    assert taken is not None
    return hub.view(taken)


def standing(view: ReferralView) -> list[str]:
    return [one.code for one in view.prompts if one.answered_at is None]


def test_what_the_sender_expects_is_due_before_what_this_hub_would_give_and_says_why(
    sqlite_hub: Hub,
) -> None:
    hub, by = sqlite_hub, FRIDAY + 3 * HOUR
    came = taken_in(hub, parcel(hub, by))
    assert came.due_at is not None
    assert came.due_at < by, "an hour to rate it is less than that"
    hub.rate(came.id, Rag.AMBER)
    rated = hub.view(came.id)
    assert (rated.clock, rated.due_at) == (ClockKind.DECISION, by)
    (why,) = hub.desk.explain(hub.duty, came.id)
    assert any("Southport, which handed it over, expects" in line for line in why.lines)
    # Neither a lower rating nor a corrected receipt buys time.
    hub.rate(came.id, Rag.GREEN)
    assert hub.view(came.id).due_at == by
    hub.rate(came.id, Rag.RED)
    assert hub.view(came.id).due_at == by
    hub.later(minutes=10)
    hub.on(c.Correct, came.id, contact=contact(hub.clock), reason="It came just now.")
    corrected = hub.view(came.id)
    assert (corrected.received_at, corrected.due_at) == (hub.now(), by)
    hub.at(by + HOUR)
    hub.sweep()
    late = hub.view(came.id)
    assert late.round == 2
    assert next(one.missed_at for one in late.rounds if one.clock is ClockKind.DECISION) == by
    # Reopened long after, it is another duty: that moment is not missed again.
    hub.decide(came.id)
    hub.feedback(came.id)
    hub.close_referral(came.id)
    hub.on(c.Reopen, came.id, reason="She rang again.")
    hub.rate(came.id, Rag.AMBER)
    again = hub.view(came.id)
    assert again.due_at is not None
    assert again.due_at > hub.now()


def test_in_whatever_order_it_is_rated_it_is_never_due_later_and_only_a_return_holds_it(
    sqlite_hub: Hub,
) -> None:
    hub, by = sqlite_hub, FRIDAY + 3 * HOUR
    file = parcel(hub, by)
    for number, ratings in enumerate(permutations((Rag.RED, Rag.AMBER, Rag.GREEN))):
        came = taken_in(hub, replace(file, token=f"{number:032d}"))
        for rating in ratings:
            hub.rate(came.id, rating)
            due = hub.view(came.id).due_at
            assert due is not None
            assert due <= by, ratings
    held = taken_in(hub, replace(file, token="h" * 32)).id
    hub.rate(held, Rag.AMBER)
    hub.give_back(held)
    hub.later(hours=1)
    hub.on(c.Resume, held, reason="They rang.")
    assert hub.view(held).due_at == by + HOUR
    hub.rate(held, Rag.RED)
    hub.rate(held, Rag.GREEN)
    assert hub.view(held).due_at == by + HOUR


def test_a_moment_that_had_passed_is_missed_from_the_start_and_everybody_reads_it(
    sqlite_hub: Hub,
) -> None:
    hub, by = sqlite_hub, FRIDAY + HOUR
    file = parcel(hub, by)
    hub.at(by + HOUR)
    taken = hub.do(c.TakeInTransfer(parcel=file))
    assert "overdue already" in taken.message
    assert taken.referral is not None
    came = hub.view(taken.referral)
    (row,) = [one for one in hub.desk.queue(hub.duty).rows if one.id == came.id]
    assert row.is_over(hub.now())
    assert row.prompts
    told = next(one.text for one in came.events if one.kind == "transfer_in")
    assert "had passed when it came: it was missed from the start" in told
    hub.sweep()
    first, second = hub.view(came.id).rounds
    assert (first.missed_at, first.number, second.number) == (by, 1, 2)
    # Missed once, it is not missed a second time when its own clock for a decision starts.
    hub.rate(came.id, Rag.AMBER)
    rated = hub.view(came.id)
    assert rated.due_at is not None
    assert rated.due_at > hub.now()


def test_the_arrival_tells_what_it_was_there_in_the_row_and_on_the_record_until_it_is_rated(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.AMBER)
    hub.ask(referral, "POL")
    hub.sweep_through(hub.now() + 96 * HOUR)
    came = taken_in(hub, parcel(hub, hub.now() + 24 * HOUR, referral))
    assert standing(came) == [HANDED_OVER.code]
    (told,) = [one.evidence for one in came.prompts]
    for words in (
        "rated amber.",
        "Missed there: ",
        "a decision, due Mon 23 Nov 2026 09:30 (3 rounds); Police: an answer, due ",
        "Still running there: feedback to the referrer, due ",
        "by Asha Rao, transferred to another hub or authority: They moved to Southport.",
        "Southport expects of this hub by ",
        "Visit the family at the new address.",
    ):
        assert words in told, words
    text = next(one.text for one in came.events if one.kind == "transfer_in")
    assert told.endswith(text.rstrip())
    hub.rate(came.id, Rag.AMBER)
    assert HANDED_OVER.code not in standing(hub.view(came.id))


def test_their_reference_is_not_taken_for_one_of_ours_that_is_sealed(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hidden = hub.take_in(hub.manager)
    file = parcel(hub, FRIDAY + 5 * HOUR)
    theirs = hub.view(hidden, hub.manager).reference
    made = file.last.decision
    assert made is not None
    made = replace(made, rationale=f"As in {theirs}.", expected=f"Read {theirs}.")
    notes = (replace(file.last.events[0], kind="note", text=f"As in {theirs}."),)
    same = replace(file.last, reference=theirs, decision=made, events=notes)
    hide(hub, hidden)
    came = taken_in(hub, replace(file, histories=(same,)))
    assert came.arrived is not None
    assert came.arrived.reference == theirs
    found = (
        came, hub.desk.prompts(hub.duty), hub.desk.worded(hub.duty, came),
        hub.desk.history.chronology(hub.duty, referral=came.id),
        hub.desk.history.search(hub.duty, "as in"),
    )  # fmt: skip
    for told in found:
        assert f"As in {theirs}." in repr(told)
        assert ANOTHER not in repr(told)
    # What is written here of ours is masked there too.
    hub.do(c.AddNote(referral=came.id, text=f"Not {theirs}."))
    assert f"Not {ANOTHER}." in repr(hub.view(came.id).events)


def test_on_the_way_through_a_hub_that_said_nothing_an_earlier_expectation_still_holds(
    sqlite_hub: Hub,
) -> None:
    hub, by = sqlite_hub, FRIDAY + 5 * HOUR
    first = parcel(hub, by)
    second = parcel(hub, None, token="b")
    both = (first.last, second.last)
    assert expected_by(both, FRIDAY) == by
    assert expected_by(both, by) is None, "it was the hub in between that missed it"
    came = taken_in(hub, replace(second, histories=both))
    hub.rate(came.id, Rag.AMBER)
    assert hub.view(came.id).due_at == by


def test_what_the_sender_let_pass_takes_no_hold_off_what_an_earlier_hub_still_expects(
    sqlite_hub: Hub,
) -> None:
    hub, by, passed = sqlite_hub, FRIDAY + 5 * HOUR, FRIDAY + HOUR
    first, second = parcel(hub, by), parcel(hub, passed, token="b")
    hub.at(passed + HOUR)
    both = (replace(first.last, hub="Eastbridge"), second.last)
    assert expected_by(both, hub.now()) == passed
    came = taken_in(hub, replace(second, histories=both))
    hub.sweep()
    hub.rate(came.id, Rag.AMBER)
    assert hub.view(came.id).due_at == by
    (why,) = hub.desk.explain(hub.duty, came.id)
    assert any("Eastbridge, which had it before that, expects" in line for line in why.lines)


def test_reopened_before_that_moment_no_rating_brings_it_back(sqlite_hub: Hub) -> None:
    hub, by = sqlite_hub, FRIDAY + 100 * HOUR
    came = taken_in(hub, parcel(hub, by)).id
    hub.rate(came, Rag.GREEN)
    assert hub.view(came).due_at == by
    hub.decide(came)
    hub.feedback(came)
    hub.close_referral(came)
    hub.later(minutes=1)
    hub.on(c.Reopen, came, reason="She rang again.")
    due = hub.view(came).due_at
    assert due is not None
    assert due > by, "it is another duty"
    hub.rate(came, Rag.AMBER)
    hub.rate(came, Rag.GREEN)
    assert hub.view(came).due_at == due


def history(by: datetime | None) -> History:
    """The least that a hub tells which expects something by then."""
    decision = PastDecision(
        outcome=DecisionOutcome.TRANSFERRED, rationale="-", final_rating=Rag.AMBER, voice="-",
        decider="-", decided_at=FRIDAY, expected="Visit.", expected_by=by,
    )  # fmt: skip
    return History(
        hub="Southport", reference="MD-26-0001", received_at=FRIDAY, taken_in_at=FRIDAY,
        initial_rating=None, rating=None, level=None, events=(), rounds=(), requests=(),
        need=None, decision=decision,
    )  # fmt: skip


moments = st.integers(-100, 100).map(lambda hours: FRIDAY + timedelta(hours=hours))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), moments), min_size=1, max_size=4), moments)
def test_no_expectation_that_lies_ahead_is_lost_and_none_that_passed_is_moved(
    asked: list[datetime | None], taken_in_at: datetime
) -> None:
    histories = tuple(map(history, asked))
    found = expected_by(histories, taken_in_at)
    ahead = [at for at in asked if at is not None and at > taken_in_at]
    assert found in (*asked, None)
    if ahead:
        assert found is not None
        assert found <= min(ahead)
    if asked[-1] is not None:
        assert found is not None
        assert found <= asked[-1]
    told = " ".join(arrival_lines(histories, taken_in_at))
    assert ("missed from the start" in told) == (asked[-1] is not None and asked[-1] <= taken_in_at)
