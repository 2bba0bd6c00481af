"""A terminal that a desk which was killed left in raw mode, brought back at the next start."""

from __future__ import annotations

import os
import sys


def bring_back() -> bool:
    """Give the terminal of standard input lines, echo and signals again where it has none of them;
    whether that was needed.

    Most shells do so by themselves before they prompt. Nothing is changed where another program has
    the terminal, nor where there is none.
    """
    try:
        import termios
    except ImportError:  # Windows has no such modes
        return False
    try:
        terminal = sys.__stdin__.fileno() if sys.__stdin__ else -1
        if not os.isatty(terminal) or os.tcgetpgrp(terminal) != os.getpgrp():
            return False
        attributes = termios.tcgetattr(terminal)
        lines = termios.ICANON | termios.ECHO | termios.ISIG
        if attributes[3] & lines:
            return False
        attributes[0] |= termios.ICRNL | termios.IXON | termios.BRKINT
        attributes[1] |= termios.OPOST | termios.ONLCR
        attributes[3] |= lines | termios.IEXTEN | termios.ECHOE | termios.ECHOK
        termios.tcsetattr(terminal, termios.TCSADRAIN, attributes)
    except (OSError, ValueError, termios.error):
        return False
    return True
