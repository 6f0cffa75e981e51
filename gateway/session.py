"""A caller's way to the products, opened and closed in one place, whichever door they came through."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

from adapters.exchange import Upstream
from domain.caller import Caller
from domain.costs import Costs
from domain.errors import Unauthenticated
from gateway.leavers import LeaverWatch
from gateway.service import GatewayService
from resolvers.caller.identity import Identity, identity_of
from resolvers.caller.remembered import heed_forgotten, heed_roster
from resolvers.journal import RequestMetadata
from resolvers.reading.loader import RecordLoader

Identifying = Callable[[Coroutine[Any, Any, Identity]], Awaitable[Identity]]


@dataclass(frozen=True, slots=True)
class Session:
    """A known caller with the loader of one operation; it is of use inside `open_session` alone.

    `metadata` says which client and which request ask, without a document yet. A `strict` session does not
    even name what is hidden from its caller.
    """

    caller: Caller
    loader: RecordLoader
    metadata: RequestMetadata = field(default_factory=RequestMetadata)
    strict: bool = False

    @property
    def request_id(self) -> str:
        """The id that leads from an answer to the log, empty where no request is behind the session."""
        return self.metadata.request_id

    @property
    def user(self) -> str:
        """The user behind the token, the same for each of their tokens."""
        email = self.loader.permissions.sources.known_email()
        return f"{self.caller.data_centre} {(email or self.caller.partition).casefold()}"

    def metadata_of(self, document: str, operation: str) -> RequestMetadata:
        """The metadata of an operation: the document is named by its SHA-256."""
        return replace(self.metadata, document=hashlib.sha256(document.encode()).hexdigest(), operation=operation)

    def set_deadline(self, seconds: float) -> None:
        """Let calls to products take until so many seconds from now."""
        self.loader.upstream.deadline = asyncio.get_running_loop().time() + seconds

    def note_failures(self, failures: Iterable[BaseException]) -> None:
        """Forget the caller where one of the failures behind an answer is a token that ended meanwhile."""
        if any(isinstance(failure, Unauthenticated) for failure in failures):
            self.loader.caller_cache.forget(self.caller)
            self.loader.analytics.data_sets.forget(self.caller.partition)


def open_session(
    service: GatewayService,
    caller: Caller,
    metadata: RequestMetadata | None = None,
    *,
    strict: bool = False,
    fresh: bool = False,
    costs: Costs | None = None,
    identifying: Identifying | None = None,
) -> AbstractAsyncContextManager[Session]:
    """The session of a caller for the duration of the block; the deadline of an operation begins with it.

    Nothing goes on before the caller's identity is known: `identifying` may end the wait for it early. `fresh` takes no
    kept answer of a product; calls are counted in `costs`. Raises Unauthenticated for a token that no product accepts,
    and Deactivated for a caller whom the directory of their organisation has deactivated.
    """
    deadline = asyncio.get_running_loop().time() + service.settings.deadline_seconds
    metadata = metadata or RequestMetadata()
    loader = loader_of(service, service.exchange.upstream(caller, deadline, fresh=fresh, costs=costs), metadata)
    return _SessionBlock(Session(caller, loader, metadata, strict), identifying, service.leavers)


def loader_of(service: GatewayService, upstream: Upstream, metadata: RequestMetadata | None = None) -> RecordLoader:
    """The loader of one operation of the caller behind `upstream`."""
    return RecordLoader(
        upstream,
        service.memory,
        service.settings.organizations(),
        service.rights,
        service.journal_writer,
        metadata,
        service.now,
        service.saved_views,
        service.analytics,
        service.directories,
    )


@dataclass(frozen=True, slots=True)
class _SessionBlock(AbstractAsyncContextManager[Session]):
    """The block in which a session is open. Every request has one: a generator would cost it several times as much."""

    session: Session
    identifying: Identifying | None
    leavers: LeaverWatch | None

    async def __aenter__(self) -> Session:
        """The session, its caller known."""
        loader = self.session.loader
        try:
            if loader.permissions.sources.known_email() is None:
                identity = identity_of(loader.upstream, loader.caller_cache)
                await (identity if self.identifying is None else self.identifying(identity))
            await heed_forgotten(loader.permissions)
            await heed_roster(loader.permissions)
            if self.leavers is not None:
                await self.leavers.admit(loader)
        except BaseException as error:
            self._end(error)
            raise
        return self.session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the session."""
        self._end(error)

    def _end(self, error: BaseException | None) -> None:
        if error is not None:
            self.session.note_failures([error])
        self.session.loader.close()
