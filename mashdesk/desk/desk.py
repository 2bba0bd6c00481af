"""The desk: perform a command, read a view. The only way in and the only way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk.clockwork.sweep import SweepReport, sweep
from mashdesk.desk.intake.incoming import made_plain
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.permit import Sought, audit_refusal, looking, permit
from mashdesk.desk.reads.audit_reads import AuditReads
from mashdesk.desk.rooms import Rooms
from mashdesk.desk.sealing.sealed import access_in_use, may_be_told
from mashdesk.desk.signing_in.sessions import demand_fresh, still_let_in
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import NotFound, PromptsOpen, Refused
from mashdesk.domain.permissions import NEEDS_FRESH, Look, may_look
from mashdesk.domain.problems import Invalid
from mashdesk.store import drafts, retries
from mashdesk.store import views as v
from mashdesk.store.queries import due, explaining, lists, masking, news, queue, referral
from mashdesk.store.queries import hub as hub_queries
from mashdesk.store.queries.audit_rows import tried
from mashdesk.store.queries.decisions import next_of_follow_up
from mashdesk.store.queries.sight import NOBODY, sees
from mashdesk.store.store import Store
from mashdesk.store.work import no_such
from mashdesk.text import plain

_Words = TypeVar("_Words")
_TRIES = 2
"""So often what stands in the way of an act is kept before it is tried for the last time."""


class Desk(Rooms, AuditReads):
    """Performs commands and reads views for whoever is signed in. Any thread may; it blocks.

    Practitioners of agencies read by `agency`, and nothing else of records.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._opened: set[tuple[int, int | None, int]] = set()
        self._lent: dict[tuple[int, int | None, int], datetime] = {}

    def perform(self, command: c.Command, actor: Actor, key: str | None = None) -> Outcome:
        """Carry out a command in one transaction: state, timeline and audit, or nothing at all.

        With an idempotency `key` a retry after a lost answer does nothing twice. Raises Invalid,
        NotPermitted, NotFound, NotNow, Duplicate, Stale, PromptsOpen, or Trouble; refusals are
        audited too.
        """
        command, now = made_plain(command), self.clock.now()
        try:
            permit(actor, command)
            if problems := command.problems():
                raise Invalid(problems)
            return self._perform_answered(command, actor, now, key)
        except (Refused, Invalid) as refused:
            why = type(refused).__name__
            if isinstance(refused, NotFound):
                why = tried(getattr(command, "reference", None) or "")
            audit_refusal(self.store, actor, now, command.label, why, command)
            if isinstance(command, c.BreakGlass):
                from mashdesk.desk.reads.sealing_desk import keep_refused_access

                keep_refused_access(self.store, actor, now, command, refused)
            raise

    def _perform_answered(
        self, command: c.Command, actor: Actor, now: datetime, key: str | None
    ) -> Outcome:
        """What stands in its way, and what came meanwhile, is kept to be answered, unless its own
        words answer all of it.
        """
        from mashdesk.desk.prompts.gates import keep_open

        for _ in range(_TRIES):
            try:
                return self._perform(command, actor, now, key)
            except PromptsOpen as refused:
                if unanswered := keep_open(self.store, now, refused, actor):
                    raise unanswered from None
        return self._perform(command, actor, now, key)

    def _perform(self, command: c.Command, actor: Actor, now: datetime, key: str | None) -> Outcome:
        from mashdesk.desk.handlers import HANDLERS
        from mashdesk.desk.sealing.put_back import with_what_stood

        act = type(command).__name__
        with self.store.begin(now) as work:
            work.actor = actor
            still_let_in(work.connection, actor, now)
            if type(command) in NEEDS_FRESH:
                demand_fresh(work.connection, actor, now)
            done = None if key is None else retries.outcome_of(work, key, act)
            if done is not None and may_be_told(work, command, done):
                return Outcome.from_json(done)
            outcome = HANDLERS[type(command)](with_what_stood(command, work), work)
            work.audited = "; ".join(filter(None, (work.audited, access_in_use(work))))
            work.record(command.label, __version__, getattr(command, "request", None))
            outcome = replace(outcome, version=work.version_of(outcome.referral))
            if key is not None and done is None:
                retries.keep(work, key, act, outcome.to_json())
            work.commit()
        return outcome

    def hub(self) -> v.HubView:
        """The hub this store belongs to, and its policy."""
        with self.store.read() as connection:
            return hub_queries.hub(connection, self.store)

    def queue(
        self, actor: Actor, wanted: v.QueueFilter | None = None, limit: int | None = None
    ) -> v.QueueView:
        """The queue, most urgent first; how much the filter hides is always told.

        With a `limit` only its first rows are read, and the figures count only those.
        """
        with self._looking(actor, Look.QUEUE) as connection:
            asked = wanted or v.QueueFilter()
            return queue.queue(connection, actor, asked, self.clock.now(), limit)

    def figures(self) -> v.Counts:
        """Counts over all open referrals that are not sealed, which even a desk nobody is signed in
        at may show.
        """
        nobody = Actor(NOBODY, "", Role.SYSTEM)
        with self.store.read() as connection:
            return queue.queue(connection, nobody, v.QueueFilter(), self.clock.now()).counts

    def open(self, actor: Actor, referral_id: int, reason: str = "") -> v.ReferralView:
        """Open a record: the look is audited, then the record is read."""
        self.perform(c.View(referral=referral_id, reason=reason), actor)
        self._opened.add(sitting := (actor.user_id, actor.session, referral_id))
        view = self._read(actor, referral_id)
        if (until := view.lent_until) is not None:
            self._lent[sitting] = until
        return view

    def reread(self, actor: Actor, referral_id: int) -> v.ReferralView:
        """Refresh a record this session has opened; one it has not is opened, and audited, now."""
        if (sitting := (actor.user_id, actor.session, referral_id)) not in self._opened:
            return self.open(actor, referral_id)
        view = self._read(actor, referral_id)
        # Under an emergency access the look is audited as one, whatever was opened before.
        lent = view.lent_until
        return view if lent in (None, self._lent.get(sitting)) else self.open(actor, referral_id)

    def _read(self, actor: Actor, referral_id: int) -> v.ReferralView:
        from mashdesk.desk.reads.noticed_besides import noticed_besides

        now = self.clock.now()
        with self._looking(actor, Look.RECORD) as connection:
            view = referral.referral(connection, actor, referral_id, now)
            besides = noticed_besides(connection, self.store, actor, referral_id, now)
            return replace(view, besides=besides) if besides else view

    def find(self, actor: Actor, reference: str) -> int:
        """The id behind a reference such as MD-26-0412, in any case; raises NotFound, audited."""
        with self._looking(actor, Look.QUEUE, Sought(c.View.label, reference)) as connection:
            return referral.find(connection, actor, reference, self.clock.now())

    def explain(self, actor: Actor, referral_id: int) -> tuple[v.ClockExplained, ...]:
        """Why each of its clocks is due when it is; a look at the record, and audited so."""
        if (actor.user_id, actor.session, referral_id) not in self._opened:
            self.open(actor, referral_id)
        now, again = self.clock.now(), c.View(referral=referral_id)
        with self._looking(actor, Look.RECORD, Sought(again.label, about=again)) as connection:
            if not sees(connection, actor.user_id, referral_id, now):
                raise no_such("referral")
            found = explaining.explain(connection, self.store, referral_id, now)
            return masking.told_to(connection, actor, found, now)

    def prompts(self, actor: Actor, referral_id: int | None = None) -> tuple[v.PromptView, ...]:
        """Prompts that still stand, oldest first."""
        with self._looking(actor, Look.QUEUE) as connection:
            return lists.prompts(connection, actor, referral_id, self.clock.now())

    def notices(self, actor: Actor) -> tuple[v.NoticeView, ...]:
        """What changed for this person and is not yet acknowledged."""
        with self._let_in(actor) as connection:
            return lists.notices(connection, actor, self.clock.now())

    def departures(self, actor: Actor) -> tuple[v.Departure, ...]:
        """What left the shared queue since this person last acknowledged it: the newest 500."""
        if not may_look(actor.role, Look.QUEUE):
            return ()
        with self._let_in(actor) as connection:
            now = self.clock.now()
            left = lists.departures(connection, actor, now)
            return masking.told_to(connection, actor, left, now)

    def departures_waiting(self, actor: Actor) -> int:
        """How many departures they have not acknowledged, listed or not: up to MOST_COUNTED."""
        if not may_look(actor.role, Look.QUEUE):
            return 0
        with self.store.read() as connection:
            return lists.departures_waiting(connection, actor, self.clock.now())

    def news(self, actor: Actor, since: int) -> v.News:
        """What is worth a banner after event `since`; -1 asks for the newest event's number."""
        with self._looking(actor, Look.QUEUE) as connection:
            now = self.clock.now()
            found = news.news(connection, actor, since, now)
            return masking.told_to(connection, actor, found, now) if found.items else found

    def worded(self, actor: Actor, words: _Words) -> _Words:
        """What a screen shows still, or a draft holds, as this person may read it by now."""
        with self._let_in(actor) as connection:
            return masking.told_to(connection, actor, words, self.clock.now())

    def agencies(self) -> tuple[v.AgencyView, ...]:
        """The roster, in its own order."""
        with self.store.read() as connection:
            return hub_queries.agencies(connection)

    def people(self, actor: Actor | None = None) -> tuple[v.PersonView, ...]:
        """Active people who can be given work, with how many open referrals each holds: of sealed
        ones only those that this reader sees.
        """
        person = NOBODY if actor is None else actor.user_id
        with self.store.read() as connection:
            return hub_queries.workers(connection, person, self.clock.now())

    def accounts(self, actor: Actor) -> tuple[v.AccountView, ...]:
        """Everybody with an account, for administrators."""
        with self._looking(actor, Look.SETTINGS) as connection:
            return hub_queries.accounts(connection, actor.user_id, self.clock.now())

    def save_draft(self, actor: Actor, about: str, body: dict[str, str]) -> None:
        """Keep what a person is typing, for them alone."""
        with self.store.begin(self.clock.now()) as work:
            # One's last words before one signed in elsewhere are kept too; a leaver's are not.
            still_let_in(work.connection, replace(actor, session=None), work.now)
            plainly = {name: plain(words, lines=True) for name, words in body.items()}
            drafts.save(work, actor.user_id, about, plainly)
            work.commit()

    def draft(self, actor: Actor, about: str) -> dict[str, str] | None:
        """What they were typing about this, if anything."""
        with self._let_in(actor) as connection:
            return drafts.load(connection, actor.user_id, about)

    def drop_draft(self, actor: Actor, about: str) -> None:
        """Forget a draft that was sent or discarded."""
        with self.store.begin(self.clock.now()) as work:
            drafts.drop(work, actor.user_id, about)
            work.commit()

    def newest_change(self, actor: Actor) -> object:
        """A token that differs once anything changed that this reader sees: a cheap question for
        the screens.
        """
        person = actor.user_id
        with self.store.read() as connection:
            return news.newest_change(connection, person, self.clock.now())

    def changed(self) -> object:
        """A token that differs after anybody's commit."""
        return self.store.changed()

    def heartbeat(self) -> v.Heartbeat:
        """When a sweep last ran anywhere, and what it found."""
        with self.store.read() as connection:
            return hub_queries.heartbeat(connection)

    def sweep(self) -> SweepReport:
        """Reopen everything whose time is up; idempotent, and any process may."""
        return sweep(self.store, self.clock)

    def next_deadline(self) -> datetime | None:
        """The next instant (UTC) at which a clock runs out, for the scheduler to wake at."""
        with self.store.read() as connection:
            waits = (due.next_deadline(connection), next_of_follow_up(connection))
        return min((one for one in waits if one is not None), default=None)

    def policy_text(self) -> str:
        """The policy in force as its TOML."""
        with self.store.read() as connection:
            version = hub_queries.hub(connection, self.store).policy_version
            return self.store.policy(connection, version).text

    @contextmanager
    def _let_in(self, actor: Actor) -> Iterator[Connection]:
        """A read of what is one's own, for somebody whose account is still open."""
        with self.store.read() as connection:
            still_let_in(connection, actor, self.clock.now())
            yield connection

    def _looking(
        self, actor: Actor, look: Look, sought: Sought | None = None
    ) -> AbstractContextManager[Connection]:
        return looking(self.store, self.clock, actor, look, sought)
