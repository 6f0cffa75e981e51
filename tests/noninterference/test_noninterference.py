"""No caller learns anything of what is hidden from them, whatever they ask."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.noninterference.property import ROLLS, TALLY, UNHEALTHY, check
from tests.proofs import proof


@given(st.binary(min_size=ROLLS, max_size=ROLLS))
def two_worlds_are_one(rolls: bytes) -> None:
    check(rolls)


@proof("cases", short=60, full=2500)
def test_worlds_that_differ_only_in_what_is_hidden_cannot_be_told_apart(cases: int) -> None:
    TALLY.clear()
    phases = (Phase.generate, Phase.shrink)
    settings(max_examples=cases, database=None, suppress_health_check=UNHEALTHY, phases=phases)(two_worlds_are_one)()
    # The cases are about something: most answers hold values, many hide some, some comparisons are refused.
    assert TALLY["cases"] >= cases
    assert TALLY["answers with values"] > cases / 2
    assert TALLY["answers with something hidden"] > cases / 4
    assert TALLY["FORBIDDEN"] > cases / 50
