"""The sessions of browsers: which caller one stands for, its tokens renewed in time, and its end on every side.

Zoho ends a user's oldest refresh token at the 21st, and grants ten access tokens for one within ten minutes: so a user
has a bounded number of sessions, and a session's token is renewed once however many requests wait for it.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from cachetools import TTLCache

from adapters.accounts.authorization import AccountsServer, TokenGrant
from adapters.sealing import Keyring, SealBrokenError
from domain.browser_sessions import BrowserSession, SessionOwner, SessionShelf
from domain.caller import Caller, caller_of
from domain.errors import SuitegraphError
from gateway.sign_in.renewals import Renewals

log = structlog.get_logger("suitegraph")
ID_BYTES = 32
MOST_KEPT = 10_000
# For how long a process may not notice that a session has ended elsewhere.
KEPT_SECONDS = 5.0
# How often the time of the last use is written down.
USE_STEP = timedelta(seconds=60)
# Fewer than Zoho's 20 refresh tokens: a user has other applications.
MOST_OF_USER = 15


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser's session and the caller that it stands for."""

    caller: Caller
    session: BrowserSession


@dataclass(frozen=True, slots=True)
class SessionBounds:
    """How long sessions last: `whole` from their beginning, `idle` from their last use."""

    whole: timedelta
    idle: timedelta


class BrowserSessions:
    """The sessions of one gateway, in every process the same."""

    def __init__(
        self,
        shelf: SessionShelf,
        keyring: Keyring,
        accounts: AccountsServer,
        bounds: SessionBounds,
        partition_key: bytes,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.bounds = bounds
        self.accounts = accounts
        self._shelf = shelf
        self._keyring = keyring
        self._partition_key = partition_key
        self.now = now
        self._renewals = Renewals(shelf, keyring, accounts, self._moment)
        self._kept: TTLCache[bytes, SignedIn, float] = TTLCache(MOST_KEPT, KEPT_SECONDS, self._second)

    async def open(self) -> None:
        """Get ready to ask Zoho Accounts."""
        await self.accounts.open()

    async def close(self) -> None:
        """Close every connection."""
        await self._renewals.close()
        await self.accounts.close()

    async def begin(self, owner: SessionOwner, name: str, browser: str, grant: TokenGrant) -> str:
        """Begin a session; the id for the browser's cookie. The user's oldest end where there are too many."""
        now = self.now()
        await self._end_idle(now)
        for oldest in (await self._shelf.of_owner(owner))[MOST_OF_USER - 1 :]:
            await self._end(oldest.key)
        id_ = secrets.token_urlsafe(ID_BYTES)
        key = self._keyring.indexes_of(id_)[0]
        tokens = self._renewals.sealed(owner, grant, now)
        handle = secrets.token_urlsafe(12)
        ends_at = now + self.bounds.whole
        if tokens.refresh is None:
            ends_at = min(ends_at, tokens.access_ends_at)
        await self._shelf.add(BrowserSession(key, handle, owner, name, browser, now, now, ends_at, tokens))
        return id_

    async def of_id(self, id_: str) -> SignedIn | None:
        """The session with this id and its caller, None where it has ended.

        Raises UpstreamError where its token has ended and Zoho cannot be asked for another one.
        """
        keys = self._keyring.indexes_of(id_)
        now = self.now()
        signed_in = self._kept.get(keys[0])
        if signed_in is None:
            session = await self._shelf.one(keys)
            if session is None:
                return None
            if session.ends_at <= now or session.used_at + self.bounds.idle <= now:
                await self._end(session.key)
                return None
            if session.used_at + USE_STEP <= now:
                await self._shelf.note_use(session.key, now)
            signed_in = self._signed_in(session)
        if signed_in is not None and self._renewals.is_due(signed_in.session, now):
            renewed = await self._renewals.renewed(signed_in.session)
            if renewed is None:
                await self._end(signed_in.session.key)
            signed_in = None if renewed is None else self._signed_in(renewed)
        if signed_in is not None:
            self._kept[keys[0]] = signed_in
        return signed_in

    def distrust(self, id_: str) -> None:
        """Have the token renewed at the next request: a product did not accept it."""
        for key in self._keyring.indexes_of(id_):
            signed_in = self._kept.pop(key, None)
            if signed_in is not None:
                self._renewals.distrust(signed_in.session)

    async def end(self, id_: str) -> None:
        """End the session with this id, and its tokens with Zoho."""
        for key in self._keyring.indexes_of(id_):
            await self._end(key)

    async def end_one(self, owner: SessionOwner, handle: str) -> bool:
        """End one of a user's sessions; whether there was such a one."""
        for session in await self._shelf.of_owner(owner):
            if session.handle == handle:
                await self._end(session.key)
                return True
        return False

    async def end_all(self, owner: SessionOwner) -> int:
        """End every session of a user; how many there were."""
        sessions = await self._shelf.of_owner(owner)
        for session in sessions:
            await self._end(session.key)
        return len(sessions)

    async def listed(self, owner: SessionOwner) -> Sequence[BrowserSession]:
        """A user's sessions, the latest first."""
        return await self._shelf.of_owner(owner)

    def refresh_token_of(self, session: BrowserSession) -> str | None:
        """The token by which a session lasts, which its owner may give to a job; None where it has none.

        It ends with the session. Raises SealBrokenError.
        """
        return None if session.tokens.refresh is None else self._renewals.longest_of(session)

    def form_token(self, id_: str) -> str:
        """What each form of this session's pages carries: nobody who does not know the id can make it."""
        return self._keyring.indexes_of(f"form {id_}")[0].hex()

    def is_form_token(self, id_: str | None, token: str) -> bool:
        """Whether a form's token belongs to the id."""
        if id_ is None:
            return False
        known = (index.hex().encode() for index in self._keyring.indexes_of(f"form {id_}"))
        return any(secrets.compare_digest(each, token.encode()) for each in known)

    async def reseal(self) -> int:
        """Seal the tokens of every session under the first key; how many were not."""
        changed, last = 0, b""
        while sessions := await self._shelf.every(last, 100):
            last = sessions[-1].key
            for session in sessions:
                tokens = self._renewals.resealed(session)
                if tokens is not None:
                    await self._shelf.reseal(session.key, session.tokens.version, tokens)
                    changed += 1
        return changed

    def _moment(self) -> datetime:
        return self.now()

    def _second(self) -> float:
        return self.now().timestamp()

    def _signed_in(self, session: BrowserSession) -> SignedIn | None:
        try:
            access = self._renewals.access_of(session)
        except SealBrokenError:
            # Its key is gone: nobody can use it any more.
            return None
        return SignedIn(caller_of(access, session.owner.data_centre, self._partition_key), session)

    async def _end(self, key: bytes) -> None:
        self._kept.pop(key, None)
        session = await self._shelf.end(key)
        if session is not None:
            await self._revoke(session)

    async def _end_idle(self, now: datetime) -> None:
        for session in await self._shelf.end_idle(now, now - self.bounds.idle):
            self._kept.pop(session.key, None)
            await self._revoke(session)

    async def _revoke(self, session: BrowserSession) -> None:
        """End the tokens with Zoho. Where that fails, they end by themselves or with the user's 20 newer ones."""
        try:
            token = self._renewals.longest_of(session)
            done = await self.accounts.revoke(session.owner.data_centre, token)
        except (SuitegraphError, SealBrokenError) as error:
            log.warning("tokens not revoked", error=type(error).__name__)
        else:
            if not done:
                log.info("tokens not revoked", error="unknown to Zoho")
