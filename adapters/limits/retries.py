"""Trying a read again after transient errors: with jitter, inside the deadline and as far as the budget goes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_any, stop_before_delay
from tenacity import wait_random_exponential as jittered
from tenacity.stop import stop_base

from adapters.limits.circuits import Circuit
from domain.errors import SuitegraphError, UpstreamError

AttemptResult = TypeVar("AttemptResult")

ATTEMPTS = 3


async def retried(attempt: Callable[[], Awaitable[AttemptResult]], circuit: Circuit, deadline: float) -> AttemptResult:
    """What an attempt answers, the first or a later one. Raises what the last one raises.

    `deadline` is a time of the running loop's clock: no pause that would end after it is begun.
    """
    circuit.earn()
    try:
        return await attempt()
    except SuitegraphError as error:
        if not error.transient:
            raise
        failure = error
    # Entered for those that failed alone: the loop costs ten times what an attempt does beside its call.
    async for again in _again(circuit, deadline - asyncio.get_running_loop().time()):
        with again:
            if again.retry_state.attempt_number == 1:
                raise failure
            return await attempt()
    raise AssertionError("unreachable: the last attempt returns or raises")


class _OutOfBudget(stop_base):
    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit

    def __call__(self, retry_state: RetryCallState) -> bool:
        return not self._circuit.may_retry()


def _again(circuit: Circuit, left: float) -> AsyncRetrying:
    return AsyncRetrying(
        # The budget is asked last: asking takes from it.
        stop=stop_any(stop_after_attempt(ATTEMPTS), stop_before_delay(left), _OutOfBudget(circuit)),
        wait=_pause,
        retry=retry_if_exception(_is_transient),
        reraise=True,
    )


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, SuitegraphError) and error.transient


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, UpstreamError) else None
    return (asked or 0.0) + jittered(multiplier=0.1, max=1.0)(state)
