"""An organisation's quota: never exceeded in any window, shared in turns, told at once where it does not suffice."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.limits.quotas import WAITING_PART
from domain.errors import SuitegraphError, TooManyRequests, UpstreamTimeout
from tests.adapters.leaping import Clock, leaping
from tests.adapters.limits.offices import Office, ended, office
from tests.proofs import examples


def test_thrice_the_quota_for_ten_minutes_never_exceeds_it_and_everybody_gets_their_share() -> None:
    async def work(clock: Clock) -> Office:
        made = office(clock)
        end = clock() + 600
        # One asks with twenty calls at a time, four with two, and one with a single one.
        askers = ["greedy"] * 20 + [f"modest{number}" for number in range(4) for _ in range(2)] + ["single"]
        await asyncio.gather(*(made.keep_asking(caller, end) for caller in askers))
        return made

    made = leaping(work)
    assert made.most_counted() <= 95
    shares = Counter(caller for caller, _, _ in made.sent)
    fair = len(made.sent) / 6
    assert len(made.sent) >= 0.95 * 10 * 95
    assert min(shares.values()) >= 0.8 * fair, shares


@examples(60, short=7)
@given(
    calls=some.integers(1, 12),
    at_once=some.integers(1, 6),
    askers=some.integers(1, 9),
    seed=some.integers(0, 1 << 16),
)
def test_no_window_ever_holds_more_than_the_quota_nor_a_moment_more_than_at_once(
    calls: int, at_once: int, askers: int, seed: int
) -> None:
    dice = Random(seed)

    async def work(clock: Clock) -> Office:
        made = office(clock, at_once=at_once, calls=calls, seconds=1.0)
        end = clock() + 6

        async def asker(number: int) -> None:
            while clock() < end:
                try:
                    await made.call(str(number), dice.random() * 0.3, dice.random() * 3, bulk=dice.random() < 0.2)
                except SuitegraphError:
                    await asyncio.sleep(0.1)
                await asyncio.sleep(dice.choice([0.0, 0.0, 0.5]))

        await asyncio.gather(*(asker(number) for number in range(askers)))
        return made

    made = leaping(work)
    if made.sent:
        assert made.most_counted() <= calls
        inside = [sum(b <= moment < e for _, b, e in made.sent) for _, moment, _ in made.sent]
        assert max(inside) <= at_once


def test_a_lone_caller_may_use_three_quarters_at_once_and_leaves_some_for_whoever_comes_later() -> None:
    async def work(clock: Clock) -> tuple[int, list[float]]:
        made = office(clock)
        began = clock()
        early = [asyncio.create_task(made.call("early", patience=60)) for _ in range(95)]
        await asyncio.sleep(2)
        at_first = len(made.sent)
        waits: list[float] = []
        for _ in range(5):
            await asyncio.sleep(10)
            asked = clock()
            await made.call("late")
            waits.append(made.sent[-1][1] - asked)
        await ended(*early)
        assert clock() - began < 130
        return at_first, waits

    at_first, waits = leaping(work)
    assert 70 <= at_first <= 73
    assert max(waits) < 6


def test_callers_take_turns_however_much_each_asks_for() -> None:
    async def work(clock: Clock) -> list[str]:
        made = office(clock, at_once=1)
        asked = ["a"] * 6 + ["b"] * 2 + ["c"]
        tasks = [asyncio.create_task(made.call(caller)) for caller in asked]
        await ended(*tasks)
        return [caller for caller, _, _ in made.sent]

    # The first of all found the place free.
    assert "".join(leaping(work)) == "aabcabaaa"


def test_people_go_before_bulk() -> None:
    async def work(clock: Clock) -> list[str]:
        made = office(clock, at_once=2)
        tasks = [asyncio.create_task(made.call("bulk", bulk=True)) for _ in range(4)]
        await asyncio.sleep(0.05)
        tasks += [asyncio.create_task(made.call("person")) for _ in range(4)]
        await ended(*tasks)
        return [caller for caller, _, _ in sorted(made.sent, key=lambda call: call[1])]

    # Bulk has at most three quarters of the places, here one of two.
    found = leaping(work)
    assert found[:2] == ["bulk", "person"]
    assert found[5:] == ["bulk"] * 3


def test_bulk_leaves_the_last_quarter_of_a_window_to_people() -> None:
    async def work(clock: Clock) -> tuple[int, list[Any]]:
        made = office(clock, at_once=100, calls=20, seconds=60.0)
        tasks = [asyncio.create_task(made.call("bulk", bulk=True)) for _ in range(20)]
        await asyncio.sleep(1)
        before = len(made.sent)
        person = asyncio.create_task(made.call("person"))
        [late] = await ended(person)
        return before, [late, *(await ended(*tasks))]

    before, [person, *bulk] = leaping(work)
    assert (before, person) == (15, None)
    assert [type(error) for error in bulk if error is not None] == [TooManyRequests] * 5


def test_a_call_that_cannot_be_served_in_time_fails_at_once_and_says_when_to_come_back() -> None:
    async def work(clock: Clock) -> tuple[float, SuitegraphError, int]:
        made = office(clock, at_once=100, calls=4, seconds=60.0)
        await asyncio.gather(*(made.call("one", patience=100) for _ in range(4)))
        began = clock()
        with pytest.raises(TooManyRequests) as raised:
            await made.call("two", patience=10)
        return clock() - began, raised.value, made.quota.tally.refused

    took, error, refused = leaping(work)
    assert took == 0
    assert error.retry_after is not None
    assert 40 <= error.retry_after <= 60
    assert refused == 1


def test_behind_calls_that_are_not_answered_the_wait_ends_as_a_timeout() -> None:
    async def work(clock: Clock) -> float:
        made = office(clock, at_once=1)
        hanging = asyncio.create_task(made.call("one", lasts=1000))
        await asyncio.sleep(0)
        began = clock()
        with pytest.raises(UpstreamTimeout):
            await made.call("two", patience=3)
        took = clock() - began
        hanging.cancel()
        await ended(hanging)
        assert not made.quota.queue
        return took

    assert leaping(work) == pytest.approx(3 * WAITING_PART)


def test_who_gives_up_waiting_leaves_the_turn_to_the_next_even_at_the_last_moment() -> None:
    async def work(clock: Clock) -> list[str]:
        made = office(clock, at_once=1)
        first = made.quota.try_acquire()
        assert first is not None
        waiting = [asyncio.create_task(made.call(name)) for name in ("early", "late", "next")]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        # The place is given to the second one, who gives up before it could go.
        first.release()
        waiting[1].cancel()
        await ended(*waiting)
        assert (made.quota.inside, bool(made.quota.queue)) == (0, False)
        return [caller for caller, _, _ in made.sent]

    assert leaping(work) == ["next"]


def test_a_place_of_a_call_that_was_not_sent_is_free_at_once() -> None:
    async def work(clock: Clock) -> None:
        made = office(clock, at_once=5, calls=1, seconds=60.0)
        for _ in range(3):
            permit = made.quota.try_acquire()
            assert permit is not None
            permit.release(sent=False)

    leaping(work)
