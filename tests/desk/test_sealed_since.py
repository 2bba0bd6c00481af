"""What rested on a record goes with its sealing, for whoever does not see it; those who do are told
what it comes to.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mashdesk.cli.sealing import besides_lines
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.store.queries.unspoken import openly
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.prompts import prompts
from mashdesk.tui.tabs.summary import summary
from tests.desk.test_considering import TYLER, known, standing
from tests.desk.test_prompt_walls import (
    HIDE,
    Hide,
    not_yet,
    one_mother_by_what_is_sealed,
    seal,
    what_all_see,
)
from tests.desk.test_sealed_walls import by_rank
from tests.engines import HubMaker
from tests.hub import Hub


@pytest.mark.parametrize("hide", HIDE)
def test_what_is_sealed_since_is_taken_out_of_every_prompt_that_rested_on_it_in_the_same_act(
    sqlite_hubs: HubMaker, hide: Hide
) -> None:
    without, beside = sqlite_hubs(), sqlite_hubs()
    ours = [what_all_see(hub) for hub in (without, beside)]
    (first, other), _ = ours
    assert ours[0] == ours[1]
    for hub in (without, beside):
        for one in (first, other):
            hub.rate(one)
            hub.on(c.Claim, one)
            hub.do(c.OpenHistory(referral=one))
    told = hide(beside, first, other, not_yet)
    raised(without, first, other)
    before = raised(beside, first, other)
    assert {"repeat-contact", "sibling-concern"} & set(standing(beside, first))
    told_of = [one for one in beside.desk.notices(beside.duty) if one.kind == "prompt"]
    assert told_of
    seal(beside, told)
    for hub in (without, beside):
        knows_it_was_sealed(hub)
    # In the very act, and once it was considered.
    for _ in range(2):
        read = [everything_of(hub, first, other) for hub in (without, beside)]
        assert read[0] == read[1]
        for hub in (without, beside):
            raised(hub, first, other)
    # Whoever sees it reads what there was, and unsealed it is there again for all.
    was = {one.code: one for one in beside.view(first, beside.manager).prompts}
    assert not before - {(one, code) for one in (first, other) for code in was}
    beside.on(c.Unseal, told, beside.manager, reason="It is over.")
    assert stand(beside, first, other) == before
    assert raised(beside, first, other) == before


def test_what_somebody_answered_names_nothing_that_a_record_sealed_since_alone_told(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    first, other = what_all_see(hub)
    told = one_mother_by_what_is_sealed(hub, first, other, not_yet)
    raised(hub, first, other)
    one, named = standing(hub, first)["sibling-concern"], hub.view(other).reference
    assert named in one.evidence
    said = {"acted": True, "reason": f"I read {named}: it is her sister.", "read": one.read}
    hub.do(c.AnswerPrompt(prompt=one.id, **said))  # type: ignore[arg-type]
    closed = hub.closed(children=(replace(TYLER, individual=known(hub, first)),))
    seal(hub, told)
    for _ in range(2):
        for record in (first, closed):
            view = hub.view(record)
            assert named not in repr((view.prompts, view.events)), record
            assert "sister" not in repr(view)
        raised(hub, first, other)
    (whole,) = [each for each in hub.view(first, hub.manager).prompts if each.id == one.id]
    assert named in whole.evidence
    assert "her sister" in whole.answer


def knows_it_was_sealed(hub: Hub) -> None:
    for who in (hub.duty, hub.actor(Role.SERVICE_MANAGER), hub.actor(Role.BUSINESS)):
        sealed = tuple(one.id for one in hub.desk.notices(who) if one.kind == "sealed")
        hub.do(c.Acknowledge(notices=sealed), who)


def raised(hub: Hub, *referrals: int) -> set[tuple[int, str]]:
    """The prompts that stand on these records once all that is to be considered was."""
    for _ in range(2):
        hub.desk.prompting.consider()
    return stand(hub, *referrals)


def stand(hub: Hub, *referrals: int) -> set[tuple[int, str]]:
    """The prompts that stand on these records."""
    return {(one, code) for one in referrals for code in standing(hub, one)}


def everything_of(hub: Hub, *referrals: int) -> list[str]:
    """What whoever does not see the sealed record reads of these: their prompts, answered ones too,
    the rows and the timelines.
    """
    readers = (hub.duty, hub.actor(Role.SERVICE_MANAGER), hub.actor(Role.BUSINESS))
    reads = [
        repr(read(who, one))
        for who in readers
        for one in referrals
        for read in (hub.desk.prompts, hub.desk.reread, hub.desk.history.open)
    ]
    reads += [repr(read(who)) for who in readers for read in (hub.desk.notices, hub.desk.prompts)]
    reads += [repr(hub.desk.queue(who).rows) for who in readers]
    return [by_rank(one) for one in reads]


def test_whoever_is_named_on_a_sealed_record_is_told_what_it_comes_to_with_the_others(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.signed_in(Role.TEAM_MANAGER)
    pip = hub.actor(Role.PRACTITIONER)
    hidden = hub.closed(children=(TYLER,))
    ours = replace(TYLER, individual=known(hub, hidden))
    people = tuple(one.user_id for one in (hub.manager, hub.duty, pip))
    hub.on(c.Seal, hidden, hub.manager, people=people, reason="A colleague's.")
    hub.later(days=60)
    hub.signed_in(Role.TEAM_MANAGER)
    first, other = (hub.take_in(children=(ours,)) for _ in range(2))
    raised(hub, first, other)
    # What everybody reads counts the two that everybody sees.
    for one in (first, other):
        assert "repeat-contact" not in standing(hub, one)
    assert hub.view(first, hub.other_duty).besides == ()
    (told,) = hub.view(first, hub.duty).besides
    three = {hub.view(one, hub.duty).reference for one in (hidden, first, other)}
    assert told.title == "Repeated contacts"
    assert told.evidence.startswith("3 contacts about the same child within 12 months: ")
    assert all(one in told.evidence for one in three)
    view, show = hub.view(first, hub.duty), Show()
    assert hub.desk.prompting.besides(hub.duty, first) == view.besides
    assert hub.desk.prompting.besides(hub.other_duty, first) == ()
    assert hub.desk.prompting.besides(hub.other_duty, hidden) == ()
    printed = " ".join(" ".join(besides_lines(view.besides)).split())
    tab = " ".join(
        line.content.plain if line.content else "" for line in prompts(view, hub.now(), show)
    )
    for words in (printed, tab):
        assert "with sealed records that you see" in words.casefold()
        assert told.evidence in words
    summed = " ".join(
        line.content.plain if line.content else "" for line in summary(view, hub.now(), show)
    )
    assert "With sealed records that you see: Repeated contacts." in summed
    # It is in nobody's way, goes into no file, and those of the hub hear of it as it comes in.
    with hub.store.read() as connection:
        assert openly(connection, hub.duty, view, hub.now()).besides == ()
    for who, counts in ((hub.duty, True), (pip, False)):
        said = [one.text for one in hub.desk.notices(who) if one.referral == hidden]
        assert any("another contact about a child of it" in one for one in said)
        assert any("With it: Repeated contacts: 3 contacts" in one for one in said) is counts
    # Two sealed ones count each other for whoever sees both.
    hub.on(c.Seal, other, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    assert [one.title for one in hub.view(hidden, hub.manager).besides] == ["Repeated contacts"]
    assert hub.view(hidden, hub.duty).besides == ()
