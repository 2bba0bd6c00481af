"""The first start: a hub, its policy and hours, its first administrator and first worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import time
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import WEEKDAYS, Nation
from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.fields_screen import FieldsScreen
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import section
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp
    from mashdesk.tui.opening import Opened

_PRESETS = (
    Choice("london", "London", "red 4 h, amber 1 working day, green 3"),
    Choice("sefton", "Sefton", "red 2 h, amber 6 h, green 24 h"),
    Choice("sandwell", "Sandwell", "red 4 h, amber 24 h, green 72 h"),
    Choice("merton", "Merton", "BRAG: London's times, and blue"),
)
_ROLES = (Role.TEAM_MANAGER, Role.DUTY, Role.SERVICE_MANAGER)
_PASSWORDS = "at least 15 characters; a few words in a row are easy to keep"


class SetUpScreen(FieldsScreen):
    """One form, top to bottom; what is wrong is said beside its field and nothing typed is lost."""

    CSS_PATH = [FORMS_CSS, "set_up.tcss"]
    BINDINGS = [("ctrl+s", "submit", "Set up"), ("escape", "app.quit", "Leave")]
    app: DeskApp
    _busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box"):
            yield Static(Content("Set this hub up"), id="set-up-title", markup=False)
            yield Static(
                Content("Tab or Enter goes on, Ctrl+S sets up. Nothing is written before that."),
                classes="form--subject",
                markup=False,
            )
            with VerticalScroll(classes="form--fields", can_focus=False, id="set-up-fields"):
                yield from self._hub()
                yield from _person(
                    "admin",
                    "First administrator",
                    "adds people, agencies and policy; reads no records",
                )
                yield from self._worker()
            yield Static(Content(""), classes="form--trouble", markup=False, id="said")
            with Horizontal(classes="form--buttons"):
                yield Button(Content("Set up  ctrl+s"), id="submit", compact=True)
                yield Button(Content("Leave  esc"), id="leave", compact=True)

    def _hub(self) -> Iterator[Widget]:
        yield section("The hub")
        yield LineField(
            "hub", "Name of the hub", ask="give the hub's name, as every screen shall show it"
        )
        yield ChoiceField("preset", "Policy", _PRESETS, ask="choose how long each rating may take")
        nations = tuple(Choice(nation.value, nation.label) for nation in Nation)
        yield ChoiceField("nation", "Bank holidays of", nations, ask="choose the nation")
        yield LineField("opens", "Desk opens", ask="say when the desk opens", hint="09:00")
        yield LineField(
            "closes", "Desk closes", ask="say when the desk closes", hint="17:00, or 24:00"
        )
        days = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))
        yield ManyField(
            "weekdays",
            "Working days",
            days,
            ask="tick the days the hub works; space ticks",
            hint="on others, clocks in working days or desk hours stand still; plain hours run on",
        )

    def _worker(self) -> Iterator[Widget]:
        yield from _person("worker", "First worker of the desk", "reads and works referrals")
        roles = tuple(Choice(role.value, role.label) for role in _ROLES)
        yield ChoiceField(
            "worker_role",
            "Role",
            roles,
            ask="choose the role",
            # The one role with which a desk of one is whole: a fresh deadline is a manager's.
            hint="a team manager does all a duty worker does, and is named when time runs out",
        )

    def on_mount(self) -> None:
        self.set_class(self.app.shown.ascii, "-ascii")
        usual = {
            "preset": "london",
            "nation": Nation.ENG.value,
            "opens": "09:00",
            "closes": "17:00",
            "weekdays": "0\n1\n2\n3\n4",
            "worker_role": Role.TEAM_MANAGER.value,
        }
        for path, text in usual.items():
            self._field(path).put(text)
        self.query(Field).first().focus_control()

    def _field(self, path: str) -> Field:
        return next(field for field in self.query(Field) if field.path == path)

    def _text(self, path: str) -> str:
        text = self._field(path).text
        return text if path.endswith(("password", "again")) else text.strip()

    # Setting up.

    @on(Button.Pressed, "#submit")
    def action_submit(self) -> None:
        """Check everything, then make the hub in a thread."""
        if self._busy:
            return
        for field in self.query(Field):
            field.show_error("")
        try:
            plan = self._plan()
        except Invalid as invalid:
            self._show(invalid.problems)
            return
        self._busy = True
        self.say("Setting up: the key is made, the store written, the passwords hashed ...")
        start_only(self.app, "open", self._set_up, plan)

    @on(Button.Pressed, "#leave")
    def _left(self) -> None:
        self.app.exit()

    async def _set_up(self, plan: dict[str, str]) -> None:
        try:
            opened: Opened = await asyncio.to_thread(self.app.set_up, plan)
        except Invalid as invalid:
            self._show(invalid.problems)
        except Trouble as trouble:
            self.say(str(trouble))
        else:
            await self.app.opened_as(opened, None)
        finally:
            self._busy = False

    def _plan(self) -> dict[str, str]:
        """What was filled in, by the plan's names. Raises Invalid with everything wrong at once."""
        problems = [found for field in self.query(Field) if (found := field.problem())]
        hours = {}
        for path in ("opens", "closes"):
            try:
                hours[path] = clock_time(self._text(path), ends_the_day=path == "closes")
            except ValueError as error:
                problems.append(Problem(path, str(error)))
        problems += self._password_problems("admin") + self._password_problems("worker")
        if problems:
            raise Invalid(problems)
        return {"policy_text": self._policy(hours["opens"], hours["closes"])} | {
            path: self._text(path)
            for path in (
                "hub",
                "admin_name",
                "admin_full_name",
                "admin_password",
                "worker_name",
                "worker_full_name",
                "worker_password",
                "worker_role",
            )
        }

    def _password_problems(self, who: str) -> list[Problem]:
        given, again = self._text(f"{who}_password"), self._text(f"{who}_again")
        if given and again and given != again:
            return [Problem(f"{who}_again", "is not the same; type both again")]
        return []

    def _policy(self, opens: time | None, closes: time | None) -> str:
        from mashdesk.domain.policy import policy_text

        days = [int(number) for number in self._text("weekdays").split()]
        return policy_text(
            self._text("preset"),
            nation=Nation(self._text("nation")),
            opens=opens or time(0),
            closes=closes,
            weekdays=days,
            closures=(),
        )

    # Saying.

    def say(self, text: str) -> None:
        """A sentence under the form."""
        self.query_one("#said", Static).update(Content(self.app.shown.lines(text)))

    def _show(self, problems: Iterable[Problem]) -> None:
        """Each problem beside its field, the rest under the form; the keys go to the first."""
        loose: list[str] = []
        for problem in problems:
            path = _PLACES.get(problem.field, problem.field)
            field: Any = next((known for known in self.query(Field) if known.path == path), None)
            if field is None:
                loose.append(str(problem))
            elif not field.error:
                field.show_error(problem.message)
        wrong = [field for field in self.query(Field) if field.error]
        if wrong:
            count = len(wrong)
            loose.insert(0, f"{count} field{'s' * (count > 1)} to put right; nothing is lost.")
            wrong[0].focus_control()
        self.say("\n".join(loose))


_PLACES = {"calendar.opens": "opens", "calendar.closes": "closes", "calendar.weekdays": "weekdays"}


def _person(who: str, title: str, does: str) -> Iterator[Widget]:
    yield section(f"{title}: {does}")
    yield LineField(f"{who}_name", "Name to sign in", ask="give a short name to sign in with")
    yield LineField(
        f"{who}_full_name", "Full name", ask="give the full name, as records shall show it"
    )
    yield LineField(
        f"{who}_password",
        "Password",
        ask=f"choose a password: {_PASSWORDS}",
        hint=_PASSWORDS,
        secret=True,
    )
    yield LineField(f"{who}_again", "Password again", ask="type the password again", secret=True)


def clock_time(text: str, *, ends_the_day: bool) -> time | None:
    """A clock time as typed; None for 24:00. Raises ValueError with what to write."""
    hours, _, minutes = text.replace(".", ":").partition(":")
    if (
        hours.isdecimal()
        and (minutes or "0").isdecimal()
        and len(hours) <= 2
        and len(minutes) in (0, 2)
    ):
        hour, minute = int(hours), int(minutes or "0")
        if (hour, minute) == (24, 0) and ends_the_day:
            return None
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError("is not a clock time; write it like 09:00")
