"""The terminal handed back as it was found, whatever ends the desk; and what a crash may say."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import locale
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from types import FrameType

from mashdesk.tui.watcher import Watcher

ERASE = "\x1b[0m\x1b[H\x1b[J"
"""Empties the screen; where a terminal has no other one to go back to, the last frame goes so."""

RESTORE = ERASE + (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l"  # bracketed paste, line wrap, in-band resize
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # the mouse
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"  # keyboard, alternate screen, cursor, focus
)

RESUME = (
    "\x1b[?1049h\x1b[H\x1b[J\x1b[?25l"  # alternate screen, emptied; cursor
    "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?2004h\x1b[?1004h"  # mouse, paste, focus
)

_ENDINGS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
_STUCK = 5.0
"""Seconds after which a desk that has not begun to end is taken to be stuck: it waits to write to
a terminal that reads no more, and that may be gone.
"""
_AT_MOST = 60.0
"""Seconds that an end may take from then on; what is typed waits for a busy store for half of it.
"""
_KEPT = frozenset({
    "TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS",
    "TEXTUAL_SMOOTH_SCROLL", "TEXTUAL_DIM_FACTOR",
})  # fmt: skip


def prepare_environment(environment: MutableMapping[str, str] = os.environ) -> None:
    """Settle what Textual reads from the environment; call before Textual is first imported.

    Its debugging aids write screens and keys to files, which on a desk of records they must not.
    """
    for name in list(environment):
        if name == "TEXTUAL" or (name.startswith("TEXTUAL_") and name not in _KEPT):
            del environment[name]
    environment.setdefault("TEXTUAL_FPS", "240")
    environment.setdefault("TEXTUAL_ANIMATIONS", "none")


def speaks_unicode(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal's locale, as the environment names it, can show more than ASCII.

    Without any locale the answer is yes: such a terminal is nearly always a container's.
    """
    if environment.get("TERM") in {"dumb", "vt100"}:
        return False
    said = next(filter(None, map(environment.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    if said == "C.UTF-8" and environment.get("LANG") in {"C", "POSIX"}:
        # Python makes this of the plain C locale by itself; the person asked for the plain one.
        return environment.get("LC_ALL") == said
    code = said.partition(".")[2].partition("@")[0].lower().replace("-", "")
    if code or said in {"C", "POSIX"}:
        return code == "utf8"
    return codecs.lookup(locale.getpreferredencoding(False)).name == "utf-8"


class TerminalGuard:
    """Ends the desk politely at a signal, and by force at the second one.

    It is never put to sleep: asked to stop, it calls `stopped` instead, and the same when it goes
    on after a stop that no program can refuse.
    """

    def __init__(self, leave: Callable[[int], None], stopped: Callable[[], None]) -> None:
        self._leave = leave
        self._stopped = stopped
        self._asked = False
        self._attributes = _attributes()
        self._running = self._attributes
        self._watcher: Watcher | None = None

    def watch(self) -> None:
        """Take the signals over; call inside the running loop, the terminal in raw mode."""
        loop = asyncio.get_running_loop()
        self._running = _attributes()
        for name, action in (("SIGTSTP", self._stopped), ("SIGCONT", self._go_on)):
            if (number := getattr(signal, name, None)) is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, action)
        for name in _ENDINGS:
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self._end, number)
            except (NotImplementedError, RuntimeError, ValueError):
                self._plainly(number)
            else:
                # The loop is woken all the same; this runs even where it is stuck in a write.
                signal.signal(number, self._see_it_end)

    def post_watcher(self) -> None:
        """Have the screen emptied and the mouse let go even if the desk is killed.

        Call before records are shown. Raw mode stays then: a shell puts that right by itself.
        """
        stream = sys.__stderr__
        if self._watcher is None and stream is not None and stream.isatty():
            self._watcher = Watcher(stream.fileno(), RESTORE)

    def left(self) -> None:
        """The terminal is as it was found."""
        if self._watcher is not None:
            self._watcher.dismiss()

    def _go_on(self) -> None:
        """A shell may have had the terminal meanwhile: take it back before anything is drawn."""
        stream = sys.__stderr__
        if stream is not None and stream.isatty() and _is_in_front(stream.fileno()):
            _put_back(self._running)
            stream.write(RESUME)
            stream.flush()
        self._stopped()

    def _see_it_end(self, number: int, _frame: FrameType | None) -> None:
        """Have the end come in any case. What stays on the screen the watcher empties."""

        def insist() -> None:
            never = threading.Event()
            never.wait(_STUCK)
            if self._asked:
                never.wait(_AT_MOST)
            os._exit(128 + number)

        threading.Thread(target=insist, name="mashdesk-end", daemon=True).start()

    def _plainly(self, number: int) -> None:
        """Where the loop cannot take signals (Windows), Python's own handlers do."""

        def handler(number: int, _frame: FrameType | None) -> None:
            self._end(number)

        try:
            signal.signal(number, handler)
        except ValueError:
            return  # not the main thread: whoever runs it there sees to its signals

    def _end(self, number: int) -> None:
        if self._asked:
            self.restore()
            os._exit(128 + number)
        self._asked = True
        self._leave(128 + number)

    def restore(self) -> None:
        """Put the terminal back by hand, for an end that goes past Textual's own."""
        stream = sys.__stderr__
        if stream is None or not stream.isatty():
            return
        try:
            stream.write(RESTORE)
            stream.flush()
        except OSError:
            return  # the terminal itself is gone
        _put_back(self._attributes)
        self.left()


def _is_in_front(terminal: int) -> bool:
    """Whether this program has the terminal; setting one that another has would stop us again."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False


def _attributes() -> list[object] | None:
    try:
        import termios

        return list(termios.tcgetattr(sys.__stdin__.fileno())) if sys.__stdin__ else None
    except (ImportError, OSError, ValueError):
        return None
    except Exception:  # termios.error derives from Exception alone
        return None


def _put_back(attributes: list[object] | None) -> None:
    if attributes is None or sys.__stdin__ is None:
        return
    try:
        import termios

        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSADRAIN, attributes)  # type: ignore[arg-type]
    except Exception:  # as above; there is nothing left to restore
        return


def keep_faults_quiet() -> None:
    """Let nothing of a fault reach the terminal by a way of Python's own, nor memory a file.

    What a thread or a destructor fails of is logged, where only its places are noted: Python would
    print its message, and that of a database error holds the record.
    """

    def thread_failed(failed: threading.ExceptHookArgs) -> None:
        if not _is_of_closed_terminal(failed.exc_value):
            _note(failed.exc_value)

    def unraisable(failed: sys.UnraisableHookArgs) -> None:
        _note(failed.exc_value)

    threading.excepthook = thread_failed
    sys.unraisablehook = unraisable
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_of_closed_terminal(error: BaseException | None) -> bool:
    """Whether Textual read or wrote a terminal that somebody has closed: a desk is left like that,
    and it is no fault.
    """
    return isinstance(error, OSError) and any(
        Path(frame.filename).match("textual/drivers/*")
        for frame in traceback.extract_tb(error.__traceback__)
    )


def _note(error: BaseException | None) -> None:
    if error is not None:
        report = fault_report(error)
        logging.getLogger("mashdesk").error("something failed beside the desk: %s", report)


def fault_report(error: BaseException) -> str:
    """A crash for a maintainer: kinds of error and places in the code.

    No message, no source line and no variable, for any of them can hold a child's name or a
    password.
    """
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 5:
        frames = traceback.extract_tb(cause.__traceback__)
        places = [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        parts.append("\n".join([type(cause).__name__, *places[-12:]]))
        # A worker's failure carries what failed in it under this name.
        within = getattr(cause, "error", None)
        cause = (
            within
            if isinstance(within, BaseException)
            else cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        )
    return "\n".join(parts)


def _place(filename: str) -> str:
    parts = Path(filename).parts
    for root in ("mashdesk", "site-packages"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at:] if root == "mashdesk" else parts[at + 1 :])
    return Path(filename).name


def fault_notice(error: BaseException) -> str:
    """What a person reads when the desk had to stop."""
    return (
        "mashdesk had to stop because of a fault of its own. Everything it confirmed is saved, "
        "and drafts are kept.\nStart it again with the same command. For the maintainers:\n\n"
        f"{fault_report(error)}\n"
    )
