"""The store's key: made at set-up, kept apart from it, given by a file or the environment."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from mashdesk.domain.errors import Trouble
from mashdesk.store.files import write_once

KEY_BYTES = 32


def new_key() -> bytes:
    """A fresh random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def write_key(path: Path, key: bytes) -> None:
    """Write a key as hexadecimal, for its owner's eyes, whole or not at all; never over another.
    Raises Trouble.
    """
    try:
        write_once(path, key.hex() + "\n")
    except FileExistsError as error:
        raise Trouble(
            f"There is a key at {path} already, and it may belong to another store.",
            "Move it aside, or name another place with --key-file.",
        ) from error
    except OSError as error:
        raise Trouble(
            f"The key cannot be written to {path}: {error.strerror}.",
            "Choose a place this account may write to with --key-file.",
        ) from error


def read_key(path: Path) -> bytes:
    """Read a key file; raises Trouble when it is missing, unreadable or not a key."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise Trouble(
            f"The store's key is missing: there is no file {path}.",
            "Put back your hub's copy of it, or name it with --key-file or MASHDESK_KEY_FILE.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(
            f"The key file {path} cannot be read.",
            "Check who may read it; it is one line of 64 hexadecimal characters.",
        ) from error
    return parse_key(text, str(path))


def parse_key(text: str, where: str) -> bytes:
    """Read 64 hexadecimal characters; raises Trouble naming where they came from."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Trouble(
            f"What {where} holds is not a key.",
            "A key is one line of 64 hexadecimal characters, as set-up made it.",
        )
    return key


def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, such as the audit's chain, that does not give the store's key away."""
    return hmac.new(key, f"mashdesk {purpose}".encode(), hashlib.sha256).digest()


def check_value(key: bytes) -> str:
    """What a hub keeps to know its key again by: it gives the key away no more than the audit."""
    return derived(key, "key check").hex()
