"""Retries of reads after transient errors: with jitter, before the deadline and within the budget of the circuit."""

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
    """The result of the first attempt that succeeds. Raises what the last one raises.

    `deadline` is a time of the running loop's clock: no pause begins that would end after it.
    """
    circuit.earn()
    try:
        return await attempt()
    except SuitegraphError as error:
        if not error.transient:
            raise
        failure = error
    # Only failures enter the loop, which costs ten times as much as an attempt without its call.
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
        # The budget comes last, since checking it takes a retry from it.
        stop=stop_any(stop_after_attempt(ATTEMPTS), stop_before_delay(left), _OutOfBudget(circuit)),
        wait=_pause,
        retry=retry_if_exception(_is_transient),
        reraise=True,
    )


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, SuitegraphError) and error.transient


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    retry_after = error.retry_after if isinstance(error, UpstreamError) else None
    return (retry_after or 0.0) + jittered(multiplier=0.1, max=1.0)(state)
