"""Every table by its name, for statements that build no row objects; and the id of a stored row."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import Table, func
from sqlmodel import SQLModel

from mashdesk.store import answer_tables as an
from mashdesk.store import challenge_tables as ch
from mashdesk.store import decision_tables as dt
from mashdesk.store import desk_tables as d
from mashdesk.store import history_tables as hi
from mashdesk.store import ledger_tables as le
from mashdesk.store import need_tables as ne
from mashdesk.store import people_tables as pe
from mashdesk.store import seal_tables as s
from mashdesk.store import tables as t
from mashdesk.store import transfer_tables as tr
from mashdesk.store import wording_tables as w
from mashdesk.store.unmapped import Unmapped


class Stored(Protocol):
    """A row with an id of the store's own."""

    @property
    def id(self) -> int | None:
        """None until the row is stored."""
        ...


def id_of(row: Stored) -> int:
    """The id of a row that is in the store; None, which SQLModel allows, only a new one has."""
    assert row.id is not None, "the row was never flushed"
    return row.id


def table_of(model: type[SQLModel | Unmapped]) -> Table:
    """The table behind a model."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    assert isinstance(table, Table)
    return table


AGENCIES = table_of(t.Agency)
ANSWERS = table_of(an.Answer)
CHALLENGES = table_of(ch.Challenge)
CHALLENGE_STAGES = table_of(ch.ChallengeStage)
CHILDREN = table_of(t.Child)
DECISIONS = table_of(t.Decision)
EVENTS = table_of(le.Event)
FEEDBACKS = table_of(t.Feedback)
NEEDS = table_of(ne.Need)
PASSAGES = table_of(an.Passage)
REFERRALS = table_of(t.Referral)
REQUESTS = table_of(t.Request)
ROUNDS = table_of(t.Round)
SEARCHES = table_of(an.Search)
TRANSFERS_SENT = table_of(tr.TransferSent)
TRANSFERS_TAKEN = table_of(tr.TransferTaken)
WORDINGS = table_of(w.Wording)

CONSIDERED = table_of(pe.Considered)
CORROBORATIONS = table_of(hi.Stated)
INDIVIDUALS = table_of(pe.Individual)
INDIVIDUAL_KEYS = table_of(pe.IndividualKey)
JUDGEMENTS = table_of(pe.IdentityJudgement)
MENTIONS = table_of(pe.Mention)
RELATIONSHIPS = table_of(pe.Relationship)

AUDIT = table_of(le.Audit)
BEATS = table_of(d.Beat)
CONSIDERING = table_of(d.Considering)
DONE = table_of(d.Done)
DRAFTS = table_of(d.Draft)
HUBS = table_of(d.Hub)
NOTICES = table_of(d.Notice)
PEOPLE = table_of(d.Person)
POLICIES = table_of(d.PolicyVersion)
PROMPTS = table_of(d.Prompt)
SESSIONS = table_of(d.DeskSession)
THROTTLES = table_of(d.Throttle)

OVERRIDES = table_of(s.Override)
SEAL_NAMES = table_of(s.SealName)

ALLOCATIONS = table_of(dt.Allocation)
EARLY_HELP_REVIEWS = table_of(dt.EarlyHelpReview)
OVERSIGHTS = table_of(dt.Oversight)
REFERRER_RETURNS = table_of(dt.ReferrerReturn)
SECOND_RATINGS = table_of(dt.SecondRating)
STRATEGY_ACTIONS = table_of(dt.StrategyAction)
STRATEGY_DISCUSSIONS = table_of(dt.StrategyDiscussion)
STRATEGY_PARTICIPANTS = table_of(dt.StrategyParticipant)

STANDS_AT: Any = func.coalesce(REFERRALS.c.final_rating, REFERRALS.c.rating).label("rating")
"""The rating a referral stands at: once it is decided, the final one."""
