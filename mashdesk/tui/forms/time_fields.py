"""Fields for dates and times, typed as London wall time and read as UTC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from mashdesk.domain.calendar import day_text, london_day, london_text
from mashdesk.domain.contact import age_on
from mashdesk.domain.problems import Problem
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.moments import (
    Lies,
    parse_day,
    parse_moment,
    written_day,
    written_moment,
)


class _UnderstoodField(LineField):
    """A line that means something: what was understood is said under it while it is typed."""

    def __init__(
        self,
        path: str,
        label: str,
        now: Callable[[], datetime],
        *,
        ask: str = "",
        hint: str,
        lies: Lies | None = None,
    ) -> None:
        self._now = now
        self._lies = lies
        super().__init__(path, label, ask=ask, hint=hint)

    def _read(self) -> object:
        """What stands here means; raises ValueError with what to write instead."""
        raise NotImplementedError

    def _check(self) -> None:
        """Raises ValueError for what cannot be read, or lies on the wrong side of now."""
        self._read()

    def _understood(self) -> str:
        """The same in words; empty for nothing, or nothing that can be read."""
        raise NotImplementedError

    def problem(self) -> Problem | None:
        try:
            self._check()
        except ValueError as wrong:
            return Problem(self.path, str(wrong))
        return super().problem()

    def put(self, text: str) -> None:
        super().put(text)
        self._echo()

    def _changed(self) -> None:
        super()._changed()
        self._echo()

    def _echo(self) -> None:
        said = self._understood()
        self.say(f"= {said}" if said else "")


class MomentField(_UnderstoodField):
    """A date and time in London."""

    def __init__(
        self,
        path: str,
        label: str,
        now: Callable[[], datetime],
        *,
        ask: str = "",
        hint: str = "",
        lies: Lies | None = None,
    ) -> None:
        self._exact: tuple[str, datetime] | None = None
        usual = "20 Nov 2026 14:30, 14:30 or now"
        super().__init__(path, label, now, ask=ask, hint=hint or usual, lies=lies)

    def put_instant(self, instant: datetime) -> None:
        """Show an instant; left as it is, it keeps its seconds."""
        self._exact = (written_moment(instant), instant)
        self.put(self._exact[0])

    def remember(self, instant: datetime) -> None:
        """If it is this instant that stands here in words, it keeps its seconds."""
        self._exact = (written_moment(instant), instant)

    @property
    def instant(self) -> datetime | None:
        """The UTC instant; None when empty or not to be read."""
        try:
            return self._read()
        except ValueError:
            return None

    @property
    def text(self) -> str:
        # "14:30" in a draft of yesterday would mean another day today.
        instant = self.instant
        return self.input.value if instant is None else written_moment(instant)

    def _read(self) -> datetime | None:
        said = self.input.value.strip()
        if self._exact and said == self._exact[0]:
            return self._exact[1]
        return parse_moment(said, self._now()) if said else None

    def _check(self) -> None:
        instant, now = self._read(), self._now()
        if instant is not None and self._lies is not None:
            self._lies.demand(before=instant <= now, after=instant > now)

    def _understood(self) -> str:
        return london_text(self.instant) if self.instant else ""

    def settle(self) -> None:
        """`now` and `14:30` become the moment they meant when they were typed."""
        instant = self.instant
        if instant is not None and self.input.value.strip() != written_moment(instant):
            self.put(written_moment(instant))


class DayField(_UnderstoodField):
    """A date in London."""

    def __init__(
        self,
        path: str,
        label: str,
        now: Callable[[], datetime],
        *,
        ask: str = "",
        lies: Lies | None = None,
    ) -> None:
        super().__init__(path, label, now, ask=ask, hint="20 Nov 2014 or 20/11/2014", lies=lies)

    @property
    def day(self) -> date | None:
        """The date; None when empty or not to be read."""
        try:
            return self._read()
        except ValueError:
            return None

    @property
    def text(self) -> str:
        return self.input.value if self.day is None else written_day(self.day)

    def _read(self) -> date | None:
        said = self.input.value.strip()
        return parse_day(said, london_day(self._now())) if said else None

    def _check(self) -> None:
        day, today = self._read(), london_day(self._now())
        if day is not None and self._lies is not None:
            self._lies.demand(before=day < today, after=day > today)

    def _understood(self) -> str:
        return "" if self.day is None else day_text(self.day)


class BornField(DayField):
    """A date of birth: how old that makes somebody is said under it, and what can hardly be."""

    _doubt = ""

    def doubted(self, doubt: str) -> None:
        """Say this beside the date, for somebody to look at; it is refused nowhere."""
        if doubt != self._doubt:
            self._doubt = doubt
            self.set_class(bool(doubt), "-doubted")
            self._echo()

    def _understood(self) -> str:
        if self.day is None:
            return ""
        age = age_on(self.day, london_day(self._now()))
        said = super()._understood() + ("" if age is None else f", {age} years old")
        return f"{said}. Check it: {self._doubt}" if self._doubt else said


class DaysField(_UnderstoodField):
    """Several dates in London, with commas between them."""

    def __init__(self, path: str, label: str, now: Callable[[], datetime]) -> None:
        hint = "3 Nov 2026, 12/11/2026, yesterday"
        super().__init__(path, label, now, hint=hint, lies=Lies.BEHIND)

    @property
    def days(self) -> tuple[date, ...]:
        """The dates; none when they are not to be read."""
        try:
            return self._read()
        except ValueError:
            return ()

    def put_days(self, days: Sequence[date]) -> None:
        """Show these dates."""
        self.put(", ".join(written_day(day) for day in days))

    @property
    def text(self) -> str:
        # "yesterday" in a draft would mean another day tomorrow.
        return ", ".join(map(written_day, self.days)) if self.days else self.input.value

    def _read(self) -> tuple[date, ...]:
        today = london_day(self._now())
        parts = (part.strip() for part in self.input.value.replace(";", ",").split(","))
        return tuple(parse_day(part, today) for part in parts if part)

    def _check(self) -> None:
        today = london_day(self._now())
        if self._lies is not None:
            self._lies.demand(before=False, after=any(day > today for day in self._read()))

    def _understood(self) -> str:
        return ", ".join(day_text(day) for day in self.days)
