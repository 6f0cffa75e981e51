"""Renewing the tokens of sessions: five minutes early, once for all who wait, in one process of all."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

import structlog
from cachetools import TTLCache

from adapters.accounts.authorization import AccountsServer, TokenGrant
from adapters.sealing import Keyring
from domain.browser_sessions import BrowserSession, SealedTokens, SessionOwner, SessionShelf
from domain.errors import SuitegraphError, Unauthenticated, UpstreamTimeout

log = structlog.get_logger("suitegraph")
EARLY = timedelta(minutes=5)
PAUSE_SECONDS, DISTRUST_SECONDS, JUST_SECONDS = 20.0, 3600.0, 60.0
MOST_KNOWN = 10_000
# For how long one process has the renewal to itself; longer than a call may take.
CLAIM = timedelta(seconds=30)
LOOK_SECONDS = 0.1
ACCESS, REFRESH = "access token", "refresh token"


class Renewals:
    """Opens, seals and renews the tokens of sessions."""

    def __init__(
        self, shelf: SessionShelf, keyring: Keyring, accounts: AccountsServer, now: Callable[[], datetime]
    ) -> None:
        self._shelf = shelf
        self._keyring = keyring
        self._accounts = accounts
        self._now = now
        self._running: dict[bytes, asyncio.Task[BrowserSession | None]] = {}
        # After a failure the token that still lives is used for a while.
        self._paused: TTLCache[bytes, bool, float] = TTLCache(MOST_KNOWN, PAUSE_SECONDS, monotonic)
        # The version of a session's tokens that a product did not accept.
        self._distrusted: TTLCache[bytes, int, float] = TTLCache(MOST_KNOWN, DISTRUST_SECONDS, monotonic)
        self._just_renewed: TTLCache[bytes, bool, float] = TTLCache(MOST_KNOWN, JUST_SECONDS, monotonic)

    async def close(self) -> None:
        """End what is under way."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def sealed(self, owner: SessionOwner, grant: TokenGrant, now: datetime) -> SealedTokens:
        """The tokens of a grant, sealed for their owner."""
        name = _name(owner)
        refresh = None if grant.refresh is None else self._keyring.seal(grant.refresh, REFRESH, name)
        access = self._keyring.seal(grant.access, ACCESS, name)
        return SealedTokens(access, now + timedelta(seconds=grant.lifetime), refresh)

    def access_of(self, session: BrowserSession) -> str:
        """The access token. Raises SealBrokenError."""
        return self._keyring.open(session.tokens.access, ACCESS, _name(session.owner))

    def longest_of(self, session: BrowserSession) -> str:
        """The token whose end ends the others, too. Raises SealBrokenError."""
        refresh = session.tokens.refresh
        if refresh is None:
            return self.access_of(session)
        return self._keyring.open(refresh, REFRESH, _name(session.owner))

    def resealed(self, session: BrowserSession) -> SealedTokens | None:
        """The same tokens under the first key, None where they are already."""
        tokens, name = session.tokens, _name(session.owner)
        if self._keyring.is_current(tokens.access):
            return None
        refresh = None if tokens.refresh is None else self._keyring.resealed(tokens.refresh, REFRESH, name)
        return replace(tokens, access=self._keyring.resealed(tokens.access, ACCESS, name), refresh=refresh)

    def distrust(self, session: BrowserSession) -> None:
        """Renew this version of the tokens before it is used again."""
        self._distrusted[session.key] = session.tokens.version

    def is_due(self, session: BrowserSession, now: datetime) -> bool:
        """Whether the access token is to be renewed before it is used."""
        tokens = session.tokens
        if self._is_distrusted(session) or tokens.access_ends_at <= now:
            return True
        is_early = tokens.refresh is not None and tokens.access_ends_at - EARLY <= now
        return is_early and session.key not in self._paused

    async def renewed(self, session: BrowserSession) -> BrowserSession | None:
        """The session with a new access token, None where Zoho grants none any more.

        Whoever asks meanwhile gets the same one. Raises UpstreamError where the old one has ended and Zoho cannot be
        asked.
        """
        task = self._running.get(session.key)
        if task is None:
            task = asyncio.ensure_future(self._renew(session))
            self._running[session.key] = task
            task.add_done_callback(lambda _: self._running.pop(session.key, None))
        # Who leaves does not end the renewal: others wait for it, and Zoho has granted it already.
        return await asyncio.shield(task)

    async def _renew(self, session: BrowserSession) -> BrowserSession | None:
        version, until = session.tokens.version, self._now() + CLAIM
        if session.tokens.refresh is None or (self._is_distrusted(session) and session.key in self._just_renewed):
            # A product that does not accept a token just granted will not accept the next one.
            return None
        while True:
            now = self._now()
            if await self._shelf.claim_renewal(session.key, version, now, now + CLAIM):
                return await self._renew_alone(session, session.tokens.refresh)
            # Another process does it.
            current = await self._shelf.one([session.key])
            if current is None or current.tokens.version != version:
                return current
            if self._is_usable(session):
                self._paused[session.key] = True
                return session
            if now >= until:
                text = "The session's token could not be renewed in time. Try again."
                raise UpstreamTimeout(text, service="accounts")
            await asyncio.sleep(LOOK_SECONDS)

    async def _renew_alone(self, session: BrowserSession, refresh: bytes) -> BrowserSession | None:
        tokens = session.tokens
        try:
            token = self._keyring.open(refresh, REFRESH, _name(session.owner))
            grant = await self._accounts.renewed(session.owner.data_centre, token)
        except Unauthenticated:
            return None
        except SuitegraphError as error:
            # Nobody has it to themselves any more.
            now = self._now()
            await self._shelf.claim_renewal(session.key, tokens.version, now + CLAIM, now)
            if not self._is_usable(session):
                raise
            self._paused[session.key] = True
            log.warning("token not renewed yet", error=type(error).__name__)
            return session
        renewed = replace(
            self.sealed(session.owner, grant, self._now()), refresh=tokens.refresh, version=tokens.version + 1
        )
        await self._shelf.renew(session.key, renewed)
        self._just_renewed[session.key] = True
        return replace(session, tokens=renewed)

    def _is_usable(self, session: BrowserSession) -> bool:
        return session.tokens.access_ends_at > self._now() and not self._is_distrusted(session)

    def _is_distrusted(self, session: BrowserSession) -> bool:
        return self._distrusted.get(session.key) == session.tokens.version


def _name(owner: SessionOwner) -> str:
    return f"{owner.data_centre}/{owner.user}"
