"""The envelope of a hand-over file: a passphrase through Argon2id, then ChaCha20-Poly1305.

The head says what it is and how long, and is authenticated with the body: whatever is changed on
the way, by accident or by somebody, the file does not open. Behind it stands a check of the
passphrase, so that another passphrase is told apart from changed contents. The body is compressed.

Files of version 1 have no such check, and are still read.
"""

from __future__ import annotations

import hmac
import secrets
import struct
import unicodedata
import zlib
from enum import IntEnum
from pathlib import Path

from mashdesk.domain.errors import Trouble
from mashdesk.domain.problems import Invalid, Problem

MAGIC = b"MDHANDOV"
VERSION = 2
OLDEST = 1
LONGEST_FILE = 16 * 1024 * 1024
LONGEST_BODY = 64 * 1024 * 1024
SHORTEST_PASSPHRASE = 12
_HEAD = struct.Struct(">8sBBQ16s12s")
"""Magic, version, kind, length of what follows, salt, nonce."""
_TAG = _CHECK = 16
_KEY = 32


class Kind(IntEnum):
    """What is in an envelope."""

    HAND_OVER = 1
    RECEIPT = 2

    @property
    def label(self) -> str:
        return "a hand-over file" if self is Kind.HAND_OVER else "an acknowledgement"


def seal(kind: Kind, passphrase: str, body: bytes) -> bytes:
    """The whole file. Raises Invalid for a passphrase too short, or more than a file may hold."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        words = f"is shorter than {SHORTEST_PASSPHRASE} characters; take several words"
        raise Invalid(Problem("passphrase", words))
    packed = zlib.compress(body, 9)
    if len(body) > LONGEST_BODY or len(packed) > LONGEST_FILE - _HEAD.size - _CHECK - _TAG:
        raise Invalid(Problem("file", "would be larger than a hand-over file may be"))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = key_of(passphrase, salt)
    head = _HEAD.pack(MAGIC, VERSION, kind, _CHECK + len(packed) + _TAG, salt, nonce) + key[_KEY:]
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return head + ChaCha20Poly1305(key[:_KEY]).encrypt(nonce, packed, head)


def unseal(kind: Kind, passphrase: str, data: bytes) -> bytes:
    """The body again. Raises Invalid with what is wrong with the file, in a sentence."""
    salt = checked_head(kind, data)
    return opened(key_of(passphrase, salt, _version(data)), data)


def _version(data: bytes) -> int:
    return data[len(MAGIC)]


def checked_head(kind: Kind, data: bytes) -> bytes:
    """The salt of a file whose head says that it is this kind, and whole. Raises Invalid."""
    if len(data) < _HEAD.size or not data.startswith(MAGIC):
        raise _wrong("is no hand-over file of a mashdesk, or was damaged")
    _, version, found, length, salt, _ = _HEAD.unpack_from(data)
    if not OLDEST <= version <= VERSION:
        raise _wrong(f"is of version {version}, which this mashdesk does not read; update it")
    if found != kind:
        what = Kind(found).label if found in {one.value for one in Kind} else "something else"
        raise _wrong(f"is {what}, and not {kind.label}")
    if len(data) - _HEAD.size != length:
        short = len(data) - _HEAD.size < length
        raise _wrong("was cut short" if short else "holds more than was put into it")
    return bytes(salt)


def opened(key: bytes, data: bytes) -> bytes:
    """The body of a file under its derived key. Raises Invalid with which part is not right."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    checked = _CHECK if _version(data) > OLDEST else 0
    head, sealed = data[: _HEAD.size + checked], data[_HEAD.size + checked :]
    if checked and not hmac.compare_digest(key[_KEY:], head[_HEAD.size :]):
        raise _wrong(
            "does not open: the passphrase is another one, or the file's head was changed; ask for"
            " the passphrase first"
        )
    nonce = head[_HEAD.size - 12 : _HEAD.size]
    try:
        packed = ChaCha20Poly1305(key[:_KEY]).decrypt(nonce, sealed, head)
    except InvalidTag:
        raise _wrong(_CHANGED if checked else _EITHER) from None
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, LONGEST_BODY)
    except zlib.error:  # sealed so by another program that knows the passphrase
        raise _wrong("does not hold what a hand-over file holds") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise _wrong("holds more than a hand-over file may")
    return body


_CHANGED = (
    "was changed on its way: the passphrase is right, and its contents are not what was sealed; ask"
    " for the file again"
)
_EITHER = "does not open: the passphrase is another one, or the file was changed on its way"


def key_of(passphrase: str, salt: bytes, version: int = VERSION) -> bytes:
    """The file's key, and behind it the check of the passphrase where the version has one. Argon2id
    with 64 MiB and 3 passes, as RFC 9106 advises for small machines.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    said = unicodedata.normalize("NFC", passphrase.strip()).encode("utf-8", "surrogatepass")
    derived: bytes = Argon2id(
        salt=salt,
        length=_KEY + (_CHECK if version > OLDEST else 0),
        iterations=3,
        lanes=4,
        memory_cost=64 * 1024,
    ).derive(said)
    return derived


def read_file(path: Path) -> bytes:
    """A file's bytes, no more than a hand-over file may have. Raises Trouble or Invalid."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}.", "Check the name.") from error
    if len(data) > LONGEST_FILE:
        raise _wrong("is larger than a hand-over file may be")
    return data


def _wrong(words: str) -> Invalid:
    return Invalid(Problem("file", words))
