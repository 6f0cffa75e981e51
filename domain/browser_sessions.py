"""Sessions of browsers: what is kept of each, and where. Who holds a session's id asks with its user's own token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SessionOwner:
    """A user of Zoho in a data centre, by Zoho's id of them across products."""

    data_centre: str
    user: str


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """The tokens behind a session, sealed: nobody reads them in the store. `version` counts their renewals."""

    access: bytes
    access_ends_at: datetime
    refresh: bytes | None
    version: int = 0


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """One signed-in browser.

    `key` is a keyed hash of the id in the browser's cookie, which is stored nowhere; `handle` names the session to its
    user. It ends at `ends_at`, or some time after `used_at`.
    """

    key: bytes
    handle: str
    owner: SessionOwner
    name: str
    browser: str
    began_at: datetime
    used_at: datetime
    ends_at: datetime
    tokens: SealedTokens


class SessionShelf(Protocol):
    """Where sessions are kept, for every process of the gateway. Each method may raise JournalError."""

    async def add(self, session: BrowserSession) -> None:
        """Keep a new session."""
        ...

    async def one(self, keys: Sequence[bytes]) -> BrowserSession | None:
        """The session of one of these keys, None where there is none."""
        ...

    async def of_owner(self, owner: SessionOwner) -> Sequence[BrowserSession]:
        """A user's sessions, the latest first."""
        ...

    async def note_use(self, key: bytes, at: datetime) -> None:
        """Note when a session was used last."""
        ...

    async def claim_renewal(self, key: bytes, version: int, now: datetime, until: datetime) -> bool:
        """Whether the caller alone, of all processes, may renew this version of the tokens until then."""
        ...

    async def renew(self, key: bytes, tokens: SealedTokens) -> None:
        """Keep renewed tokens, unless the session has ended."""
        ...

    async def end(self, key: bytes) -> BrowserSession | None:
        """End a session; what it was, None where it had ended already."""
        ...

    async def end_idle(self, now: datetime, used_before: datetime) -> Sequence[BrowserSession]:
        """End the sessions that are over by `now` or were used last before `used_before`; what they were."""
        ...

    async def every(self, after: bytes, most: int) -> Sequence[BrowserSession]:
        """Sessions by key, those behind `after`: for keys that change."""
        ...

    async def reseal(self, key: bytes, version: int, tokens: SealedTokens) -> None:
        """Keep the same tokens sealed anew, unless they were renewed meanwhile."""
        ...
