"""A founded hub with a person of every role and the clock held: what tests of the desk stand on.

Ask for the fixture `hub` (each engine in turn) or `sqlite_hub`; tests/engines.py makes them for all
test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Row, select, update

from mashdesk.clock import FixedClock
from mashdesk.desk.clockwork.sweep import SweepReport
from mashdesk.desk.desk import Desk
from mashdesk.desk.founding import found_hub
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.signing_in.sign_in import SignIn
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Contact, Reason, Source
from mashdesk.domain.errors import PromptsOpen, Refused
from mashdesk.domain.follow_up import needs_receiver
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.migrate import migrate
from mashdesk.store.names import AGENCIES, REFERRALS, REQUESTS
from mashdesk.store.names import PEOPLE as PERSON
from mashdesk.store.store import Store
from mashdesk.store.views import ReferralView, RequestView

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past nine on a Friday in winter, when London's time is UTC; the desk opened at nine."""

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "four dull words here"
HASHED = CHEAP.hash(PASSWORD)

PEOPLE: dict[Role, tuple[str, str]] = {
    Role.ADMINISTRATOR: ("ada", "Ada Min"),
    Role.DUTY: ("asha", "Asha Rao"),
    Role.EARLY_HELP: ("eve", "Eve Hill"),
    Role.TEAM_MANAGER: ("tom", "Tom Mann"),
    Role.SERVICE_MANAGER: ("sara", "Sara Voss"),
    Role.BUSINESS: ("bea", "Bea Wells"),
    Role.AUDITOR: ("olu", "Olu Ade"),
    Role.PRACTITIONER: ("pip", "Pip Cole"),
}
"""One person of every role: sign-in name and full name. The practitioner is the police's."""

ANOTHER_DUTY = ("bo", "Bo Lund")
"""A second duty worker, for what two of them do to each other."""


def contact(clock: FixedClock, **changes: Any) -> Contact:
    """A complete contact received now, unless told otherwise."""
    made = Contact(
        received_at=clock.now(),
        channel=Channel.PHONE,
        source=Source.SCHOOL,
        sender_name="Ms Hall",
        sender_organisation="Park Primary",
        reasons=(Reason.NEGLECT,),
        worry="He came to school hungry and bruised.",
        children=(Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4)),),
        consent=ConsentGiven(form=Consent.OBTAINED, by="his mother"),
    )
    return replace(made, **changes)


def declined(refused: PromptsOpen) -> tuple[c.PromptAnswer, ...]:
    """An answer to each prompt that stands in the way."""
    return tuple(
        c.PromptAnswer(prompt=one.number, acted=False, reason="It was considered.", read=one.read)
        for one in refused.prompts
    )


def found(store: Store, clock: FixedClock) -> Hub:
    """Migrate an empty store and found a hub in it; close it when done."""
    migrate(store)
    # Whoever founds a hub has agencies only afterwards; the practitioner gets theirs below.
    people = [
        (name, full_name, Role.BUSINESS if role is Role.PRACTITIONER else role, HASHED)
        for role, (name, full_name) in PEOPLE.items()
    ]
    people.append((*ANOTHER_DUTY, Role.DUTY, HASHED))
    found_hub(
        store,
        clock,
        SYSTEM,
        store_id="test",
        hub="Northbridge",
        training=False,
        policy_text=PRESETS["london"],
        people=people,
    )
    with store.begin(clock.now()) as work:
        whose = PERSON.c.name == PEOPLE[Role.PRACTITIONER][0]
        given = {"role": Role.PRACTITIONER, "agency": "POL"}
        work.connection.execute(update(PERSON).where(whose).values(given))
        work.commit()
    return Hub(store, clock)


