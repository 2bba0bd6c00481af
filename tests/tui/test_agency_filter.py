"""The agency's list is narrowed by words, and what that hides is counted and brought back."""

from __future__ import annotations

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.rating import Rag
from mashdesk.tui.agency_filter import AgencyFilter, read_agency_filter
from tests.tui.agency_hub import Partners
from tests.tui.conftest import Desks
from tests.tui.test_agency_screen import _agency, desk_of, health

__all__ = ["health"]


@pytest.mark.parametrize(
    "wanted",
    [
        AgencyFilter(),
        AgencyFilter(mine=True, rating=Rag.RED, text="kai hunger"),
        AgencyFilter(free=True, overdue=True, reopened=True, owed=True, settled=True),
    ],
)
def test_a_filter_is_read_back_from_its_own_words(wanted: AgencyFilter) -> None:
    assert read_agency_filter(wanted.words) == wanted


async def test_the_list_is_narrowed_while_typing_and_escape_shows_everything_again(
    desks: Desks, health: Partners
) -> None:
    red, amber, gone = (
        health.ask(rating=rating, worry=f"Worry {rating}.", sender_name=f"Mx {number}")
        for number, rating in enumerate((Rag.RED, Rag.AMBER, Rag.GREEN))
    )
    taken = health.request(amber)
    desks.hub.desk.perform(c.TakeOn(request=taken.id, version=taken.version), health.hana)
    known = health.request(gone)
    desks.hub.desk.perform(
        c.Withdraw(request=known.id, version=known.version, reason="in error"), desks.hub.duty
    )
    async with desk_of(desks).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        desk = await _agency(at)

        def listed() -> list[str]:
            return [row.reference for row in desk.rows.rows]

        assert len(listed()) == 3
        for words, found in (
            ("mine", amber), ("free", red), ("settled", gone), ("red", red),
            (amber.reference.lower(), amber),
        ):  # fmt: skip
            await pilot.press("slash")
            await at.until(lambda: desk.is_filtering)
            await at.type(words)
            await at.until_seen("2 hidden")
            assert listed() == [found.reference]
            await pilot.press("enter")
            await at.until_seen(f"only {words}")
            await pilot.press("escape")
            await at.until(lambda: len(listed()) == 3)
        await pilot.press("slash")
        await at.type("nothing like it")
        await at.until_seen("Nothing open fits this filter")
        await at.until_seen("3 hidden")
        await pilot.press("escape")
        await at.until(lambda: len(listed()) == 3)
        assert "hidden" not in at.seen()
