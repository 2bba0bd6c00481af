"""A person at the terminal: goes from field to field, types, reads what it says, and goes on.

Each act waits until the screen shows its effect, as a person does; nothing waits for time to pass.
"""

from __future__ import annotations

import re

from scripts.bench_tools.shown_screen import NotShown
from tests.proof.terminal import ENTER, ESCAPE, SPACE, SUBMIT, TAB, Terminal

MARK = "▌"
"""Stands beside the field that has the keys; at the very left it is the queue's own cursor."""
ADMINISTRATOR = ("ada", "Ada Min", "correct horse battery")
WORKER = ("asha", "Asha Rao", "another horse battery")


class Hands(Terminal):
    """What a person does with a form, a choice and a key."""

    def focus(self) -> str | None:
        """The first line of the field with the keys, from its mark on; None between two fields."""
        found = [(y, line.find(MARK, 1)) for y, line in enumerate(self.lines)]
        found = [(y, x) for y, x in found if x > 0]
        if not found or {x for _, x in found} != {found[0][1]}:
            return None
        y, x = found[0]
        in_one_piece = [row for row, _ in found] == list(range(y, y + len(found)))
        return self.lines[y][x:] if in_one_piece else None

    def label(self) -> str | None:
        """What the field with the keys is called; what stands in it may yet change."""
        named = re.match(rf"{MARK} (\S+(?: \S+)*)", self.focus() or "")
        return named[1] if named else None

    def is_at(self, label: str) -> bool:
        return (self.label() or "").startswith(label)

    def go_to(self, label: str, most: int = 20) -> None:
        """Tab on until the keys are in this field."""
        self.wait_until(lambda: self.label() is not None, "a field with the keys")
        for _ in range(most):
            if self.is_at(label):
                return
            self._tab_on(self.label())
        raise NotShown(f"no field {label!r} after {most} tabs:\n{self.text}")

    def _tab_on(self, before: str | None) -> None:
        self.press(TAB)
        self.wait_until(lambda: self.label() not in (None, before), "another field")
        # A field that is scrolled to is seen in part before it is seen whole.
        self.drain(quiet=0.2)

    def fill(self, label: str, text: str, shown: str | None = None) -> None:
        """Type into a field, and see it there."""
        self.go_to(label)
        self.press(text)
        self.wait_for(text if shown is None else shown)

    def choose(self, label: str, wanted: str, most: int = 12) -> None:
        """Choose one of a field's choices by its first letter, pressed until it is the one."""
        self.go_to(label)
        for _ in range(most):
            if self.is_chosen(wanted):
                return
            self._letter(wanted[0], self._chosen())
        raise NotShown(f"{wanted!r} cannot be chosen:\n{self.text}")

    def _letter(self, letter: str, before: list[str]) -> None:
        self.press(letter)
        self.wait_until(lambda: self._chosen() != before, "another choice")

    def is_chosen(self, wanted: str) -> bool:
        return re.search(rf"\(\*\) (\S \S )?{re.escape(wanted)}", self.text) is not None

    def _chosen(self) -> list[str]:
        return re.findall(r"\(\*\) [^()\[\]]*", self.text)

    def submit(self, said: str) -> str:
        """Send the form and read what it says came of it."""
        self.press(SUBMIT)
        self.wait_gone("* is needed")
        return self.wait_for(said)

    def set_up(self, hub: str) -> None:
        """The first start: the hub, its administrator, its first worker."""
        self.wait_for("Set this hub up")
        self.fill("Name of the hub", hub)
        for name, full_name, password in (ADMINISTRATOR, WORKER):
            self.fill("Name to sign in", name)
            self.fill("Full name", full_name)
            self.fill_secret("Password *", password)
            self.fill_secret("Password again", password)
        self.press(SUBMIT)
        self.wait_for("Sign in at", hub)

    def fill_secret(self, label: str, text: str) -> None:
        """Type what shows as dots."""
        self.go_to(label)
        self.press(text)
        self.wait_until(lambda: (self.focus() or "").count("•") == len(text), "all its dots")

    def sign_in(self, name: str, password: str) -> None:
        self.wait_for("Sign in at")
        # In one go, as a password safe types it.
        self.press(name + "\r" + password)
        self.wait_for(name, "•" * len(password))
        self.press(ENTER)
        self.wait_for("LIVE", "/ find")

    def act(self, key: str, name: str) -> None:
        """Press an act's key once the footer offers it: right after another act the record behind
        may still be read again, and what it has no room for is not done.
        """
        self.wait_for(f" {key} {name} ")
        self.press(key)

    def look_at_the_history(self) -> None:
        """Open the previous contacts of the record under the cursor, and come back."""
        narrow = self.screen.columns < 100
        if narrow:
            self.press(ENTER)
            self.wait_for("queue")
        self.press("4")
        self.wait_for("Chronology of")
        self.press("1")
        self.wait_gone("Chronology of")
        if narrow:
            self.press(ESCAPE)
            self.wait_for("Open 1")

    def take_in(self, worry: str) -> None:
        """One child, by phone from a school; without consent."""
        self.press("n")
        self.wait_for("Take a contact in")
        self.fill("Source", "school")
        self.fill("Name", "Ms Hall")
        self.choose("How", "phone")
        self.fill("The worry", worry)
        self.go_to("Reasons")
        self.press("n", SPACE)
        self.wait_for("[x] neglect")
        self.fill("Given name", "Kai")
        self.fill("Family name", "Brown")
        self.fill("Born", "4 May 2019")
        self.submit("taken in")
