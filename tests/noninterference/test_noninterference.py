"""No caller learns anything of what is hidden from them, whatever they ask."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.noninterference.property import ROLLS, TALLY, UNHEALTHY, check

CASES = 2000


@settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    suppress_health_check=UNHEALTHY,
    phases=(Phase.generate, Phase.shrink),
)
@given(st.binary(min_size=ROLLS, max_size=ROLLS))
def two_worlds_are_one(rolls: bytes) -> None:
    check(rolls)


def test_worlds_that_differ_only_in_what_is_hidden_cannot_be_told_apart() -> None:
    TALLY.clear()
    two_worlds_are_one()
    # The cases are about something: most answers hold values, many hide some, some comparisons are refused.
    assert TALLY["cases"] >= CASES
    assert TALLY["answers with values"] > CASES / 2
    assert TALLY["answers with something hidden"] > CASES / 4
    assert TALLY["FORBIDDEN"] > CASES / 50
