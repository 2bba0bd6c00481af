"""How the interpreter is set so that starting is quick and a key is answered evenly."""

from __future__ import annotations

import gc
import sys

_SWITCH_SECONDS = 0.0005
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50


def while_starting() -> None:
    """Thousands of objects are made, hardly one is rubbish: looking for it only takes time."""
    gc.disable()


def once_running() -> None:
    """What is there now stays: later looks pass over it, and come less often."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()
    # A long queue is read in a thread: a key waits for its turn of the interpreter, not 5 ms.
    sys.setswitchinterval(_SWITCH_SECONDS)
