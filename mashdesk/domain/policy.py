"""A hub's policy: how long each rating's rounds last, the other clocks, and the desk's calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from types import MappingProxyType

from mashdesk.domain.calendar import Closure, DeskCalendar, Nation
from mashdesk.domain.need import NeedRules
from mashdesk.domain.policy_order import at_odds
from mashdesk.domain.presets import PRESETS, preset_text
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import USUAL, PromptSettings
from mashdesk.domain.prompts.settings import read_prompts
from mashdesk.domain.rating import Rag
from mashdesk.domain.spans import Span
from mashdesk.domain.toml_table import Table, did_you_mean, read_toml

__all__ = [
    "PRESETS",
    "Band",
    "Clock",
    "Policy",
    "parse_policy",
    "policy_text",
    "preset",
]

_REQUIRED = (Rag.RED, Rag.AMBER, Rag.GREEN)
_LATER = {
    Rag.RED: Span.parse("1 hour"),
    Rag.AMBER: Span.parse("4 desk hours"),
    Rag.GREEN: Span.parse("1 working day"),
    Rag.BLUE: Span.parse("1 working day"),
}
_UNRATED = Span.parse("1 desk hour")
_FEEDBACK = Span.parse("1 working day")
_RETURNED = Span.parse("3 working days")
_LONGEST_RETURN = Span.parse("10 working days")
_CHALLENGE = Span.parse("1 working day")
_STRATEGY = Span.parse("24 hours")
_REVIEW = Span.parse("30 working days")
_NEED = NeedRules()


@dataclass(frozen=True, slots=True)
class Band:
    """One rating's clocks: the first round, every later one, and an agency's first round to answer.

    `asks` says whether agencies are asked at this rating without anybody choosing to.
    """

    first: Span
    later: Span
    answer: Span
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that does not depend on the rating: its first round and every later one."""

    first: Span
    later: Span


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a hub's policy; `text` is its TOML, `rounds` the length of the ladder,
    `challenge` how long each stage of a challenge has for its answer, `need` what the hub sets of
    the level of need.

    `allocated` is how long an allocated worker has to take a child up; None: as long as the rating
    gives for a decision. `strategy` is how long after a step-up the strategy discussion is held,
    and `review` how long after one to early help its review is due, and then each of its rounds.
    """

    name: str
    version: int
    calendar: DeskCalendar
    bands: Mapping[Rag, Band] = field(hash=False)
    unrated: Clock
    feedback: Clock
    returned: Clock
    longest_return: Span
    challenge: Span = _CHALLENGE
    rounds: int = 3
    need: NeedRules = _NEED
    allocated: Span | None = None
    strategy: Span = _STRATEGY
    review: Clock = field(default=Clock(_REVIEW, _FEEDBACK))
    prompts: PromptSettings = field(default=USUAL, hash=False)
    text: str = ""

    def band(self, rag: Rag) -> Band:
        """The clocks of a rating; raises KeyError for a rating this hub does not use."""
        return self.bands[rag]

    @property
    def ratings(self) -> tuple[Rag, ...]:
        """The ratings this hub uses, gravest first."""
        return tuple(rag for rag in Rag if rag in self.bands)


def parse_policy(text: str, version: int) -> Policy:
    """Read a policy from TOML; raises Invalid naming every fault by its field and the way out."""
    problems: list[Problem] = []
    root = Table("", read_toml(text, "policy"), problems)
    name = root.words("name", longest=60)
    rounds = root.whole_number("rounds", 1, 5, default=3)
    calendar = _calendar(root.table("calendar", optional=True), problems)
    bands = _bands(root.table("bands"))
    unrated = _clock(root.table("unrated", optional=True), _UNRATED, _UNRATED)
    feedback = _clock(root.table("feedback", optional=True), _FEEDBACK, _FEEDBACK)
    returned, longest = _returned(root.table("returned", optional=True))
    challenge = _span(root.table("challenge", optional=True), "stage", _CHALLENGE)
    need = _need(root.table("need", optional=True))
    allocated = _allocated(root.table("allocated", optional=True))
    strategy = _span(root.table("strategy", optional=True), "within", _STRATEGY)
    review = _clock(root.table("early_help_review", optional=True), _REVIEW, _FEEDBACK)
    prompts = read_prompts(root.table("prompts", optional=True))
    root.refuse_the_rest()
    if not problems and calendar is not None:
        problems += at_odds(bands, returned, longest, calendar)
    if problems or calendar is None:
        raise Invalid(problems)
    return Policy(
        name=name,
        version=version,
        calendar=calendar,
        bands=MappingProxyType(bands),
        unrated=unrated,
        feedback=feedback,
        returned=returned,
        longest_return=longest,
        challenge=challenge,
        rounds=rounds,
        need=need,
        allocated=allocated,
        strategy=strategy,
        review=review,
        prompts=prompts,
        text=text,
    )


def _calendar(table: Table, problems: list[Problem]) -> DeskCalendar | None:
    before = len(problems)
    nation = table.choice("nation", Nation, default=Nation.ENG)
    opens = table.clock_time("opens", default=time(9))
    closes = table.clock_time("closes", default=time(17), midnight_ends_the_day=True)
    weekdays = table.weekdays("weekdays", default=frozenset(range(5)))
    closures: list[Closure] = []
    for row in table.rows("closures"):
        day, reason = row.day("day"), row.words("reason", longest=120)
        row.refuse_the_rest()
        if any(day == other.day for other in closures):
            row.problem("day", "is given twice; keep one entry for each closed day")
        elif day is not None:
            closures.append(Closure(day, reason))
    table.refuse_the_rest()
    if opens is None or len(problems) > before:
        return None
    if closes is not None and closes <= opens:
        table.problem("closes", 'must be later than "opens"; "24:00" is the end of the day')
        return None
    return DeskCalendar(nation, opens, closes, weekdays, tuple(closures))


def _bands(table: Table) -> dict[Rag, Band]:
    bands: dict[Rag, Band] = {}
    for rag in Rag:
        if not table.has(rag.value):
            if rag in _REQUIRED:
                table.problem(rag.value, "is missing; red, amber and green each need their clocks")
            continue
        row = table.table(rag.value)
        first = row.span("first")
        bands[rag] = Band(
            first=first,
            later=row.span("later", default=_LATER[rag]),
            answer=row.span("answer", default=first),
            asks=row.yes_or_no("asks", default=True),
        )
        row.refuse_the_rest()
    table.refuse_the_rest()
    return bands


def _clock(table: Table, first: Span, later: Span) -> Clock:
    clock = Clock(table.span("first", default=first), table.span("later", default=later))
    table.refuse_the_rest()
    return clock


def _returned(table: Table) -> tuple[Clock, Span]:
    """The clock of a return to the referrer, and the longest that one may ask for."""
    longest = table.span("longest", default=_LONGEST_RETURN)
    return _clock(table, _RETURNED, _FEEDBACK), longest


def _span(table: Table, name: str, usual: Span) -> Span:
    """The only value of a table."""
    span = table.span(name, default=usual)
    table.refuse_the_rest()
    return span


def _allocated(table: Table) -> Span | None:
    span = table.span("first", default=_FEEDBACK) if table.has("first") else None
    table.refuse_the_rest()
    return span


def _need(table: Table) -> NeedRules:
    rules = NeedRules(
        table.whole_number("dash_high", 1, 27, default=_NEED.dash_high),
        table.whole_number("missing_days", 1, 730, default=_NEED.missing_days),
    )
    table.refuse_the_rest()
    return rules


@lru_cache(maxsize=32)
def preset(name: str, version: int = 1) -> Policy:
    """A ready-made policy by its name; raises Invalid for a name there is no preset of."""
    _refuse_unknown_preset(name)
    return parse_policy(PRESETS[name], version)


def policy_text(
    preset_name: str,
    *,
    nation: Nation,
    opens: time,
    closes: time | None,
    weekdays: Sequence[int] | frozenset[int],
    closures: Sequence[Closure],
) -> str:
    """The TOML of a preset with a hub's own calendar (`closes` None: 24:00), checked by reading it.

    Raises Invalid for an unknown preset and for a calendar that cannot be.
    """
    _refuse_unknown_preset(preset_name)
    text = preset_text(
        preset_name,
        nation=nation,
        opens=opens,
        closes=closes,
        weekdays=weekdays,
        closures=closures,
    )
    parse_policy(text, 1)
    return text


def _refuse_unknown_preset(name: str) -> None:
    if name not in PRESETS:
        hint = did_you_mean(name, PRESETS)
        raise Invalid(Problem("preset", f"there is no preset {name!r}; {hint}"))
