"""The policies hubs are known to work by, as the TOML texts a hub may take and change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from types import MappingProxyType

from mashdesk.domain.calendar import WEEKDAYS, Closure, Nation
from mashdesk.domain.prompts.settings import as_written

_OFFICE_DAYS = (0, 1, 2, 3, 4)

_CLOCKS = """
# A contact nobody has rated yet.
[unrated]
first = "1 desk hour"
later = "1 desk hour"

# Telling the referrer the outcome, from the decision.
[feedback]
first = "1 working day"
later = "1 working day"

# Returned to the referrer for more: when it wakes, unless somebody chose sooner.
[returned]
first = "3 working days"
later = "1 working day"
longest = "10 working days"
"""

_LONDON = """
# Red 4 hours, amber 1 working day, green 3 working days: the London MASH dataset; used likewise in
# Wolverhampton, Camden and Blackburn with Darwen.
[bands.red]
first = "4 hours"
later = "1 hour"
answer = "4 hours"

[bands.amber]
first = "1 working day"
later = "4 desk hours"
answer = "1 working day"

[bands.green]
first = "3 working days"
later = "1 working day"
answer = "3 working days"
"""

_SEFTON = """
# Red 2 hours, amber 6 hours, green 24 hours: the Sefton performance indicators.
[bands.red]
first = "2 hours"
later = "1 hour"
answer = "2 hours"

[bands.amber]
first = "6 hours"
later = "4 desk hours"
answer = "6 hours"

[bands.green]
first = "24 hours"
later = "1 working day"
answer = "24 hours"
"""

_SANDWELL = """
# Red 4, amber 24, green 72 elapsed hours: the Sandwell case study in the Home Office report, 2014.
# The hub rates a second time after its meeting.
[bands.red]
first = "4 hours"
later = "1 hour"
answer = "4 hours"

[bands.amber]
first = "24 hours"
later = "4 desk hours"
answer = "24 hours"

[bands.green]
first = "72 hours"
later = "1 working day"
answer = "72 hours"
"""

_MERTON = """
# Merton's BRAG: red goes straight to allocation, amber and green are checked, blue is a request for
# information. Merton publishes the routes, not the times: the times are London's.
[bands.red]
first = "4 hours"
later = "1 hour"
answer = "4 hours"
asks = false

[bands.amber]
first = "1 working day"
later = "4 desk hours"
answer = "1 working day"

[bands.green]
first = "3 working days"
later = "1 working day"
answer = "3 working days"

[bands.blue]
first = "3 working days"
later = "1 working day"
answer = "3 working days"
"""

_BANDS = {"london": _LONDON, "sefton": _SEFTON, "sandwell": _SANDWELL, "merton": _MERTON}


def preset_text(
    name: str,
    *,
    nation: Nation = Nation.ENG,
    opens: time = time(9),
    closes: time | None = time(17),
    weekdays: Sequence[int] | frozenset[int] = _OFFICE_DAYS,
    closures: Sequence[Closure] = (),
) -> str:
    """The TOML of a preset for a hub's own hours (`closes` None: 24:00); KeyError if unknown."""
    bands = _BANDS[name]
    days = ", ".join(toml_string(WEEKDAYS[day]) for day in sorted(set(weekdays)))
    closing = "24:00" if closes is None else f"{closes:%H:%M}"
    lines = [
        f"name = {toml_string(name)}",
        "# How many rounds the ladder has: worker, team manager, service manager.",
        "rounds = 3",
        "",
        "# London time. A hub that never closes opens at 00:00 and closes at 24:00.",
        "[calendar]",
        f"nation = {toml_string(nation.value)}",
        f'opens = "{opens:%H:%M}"',
        f'closes = "{closing}"',
        f"weekdays = [{days}]",
    ]
    for closure in closures:
        lines += [
            "",
            "[[calendar.closures]]",
            f"day = {closure.day.isoformat()}",
            f"reason = {toml_string(closure.reason)}",
        ]
    return "\n".join(lines) + "\n" + bands + _CLOCKS + as_written()


def toml_string(text: str) -> str:
    """Any text as a TOML basic string that reads back the same; control characters are escaped."""
    escaped = "".join(
        "\\" + letter
        if letter in '"\\'
        else letter
        if letter.isprintable()
        else f"\\U{ord(letter):08X}"
        for letter in text
    )
    return f'"{escaped}"'


PRESETS: Mapping[str, str] = MappingProxyType({name: preset_text(name) for name in _BANDS})
