"""What an application on a shared terminal full of records must not do, whatever Textual can."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.driver import Driver

from mashdesk.tui.terminal import ERASE, TerminalGuard


class ShieldedApp(App[None]):
    """No pictures, no shell underneath, no toasts, no variables in a crash, a terminal put back.

    `fault` is what made it stop, if something did; whoever ran it says what may be said of it.
    """

    ALLOW_SELECT = False
    BINDINGS = []

    def __init__(self) -> None:
        super().__init__()
        self.guard = TerminalGuard(self._end, self._stopped)
        self.fault: BaseException | None = None

    def guard_terminal(self) -> None:
        """End politely at a signal. Call once the loop runs."""
        if not self.is_headless:
            self.guard.watch()
            self.call_after_refresh(self.guard.post_watcher)

    def get_driver_class(self) -> type[Driver]:
        return _leaving_nothing(super().get_driver_class())

    def empty_terminal(self) -> None:
        """Take what stands on the terminal away now, whatever is drawn next and however late."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(ERASE)

    def forget_clipboard(self) -> None:
        """Whoever comes next must not paste what was copied before."""
        self._clipboard = ""

    def copy_to_clipboard(self, text: str) -> None:
        """What is copied here is pasted here: the workstation's clipboard is everybody's."""
        self._clipboard = text

    def notify(self, message: str, **_ignored: Any) -> None:
        """Toasts would show over a locked desk; screens tell things in their own place."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Records are not saved as pictures."""

    def deliver_screenshot(self, *_ignored: Any, **_named: Any) -> None:
        """Nor when Textual's palette asks for it."""

    def action_suspend_process(self) -> None:
        """A suspended desk would leave a shell under somebody else's name."""

    def action_help_quit(self) -> None:
        """Ctrl+C copies in a field and does nothing elsewhere."""

    def was_stopped(self) -> None:
        """This program was asked to stop, or stood still and goes on."""

    def _stopped(self) -> None:
        self.was_stopped()
        self.refresh(layout=True)

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print the variables of every frame: a password has been seen in them.
        self._return_code = 70
        if self.fault is None:
            self.fault = error
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_renderables: Any) -> None:
        self._close_messages_no_wait()


def _leaving_nothing(driver: type[Driver]) -> type[Driver]:
    """The driver, emptying the screen before it gives the terminal back."""

    class Leaving(driver):  # type: ignore[misc, valid-type]  # which one, the platform says
        def stop_application_mode(self) -> None:
            self.write(ERASE)
            super().stop_application_mode()

    return Leaving
