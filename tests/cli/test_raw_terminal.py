from __future__ import annotations

import sys

import pexpect

# Raw as Textual leaves a terminal whose program was killed; then the program's own start.
KILLED = """
import subprocess, sys, termios, tty
tty.setraw(0)
sys.argv = ["mashdesk", "--version"]
from mashdesk.__main__ import main
main()
print(subprocess.run(["stty", "-a"], stdin=0, capture_output=True, text=True).stdout)
"""


def test_a_terminal_left_raw_by_a_desk_that_was_killed_is_given_back_at_the_next_start() -> None:
    child = pexpect.spawn(sys.executable, ["-c", KILLED], encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    said = (child.before or "").split()
    assert {"icanon", "echo", "isig", "icrnl", "opost"} <= {word.strip(";") for word in said}
