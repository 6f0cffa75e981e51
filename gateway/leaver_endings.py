"""The end of what this process has of a caller who has left."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from domain.browser_sessions import SessionOwner
from domain.caller import Caller
from domain.directories import LeaverEnd
from domain.errors import SuitegraphError
from gateway.leavers import PresentCaller
from gateway.service import GatewayService
from gateway.session import loader_of
from resolvers.caller.identity import IDENTITY, Identity
from resolvers.caller.leavers import LeftPlaces, refuse_leaver

# For how long the caller's organisation is asked for, in seconds: less than a leaver may keep their rights.
ASKING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LeaverEnding:
    """Ends what the process of a service has of a caller."""

    service: GatewayService

    async def __call__(self, present: PresentCaller, left: LeftPlaces) -> Mapping[LeaverEnd, int] | None:
        """How much of what has ended, None for a caller who acts in another organisation.

        Where no product says which one that is, it ends as well: it can be begun again.
        """
        loop, caller, service = asyncio.get_running_loop(), present.caller, self.service
        loader = loader_of(service, service.exchange.upstream(caller, loop.time() + ASKING_SECONDS))
        try:
            await refuse_leaver(loader.permissions, left)
        except SuitegraphError:
            loader.close()
        else:
            loader.close()
            return None
        identity: Identity | None = service.memory.lookup(caller, IDENTITY)
        operations = [*present.loaders]
        for operation in operations:
            # What it has sent already is answered; it sends nothing more.
            operation.upstream.deadline = loop.time()
        service.memory.forget(caller)
        service.analytics.data_sets.forget(caller.partition)
        jobs = service.analytics.jobs.end_of(caller.partition)
        await loader.upstream.forget()
        return {
            LeaverEnd.OPERATIONS: len(operations),
            LeaverEnd.JOBS: jobs,
            LeaverEnd.MEMORY: 1,
            LeaverEnd.SESSIONS: await self._end_sessions(caller, (identity and identity.zuid) or present.email),
        }

    async def _end_sessions(self, caller: Caller, user: str) -> int:
        """How many sessions of browsers have ended; one that has not ends with its next request."""
        way_in = self.service.way_in
        if way_in is None:
            return 0
        try:
            async with asyncio.timeout(ASKING_SECONDS):
                return await way_in.sessions.end_all(SessionOwner(caller.data_centre, user))
        except TimeoutError:
            return 0
