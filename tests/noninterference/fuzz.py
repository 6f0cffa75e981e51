"""The same property with fresh seeds for some time."""

import secrets
import sys
from time import monotonic

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.noninterference.property import ROLLS, TALLY, UNHEALTHY, check

AT_ONCE = 500


def round_of(number: int, until: float) -> None:
    """Up to so many cases from one seed, none after the time. Raises what a case found, made as small as may be."""

    @seed(number)
    @settings(max_examples=AT_ONCE, deadline=None, database=None, suppress_health_check=UNHEALTHY)
    @given(st.binary(min_size=ROLLS, max_size=ROLLS))
    def two_worlds_are_one(rolls: bytes) -> None:
        if monotonic() < until:
            check(rolls)

    two_worlds_are_one()


def fuzz(until: float) -> None:
    """Ends at a time of the monotonic clock with the count of cases, or with the case that failed."""
    while monotonic() < until:
        number = secrets.randbits(64)
        try:
            round_of(number, until)
        except BaseException:
            sys.stdout.write(f"{TALLY['cases']} cases, and one of seed {number} failed:\n")
            raise
    sys.stdout.write(f"{TALLY['cases']} cases, none of which told anything hidden\n")
