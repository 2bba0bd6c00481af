"""Whoever does not see a sealed record reads the very same prompts, and the very same words about
them, whether that record is there or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.presets import PRESETS
from mashdesk.store.queries.masking import ANOTHER
from mashdesk.store.queries.unspoken import openly
from tests.desk.kin import mention
from tests.desk.test_considering import TYLER, again, known, standing
from tests.engines import HubMaker
from tests.hub import Hub

KIM = Child(given_name="Kim", family_name="Ray", born=TYLER.born)
ANN = Adult(given_name="Ann", family_name="Ray", role="mother", parental_responsibility=True)
DEAN = Adult(given_name="Dean", family_name="Cole", role="mother's partner")
REPEATS = """
[prompts.repeat-contact]
contacts = 2
[prompts.escalating-frequency]
on = false
"""
"""Two contacts are a repeat; and no grave prompt, of which none is ever lost."""

Shut = Callable[[Hub, int], None]
Hide = Callable[..., int]
"""Takes a record in that alone tells how two others are tied, and is sealed; which that is."""


def what_all_see(hub: Hub) -> tuple[int, int]:
    """Two children of whom nobody has said that they are one, or of one family."""
    hub.adopt(PRESETS["london"] + REPEATS)
    first = hub.take_in(children=(TYLER,), worry="Tyler's.")
    other = hub.take_in(children=(KIM,), adults=(ANN,), worry="Kim's.")
    hub.later(days=2)
    hub.signed_in(Role.TEAM_MANAGER)
    return first, other


def seal(hub: Hub, referral: int) -> None:
    hub.on(c.Seal, referral, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")


def not_yet(hub: Hub, referral: int) -> None:
    """It is sealed later."""


def one_child_by_somebody_sealed(hub: Hub, first: int, other: int, shut: Shut = seal) -> int:
    """A third child, known from a sealed record alone, was judged to be each of the two."""
    third = hub.take_in(hub.manager, children=(replace(TYLER, given_name="Ty"),))
    shut(hub, third)
    number = hub.view(third, hub.manager).children[0].individual
    assert number is not None
    for whose in (first, other):
        said = {"one": number, "other": known(hub, whose), "reason": "His gran said so."}
        judged = c.JudgeIdentity(verdict=Verdict.SAME, **said)  # type: ignore[arg-type]
        hub.do(judged, hub.manager)
    return third


def one_family_by_what_is_sealed(hub: Hub, first: int, other: int, shut: Shut = seal) -> int:
    """A sealed contact names both children together, and ties each to a parent of its own."""
    ours = [
        replace(TYLER, individual=known(hub, first)),
        replace(KIM, individual=known(hub, other)),
    ]
    told = hub.take_in(hub.manager, children=tuple(ours), adults=(DEAN,))
    shut(hub, told)
    dean = hub.view(told, hub.manager).adults[0].individual
    for whose in (first, other):
        parent = c.RecordRelationship(
            referral=told, one=dean or 0, kind=RelationshipKind.PARENT, other=known(hub, whose)
        )
        hub.do(parent, hub.manager)
    return told


def one_mother_by_what_is_sealed(hub: Hub, first: int, other: int, shut: Shut = seal) -> int:
    """A sealed contact, about neither child, says that one's mother is the other's too."""
    told = hub.take_in(hub.manager, children=(replace(KIM, given_name="Jo"),))
    shut(hub, told)
    ann = hub.view(other).adults[0].individual
    mother = c.RecordRelationship(
        referral=told, one=ann or 0, kind=RelationshipKind.PARENT, other=known(hub, first)
    )
    hub.do(mother, hub.manager)
    return told


HIDE = (
    one_child_by_somebody_sealed,
    one_family_by_what_is_sealed,
    one_mother_by_what_is_sealed,
)


@pytest.mark.parametrize("hide", HIDE)
def test_no_prompt_rests_on_what_only_a_sealed_record_tells(
    sqlite_hubs: HubMaker, hide: Hide
) -> None:
    without, beside = sqlite_hubs(), sqlite_hubs()
    told = []
    for hub in (without, beside):
        first, other = what_all_see(hub)
        if hub is beside:
            hide(hub, first, other)
        hub.rate(first)
        hub.rate(other)
        for _ in range(2):
            hub.desk.prompting.consider()
        everybody = (hub.duty, hub.manager, hub.actor(Role.BUSINESS))
        told.append([
            [
                (one.referral, one.code, one.evidence, one.answered_at)
                for one in hub.desk.prompts(reader)
                if one.referral in (first, other)
            ]
            for reader in everybody
        ])  # fmt: skip
        # Nor is anything asked of whoever decides.
        assert not {"repeat-contact", "sibling-concern"} & set(standing(hub, first))
        again_seen = [event.title for event in hub.view(first, hub.other_duty).events]
        assert not any("same person" in title for title in again_seen)
    assert told[0] == told[1]


def test_those_who_see_the_sealed_record_have_its_own_evidence_whole(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first, other = what_all_see(hub)
    one_child_by_somebody_sealed(hub, first, other)
    hub.desk.prompting.consider()
    third = max(row.id for row in hub.desk.queue(hub.manager).rows)
    (found,) = [one for one in hub.view(third, hub.manager).prompts if one.code == "repeat-contact"]
    # They see him, and so that the two are one.
    assert "3 contacts about the same child" in found.evidence


def test_words_about_a_record_are_unsaid_elsewhere_once_it_is_sealed(hub: Hub) -> None:
    hub.signed_in(Role.TEAM_MANAGER)
    first = hub.take_in(children=(TYLER,))
    hub.later(minutes=1)
    second = again(hub, first)
    stranger = hub.take_in(children=(KIM,))
    reference = hub.view(second).reference
    hub.on(c.ConsiderHistory, first, others=(second,), words="His uncle hit him.")
    hub.later(minutes=1)
    hub.do(c.AddNote(referral=first, text=f"See {reference.lower()} too."))
    hub.rate(first)
    hub.decide(first, rationale=f"As in {reference}.")
    one, kim = known(hub, first), known(hub, stranger)
    said = c.JudgeIdentity(one=one, other=kim, verdict=Verdict.DIFFERENT, reason="Kim is a girl.")
    hub.do(said)
    hub.on(c.Seal, second, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    hub.on(c.Seal, stranger, hub.manager, people=(hub.manager.user_id,), reason="Another's.")
    hidden = ("uncle", reference.lower(), reference, "Kim")
    told = {event.kind: f"{event.title} {event.text}" for event in hub.view(first).events}
    assert not any(words in one for words in hidden for one in told.values())
    assert told["note"].endswith(f"See {ANOTHER} too.")
    assert "identity_judged" not in told
    decided = [hub.view(first, who).decision for who in (hub.duty, hub.manager)]
    assert [one and one.rationale for one in decided] == [
        f"As in {ANOTHER}.",
        f"As in {reference}.",
    ]
    chronology = hub.desk.history.chronology(hub.duty, referral=first)
    assert ANOTHER in str(chronology)
    assert reference.lower() not in str(chronology).lower()
    (found,) = hub.desk.history.search(hub.duty, "see").hits
    assert found.excerpt == f"See {ANOTHER} too."
    for words in (reference, "uncle"):
        assert hub.desk.history.search(hub.duty, words).count == 0, words
    assert hub.desk.history.search(hub.manager, reference).count == 2
    whole = {one.kind: f"{one.title} {one.text}" for one in hub.view(first, hub.manager).events}
    assert "uncle" in whole["history_considered"]
    assert "Kim Ray" in whole["identity_judged"]
    # A file goes to people who see neither, whoever makes it.
    view = hub.view(first, hub.manager)
    with hub.store.read() as connection:
        filed = openly(connection, hub.manager, view, hub.now())
    assert not any(words in str(filed.events) for words in hidden)


def test_somebody_mentioned_in_one_record_and_a_child_of_another_links_the_two(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    first = hub.take_in(children=(TYLER,))
    other = hub.take_in(children=(KIM,))
    hub.later(minutes=1)
    mention(hub, other, MentionKind.ASSOCIATE, individual=known(hub, first))
    hub.desk.prompting.consider()
    here, there = standing(hub, first)["linked-network"], standing(hub, other)["linked-network"]
    assert "the same person, a child here" in here.evidence
    assert "the same person, a child there" in there.evidence
    for one, another in ((first, other), (other, first)):
        assert [link.referral for link in hub.desk.history.links(hub.duty, one).links] == [another]
