"""The level of need on the desk: recorded, kept, shown, answered for where it is not followed."""

from __future__ import annotations

from datetime import date

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from tests.hub import Hub


def test_each_recording_is_kept_and_the_newest_stands(hub: Hub) -> None:
    referral = hub.take_in()
    before = hub.view(referral)
    assert before.need is None
    hub.on(
        c.RecordNeed, referral, indicators=("health_self_harm", "learning_behind"), dash=15,
        missing=(date(2026, 11, 1),), words="Seen by the school nurse.",
    )  # fmt: skip
    view = hub.view(referral)
    assert view.need is not None
    assert (view.need.level, view.need.rating, view.need.by) == (4, Rag.RED, "Asha Rao")
    assert view.need.indicators == ("learning_behind", "health_self_harm")
    assert view.need.missing == (date(2026, 11, 1),)
    assert view.due_at == before.due_at
    told = view.events[0]
    assert told.title == "Need: the checklist points to level 4, red."
    assert "DASH score 15, high risk from 14 (level 4)" in told.text
    assert "Seen by the school nurse." in told.text
    hub.on(c.RecordNeed, referral, indicators=("learning_behind",))
    view = hub.view(referral)
    assert view.need is not None
    assert view.need.level == 2
    assert ("need level", "4", "2") in view.events[0].changes


def test_a_rating_or_level_that_differs_from_the_checklist_is_answered_for(hub: Hub) -> None:
    referral = hub.take_in()
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",))
    with pytest.raises(Invalid) as refused:
        hub.rate(referral, Rag.AMBER, level=3)
    (problem,) = refused.value.problems
    assert problem.field == "differs_because"
    assert "red, not amber and level 4, not 3" in problem.message
    hub.rate(referral, Rag.AMBER, differs_because="The injury was an old one.")
    told = next(one for one in hub.view(referral).events if one.kind == "rated")
    assert "It differs because: The injury was an old one." in told.text


def test_a_decision_that_differs_from_the_checklist_is_answered_for_in_a_sentence(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.take_in()
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",))
    hub.rate(referral, Rag.AMBER, level=4, differs_because="Nobody saw it yet.")
    with pytest.raises(Invalid) as refused:
        hub.decide(referral, final_rating=Rag.GREEN, level=3)
    assert [one.field for one in refused.value.problems] == ["differs_because"]
    hub.answers_prompts = False
    # The sentence answers the prompt about this very difference, too.
    hub.decide(referral, final_rating=Rag.GREEN, level=3, differs_because="It was a story he read.")
    (decided,) = [one for one in hub.view(referral).events if one.kind == "decided"]
    assert "It differs because: It was a story he read." in decided.text
    assert not any("explained" in name for name, _, _ in decided.changes)


def test_what_the_worker_explained_is_prompted_again_by_another_checklist_alone(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = hub.take_in()
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",))
    hub.rate(referral, Rag.GREEN, differs_because="It was a story he read.")

    def prompted() -> bool:
        hub.desk.prompting.consider()
        return any(one.code == "level-mismatch" for one in hub.view(referral).prompts)

    assert not prompted()
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",), dash=3)
    assert not prompted()
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse", "health_self_harm"))
    assert prompted()


def test_nothing_is_asked_where_the_checklist_agrees_or_there_is_none(hub: Hub) -> None:
    hub.rate(hub.take_in(), Rag.RED, level=1)
    agreed = hub.take_in()
    hub.on(c.RecordNeed, agreed, graded_care=5)
    hub.rate(agreed, Rag.RED, level=4)
    assert "differs" not in hub.view(agreed).events[0].text


def test_need_is_refused_where_it_cannot_be_and_on_what_is_closed(hub: Hub) -> None:
    referral = hub.take_in()
    with pytest.raises(Invalid, match="there is no indicator"):
        hub.on(c.RecordNeed, referral, indicators=("no_such",))
    with pytest.raises(Invalid, match="nothing is ticked; say in words that nothing holds"):
        hub.on(c.RecordNeed, referral)
    assert hub.view(referral).need is None
    hub.on(c.RecordNeed, referral, words="Nothing of this holds; he is well cared for.")
    assert hub.view(referral).need is not None
    with pytest.raises(NotNow, match="closed"):
        hub.on(c.RecordNeed, hub.closed(), graded_care=1)


def test_a_hubs_policy_sets_the_figure_for_high_risk(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.adopt(hub.desk.policy_text() + "\n[need]\ndash_high = 10\n")
    referral = hub.take_in()
    hub.on(c.RecordNeed, referral, dash=11)
    need = hub.view(referral).need
    assert need is not None
    assert need.level == 4


def test_all_that_is_wrong_with_a_rating_is_said_at_once(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.take_in(consent=None)
    with pytest.raises(Invalid) as refused:
        hub.on(c.Rate, referral, rating=Rag.BLUE, reason="bruises", level=9)
    assert {one.field for one in refused.value.problems} == {"consent", "rating", "level"}
