"""A locked desk under a thousand bursts of keys and mouse: it tells nothing and does nothing."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.proof.canary import CANARY, canary_hub
from tests.proof.hands import Hands

RUNS, TOGETHER = 1_000, 50
COLUMNS, LINES = 100, 30
LETTERS = "abcdefghijklmnoprstuvwxyz ABCDEFGHIJKLMNOPRSTUVWXYZ0345678'/:?!.,;#*+-=@"
"""Without the letters that could, behind an escape, make the one key that is meant to work: F2."""


def key(random: Random) -> str:
    return random.choice(LETTERS)


def word(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(2, 12)))


def control(random: Random) -> str:
    return chr(random.choice([code for code in range(1, 32) if code != 27]))


def named(random: Random) -> str:
    """Arrows, Home and End, pages, F1, F3 and on, some with Shift, Alt or Ctrl held."""
    plain = ["A", "B", "C", "D", "H", "F", "Z", "P", "R", "S"]
    numbered = [2, 3, 5, 6, 11, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 29, 34]
    held = random.choice(["", f"1;{random.randint(2, 8)}"])
    if random.random() < 0.5:
        return f"\x1b[{held}{random.choice(plain)}"
    with_held = f";{random.randint(2, 8)}" if held else ""
    return f"\x1b[{random.choice(numbered)}{with_held}~"


def kitty(random: Random) -> str:
    """A key as the newer protocol reports it: Escape, Enter, letters, with anything held."""
    code = random.choice([27, 13, 9, 127, 57358, 57366, *range(97, 123)])
    return f"\x1b[{code};{random.randint(1, 8)}u"


def mouse(random: Random) -> str:
    """Pressed, released, dragged, moved or wheeled, anywhere."""
    button = random.choice([0, 1, 2, 32, 35, 64, 65, 4, 8, 16])
    x, y = random.randint(1, COLUMNS), random.randint(1, LINES)
    down = f"\x1b[<{button};{x};{y}M"
    return down + (f"\x1b[<{button};{x};{y}m" if button < 32 else "")


def pasted(random: Random) -> str:
    return f"\x1b[200~{word(random)}\n{word(random)}\x1b[201~"


def told(random: Random) -> str:
    """What terminals say by themselves: the window has the focus, or lost it."""
    return random.choice(["\x1b[I", "\x1b[O"])


KINDS: tuple[tuple[Callable[[Random], str], int], ...] = (
    (key, 6), (word, 2), (control, 4), (named, 4), (kitty, 3), (mouse, 6), (pasted, 1), (told, 1),
)  # fmt: skip


def burst(random: Random) -> str:
    kinds, weights = zip(*KINDS, strict=True)
    chosen = random.choices(kinds, weights, k=random.randint(1, 8))
    return "".join(kind(random) for kind in chosen)


def until_all_were_taken(desk: Hands) -> None:
    """Empty the field and type into it: what was sent before has then been taken in."""
    desk.press("\x1b[I")
    for key, dots in (("\x05\x15", False), ("a", True)):
        for _ in range(30):
            # Once more: an Enter on its way empties the field when it arrives.
            desk.press(key)
            desk.drain(0.2, 1)
            if ("•" in desk.text) is dots:
                break
        else:
            raise AssertionError(f"the desk takes no keys:\n{desk.text}")


def test_a_thousand_runs_of_keys_and_mouse_get_nothing_out_of_a_locked_desk(
    tmp_path: Path,
) -> None:
    seed = secrets.randbits(32)
    random = Random(seed)
    print(f"seed {seed}")
    with canary_hub(tmp_path) as hub, Hands(env=hub.env, columns=COLUMNS, lines=LINES) as desk:
        hub.signed_in(desk)
        # Something is being written, too, and the record is laid over by a dialog.
        desk.press("m")
        desk.wait_for("Add a note")
        desk.press(CANARY * 5)
        desk.wait_for(CANARY * 5)
        desk.press("\x0c")
        desk.wait_for("Locked by Asha Rao")
        desk.drain(0.4)
        before, locked = hub.audit(), len(desk.raw)
        for _ in range(RUNS // TOGETHER):
            for _ in range(TOGETHER):
                desk.press(burst(random))
            until_all_were_taken(desk)
            assert CANARY not in desk.text
        written = bytes(desk.raw[locked:])
        assert CANARY.encode() not in written
        assert "Locked by Asha Rao" in desk.text
        acts = hub.audit()[len(before) :]
        assert set(acts) <= {("unlock", False)}, acts
        assert acts, "no try to unlock was made: the keys did not reach the desk"

        desk.press("\x1bOQ")
        desk.wait_for("Sign in at")
        assert CANARY.encode() not in desk.raw[locked:]
        desk.kill(signal.SIGTERM)
        desk.leave()
