"""The second factor: codes that an app on one's own phone makes from a secret and the time.

Nothing leaves the machine: the secret is shown once, as text and as a QR code, and kept in the
encrypted store.
"""

from __future__ import annotations

import hmac
from datetime import datetime

STEP_SECONDS = 30
TOLERANCE = 1
"""Steps that a phone's clock may be ahead or behind."""
DIGITS = 6


def new_secret() -> str:
    """A random secret of 160 bits, in the letters that people can type into an app."""
    import pyotp

    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What a QR code holds: everything the app needs to know."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="mashdesk")


def step_of(secret: str, code: str, now: datetime, used: int = 0) -> int | None:
    """The step of time that a code is of, if it is right and newer than the newest `used` one.

    `now` is UTC; one step before and one behind it are as good.
    """
    import pyotp

    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    maker, at = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS), int(now.timestamp())
    found = None
    for step in range(at // STEP_SECONDS - TOLERANCE, at // STEP_SECONDS + TOLERANCE + 1):
        right = hmac.compare_digest(maker.generate_otp(step), typed)
        found = step if right and step > used else found
    return found


def qr_lines(text: str, *, blocks: bool, dark: bool) -> list[str]:
    """A QR code as lines to print: half blocks, or two `#` a module where those cannot be drawn.

    With `dark` the dark modules are drawn, for dark ink on white; without, the light ones, for the
    light ink of most terminals.
    """
    import segno

    modules = segno.make(text, error="l", micro=False).matrix_iter(border=2)
    rows = [[bool(module) is dark for module in row] for row in modules]
    if not blocks:
        return ["".join("##" if inked else "  " for inked in row) for row in rows]
    if len(rows) % 2:
        rows.append([not dark] * len(rows[0]))
    halves = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return [
        "".join(halves[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
