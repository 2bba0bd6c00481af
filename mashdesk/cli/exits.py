"""What the program tells the shell when it ends; docs/cli.md and the help hold the same table."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes. Scripts rely on them: they never change their meaning."""

    OK = 0
    PARTLY = 1
    USAGE = 2
    INVALID = 3
    NOT_PERMITTED = 4
    NOT_FOUND = 5
    NOT_NOW = 6
    STORE = 7
    INTEGRITY = 8
    INTERNAL = 70
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """What the code says, for the help."""
        return _MEANINGS[self]


_MEANINGS = {
    Exit.OK: "done",
    Exit.PARTLY: "part of a batch was refused; the rest is kept",
    Exit.USAGE: "the command line is not understood",
    Exit.INVALID: "what was given is not right; each field at fault is named",
    Exit.NOT_PERMITTED: "not permitted, or sign-in refused",
    Exit.NOT_FOUND: "no such record, person, agency or prompt",
    Exit.NOT_NOW: "changed meanwhile, not possible now, or already taken in",
    Exit.STORE: "the store is in trouble: missing, locked, damaged, full, wrong key",
    Exit.INTEGRITY: "the audit or the store's integrity does not hold",
    Exit.INTERNAL: "a fault in mashdesk itself",
    Exit.INTERRUPTED: "interrupted from the keyboard",
}


def exit_code_lines() -> list[str]:
    """One line for each code."""
    return [f"{code.value:>4}  {code.meaning}" for code in Exit]
