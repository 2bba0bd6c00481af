"""A question that somebody left open is asked wherever either of the two is."""

from __future__ import annotations

from datetime import date

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.people import Verdict
from tests.hub import Hub


def with_mother(hub: Hub, name: str, mother: Adult) -> int:
    """A contact about a child of a name of its own, who has this mother."""
    child = Child(given_name=name, family_name="Of Leeds", born=date(2019, 5, 4))
    return hub.take_in(children=(child,), adults=(mother,))


def asked(hub: Hub, referral: int) -> set[tuple[int, int, str]]:
    """Who is asked about on a record: the two, and what was said of them so far."""
    found = hub.desk.known.open_questions(hub.duty, referral)
    return {
        (one.individual, one.candidate.individual, one.unsure.reason if one.unsure else "")
        for one in found
    }


def test_who_somebody_was_not_sure_of_is_asked_on_every_record_of_either(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    lisa = Adult(given_name="Lisa", family_name="Brown", role="mother", born=date(1990, 2, 1))
    first, second = with_mother(hub, "Kit", lisa), with_mother(hub, "Ella", lisa)
    one, other = (hub.view(of).adults[0].individual for of in (first, second))
    assert one is not None
    assert other is not None
    # There she is called otherwise: by that record alone she looks like nobody.
    nick = Adult(given_name="Bee", family_name="", role="mother", individual=one)
    third = with_mother(hub, "Mia", nick)
    assert asked(hub, third) == set()
    hub.do(c.JudgeIdentity(one=one, other=other, verdict=Verdict.UNSURE, reason="Ask the school."))
    for referral, pair in ((first, (one, other)), (second, (other, one)), (third, (one, other))):
        assert (*pair, "Ask the school.") in asked(hub, referral), referral
    hub.do(c.JudgeIdentity(one=one, other=other, verdict=Verdict.SAME, reason="Her sister said."))
    assert all(asked(hub, referral) == set() for referral in (first, second, third))
