"""Tokens of jobs at rest: sealed under the operator's keys, each for its own job."""

import base64
import binascii
from collections.abc import Sequence

from adapters.sealing import Keyring, SealBrokenError
from domain.caller import Token
from domain.job_tokens import SealedToken

PURPOSE = "token of a job"


class VaultError(Exception):
    """A token cannot be read: its key is no longer configured, or it was given to another job."""


class TokenVault:
    """Seals and opens the tokens of jobs."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Put a new key first, and drop the old one when no job has a token under it."""
        self._keys = Keyring(keys)

    def sealed(self, job_id: str, token: Token) -> str:
        """A token, readable for that job alone."""
        return base64.b64encode(token.encrypted(lambda secret: self._keys.seal(secret, PURPOSE, job_id))).decode()

    def resealed(self, job_id: str, text: str) -> str | None:
        """The same under the first key, None where that has sealed it already. Raises VaultError."""
        try:
            sealed = base64.b64decode(text, validate=True)
            if self._keys.is_current(sealed):
                return None
            return base64.b64encode(self._keys.resealed(sealed, PURPOSE, job_id)).decode()
        except (SealBrokenError, binascii.Error):
            raise VaultError("the key is not configured any more, or the token was given to another job") from None

    def opened(self, job_id: str, sealed: SealedToken) -> str:
        """The secret of a job's own token. Raises VaultError."""
        try:
            return self._keys.open(base64.b64decode(sealed.text, validate=True), PURPOSE, job_id)
        except (SealBrokenError, binascii.Error):
            raise VaultError("the key is not configured any more, or the token was given to another job") from None
