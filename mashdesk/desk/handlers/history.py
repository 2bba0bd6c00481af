"""Opening the history beside a record, and recording that it was weighed."""

from __future__ import annotations

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.raising import look_again_at
from mashdesk.desk.sealed import demand_sight
from mashdesk.domain import commands as c
from mashdesk.store.names import id_of
from mashdesk.store.people_tables import Considered
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work, no_such


def open_history(command: c.OpenHistory, work: Work) -> Outcome:
    """The previous contacts are opened: a look, which leaves its trace and changes nothing."""
    row = work.get(Referral, command.referral, "referral")
    demand_sight(work, row, no_such("referral"))
    work.tell("history_opened", f"Previous contacts opened by {work.actor.name}.", row)
    look_again_at(row)
    return Outcome(f"{row.reference}: its history opened.", row.id, row.reference)


def consider_history(command: c.ConsiderHistory, work: Work) -> Outcome:
    """Other referrals were weighed in this one. The timeline repeats the words only where whoever
    reads it may see every one of those others.
    """
    row = load_referral(work, command.referral, command.version)
    others = [_other(work, other) for other in dict.fromkeys(command.others)]
    work.add(
        *(
            Considered(
                referral_id=id_of(row),
                other_id=id_of(other),
                at=work.now,
                by=work.actor.user_id,
                words=command.words,
            )
            for other in others
        )
    )
    told = "" if any(other.sealed for other in others) else command.words
    work.tell("history_considered", "Previous contacts were considered.", row, text=told)
    references = ", ".join(other.reference for other in others)
    return Outcome(f"{row.reference}: {references} considered.", row.id, row.reference)


def _other(work: Work, referral: int) -> Referral:
    row = work.get(Referral, referral, "referral")
    demand_sight(work, row, no_such("referral"))
    return row
