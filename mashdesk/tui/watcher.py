"""Beside the desk a few lines of shell wait for it to be killed, and then empty the screen.

Nobody can tidy up behind a `kill -9` of themselves: the last frame would stand on the terminal, and
the mouse would go on reporting. The watcher knows no record; all it holds is what it would write.
"""

from __future__ import annotations

import contextlib
import subprocess

_WAITS = """\
trap '' HUP INT QUIT TERM TSTP TTIN TTOU
said=
read -r said
[ "$said" = left ] || printf %s "$0"
"""


class Watcher:
    """Waits in a process group of its own, so that a signal to the desk's is none to it."""

    def __init__(self, terminal: int, writes: str) -> None:
        """Write `writes` to the terminal (a file descriptor) unless the desk says that it left."""
        self._process: subprocess.Popen[bytes] | None = None
        # Where there is no shell there is no watcher; the desk itself needs none.
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - nothing from outside is run
                ["/bin/sh", "-c", _WAITS, writes],
                stdin=subprocess.PIPE,
                stdout=terminal,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                process_group=0,
            )

    def dismiss(self) -> None:
        """The terminal is given back: there is nothing to wait for. Safe to call twice."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            process.communicate(b"left\n", timeout=2)
