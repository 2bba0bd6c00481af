"""An agency's hours tell whom one will reach now, and change no clock."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from mashdesk.domain import commands as c
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.store.names import AGENCIES
from mashdesk.store.views import AgencyView
from tests.desk.partners import asked, pip, send
from tests.hub import Hub


def keep(hub: Hub, hours: str, **changes: Any) -> AgencyView:
    """The police's entry with these hours."""
    entry = {"code": "POL", "name": "Police", "hours": hours, "replace": True, **changes}
    hub.do(c.AddAgency(**entry), hub.admin)
    return police(hub)


def police(hub: Hub) -> AgencyView:
    return next(one for one in hub.desk.agencies() if one.code == "POL")


def test_hours_that_are_not_understood_are_refused_and_old_ones_stay_readable(hub: Hub) -> None:
    with pytest.raises(Invalid, match="hours: is not understood at “ring first”; write it like"):
        keep(hub, "ring first")
    with hub.store.begin(hub.now()) as work:
        old = update(AGENCIES).where(AGENCIES.c.code == "POL").values(hours="ring first")
        work.connection.execute(old)
        work.commit()
    kept = keep(hub, "ring first", lead="the inspector")
    assert (kept.hours, kept.lead, kept.shut(hub.now())) == ("ring first", "the inspector", "")
    assert keep(hub, "24 hours").shut(hub.now()) == ""
    assert keep(hub, "").hours == ""


def test_a_shut_agency_is_asked_and_told_as_shut_and_its_clock_is_the_same(hub: Hub) -> None:
    referral, request = asked(hub, "POL", "HLT")
    keep(hub, "Mon-Thu 09:00-17:00")
    assert police(hub).shut(hub.now()) == "shut now; opens Mon 23 Nov 2026 09:00"
    police_, health = hub.view(referral).requests
    assert police_.shut(hub.now()) == "shut now; opens Mon 23 Nov 2026 09:00"
    assert health.shut(hub.now()) == ""
    assert police_.due_at == health.due_at
    again = hub.ask(hub.rated(Rag.AMBER), "POL", "HLT")
    assert len(again) == 2
    send(hub, pip(hub), request)
    assert hub.view(referral).requests[0].shut(hub.now()) == ""


def test_its_days_off_are_the_bank_holidays_of_the_hubs_nation(hub: Hub) -> None:
    keep(hub, "Mon-Fri 09:00-17:00")
    hub.later(days=10)  # St Andrew's Day, a Monday
    assert police(hub).shut(hub.now()) == ""
    scottish = PRESETS["london"].replace('nation = "ENG"', 'nation = "SCT"')
    assert scottish != PRESETS["london"]
    hub.adopt(scottish)
    assert police(hub).shut(hub.now()) == "shut now; opens Tue 1 Dec 2026 09:00"
