"""A story at a real desk: what a good desk does, step by step, and which prompts it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from mashdesk.desk.prompts.considering import consider
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Channel, Child
from mashdesk.domain.errors import PromptsOpen
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import Adult
from mashdesk.domain.rating import Rag
from mashdesk.store.views import ReferralView, Span
from tests.hub import HASHED, PASSWORD, Hub

LOUD = {
    "repeat-contact",
    "escalating-frequency",
    "escalating-intensity",
    "sibling-concern",
    "linked-network",
    "domestic-abuse-repeat",
    "consent-blocked",
    "missing-episodes",
    "de-escalation",
    "challenge-open",
    "timed-out",
    "answer-overdue",
    "allocated-not-acknowledged",
    "returned-drifting",
    "early-help-withdrawn",
    "disability",
    "unborn-or-infant",
    "workload",
}
"""What a quiet referral must not be given: a desk that cries wolf is not listened to."""


@dataclass
class Scene:
    """A hub and its people. Prompts are answered by the story alone, never by the hub for it."""

    hub: Hub

    def __post_init__(self) -> None:
        self.hub.answers_prompts = False

    # What arrives.

    def arrives(self, child: Child | tuple[Child, ...], *adults: Adult, **said: Any) -> int:
        """A contact about a child, or several, taken in."""
        children = child if isinstance(child, tuple) else (child,)
        return self.hub.take_in(children=children, adults=adults, **said)

    def known(self, referral: int, number: int = 0) -> int:
        """Who the child of a contact is known as."""
        found = self.hub.view(referral).children[number].individual
        assert found is not None
        return found

    def before(
        self, child: Child, *adults: Adult, rating: Rag = Rag.GREEN, **said: Any
    ) -> tuple[int, int]:
        """An earlier contact about a child, taken to its end; and who that child is."""
        referral = self.arrives(child, *adults, **said)
        self.hub.rate(referral, rating)
        self.settle(referral)
        self.ends(referral)
        return referral, self.known(referral)

    # What a good desk does.

    def settle(self, referral: int, by: Actor | None = None) -> None:
        """Look at the history, weigh the family's, and answer every prompt that stands."""
        self.hub.desk.history.open(by or self.hub.duty, referral)
        self.consider()
        self.answers(referral, by)

    def answers(self, referral: int, by: Actor | None = None) -> None:
        """Answer every prompt that stands."""
        said = "We looked at it together."
        for one in self.view(referral).prompts:
            if one.answered_at is None:
                answer = c.AnswerPrompt(prompt=one.id, acted=True, reason=said, read=one.read)
                self.hub.do(answer, by)

    def ends(self, referral: int, outcome: DecisionOutcome = DecisionOutcome.ADVICE) -> None:
        """Decide, let an allocated worker acknowledge, tell the referrer, close."""
        self.hub.decide(referral, outcome=outcome)
        if outcome is DecisionOutcome.ALLOCATED:
            self.taken_up(referral)
        self.hub.feedback(referral)
        self.hub.close_referral(referral)

    def taken_up(self, referral: int) -> None:
        self.hub.on(c.AcknowledgeAllocation, referral, person="Ann Lee", channel=Channel.PHONE)

    def weighs(self, referral: int, *others: int, words: str = "Read beside this one.") -> None:
        """Record that other referrals were considered in this one."""
        self.hub.on(c.ConsiderHistory, referral, others=others, words=words)

    def on_challenge(
        self, command: type[c.OnChallenge], referral: int, by: Actor, **words: Any
    ) -> None:
        """Give a command on a referral's one challenge, at its present version."""
        (challenge,) = self.view(referral).challenges
        self.hub.do(command(challenge=challenge.id, version=challenge.version, **words), by)

    def hands_over(self, referrals: Sequence[int], why: str, name: str) -> Actor:
        """Give work to whoever comes, by sign-in name: they read each record, and accept it."""
        hub, to = self.hub, self.hub.actor(name)
        for referral in referrals:
            hub.on(c.Assign, referral, worker=to.user_id, reason=why)
        given = [one for one in hub.desk.notices(to) if one.kind == "given_you"]
        assert {(one.referral, one.why) for one in given} == {(one, why) for one in referrals}
        begun = hub.now()
        for one in given:
            hub.desk.open(to, one.referral)
            hub.do(c.Acknowledge(notices=(one.id,)), to)
        # Read and accepted is on the record, with their name.
        done = hub.desk.looks.by(hub.manager, name, Span(since=begun, acts=True)).rows
        assert {row.referral for row in done if row.act == c.View.label} == set(referrals)
        assert [row.act for row in done].count(c.Acknowledge.label) == len(referrals)
        assert not [one for one in hub.desk.notices(to) if one.kind == "given_you"]
        return to

    # Who is there.

    def practitioner(self, agency: str, name: str) -> Actor:
        """Somebody of an agency, signed in."""
        return self._joins(name, "Hana Hill", Role.PRACTITIONER, agency)

    def worker(self, name: str) -> Actor:
        """One more duty worker, signed in."""
        return self._joins(name, "Cara Lowe", Role.DUTY)

    def _joins(self, name: str, full_name: str, role: Role, agency: str | None = None) -> Actor:
        account = c.AddUser(
            name=name, full_name=full_name, role=role, password_hash=HASHED, agency=agency
        )
        self.hub.do(account, self.hub.admin)
        return self.hub.sign_in.sign_in(name, PASSWORD, f"desk-{name}")

    def works(self, agency: str, hours: str) -> None:
        """An agency's hours, as the roster has them."""
        kept = next(one for one in self.hub.desk.agencies() if one.code == agency)
        entry = c.AddAgency(
            code=agency, name=kept.name, asked_at=kept.asked_at, hours=hours, replace=True
        )
        self.hub.do(entry, self.hub.admin)

    # What the desk said.

    def consider(self) -> None:
        """Let the desk's clockwork come by, as it does every few seconds."""
        self.hub.sweep()
        consider(self.hub.store, self.hub.clock)

    def view(self, referral: int) -> ReferralView:
        return self.hub.view(referral)

    def raised(self, referral: int) -> set[str]:
        """Every prompt that was ever raised on a referral, answered or not."""
        self.consider()
        return self.codes(referral)

    def codes(self, referral: int) -> set[str]:
        """The same, without the clockwork coming by first."""
        return {one.code for one in self.view(referral).prompts}

    def standing(self, referral: int) -> list[int]:
        return [one.id for one in self.view(referral).prompts if one.answered_at is None]

    def open_codes(self, referral: int) -> set[str]:
        self.consider()
        return {one.code for one in self.view(referral).prompts if one.answered_at is None}

    def evidence(self, referral: int, code: str) -> str:
        """What a prompt says it noticed, the newest of its kind."""
        self.consider()
        return [one.evidence for one in self.view(referral).prompts if one.code == code][-1]

    def in_the_way(self, act: Callable[[], object]) -> set[str]:
        """The prompts by which an act is refused until somebody answers them."""
        with pytest.raises(PromptsOpen) as refused:
            act()
        return {one.code for one in refused.value.prompts}

    def told(self, who: Actor) -> list[str]:
        """What stands on somebody's list."""
        return [one.text for one in self.hub.desk.notices(who)]


def child(given: str, family: str, born: date | None, known: int | None = None) -> Child:
    """A child as a contact tells of one; `known` is who they are known as, if a worker says so."""
    return Child(given_name=given, family_name=family, born=born, individual=known)


def adult(given: str, family: str, role: str, known: int | None = None, **more: Any) -> Adult:
    return Adult(given_name=given, family_name=family, role=role, individual=known, **more)
