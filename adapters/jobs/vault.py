"""Tokens of jobs, encrypted under the operator's keys, of which the first seals and all open."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.caller import Token
from domain.job_tokens import SealedToken


class VaultError(Exception):
    """A token cannot be read: its key is no longer configured, or it was given to another job."""


class TokenVault:
    """Seals and opens the tokens of jobs."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are Fernet's; put a new one first, and drop the old one when no job has a token under it."""
        self._ferry = MultiFernet([Fernet(key) for key in keys])

    def sealed(self, job_id: str, token: Token) -> str:
        """A token, readable for that job alone."""
        return token.encrypted(lambda secret: self._ferry.encrypt(job_id.encode() + b"\0" + secret)).decode()

    def opened(self, job_id: str, sealed: SealedToken) -> str:
        """The secret of a job's own token. Raises VaultError."""
        try:
            owner, _, secret = self._ferry.decrypt(sealed.text).partition(b"\0")
        except InvalidToken:
            raise VaultError("the key is not configured any more") from None
        if owner != job_id.encode():
            raise VaultError("the token was given to another job")
        return secret.decode()
