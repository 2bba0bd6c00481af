"""What an administrator works from: people, agencies, who may do what. No record is shown here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import HubView
from mashdesk.store.views.prompting import prompts_counted
from mashdesk.tui.screens.administering import Administering
from mashdesk.tui.screens.administration_lists import (
    Tab,
    agency_line,
    heading,
    person_line,
    policy_lines,
    prompt_line,
    role_lines,
)
from mashdesk.tui.widgets.banner import Banner, Tone
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine
from mashdesk.tui.widgets.key_bar import HAND_OVER, Key, KeyBar
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.work import start, start_only


@dataclass(frozen=True, slots=True)
class _Act:
    """A key, what it does, and the lists on which it does it."""

    key: str
    label: str
    tooltip: str
    action: str
    tabs: tuple[Tab, ...]


_ACTS = (
    _Act("n", "add", "Add a person or an agency", "add", (Tab.PEOPLE, Tab.AGENCIES)),
    _Act("s", "shut", "Shut the account of somebody who has left", "shut", (Tab.PEOPLE,)),
    _Act("r", "reset", "Give a one-time password", "reset", (Tab.PEOPLE,)),
    _Act("u", "unlock", "Let somebody try again after many failures", "unlock", (Tab.PEOPLE,)),
    _Act("o", "role", "Change a role", "role", (Tab.PEOPLE,)),
    _Act("e", "edit", "Change what is under the cursor", "edit", (Tab.AGENCIES, Tab.PROMPTS)),
    _Act("c", "contact", "How people reach the hub, for its letters", "contact", (Tab.POLICY,)),
    _Act("t", "try", "Try a prompt against history", "try_prompt", (Tab.POLICY, Tab.PROMPTS)),
)
_LISTED = (Tab.PEOPLE, Tab.AGENCIES, Tab.PROMPTS)
_ALWAYS = (Key("1-5", "lists", "next_tab"), Key("^p", "all", "app.command_palette"))


class AdministrationScreen(Administering):
    """Five lists; every act is a key on the list it belongs to."""

    CSS_PATH = "administration.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(act.key, act.action, act.label, show=False) for act in _ACTS),
        *(Binding(str(n), f"tab({n - 1})", tab.value, show=False) for n, tab in enumerate(Tab, 1)),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("tab", "next_tab", "Next list", show=False),
        Binding("L,ctrl+l", "app.lock", "Lock the desk", show=False),
        Binding("ctrl+p", "app.command_palette", "All", show=False),
        Binding("q", "app.quit", "Leave the desk", show=False),
    ]

    def __init__(self, facts: HeaderFacts) -> None:
        super().__init__()
        self.facts = replace(facts, counts=None)
        self.tab = Tab.PEOPLE
        self.people = ()
        self.agencies = ()
        self.prompts = ()
        self._policy: tuple[HubView, str] | None = None

    def compose(self) -> ComposeResult:
        show = self.app.shown
        self.header = HeaderLine(self.facts, show)
        self.banner = Banner(show)
        self.keys = KeyBar(show, (HAND_OVER, *_ALWAYS))
        yield self.header
        yield Static(Content(""), id="tabs", markup=False)
        yield Static(Content(""), id="columns", markup=False)
        yield OptionList(id="list", markup=False, compact=True)
        yield Page(self.facts.now, show.glyphs.cursor, id="page")
        yield self.banner
        yield self.keys

    def on_mount(self) -> None:
        self.set_class(self.app.shown.ascii, "-ascii")
        self.watch(self.app, "now", self.tick, init=False)
        self._show_tab()
        self.changed()

    # What others need of the screen.

    @property
    def current(self) -> int | None:
        return self.query_one("#list", OptionList).highlighted

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        self.banner.say(text, tone, self.app.now)

    def tick(self, now: datetime) -> None:
        """A second went by."""
        self.facts = replace(self.facts, now=now, trouble=self.app.trouble)
        self.header.tell(self.facts)
        self.banner.set_now(now)

    def commands(self) -> Iterator[SystemCommand]:
        for act in _ACTS:
            if self.tab in act.tabs:
                run = partial(start, self, "palette", self.run_action, act.action)
                yield SystemCommand(act.tooltip, f"key {act.key}", run)
        for number, tab in enumerate(Tab):
            run = partial(self.action_tab, number)
            yield SystemCommand(f"Show: {tab.value}", f"key {number + 1}", run)
        for title, key, action in (
            ("Lock the desk", "L", "app.lock"),
            ("Hand the desk over", "F2", "app.hand_over"),
            ("Leave the desk", "q", "app.quit"),
        ):
            run = partial(start, self, "palette", self.run_action, action)
            yield SystemCommand(title, f"key {key}", run)

    # Reading and drawing.

    def changed(self) -> None:
        """Something was committed, here or elsewhere: read everything again."""
        start_only(self, "read", self.read_again)

    async def read_again(self) -> None:
        try:
            await asyncio.to_thread(self._gather)
        except (Refused, Trouble) as problem:
            self.banner.alarm(str(problem))
            return
        self.banner.alarm()
        self._fill()

    def _gather(self) -> None:
        desk = self.app.desk
        self.people, self.agencies = desk.accounts(self.app.actor), desk.agencies()
        self._policy = desk.hub(), desk.policy_text()
        self.prompts = desk.prompting.as_set()
        self.facts = replace(self.facts, heartbeat=desk.heartbeat())

    def _show_tab(self) -> None:
        show = self.app.shown
        parts: list[str | tuple[str, str]] = [" "]
        for number, tab in enumerate(Tab, 1):
            style = "bold $notice-ink on $notice" if tab is self.tab else ""
            parts += [(f" {number} {tab.value} ", style), " "]
        self.query_one("#tabs", Static).update(show.line(*parts))
        self.query_one("#columns", Static).update(heading(self.tab, show))
        listed = self.tab in _LISTED
        self.query_one("#list").display, self.query_one("#page").display = listed, not listed
        self.keys.tell(
            [Key(act.key, act.label, act.action) for act in _ACTS if self.tab in act.tabs]
        )
        self._fill(keep=False)
        self.set_focus(self.query_one("#list" if listed else "#page"))

    def _fill(self, *, keep: bool = True) -> None:
        show, page = self.app.shown, self.query_one(Page)
        if self.tab is Tab.ROLES:
            page.put(list(role_lines(show)), keep_place=keep)
        elif self.tab is Tab.POLICY:
            lines = policy_lines(*self._policy, show) if self._policy else ()
            page.put(list(lines), keep_place=keep)
        elif self.tab is Tab.PEOPLE:
            self._list([person_line(person, show) for person in self.people])
        elif self.tab is Tab.PROMPTS:
            told = [prompt_line(prompt, show) for prompt in self.prompts]
            self._list([*told, show.line((f" {prompts_counted(self.prompts)}", "$quiet"))])
        else:
            self._list([agency_line(agency, show) for agency in self.agencies])

    def _list(self, prompts: list[Content]) -> None:
        shown = self.query_one("#list", OptionList)
        at = shown.highlighted or 0
        shown.clear_options()
        shown.add_options([Option(prompt) for prompt in prompts])
        shown.highlighted = min(at, len(prompts) - 1) if prompts else None

    # Moving about.

    def action_tab(self, number: int) -> None:
        """Show another list."""
        self.tab = tuple(Tab)[number]
        self.query_one("#list", OptionList).highlighted = 0
        self._show_tab()

    def action_next_tab(self) -> None:
        """Show the list after this one."""
        self.action_tab((tuple(Tab).index(self.tab) + 1) % len(Tab))

    def action_move(self, by: int) -> None:
        """As the arrows do."""
        shown = self.query_one("#list", OptionList)
        (shown.action_cursor_down if by > 0 else shown.action_cursor_up)()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        act = next((act for act in _ACTS if act.action == action), None)
        return act is None or self.tab in act.tabs

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.tab in (Tab.AGENCIES, Tab.PROMPTS):
            self.action_edit()
