"""Both ways of answering a query agree, on generated queries over the whole graph, with good rows and with bad ones."""

from itertools import count

from tests.differential.property import Tally, cases_of, round_of
from tests.differential.world import World
from tests.proofs import proof


def checked(world: World, cases: int, *, spoils: bool) -> Tally:
    """The tally of so many different cases."""
    tally, generated = Tally(), cases_of(world.samples)
    for number in count():
        if len(tally.seen) >= cases:
            break
        round_of(world, generated, tally, number, spoils=spoils)
    return tally


@proof("cases", short=10, full=600)
def test_the_compiled_way_answers_what_the_standard_executor_answers(world: World, cases: int) -> None:
    counts = checked(world, cases, spoils=False).counts
    # Most queries are of records, and what does not fail is answered compiled.
    assert counts["queries of records"] > 0.75 * cases
    assert counts["compiled"] > 0.75 * counts["queries of records"]
    # It asks the products for no more: measured 1,914 calls for 1,912, the two in one case of 678.
    assert counts["with more calls"] < max(2, cases / 100)
    assert counts["calls"] < 1.02 * counts["calls of the standard executor"]
    # The cases are about something: rows, errors, hidden fields.
    assert counts["values"] > 10 * cases
    assert counts["with errors"] > cases / 20
    assert counts["with something hidden"] > cases / 10


@proof("cases", short=20, full=300)
def test_bad_rows_never_make_another_answer(world: World, cases: int) -> None:
    counts = checked(world, cases, spoils=True).counts
    assert counts["with bad rows"] > cases / 3
    assert counts["UPSTREAM_UNAVAILABLE"] > cases / 10
    # A bad value that nobody asked for costs nothing, and words that are not known yet are values.
    assert counts["compiled"] > cases / 3
