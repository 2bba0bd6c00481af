"""What an administrator does to people and agencies: each act, and the dialog that asks for it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from mashdesk.domain import commands as c
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store.views import AccountView, AgencyView
from mashdesk.store.views.prompting import PromptSet
from mashdesk.tui.screens.administration_lists import Tab
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.work import start_only


class Administering(HomeScreen):
    """Acts on whoever, or whichever agency, is under the cursor."""

    tab: Tab
    people: tuple[AccountView, ...]
    agencies: tuple[AgencyView, ...]
    prompts: tuple[PromptSet, ...]

    @abstractmethod
    async def read_again(self) -> None:
        """Read the lists and show them as they are now."""

    def action_add(self) -> None:
        """Add a person, or an agency, after the list that is shown."""
        start_only(self, "act", self._add_person if self.tab is Tab.PEOPLE else self._entry)

    def action_edit(self) -> None:
        """Change the entry, or set the prompt, that is under the cursor."""
        if self.tab is Tab.PROMPTS:
            self._set_prompt()
        elif self.current is not None and self.current < len(self.agencies):
            start_only(self, "act", self._entry, self.agencies[self.current])

    def action_shut(self) -> None:
        """Shut the account under the cursor, after asking."""
        if (person := self._open_account()) is not None:
            start_only(self, "act", self._shut, person)

    def action_reset(self) -> None:
        """Give whoever is under the cursor a one-time password."""
        if (person := self._open_account()) is not None:
            start_only(self, "act", self._reset, person)

    def action_unlock(self) -> None:
        """Let whoever is under the cursor try again."""
        if (person := self._open_account()) is not None:
            start_only(self, "act", self._perform, c.UnlockAccount(name=person.name))

    def action_role(self) -> None:
        """Give whoever is under the cursor another role."""
        if (person := self._open_account()) is not None:
            start_only(self, "act", self._role, person)

    def action_contact(self) -> None:
        """Say how people reach the hub."""
        start_only(self, "act", self._contact)

    async def _contact(self) -> None:
        from mashdesk.tui.dialogs.hub_contact import HubContactDialog

        app = self.app
        outcome = await app.push_screen_wait(HubContactDialog(app.desk, app.actor))
        if outcome is not None:
            self.say(outcome.message, Tone.NEWS)

    def action_try_prompt(self) -> None:
        """Say how often a prompt would have fired, before the policy has it so."""
        start_only(self, "act", self._try_prompt)

    def _set_prompt(self) -> None:
        at = self.current
        if at is None or at >= len(self.prompts):
            return
        prompt = self.prompts[at]
        if prompt.by_clock:
            said = f"{prompt.title} says that a clock ran out: it is always on."
            self.say(f"{said} Its time is the policy's.", Tone.REFUSED)
        else:
            start_only(self, "act", self._prompt, prompt)

    async def _prompt(self, prompt: PromptSet) -> None:
        from mashdesk.tui.dialogs.set_prompt import SetPromptDialog

        app = self.app
        outcome = await app.push_screen_wait(SetPromptDialog(app.desk, app.actor, prompt))
        if outcome is not None:
            await self.read_again()
            self.say(outcome.message, Tone.NEWS)

    async def _try_prompt(self) -> None:
        from mashdesk.tui.dialogs.try_prompt import TryPromptDialog

        await self.app.push_screen_wait(TryPromptDialog(self.app.desk, self.app.actor))

    def _open_account(self) -> AccountView | None:
        at = self.current
        person = self.people[at] if at is not None and at < len(self.people) else None
        if person is not None and not person.active:
            self.say(f"{person.name} is shut; n adds {person.name} again.", Tone.REFUSED)
            return None
        return person

    async def _add_person(self) -> None:
        from mashdesk.tui.dialogs.accounts import AddPersonDialog

        app = self.app
        dialog = AddPersonDialog(app.desk, app.actor, app.opened.sign_in)
        outcome = await app.push_screen_wait(dialog)
        if outcome is not None:
            await self._tell_once(outcome.message, dialog.once)

    async def _reset(self, person: AccountView) -> None:
        from mashdesk.tui.dialogs.accounts import ResetPasswordDialog

        app = self.app
        dialog = ResetPasswordDialog(app.desk, app.actor, app.opened.sign_in, person)
        outcome = await app.push_screen_wait(dialog)
        if outcome is not None:
            await self._tell_once(outcome.message, dialog.once)

    async def _tell_once(self, said: str, once: str) -> None:
        from mashdesk.tui.dialogs.accounts import OneTimePasswordScreen

        await self.app.push_screen_wait(OneTimePasswordScreen(said, once))
        self.say(said, Tone.NEWS)

    async def _role(self, person: AccountView) -> None:
        from mashdesk.tui.dialogs.accounts import ChangeRoleDialog

        app = self.app
        dialog = ChangeRoleDialog(app.desk, app.actor, app.opened.sign_in, person)
        outcome = await app.push_screen_wait(dialog)
        if outcome is not None:
            self.say(outcome.message, Tone.NEWS)

    async def _shut(self, person: AccountView) -> None:
        from mashdesk.tui.forms.confirm import Confirm

        held = f" {person.holds} referrals go back to the queue." if person.holds else ""
        question = f"Shut the account of {person.full_name} ({person.name})?{held}"
        if await self.app.push_screen_wait(Confirm(question, "Yes, shut it")):
            await self._perform(c.ShutAccount(name=person.name))

    async def _entry(self, agency: AgencyView | None = None) -> None:
        from mashdesk.tui.dialogs.roster_entry import RosterEntryDialog

        app = self.app
        outcome = await app.push_screen_wait(RosterEntryDialog(app.desk, app.actor, agency))
        if outcome is not None:
            self.say(outcome.message, Tone.NEWS)

    async def _perform(self, command: c.Command) -> None:
        try:
            outcome = await asyncio.to_thread(self.app.desk.perform, command, self.app.actor)
        except (Refused, Invalid, Trouble) as problem:
            self.say(str(problem), Tone.REFUSED)
        else:
            # The list first: the next key is meant for what it shows now.
            await self.read_again()
            self.say(outcome.message, Tone.NEWS)
