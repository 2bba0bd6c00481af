"""Reading a TOML table field by field, gathering every fault with its path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar, cast

from mashdesk.domain.calendar import WEEKDAYS
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.spans import HOW_TO_WRITE_A_SPAN, Span, SpanKind

_LONGEST_TEXT = 256 * 1024
_MOST_ROWS = 1_000
_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
# Given back in place of a value that was refused; the caller raises before anybody can use it.
_ANY_SPAN = Span(SpanKind.ELAPSED, 1)

E_ = TypeVar("E_", bound=StrEnum)


def read_toml(text: str, what: str) -> dict[str, object]:
    """The tables of a TOML text; raises Invalid with the line of the first fault."""
    if len(text) > _LONGEST_TEXT:
        raise Invalid(Problem(what, f"is longer than {_LONGEST_TEXT // 1024} KiB; shorten it"))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Invalid(Problem(what, "is nested too deeply to be read")) from None
    except ValueError as error:  # tomllib's own, and Python's refusal of numbers with 4,300 digits
        found = _LINE.search(str(error))
        message = _LINE.sub("", str(error)).strip()
        line = int(found[1]) if found else None
        raise Invalid(Problem(what, f"is not TOML: {message}", line)) from None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known word, or all of them when none is near."""
    import difflib  # only a mistake needs it

    names = sorted(known)
    near = difflib.get_close_matches(word[:80], names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"it can be {', '.join(names)}"


class Table:
    """One TOML table under its path; each reader notes faults and gives a harmless value."""

    def __init__(self, path: str, values: dict[str, object], problems: list[Problem]) -> None:
        self._path = path
        self._values = values
        self._problems = problems
        self._asked: set[str] = set()

    def problem(self, key: str, message: str) -> None:
        """Note a fault of the field `key`."""
        self._problems.append(Problem(self._at(key), message))

    def has(self, key: str) -> bool:
        """Whether the field is given at all."""
        self._asked.add(key)
        return key in self._values

    def table(self, key: str, optional: bool = False) -> Table:
        """The table under `key`; an empty one if it is optional and left out."""
        value = self._take(key, optional=optional)
        if value is not None and not isinstance(value, dict):
            self.problem(key, f"must be a table; write it as [{self._at(key)}]")
            value = None
        known = cast("dict[str, object]", value or {})
        return Table(self._at(key), known, self._problems)

    def rows(self, key: str) -> list[Table]:
        """The tables of an array of tables; none if it is left out."""
        value = self._take(key, optional=True)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.problem(key, f"must be a list of tables; write each as [[{self._at(key)}]]")
            return []
        if len(value) > _MOST_ROWS:
            self.problem(key, f"has {len(value)} entries; at most {_MOST_ROWS} are kept")
            return []
        return [
            Table(f"{self._at(key)}[{n}]", row, self._problems) for n, row in enumerate(value, 1)
        ]

    def words(self, key: str, longest: int) -> str:
        """A short plain text of one line."""
        value = self._take(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.problem(key, "must be some text in quotation marks")
            return ""
        if len(value) > longest:
            self.problem(key, f"has {len(value)} characters; at most {longest} fit")
        elif not value.isprintable():
            self.problem(key, "holds characters that cannot be shown; write plain text on one line")
        return value.strip()

    def span(self, key: str, default: Span | None = None) -> Span:
        """A length of time."""
        value = self._take(key, optional=default is not None)
        if value is None:
            return default or _ANY_SPAN
        if not isinstance(value, str):
            self.problem(key, f"must be text; {HOW_TO_WRITE_A_SPAN}")
            return _ANY_SPAN
        try:
            return Span.parse(value)
        except ValueError as error:
            self.problem(key, f"{_shown(value)} {error}")
            return _ANY_SPAN

    def whole_number(self, key: str, least: int, most: int, default: int) -> int:
        """A whole number between two others."""
        value = self._take(key, optional=True)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.problem(key, f"must be a whole number from {least} to {most}")
            return default
        return value

    def yes_or_no(self, key: str, default: bool) -> bool:
        """A plain true or false."""
        value = self._take(key, optional=True)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, "must be true or false, without quotation marks")
            return default
        return value

    def choice(self, key: str, choices: type[E_], default: E_) -> E_:
        """One of the values of an enumeration."""
        value = self._take(key, optional=True)
        if value is None:
            return default
        try:
            return choices(cast("str", value))
        except ValueError:
            hint = did_you_mean(str(value), [choice.value for choice in choices])
            self.problem(key, f"{_shown(value)} is not known; {hint}")
            return default

    def clock_time(
        self, key: str, default: time | None, midnight_ends_the_day: bool = False
    ) -> time | None:
        """A clock time such as "09:00"; None stands for 24:00, refused where it makes no sense."""
        value = self._take(key, optional=True)
        if value is None:
            return default
        if isinstance(value, time) and not (value.second or value.microsecond):
            return value
        found = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
        if found and value == "24:00" and midnight_ends_the_day:
            return None
        if found is None or found[1] == "24":
            self.problem(key, f'{_shown(value)} is not a clock time; write it like "09:00"')
            return default
        return time(int(found[1]), int(found[2]))

    def weekdays(self, key: str, default: frozenset[int]) -> frozenset[int]:
        """A list of week days by their English names, Monday being 0."""
        value = self._take(key, optional=True)
        if value is None:
            return default
        if not isinstance(value, list) or not value or len(value) > len(WEEKDAYS):
            self.problem(key, 'must list the days worked, like ["Monday", "Tuesday"]')
            return default
        numbers = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
        days: set[int] = set()
        for name in value:
            day = numbers.get(name.strip().lower()) if isinstance(name, str) else None
            if day is None:
                hint = did_you_mean(str(name).title(), WEEKDAYS)
                self.problem(key, f"{_shown(name)} is not a day of the week; {hint}")
            elif day in days:
                self.problem(key, f"{WEEKDAYS[day]} is listed twice; keep one")
            else:
                days.add(day)
        return frozenset(days) or default

    def day(self, key: str) -> date | None:
        """A date, written 2026-12-24 with or without quotation marks."""
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if value is not None:
            self.problem(key, f"{_shown(value)} is not a date; write it like 2026-12-24")
        return None

    def unknown(self) -> list[str]:
        """Every field nobody asked for."""
        return [key for key in self._values if key not in self._asked]

    def refuse_the_rest(self) -> None:
        """Note every field nobody asked for: a misspelt one must not be quietly ignored."""
        for key in self.unknown():
            self.problem(key, f"is not known here; {did_you_mean(key, self._asked)}")

    def _take(self, key: str, optional: bool = False) -> object | None:
        if self.has(key):
            return self._values[key]
        if not optional:
            self.problem(key, "is missing")
        return None

    def _at(self, key: str) -> str:
        plain = len(key) <= 60 and key.isascii() and key.replace("_", "").replace("-", "").isalnum()
        name = key if plain else _shown(key)
        return f"{self._path}.{name}" if self._path else name


def _shown(value: object) -> str:
    """A value from outside, short and with nothing unprintable in it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
