"""What is wrong now with the desk itself, as its banner says it."""

from __future__ import annotations

from mashdesk.tui.widgets.header import HeaderFacts, beat_is_ahead, beat_is_late

NO_BEAT = (
    "No sweep comes by: what runs out shows, but is not reopened. "
    "Start another desk, or `mashdesk watch`."
)
AHEAD = (
    "The last sweep is of a time still to come: a clock is wrong. "
    "Check this machine's; whether sweeps go on cannot be told."
)


def alarms(facts: HeaderFacts, unreadable: str, trouble: str) -> tuple[str, ...]:
    """Every alarm that stands; blank ones are none. `unreadable` is why the last reading failed,
    `trouble` what else the desk has.
    """
    if unreadable:
        # What the heartbeat is by now nobody can read.
        return (unreadable,)
    beat = facts.heartbeat
    return (
        trouble,
        NO_BEAT if beat_is_late(facts) else "",
        AHEAD if beat_is_ahead(facts) else "",
        beat.trouble if beat else "",
    )
