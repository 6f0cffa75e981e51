"""The parts of an answer, put together by a client of either format, are the answer: data, errors, hidden fields."""

from collections import Counter
from dataclasses import replace
from itertools import count
from typing import Any

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from gateway.http.incremental import NEWER, OLDER
from tests.differential.deferring import deferred, error_keys, merged
from tests.differential.property import AT_ONCE, UNHEALTHY, cases_of
from tests.differential.spoiling import Spoiler
from tests.differential.world import Case, World
from tests.noninterference.dice import Dice
from tests.proofs import proof


def with_parts(world: World, case: Case, rolls: bytes) -> Case:
    """The case with its parts; without streams where the same list is streamed in two ways, which is invalid."""
    schema, _ = world.document(case)
    for streams in (True, False):
        parted = replace(case, text=deferred(case.text, schema, Dice(rolls), streams=streams))
        if not world.document(parted)[1].errors:
            return parted
    return case


def check(world: World, case: Case, spoiler: Spoiler | None, counts: Counter[str]) -> None:
    """One case, by both ways of execution. Raises AssertionError where its parts make another answer."""
    for compiles in (True, False):
        whole = world.way(case, compiles=compiles, spoiler=spoiler)
        payloads, calls = world.in_parts(case, compiles=compiles, spoiler=spoiler)
        assert [cause for payload in payloads for cause in payload.causes if not hasattr(cause, "code")] == []
        for format_ in (OLDER, NEWER):
            compare(whole.outcome.body(), merged(payloads, format_), counts)
        counts["cases"] += 1
        counts["with parts"] += len(payloads) > 1
        counts["parts"] += len(payloads) - 1
        counts["streamed"] += any(part.items for payload in payloads for part in payload.parts)
        counts["compiled"] += len(payloads) > 1 and all(payload.compiled for payload in payloads)
        counts["calls"] += calls
        counts["calls of whole answers"] += whole.asked.total()


def compare(whole: dict[str, Any], parts: tuple[Any, list[Any], Any, bool], counts: Counter[str]) -> None:
    """Raises AssertionError where what was put together is not the whole answer."""
    data, errors, extensions, failed = parts
    assert error_keys(errors) == error_keys(whole.get("errors", []))
    assert extensions.get("hiddenFields", []) == whole.get("extensions", {}).get("hiddenFields", [])
    counts["failed"] += failed
    counts["with errors"] += bool(errors)
    # A null that may not be there ends at the fragment rather than at what is above it.
    assert failed or data == whole.get("data")


def checked(world: World, cases: int, *, spoils: bool) -> Counter[str]:
    """What so many cases came to."""
    counts: Counter[str] = Counter()
    generated = cases_of(world.samples)
    spoilers = st.tuples(st.integers(0, 2**16), st.sampled_from((10, 60))) if spoils else st.none()
    for number in count():
        if counts["cases"] >= 2 * cases:
            break

        @seed(number)
        @settings(
            max_examples=AT_ONCE, deadline=None, database=None, suppress_health_check=UNHEALTHY, phases=[Phase.generate]
        )
        @given(generated, st.binary(min_size=400, max_size=400), spoilers)
        def parts_make_the_answer(case: Case, rolls: bytes, spoiled: tuple[int, int] | None) -> None:
            if not world.document(case)[1].errors:
                check(world, with_parts(world, case, rolls), spoiled and Spoiler(*spoiled), counts)

        parts_make_the_answer()
    return counts


@proof("cases", short=3, full=100)
def test_parts_make_the_answer(world: World, cases: int) -> None:
    counts = checked(world, cases, spoils=False)
    assert counts["with parts"] > cases / 2
    assert counts["calls"] < 1.1 * counts["calls of whole answers"]


@proof("cases", short=2, full=60)
def test_parts_make_the_answer_of_bad_rows(world: World, cases: int) -> None:
    counts = checked(world, cases, spoils=True)
    assert counts["with errors"] > cases / 10
