"""What came and was closed months ago, so that the families of the training hub have a history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.training import acts, people, sayings
from mashdesk.training.case import Case
from mashdesk.training.population import Wanted
from mashdesk.training.recurring import Recurring
from mashdesk.training.stages import BEFORE, PAST


def past_cases(contacts: Recurring, rng: Random, now: datetime) -> list[Case]:
    """One case for each of them, held by a colleague and decided so many days before `now`."""
    found = []
    for part, days in PAST:
        decided_at = now - timedelta(days=days, minutes=rng.randint(0, 600))
        received_at = decided_at - timedelta(minutes=rng.randint(*BEFORE[part.ending]))
        told = contacts.contact(received_at, Wanted(rating=part.rating, consent=True))
        found.append(Case(part, told, people.PRIYA.name, decided_at, past=True))
    return found


def settled(rng: Random, command: c.Decide) -> c.Decide:
    """The decision with an outcome that leaves nothing to be followed up."""
    outcome = DecisionOutcome.ADVICE
    plain = acts.decide(rng, command.referral, command.version, command.final_rating)
    return replace(
        plain,
        outcome=outcome,
        rationale=rng.choice(sayings.RATIONALES[outcome]),
        receiver="",
        expected=sayings.EXPECTED.get(outcome, ""),
        agency_words=sayings.AGENCY_WORDS[outcome],
        without=command.without,
    )


def seen_leaving(desk: Desk, trainee: Actor) -> None:
    """What left the queue so long ago is no news to whoever sits down at the desk today."""
    gone = desk.departures(trainee)
    if gone:
        desk.perform(c.AcknowledgeDepartures(up_to=gone[0].seq), trainee)
