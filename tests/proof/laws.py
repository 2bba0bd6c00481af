"""The promise as laws: what holds of a store at any moment, and of any step from one to the next.

Each is told in the words of the promise and knows nothing of how the product keeps it.
"""

from __future__ import annotations

from typing import Any

from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import NotPermitted, PromptsOpen, Stale
from mashdesk.domain.permissions import may
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from tests.proof.explained import lists_are_explained
from tests.proof.picture import Picture, Row
from tests.proof.step import Step

STATES = {"unrated", "rated", "returned", "decided", "closed"}
REQUEST_STATES = {"open", "answered", "withdrawn", "decided_without"}
NEW_CLOCK = {
    "rated": {("unrated", "decision")},
    "decided": {("decision", "feedback"), ("decision", "allocated")},
    "acknowledged": {("allocated", "feedback"), ("allocated", "closing")},
    "feedback": {("feedback", "closing"), ("feedback", "review")},
    "review_due": {("closing", "review")},
    "reviewed": {("review", "closing")},
    "reopened": {
        ("feedback", "decision"),
        ("closing", "decision"),
        ("allocated", "decision"),
        ("review", "decision"),
    },
    "returned": {("unrated", "returned"), ("decision", "returned")},
    "resumed": {("returned", "unrated"), ("returned", "decision")},
    "timed_out": {
        ("returned", "unrated"),
        ("returned", "decision"),
        ("allocated", "decision"),
    },
}
"""By the event that says so, which of a referral's clocks may give way to which."""


def at_any_moment(seen: Picture, taken: dict[int, int]) -> None:
    """What holds of every store, whatever was done to it; `taken` is children by accepted id."""
    _nothing_is_lost(seen, taken)
    _every_referral_has_its_clock(seen)
    _every_request_has_its_clock(seen)
    _what_a_decision_set_going_stands(seen)
    _breaches_are_true(seen)


def _nothing_is_lost(seen: Picture, taken: dict[int, int]) -> None:
    assert set(seen.referrals) == set(taken), "one is gone, or came from nowhere"
    references = [row["reference"] for row in seen.referrals.values()]
    assert len(set(references)) == len(references), "a reference stands for two"
    for key, row in seen.referrals.items():
        assert row["state"] in STATES, row
        assert (row["state"] == "closed") == (key not in seen.open), row
        assert seen.children.get(key, 0) == taken[key] == row["children"], "a child is lost"


def _every_referral_has_its_clock(seen: Picture) -> None:
    for key, row in seen.referrals.items():
        own, held = seen.own(key), seen.held(key)
        assert len(own) == (key in seen.open), f"{len(own)} running rounds for {row}"
        assert len(held) == (row["state"] == "returned"), f"{len(held)} held rounds for {row}"
        if own:
            shown = (row["due_at"], row["start_at"], row["clock"], row["round"])
            kept = tuple(own[0][name] for name in ("due_at", "started_at", "clock", "number"))
            assert shown == kept, f"the referral shows {shown}, its round has {kept}"
        else:
            assert row["due_at"] is row["sort_at"] is None, row


def _every_request_has_its_clock(seen: Picture) -> None:
    for key, row in seen.requests.items():
        running = seen.asked(key)
        assert row["state"] in REQUEST_STATES, row
        assert len(running) == (row["state"] == "open"), f"{len(running)} rounds for {row}"
        due_at = running[0]["due_at"] if running else None
        assert row["due_at"] == due_at, f"the request shows {row['due_at']}, its round {due_at}"
        assert row["state"] != "open" or row["referral_id"] in seen.open, "closed over its head"


def _what_a_decision_set_going_stands(seen: Picture) -> None:
    """Whatever waits for a worker runs that clock and no other; no review is lost by closing."""
    waiting = {r["referral_id"] for r in seen.allocations.values() if r["ended_at"] is None}
    on_that_clock = {key for key, row in seen.referrals.items() if row["clock"] == "allocated"}
    assert waiting == on_that_clock, f"handed over {waiting}, on that clock {on_that_clock}"
    for key in on_that_clock:
        assert seen.referrals[key]["state"] == "decided", seen.referrals[key]
    for row in seen.reviews.values():
        if row["done_at"] is None and row["surfaced_at"] is not None:
            assert row["referral_id"] in seen.open, f"a review that came back is lost: {row}"
    for decision, stand in seen.told_of_discussions.items():
        waits = decision in seen.discussions
        assert stand == [waits], f"told {stand} of the discussion of {decision}, waits: {waits}"


def _breaches_are_true(seen: Picture) -> None:
    for row in seen.rounds.values():
        if row["missed_at"] is not None:
            assert row["missed_at"] == row["due_at"], f"missed at another time than due: {row}"
        elif row["ended_at"] is not None:
            assert row["ended_at"] < row["due_at"], f"a breach was never recorded: {row}"


def from_one_to_the_next(before: Picture, after: Picture, step: Step) -> None:
    """What holds of every step, whoever took it and whatever came of it."""
    _audited_once(before, after, step)
    if isinstance(step.refused, PromptsOpen):
        assert _but_for_prompts(before) == _but_for_prompts(after), "more than prompts was left"
    elif step.refused is not None or step.repeated:
        assert _but_for_audit(before) == _but_for_audit(after), f"{step.refused!r} left a trace"
    _permission_and_version_were_right(before, step)
    _breaches_only_grow(before, after, step)
    for key, row in before.rounds.items():
        _never_later_without_an_event(row, after.rounds[key], before, after, step)
    _no_clock_is_swapped(before, after, step)
    lists_are_explained(before, after, step)


