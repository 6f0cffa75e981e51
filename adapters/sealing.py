"""Secrets at rest: sealed with AES-256-GCM under a key of their own, which is wrapped by a key of the operator.

Keys rotate: the first seals, every one opens. What is sealed names its wrapping key and is bound to its purpose and its
owner, so that it opens nowhere else. Layout: format (1 byte), name of the wrapping key (8), nonce (12) and wrapped key
(48), nonce (12) and ciphertext. Sources: NIST SP 800-38D, RFC 5869.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NAME_BYTES = 8
NONCE_BYTES = 12
WRAPPED_BYTES = 48
_HEAD = len(FORMAT) + NAME_BYTES + NONCE_BYTES + WRAPPED_BYTES


class SealBrokenError(Exception):
    """What was to be opened was sealed by another key, for another purpose or owner, or was altered."""


def _derived(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"suitegraph {use}".encode()).derive(secret.encode())


class _WrappingKey:
    __slots__ = ("index", "name", "wrapping")

    def __init__(self, secret: str) -> None:
        self.wrapping = AESGCM(_derived(secret, "wrapping key"))
        self.index = _derived(secret, "index key")
        self.name = hashlib.sha256(_derived(secret, "key name")).digest()[:NAME_BYTES]


class Keyring:
    """The operator's keys, from their secrets: the first seals, all of them open."""

    def __init__(self, operator_secrets: Sequence[str]) -> None:
        self._keys = [_WrappingKey(secret) for secret in operator_secrets]
        self._by_name = {key.name: key for key in self._keys}

    def __repr__(self) -> str:
        return "Keyring(hidden)"

    def seal(self, secret: str, purpose: str, owner: str) -> bytes:
        """The secret, sealed for one purpose and owner."""
        own_key = AESGCM.generate_key(256)
        nonce = secrets.token_bytes(NONCE_BYTES)
        text = AESGCM(own_key).encrypt(nonce, secret.encode(), _bound(purpose, owner))
        return self._wrapped(own_key, purpose, owner) + nonce + text

    def open(self, sealed: bytes, purpose: str, owner: str) -> str:
        """The secret. Raises SealBrokenError."""
        nonce, text = sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
        try:
            own_key = self._unwrapped(sealed, purpose, owner)
            return AESGCM(own_key).decrypt(nonce, text, _bound(purpose, owner)).decode()
        except (InvalidTag, ValueError):
            raise SealBrokenError from None

    def resealed(self, sealed: bytes, purpose: str, owner: str) -> bytes:
        """The same under the first key: its own key is wrapped anew, and the secret is not looked at."""
        return self._wrapped(self._unwrapped(sealed, purpose, owner), purpose, owner) + sealed[_HEAD:]

    def is_current(self, sealed: bytes) -> bool:
        """Whether the first key sealed it."""
        return sealed[len(FORMAT) : len(FORMAT) + NAME_BYTES] == self._keys[0].name

    def indexes_of(self, value: str) -> list[bytes]:
        """The names under which something secret is looked up, by each key, the first key's first."""
        return [hmac.digest(key.index, value.encode(), "sha256") for key in self._keys]

    def _wrapped(self, own_key: bytes, purpose: str, owner: str) -> bytes:
        key, nonce = self._keys[0], secrets.token_bytes(NONCE_BYTES)
        return FORMAT + key.name + nonce + key.wrapping.encrypt(nonce, own_key, key.name + _bound(purpose, owner))

    def _unwrapped(self, sealed: bytes, purpose: str, owner: str) -> bytes:
        name, rest = sealed[len(FORMAT) : len(FORMAT) + NAME_BYTES], sealed[len(FORMAT) + NAME_BYTES : _HEAD]
        key = self._by_name.get(name)
        if key is None or not sealed.startswith(FORMAT):
            raise SealBrokenError
        try:
            return key.wrapping.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], name + _bound(purpose, owner))
        except (InvalidTag, ValueError):
            raise SealBrokenError from None


def _bound(purpose: str, owner: str) -> bytes:
    # Lengths keep apart what would be one text otherwise.
    return f"{len(purpose)}:{purpose}{len(owner)}:{owner}".encode()
