"""A product that fails is asked little more than one that works, and once a second when it fails again and again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, pairwise

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response

from adapters.books.client import Books, organizations
from adapters.limits.circuits import FAILURES, Circuit
from adapters.limits.permits import Tally
from adapters.limits.retries import retried
from adapters.messages import Request
from domain.errors import SuitegraphError, UpstreamTimeout, UpstreamUnavailable
from tests.adapters.leaping import Clock, leaping
from tests.adapters.products import Way, success, told

ORGANIZATIONS = success(organizations=[{"organization_id": "1"}])


@dataclass(slots=True)
class Line:
    """A line to a product that is up or down, and when it was asked."""

    clock: Clock
    circuit: Circuit
    up: bool = False
    lasts: float = 0.05
    asked: list[float] = field(default_factory=list[float])

    async def _answered(self) -> int:
        self.asked.append(self.clock())
        await asyncio.sleep(self.lasts)
        return 200 if self.up else 503

    async def attempt(self) -> int:
        """One attempt. Raises as an exchange does."""
        self.circuit.check()
        status = await self.circuit.result_of(self._answered(), lambda status: status >= 500)
        if status >= 500:
            raise UpstreamUnavailable("down", service="books", transient=True)
        return status

    async def call(self) -> SuitegraphError | None:
        """A call with its retries: None, or its error."""
        try:
            await retried(self.attempt, self.circuit, self.clock() + 10)
        except SuitegraphError as error:
            return error
        return None

    async def load(self, calls: int, a_second: float) -> list[SuitegraphError | None]:
        """So many calls, evenly."""
        tasks: list[asyncio.Task[SuitegraphError | None]] = []
        for _ in range(calls):
            tasks.append(asyncio.create_task(self.call()))
            await asyncio.sleep(1 / a_second)
        return await asyncio.gather(*tasks)


def line(clock: Clock) -> Line:
    """A line to a product that is down."""
    return Line(clock, Circuit("books", Tally(), clock))


@pytest.mark.parametrize("a_second", [2, 20, 500])
def test_a_product_that_is_down_is_probed_once_a_second(a_second: float) -> None:
    async def work(clock: Clock) -> list[float]:
        made = line(clock)
        while not made.circuit.is_open:
            await made.load(1, a_second)
        made.asked.clear()
        await made.load(int(20 * a_second), a_second)
        return made.asked

    asked = leaping(work)
    assert 17 <= len(asked) <= 21
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 1


def test_while_a_probe_hangs_there_is_no_other() -> None:
    async def work(clock: Clock) -> list[float]:
        made = line(clock)
        await made.load(100, 50)
        made.asked.clear()
        made.lasts = 8
        await made.load(200, 10)
        return made.asked

    asked = leaping(work)
    assert len(asked) > 1
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 8


def test_an_open_circuit_tells_at_once_when_to_come_back_and_closes_with_the_first_success() -> None:
    async def work(clock: Clock) -> tuple[SuitegraphError | None, float, list[SuitegraphError | None]]:
        made = line(clock)
        await made.load(100, 50)
        began = clock()
        refused = await made.call()
        took = clock() - began
        await asyncio.sleep(2)
        made.up = True
        return refused, took, [await made.call() for _ in range(3)]

    refused, took, after = leaping(work)
    assert refused is not None
    assert refused.extensions() == {"code": "UPSTREAM_UNAVAILABLE", "service": "books", "retryAfter": 1.0}
    assert took == 0
    assert after == [None, None, None]


def test_a_probe_that_is_given_up_makes_room_for_the_next() -> None:
    async def work(clock: Clock) -> bool:
        made = line(clock)
        await made.load(100, 50)
        await asyncio.sleep(2)
        probe = asyncio.create_task(made.call())
        await asyncio.sleep(0.01)
        probe.cancel()
        await asyncio.gather(probe, return_exceptions=True)
        await asyncio.sleep(1)
        made.up = True
        return await made.call() is None and not made.circuit.is_open

    assert leaping(work)


def failing(error: Exception | None) -> Callable[[], Awaitable[int]]:
    """An attempt that ends so, None for status 500."""

    async def attempt() -> int:
        if error is not None:
            raise error
        return 500

    return attempt


ENDS = {
    "5xx": (None, True, True),
    "a broken connection": (UpstreamUnavailable("", service="crm", transient=True), True, True),
    "a timeout": (UpstreamTimeout("", service="crm"), True, True),
    "a timeout of an operation in haste": (UpstreamTimeout("", service="crm"), False, False),
    "too large an answer": (UpstreamUnavailable("", service="crm"), True, False),
    "a client that leaves": (asyncio.CancelledError(), True, False),
}


@pytest.mark.parametrize(("error", "patient", "opens"), ENDS.values(), ids=ENDS)
async def test_what_counts_as_a_failure(error: Exception | None, patient: bool, opens: bool) -> None:
    circuit, attempt = Circuit("crm", Tally()), failing(error)
    for _ in range(FAILURES):
        assert not circuit.is_open
        await asyncio.gather(
            circuit.result_of(attempt(), lambda status: status >= 500, patient=patient), return_exceptions=True
        )
    assert circuit.is_open is opens


def test_failures_count_where_they_are_at_least_as_many_as_successes_and_recent() -> None:
    async def work(clock: Clock) -> tuple[bool, bool]:
        mixed, seldom = line(clock), line(clock)
        for number in range(300):
            mixed.up = bool(number % 5 < 3)
            await asyncio.gather(mixed.attempt(), return_exceptions=True)
        for _ in range(100):
            await asyncio.gather(seldom.attempt(), return_exceptions=True)
            await asyncio.sleep(4)
        return mixed.circuit.is_open, seldom.circuit.is_open

    assert leaping(work) == (False, False)


def test_of_a_thousand_calls_that_fail_now_and_then_at_most_eleven_hundred_are_made() -> None:
    async def work(clock: Clock) -> tuple[Line, list[SuitegraphError | None]]:
        made = line(clock)
        statuses = cycle([True, True, False])

        async def turning() -> int:
            made.up = next(statuses)
            return await Line.attempt(made)

        found: list[SuitegraphError | None] = []
        for _ in range(1000):
            try:
                await retried(turning, made.circuit, clock() + 10)
                found.append(None)
            except SuitegraphError as error:
                found.append(error)
        return made, found

    made, found = leaping(work)
    assert not made.circuit.is_open
    assert 1050 <= len(made.asked) <= 1100
    assert made.circuit.tally.retries == len(made.asked) - 1000
    assert made.circuit.tally.unretried > 0
    assert found.count(None) > 700


async def thousand(way: Way, answers: Iterator[Response]) -> int:
    """How often a product is asked for a thousand calls, ten callers at once."""

    async def answer(_request: Asking) -> Response:
        return next(answers)

    way.product.answer = answer

    async def caller(name: str) -> None:
        for _ in range(100):
            await asyncio.gather(organizations(way.upstream(name, 20)), return_exceptions=True)

    await asyncio.gather(*(caller(f"number{number}") for number in range(10)))
    return len(way.product.asked)


async def test_a_product_that_is_down_is_asked_for_little_of_a_thousand_calls(way: Way) -> None:
    assert FAILURES <= await thousand(way, cycle([told(b"", 503)])) <= FAILURES + 30


async def test_a_product_that_fails_in_part_is_asked_for_a_tenth_more_than_a_thousand_calls(way: Way) -> None:
    answers = cycle([told(ORGANIZATIONS), told(ORGANIZATIONS), told(b"", 503)])
    assert 1000 < await thousand(way, answers) <= 1100


async def test_kinds_of_calls_and_organisations_fail_apart(way: Way) -> None:
    async def answer(request: Asking) -> Response:
        fails = request.url.path.endswith("/me") and request.query_params["organization_id"] == "1"
        return told(b"", 503) if fails else told(success(user={"user_id": "7"}, organizations=[]))

    way.product.answer = answer
    upstream = way.upstream()
    for _ in range(FAILURES):
        await asyncio.gather(Books(way.upstream(), "1").me(), return_exceptions=True)
    asked = len(way.product.asked)
    with pytest.raises(UpstreamUnavailable, match="again and again"):
        await Books(way.upstream(), "1").me()
    assert len(way.product.asked) == asked
    assert (await Books(upstream, "2").me())["user_id"] == "7"
    assert (await upstream.ask(Request("books", ("invoices",), (("organization_id", "1"),)), bool)) is True


async def test_a_write_is_not_sent_through_an_open_circuit(way: Way) -> None:
    way.product.always(b"", 503)
    request = Request("books", ("invoices",), (("organization_id", "1"),), method="POST", body=b"{}", reads=False)
    for _ in range(FAILURES):
        await way.upstream().ask(request, bool)
    with pytest.raises(UpstreamUnavailable, match="again and again"):
        await way.upstream().ask(request, bool)
    assert len(way.product.asked) == FAILURES