def _audited_once(before: Picture, after: Picture, step: Step) -> None:
    asked = 0 if step.command is None or step.repeated else 1
    kinds = ("review_due", "action_overdue", "strategy_overdue", "prompted")
    by_itself = [*step.time_outs, *(event for kind in kinds for event in step.of_kind(kind))]
    expected = asked + len(by_itself)
    grew = after.audit - before.audit
    assert grew == expected, f"the audit grew by {grew}, not {expected}"
    for event in by_itself:
        assert event["actor_id"] == SYSTEM.user_id, f"a person is said to have timed out: {event}"


def _but_for_audit(seen: Picture) -> tuple[Any, ...]:
    return (seen.referrals, seen.requests, seen.rounds, seen.notices, seen.children, seen.seq)


def _but_for_prompts(seen: Picture) -> tuple[Any, ...]:
    """What raising prompts leaves alone: of a referral all but how many stand, and since when."""
    counted = ("prompts", "prompted", "changed")
    referrals = {
        key: {name: value for name, value in row.items() if name not in counted}
        for key, row in seen.referrals.items()
    }
    return (referrals, seen.requests, seen.rounds, seen.children)


def _permission_and_version_were_right(before: Picture, step: Step) -> None:
    command = step.command
    if command is None or step.repeated:
        return
    if not may(step.actor.role, type(command)):
        assert isinstance(step.refused, NotPermitted | Invalid), f"{step.actor.role} did {command}"
    for name, rows in (("referral", before.referrals), ("request", before.requests)):
        number = getattr(command, name, None)
        kind = c.OnReferral if name == "referral" else c.OnRequest
        if isinstance(command, kind) and number in rows:
            fresh = getattr(command, "version", None) == rows[number]["version"]
            assert fresh or step.refused is not None, f"a stale {command} went through"
            assert not (fresh and isinstance(step.refused, Stale)), f"{command} was not stale"


def _breaches_only_grow(before: Picture, after: Picture, step: Step) -> None:
    assert before.rounds.keys() <= after.rounds.keys(), "a round was deleted"
    for key, row in before.rounds.items():
        was, now = row["missed_at"], after.rounds[key]["missed_at"]
        assert was is None or now == was, f"a breach was unbreached or moved: {row}"
        if was is None and now is not None:
            assert now == row["due_at"] <= step.now, f"missed at {now}, but it was due {row}"
        if row["ended_at"] is not None:
            assert after.rounds[key] == row, f"a round that ended was rewritten: {row}"
    for key, row in before.requests.items():
        assert row["missed_at"] in (None, after.requests[key]["missed_at"]), "a late answer forgot"


def _never_later_without_an_event(
    was: Row, now: Row, before: Picture, after: Picture, step: Step
) -> None:
    if now["due_at"] <= was["due_at"]:
        return
    referral = was["referral_id"]
    kinds = step.kinds(referral)
    ratings = [seen.referrals[referral]["rating"] for seen in (before, after)]
    lowered = None not in ratings and Rag(ratings[1]).severity < Rag(ratings[0]).severity
    # One that woke and was returned again in the same breath is held anew, from another instant.
    woken = was["paused_at"] not in (None, now["paused_at"])
    allowed = (
        "corrected" in kinds
        or ("rated" in kinds and lowered)
        or (woken and kinds & {"resumed", "timed_out"})
    )
    assert allowed, f"{was} moved to {now['due_at']} by {kinds or 'nothing'}"


def _no_clock_is_swapped(before: Picture, after: Picture, step: Step) -> None:
    """A running round gives way to another by an event that says so, or by having been missed."""
    known = before.referrals.keys()
    for row in after.running:
        if row["id"] in before.rounds or row["referral_id"] not in known:
            continue
        earlier = [
            r
            for r in before.running
            if r["referral_id"] == row["referral_id"] and r["request_id"] == row["request_id"]
        ]
        if not earlier:
            told = {"reopened", "review_due"} if row["request_id"] is None else {"asked"}
            assert step.kinds(row["referral_id"]) & told, f"a clock from nowhere: {row}"
            continue
        _gave_way(after.rounds[earlier[0]["id"]], row, step)


def _gave_way(old: Row, new: Row, step: Step) -> None:
    kinds = step.kinds(new["referral_id"])
    if old["clock"] == new["clock"] and new["number"] == old["number"] + 1:
        assert old["missed_at"] is not None, f"{old} gave way to {new}"
        assert "timed_out" in kinds, f"{old} gave way to {new} by {kinds}"
        return
    if "fresh_deadline" in kinds and old["number"] == new["number"]:
        assert old["missed_at"] is not None, f"{old} was given a fresh deadline too soon"
        return
    moves = set().union(*(NEW_CLOCK.get(kind, set()) for kind in kinds))
    clocks = {(old["clock"], new["clock"])}
    if "timed_out" in kinds:
        # One that ran out and was acted on in the same breath has an unseen round between.
        moves |= {(new["clock"], new["clock"])}
        # A return that woke is then acted on: it gives way to what its held clock would have.
        moves |= {(one, last) for one, woke in moves for held, last in moves if woke == held}
    assert clocks <= moves, f"{old} gave way to {new} by {kinds}"