@dataclass
class Hub:
    """A hub under test: commands given as somebody of a role would, at the held clock."""

    store: Store
    clock: FixedClock
    folder: Path | None = None
    connect: Callable[[], Store] | None = None
    actors: dict[str, Actor] = field(default_factory=dict)
    others: list[Store] = field(default_factory=list)
    taken: int = 0
    answers_prompts: bool = True

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, self.clock)
        self.sign_in = SignIn(self.store, self.clock, CHEAP)

    @classmethod
    def opened(cls, connect: Callable[[], Store], folder: Path | None = None) -> Hub:
        """A hub founded before, in the store that `connect` opens."""
        return cls(connect(), FixedClock(FRIDAY), folder, connect)

    def close(self) -> None:
        for store in (self.store, *self.others):
            store.close()

    def another_desk(self) -> Desk:
        """A desk on connections of its own, as another process has."""
        assert self.connect is not None
        self.others.append(self.connect())
        return Desk(self.others[-1], self.clock)

    def actor(self, who: Role | str) -> Actor:
        """Somebody by role or sign-in name, at a workstation of their own."""
        name = PEOPLE[who][0] if isinstance(who, Role) else who
        if name not in self.actors:
            self.actors[name] = self._actor(name)
        return self.actors[name]

    def signed_in(self, who: Role | str) -> Actor:
        """Somebody with a session that has just begun; from now on they act in it."""
        name = PEOPLE[who][0] if isinstance(who, Role) else who
        self.actors[name] = self.sign_in.sign_in(name, PASSWORD, f"desk-{name}")
        return self.actors[name]

    def _actor(self, name: str) -> Actor:
        from mashdesk.store.desk_tables import Person

        with self.store.read() as connection:
            table = Person.__table__  # type: ignore[attr-defined]
            row = connection.execute(select(table).where(table.c.name == name)).one()
        agency = "POL" if row.role is Role.PRACTITIONER else None
        return Actor(row.id, row.full_name, Role(row.role), agency, f"desk-{name}")

    @property
    def duty(self) -> Actor:
        return self.actor(Role.DUTY)

    @property
    def other_duty(self) -> Actor:
        return self.actor("bo")

    @property
    def manager(self) -> Actor:
        return self.actor(Role.TEAM_MANAGER)

    @property
    def admin(self) -> Actor:
        return self.actor(Role.ADMINISTRATOR)

    # -- time -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.clock.now()

    def at(self, instant: datetime) -> None:
        """Let time pass up to an instant (UTC)."""
        self.clock.advance(instant - self.clock.now())

    def later(self, **span: float) -> None:
        """Let time pass: `later(hours=2)`."""
        self.clock.advance(timedelta(**span))

    def sweep(self) -> SweepReport:
        return self.desk.sweep()

    def sweep_through(self, instant: datetime) -> None:
        """Let time pass, sweeping at each deadline on the way, as a desk that never sleeps does."""
        while (deadline := self.desk.next_deadline()) is not None and deadline <= instant:
            self.at(max(deadline, self.now()))
            self.sweep()
        self.at(instant)

    # -- work -----------------------------------------------------------------------------------

    def do(self, command: c.Command, by: Actor | None = None, key: str | None = None) -> Outcome:
        """Give a command; prompts that stand in its way are declined with a reason, unless
        `answers_prompts` is off.
        """
        try:
            return self.desk.perform(command, by or self.duty, key)
        except PromptsOpen as refused:
            if not self.answers_prompts or not isinstance(command, c.AnswersPrompts):
                raise
            given = replace(command, answers=(*command.answers, *declined(refused)))
            return self.desk.perform(given, by or self.duty, key)

    def view(self, referral: int, by: Actor | None = None) -> ReferralView:
        return self.desk.reread(by or self.duty, referral)

    def version(self, referral: int) -> int:
        """As it stands, looked at by nobody: most acts of most tests ask for it."""
        return int(self._now(referral).version)

    def _now(self, referral: int) -> Row[Any]:
        with self.store.read() as connection:
            return connection.execute(select(REFERRALS).where(REFERRALS.c.id == referral)).one()

    def _asked(self, referral: int) -> Sequence[Row[Any, Any, Any, Any]]:
        """Its requests with the codes of their agencies, the newest last."""
        asked = (
            select(REQUESTS.c.id, REQUESTS.c.version, REQUESTS.c.state, AGENCIES.c.code)
            .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
            .where(REQUESTS.c.referral_id == referral)
            .order_by(REQUESTS.c.id)
        )
        with self.store.read() as connection:
            return connection.execute(asked).all()

    def request(self, referral: int, agency: str) -> RequestView:
        """The newest request to an agency about a referral."""
        return [one for one in self.view(referral).requests if one.agency == agency][-1]

    def take_in(self, by: Actor | None = None, **changes: Any) -> int:
        """Take a contact in; each differs from the last in its worry unless one is given."""
        self.taken += 1
        changes.setdefault("worry", f"Worry number {self.taken}.")
        outcome = self.do(c.TakeIn(contact=contact(self.clock, **changes)), by)
        assert outcome.referral is not None
        return outcome.referral

    def rate(
        self, referral: int, rating: Rag = Rag.AMBER, by: Actor | None = None, **words: Any
    ) -> Outcome:
        now = self._now(referral)
        lowered = now.rating is not None and rating.severity < now.rating.severity
        asked = lowered and self._asked(referral)
        told = {"agency_words": "what agencies are told"} if asked else {}
        said: dict[str, Any] = {"rating": rating, "reason": "what was said", **told, **words}
        return self.do(c.Rate(referral=referral, version=now.version, **said), by)

    def rated(self, rating: Rag = Rag.AMBER, **changes: Any) -> int:
        """A referral taken in and rated at once."""
        referral = self.take_in(**changes)
        self.rate(referral, rating)
        return referral

    def on(
        self, command: type[c.OnReferral], referral: int, by: Actor | None = None, **words: Any
    ) -> Outcome:
        """Give a command on a referral at its present version: `on(c.Claim, referral)`. What is
        said to be weighed is read first.
        """
        if command is c.ConsiderHistory:
            for other in words["others"]:
                with suppress(Refused):
                    self.view(other, by)
        return self.do(command(referral=referral, version=self.version(referral), **words), by)

    def on_request(
        self,
        command: type[c.OnRequest],
        referral: int,
        agency: str,
        by: Actor | None = None,
        **words: Any,
    ) -> Outcome:
        """Give a command on an agency's newest request at its present version; IndexError if it has
        none.
        """
        newest = [one for one in self._asked(referral) if one.code == agency][-1]
        return self.do(command(request=newest.id, version=newest.version, **words), by)

    def ask(self, referral: int, *agencies: str) -> tuple[int, ...]:
        """Ask agencies; the new requests' ids."""
        outcome = self.on(c.AskAgencies, referral, agencies=agencies, question="What is held?")
        return outcome.requests

    def answer(self, referral: int, agency: str, by: Actor | None = None, **words: Any) -> Outcome:
        said: dict[str, Any] = {
            "answer": AnswerKind.NOTHING,
            "channel": Channel.PHONE,
            "person": "PC 104",
            **words,
        }
        return self.on_request(c.RecordAnswer, referral, agency, by, **said)

    def decide(self, referral: int, by: Actor | None = None, **words: Any) -> Outcome:
        asked = self._asked(referral)
        owed = [one.id for one in asked if one.state is RequestState.OPEN]
        outcome = words.get("outcome", DecisionOutcome.ADVICE)
        said: dict[str, Any] = {
            "outcome": outcome,
            "rationale": "Advice is enough.",
            "final_rating": self._now(referral).rating or Rag.GREEN,
            "voice": "He says that he is often hungry.",
            **({"agency_words": "The school was advised."} if owed else {}),
            **({"expected": "See him this week."} if needs_receiver(outcome) else {}),
            **({"receiver": "Ann Lee"} if outcome is DecisionOutcome.ALLOCATED else {}),
            "without": tuple(c.Without(request=one, reason="no time") for one in owed),
            **words,
        }
        return self.on(c.Decide, referral, by, **said)

    def feedback(self, referral: int, by: Actor | None = None) -> Outcome:
        return self.on(
            c.GiveFeedback,
            referral,
            by,
            told=True,
            channel=Channel.PHONE,
            person="Ms Hall",
            words="We advised the school.",
        )

    def close_referral(self, referral: int, by: Actor | None = None) -> Outcome:
        return self.on(c.Close, referral, by)

    def decided(self, **changes: Any) -> int:
        referral = self.rated(**changes)
        self.decide(referral)
        return referral

    def closed(self, **changes: Any) -> int:
        referral = self.decided(**changes)
        self.feedback(referral)
        self.close_referral(referral)
        return referral

    def give_back(self, referral: int, by: Actor | None = None, **words: Any) -> Outcome:
        """Return it to the referrer."""
        return self.on(
            c.ReturnToReferrer,
            referral,
            by,
            **{
                "asked_for": AskedFor.INFORMATION,
                "message": "What did he say?",
                "reason": "not enough to go on",
                **words,
            },
        )

    def adopt(self, policy_text: str) -> None:
        self.do(c.AdoptPolicy(text=policy_text), self.admin)
