"""Octets at rest: AES-256-GCM under keys that are themselves sealed by a master key (A11.2, A13.5)."""

import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_OCTETS = 32
_NONCE = 12
_NAME = 8


class Unsealable(Exception):  # noqa: N818  a finding
    """The octets were not sealed by this key for this context, or were altered since."""


class UnknownMasterKey(Unsealable):
    """The key was sealed by a master key that is not among the configured ones."""


def new_key() -> bytes:
    """A random key."""
    return AESGCM.generate_key(bit_length=KEY_OCTETS * 8)


def seal(key: bytes, content: bytes, context: str) -> bytes:
    """``content``, readable only with ``key``, and only in the place that ``context`` names."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """What ``seal`` was given. Raises Unsealable."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
    except (InvalidTag, ValueError):
        raise Unsealable from None


def name_key(master: bytes) -> str:
    """A master key's public name, 16 hexadecimal digits: what is sealed says by which key."""
    return hashlib.sha256(b"vivier master key" + master).digest()[:_NAME].hex()


@dataclass(frozen=True)
class MasterKeys:
    """The master keys of the configuration: the first seals, all unseal, so that a key can be replaced in peace."""

    keys: tuple[bytes, ...]

    @property
    def current(self) -> str:
        """The name of the key that seals."""
        return name_key(self.keys[0])

    @property
    def names(self) -> set[str]:
        """The names of all."""
        return {name_key(key) for key in self.keys}

    def seal(self, key: bytes, context: str) -> bytes:
        """``key`` sealed by the current master key; begins with that one's name."""
        return bytes.fromhex(self.current) + seal(self.keys[0], key, context)

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """The key. Raises Unsealable; UnknownMasterKey when no configured key has the name."""
        name = sealer_of(sealed)
        for key in self.keys:
            if name_key(key) == name:
                return unseal(key, sealed[_NAME:], context)
        raise UnknownMasterKey


def sealer_of(sealed: bytes) -> str:
    """The name of the master key that sealed a key."""
    return sealed[:_NAME].hex()
