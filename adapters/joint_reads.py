"""Joint reads: what one operation asks of CRM at the same moment goes in one composite request.

Each read is answered as by itself: with its own status and body, and its failure counts for its own circuit. Whatever
comes of the composite request as a whole, but for an answer that each read would get as well, they are sent again by
themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from adapters.composites import MOST, Composites, answers_in, composite_of
from adapters.limits.admission import is_failure
from adapters.limits.limiters import Limiters
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.costs import Costs
from domain.errors import SuitegraphError, UpstreamError

# The turns of the loop within which the reads of one moment arrive, whatever each has awaited before.
TURNS = 2
# Words of CRM about a read that say nothing of others of its shape.
PASSING = frozenset({"REQUEST_TIMEOUT", "INTERNAL_ERROR"})


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    request: Request
    response: asyncio.Future[Response | None]


@dataclass(slots=True)
class JointReads:
    """The reads of one caller's operation. `send` sends a composite request, with the caller's own token."""

    caller: Caller
    composites: Composites
    limiters: Limiters
    costs: Costs
    send: Callable[[Request], Awaitable[Response]]
    _waiting: list[_Waiter] = field(default_factory=list[_Waiter])
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    _seen: set[Request] = field(default_factory=set[Request])
    _is_over: bool = False

    async def response(self, request: Request) -> Response | None:
        """The answer to a read that went with others, None for one that is to be sent by itself, as each retry is."""
        if self._is_over or request in self._seen or not self.composites.takes(self.caller, request):
            return None
        if self.limiters.of(self.caller, request).circuit.is_open:
            return None
        request.check()
        self._seen.add(request)
        waiter = _Waiter(request, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if len(self._waiting) == 1:
            self._begin(self._gathered())
        return await waiter.response

    async def _gathered(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        waiting = [each for each in self._waiting if not each.response.done()]
        self._waiting = []
        for start in range(0, len(waiting), MOST):
            together = waiting[start : start + MOST]
            if len(together) == 1:
                together[0].response.set_result(None)
            else:
                self._begin(self._sent(together))

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sent(self, together: Sequence[_Waiter]) -> None:
        sending = asyncio.current_task()

        def note_left(_: asyncio.Future[Response | None]) -> None:
            # The others get their answers; for nobody it is not waited.
            if sending is not None and all(each.response.cancelled() for each in together):
                sending.cancel()

        for each in together:
            each.response.add_done_callback(note_left)
        try:
            responses = await self._answered([each.request for each in together])
        except Exception as error:  # noqa: BLE001  # a bug: the waiters raise it
            for each in together:
                if not each.response.done():
                    each.response.set_exception(error)
            return
        for each, response in zip(together, responses, strict=True):
            if not each.response.done():
                each.response.set_result(response)

    async def _answered(self, requests: Sequence[Request]) -> Sequence[Response | None]:
        """The answer to each read, None for those that are to be sent by themselves."""
        try:
            whole = await self.send(composite_of(requests))
        except SuitegraphError as error:
            # Where too few calls at once are free, nothing was sent, and the next ones may go together.
            self._is_over = not isinstance(error, UpstreamError) or error.reached
            return [None] * len(requests)
        answers = answers_in(whole, requests)
        if isinstance(answers, Response):
            self._is_over = True
            self.costs.executed("crm", 0)
            return [answers] * len(requests)
        if isinstance(answers, str):
            self.composites.refused(self.caller)
            self.costs.executed("crm", 0)
            return [None] * len(requests)
        self.costs.executed("crm", sum(isinstance(each, Response) for each in answers))
        return [await self._counted(request, each) for request, each in zip(requests, answers, strict=True)]

    async def _counted(self, request: Request, answer: Response | str) -> Response | None:
        """The answer, which its own circuit counts; None for a read that CRM did not execute."""
        if isinstance(answer, Response):
            return await self.limiters.of(self.caller, request).circuit.result_of(_ready(answer), is_failure)
        if answer not in PASSING:
            self.composites.refused(self.caller, request)
        return None


async def _ready(response: Response) -> Response:
    return response
