"""What an agency sent in, on its own screen: read, followed, challenged; hostile words inert."""

from __future__ import annotations

from mashdesk.domain import commands as c
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.tui.dialogs.sent_in_challenging import SentInChallengeDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.screens.sent_in import SentInPage, SentInScreen
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.agency_hub import Partners
from tests.tui.conftest import Desks
from tests.tui.test_agency_screen import _agency, desk_of, health

__all__ = ["health"]


async def test_what_was_sent_in_is_followed_to_its_outcome_and_challenged(
    desks: Desks, health: Partners
) -> None:
    hub, words = desks.hub, " ".join(HOSTILE)[:900]
    view = hub.rated(sender_agency="HLT", worry="For the hub alone.")
    hub.rated(sender_agency="POL", worry="Another's.")
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await _agency(at)
        await pilot.press("s")
        await at.until_on(SentInScreen)
        shown = await at.until_seen("being weighed")
        assert "MD-26-0002" not in shown
        await pilot.press("x")
        await at.until_seen("It is not decided yet")
        hub.perform(
            c.Decide(
                referral=view.id, version=view.version, outcome=DecisionOutcome.ADVICE,
                rationale="For the hub alone.", final_rating=Rag.GREEN, voice="safe",
                agency_words=words,
            )
        )  # fmt: skip
        await at.until_seen("decided: advice given")
        await at.until_seen("1 change to acknowledge")
        await pilot.press("enter")
        await at.until_on(SentInPage)
        shown = await at.until_seen("What became of it")
        assert "For the hub alone." not in shown
        assert_printable_only(shown)
        await pilot.press("escape")
        await at.until_on(SentInScreen)
        await pilot.press("x")
        dialog = await at.until_on(SentInChallengeDialog)
        await at.until(lambda: dialog._ready)
        dialog.field("against", ChoiceField).put("decision")
        dialog.adapt()
        dialog.field("wants", Field).put("a visit")
        dialog.field("why", Field).put("he is not safe")
        await pilot.press("ctrl+s")
        await at.until_seen("raised. Answer due")
    (raised,) = hub.desk.challenges.view(hub.duty).open
    assert (raised.by, raised.reference) == ("Health (community)", view.reference)
