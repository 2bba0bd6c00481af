"""Argon2id with pinned parameters: what a password is kept as, and whether one fits.

Hashing takes some 140 ms of two cores and 64 MiB: call it off the UI thread.
"""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from mashdesk.desk.signing_in.passwords import LONGEST, normal
from mashdesk.domain.errors import Trouble

_AT_ONCE = threading.Semaphore(2)
"""Two hashes at most, so that a rush of sign-ins can not exhaust a small machine's memory."""


def hasher() -> PasswordHasher:
    """Argon2id, 64 MiB, three passes, four lanes: pinned, so that a library's new default changes
    nothing unseen.
    """
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16)


def made(passwords: PasswordHasher, password: str) -> str:
    """The hash to keep for a password; raises Trouble for want of memory."""
    try:
        with _AT_ONCE:
            return passwords.hash(normal(password))
    except VerificationError as error:
        raise _trouble() from error


def fits(passwords: PasswordHasher, known: str | None, password: str) -> bool:
    """Whether the password is the one behind the hash; None costs as much work and never fits.

    A fault of the hashing itself is Trouble, never a wrong password.
    """
    try:
        with _AT_ONCE:
            passwords.verify(known or nobodys(passwords), normal(password[: LONGEST * 4]))
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError) as error:
        raise _trouble() from error
    return known is not None


def nobodys(passwords: PasswordHasher) -> str:
    """A hash that no password has, made without hashing: to check against it takes as long as
    against anybody's.
    """
    salt, digest = (
        b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (passwords.salt_len, passwords.hash_len)
    )
    costs = f"m={passwords.memory_cost},t={passwords.time_cost},p={passwords.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


def _trouble() -> Trouble:
    return Trouble(
        "The password could not be checked: too little memory, or a damaged account.",
        "Close other programs and try again; if it stays, ask an administrator.",
    )
