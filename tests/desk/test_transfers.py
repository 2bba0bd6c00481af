"""A child transferred to another hub is somebody's there before it is nobody's here."""

from __future__ import annotations

from typing import Any

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import NotNow
from mashdesk.domain.referral import ReferralState
from tests.desk.transfers import transferred
from tests.hub import Hub


def test_without_a_file_it_is_closed_only_once_somebody_there_is_recorded_to_have_it(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    referral = transferred(hub)
    hub.feedback(referral)
    with pytest.raises(NotNow, match="Nobody at the other hub is recorded to have it"):
        hub.close_referral(referral)
    said: dict[str, Any] = {
        "person": "Mr Shah",
        "channel": Channel.PHONE,
        "words": "They visit tomorrow.",
    }
    told = hub.on(c.AcknowledgeTransfer, referral, **said)
    assert "Southport acknowledged it" in told.message
    with pytest.raises(NotNow, match="No hand-over of it waits"):
        hub.on(c.AcknowledgeTransfer, referral, **said)
    hub.close_referral(referral)
    assert hub.view(referral).state is ReferralState.CLOSED


def test_a_word_from_elsewhere_is_for_what_is_decided_as_transferred(sqlite_hub: Hub) -> None:
    referral = sqlite_hub.decided()
    with pytest.raises(NotNow, match="No hand-over of it waits"):
        sqlite_hub.on(c.AcknowledgeTransfer, referral, person="Mr Shah", channel=Channel.PHONE)
