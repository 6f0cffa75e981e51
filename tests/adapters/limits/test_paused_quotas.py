"""What a product tells of its quota: refusals close it, and what is left of the day is kept from bulk."""

import asyncio
from typing import Any

import pytest

from adapters.limits.permits import Allowance
from domain.errors import TooManyRequests
from tests.adapters.leaping import Clock, leaping
from tests.adapters.limits.offices import BOOKS, ended, office


def test_a_refusal_of_the_product_closes_the_quota_as_long_as_it_asks() -> None:
    async def work(clock: Clock) -> tuple[list[Any], float]:
        made = office(clock, at_once=1)
        permit = made.quota.try_acquire()
        assert permit is not None
        patient = asyncio.create_task(made.call("patient", patience=30))
        hasty = asyncio.create_task(made.call("hasty", patience=5))
        await asyncio.sleep(0)
        began = clock()
        made.quota.pause(20)
        permit.release()
        [error] = await ended(hasty)
        assert clock() == began
        await patient
        return [error], made.sent[0][1] - began

    [error], waited = leaping(work)
    assert (type(error), error.retry_after) == (TooManyRequests, 20)
    assert waited == pytest.approx(20)


@pytest.mark.parametrize(("changed", "seconds"), [({}, 60.0), ({"at_once": 8}, 0.0)], ids=["a window", "none"])
def test_a_refusal_that_names_no_time_means_that_the_window_is_full(changed: dict[str, int], seconds: float) -> None:
    async def work(clock: Clock) -> float:
        made = office(clock, **changed)
        made.quota.pause(None)
        began = clock()
        await made.call("one", patience=100)
        return made.sent[0][1] - began

    assert leaping(work) == pytest.approx(seconds)


DAYS: dict[str, tuple[dict[str, str], int | None]] = {
    "plenty": ({"X-Rate-Limit-Remaining": "101", "X-Rate-Limit-Reset": "7000"}, None),
    "the reserve": ({"X-Rate-Limit-Remaining": "100", "X-Rate-Limit-Reset": "7000"}, 7000),
    "nothing": ({"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "7000"}, 7000),
    "credits of CRM": ({"X-API-CREDITS-REMAINING": "99"}, 300),
    "not told": ({}, None),
    "no number": ({"X-Rate-Limit-Remaining": "-1", "X-Rate-Limit-Reset": "x"}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), DAYS.values(), ids=DAYS)
def test_what_is_left_of_the_day_is_kept_from_bulk(headers: dict[str, str], seconds: int | None) -> None:
    async def work(clock: Clock) -> float | None:
        made = office(clock)
        made.quota.learn(headers)
        await made.call("person")
        [error] = await ended(asyncio.create_task(made.call("bulk", bulk=True)))
        return error and error.retry_after

    found = leaping(work)
    assert found == (seconds and pytest.approx(seconds, abs=1))


def test_an_answer_that_tells_of_more_ends_the_reserve() -> None:
    async def work(clock: Clock) -> None:
        made = office(clock)
        made.quota.learn(DAYS["the reserve"][0])
        made.quota.learn(DAYS["plenty"][0])
        await made.call("one", bulk=True)

    leaping(work)


def test_processes_that_cannot_agree_divide_the_allowance() -> None:
    assert BOOKS.part(4) == Allowance(at_once=2, calls=23, seconds=60.0, reserve=100)
    assert Allowance(at_once=3).part(4) == Allowance(at_once=1)
