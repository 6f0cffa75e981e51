"""The same property with fresh seeds for some time."""

import secrets
import sys
from time import monotonic

from tests.differential.property import Tally, cases_of, round_of
from tests.differential.world import world_opened


def fuzz(until: float) -> None:
    """Ends at a time of the monotonic clock with the count of cases, or with the case that failed."""
    good, bad = Tally(), Tally()
    with world_opened() as world:
        generated = cases_of(world.samples)
        while monotonic() < until:
            number = secrets.randbits(64)
            try:
                round_of(world, generated, good, number, spoils=False)
                round_of(world, generated, bad, number, spoils=True)
            except BaseException:
                sys.stdout.write(f"{len(good.seen)} queries, {len(bad.seen)} with bad rows; seed {number} failed:\n")
                raise
    compiled = f"{good.counts['compiled']} of {good.counts['queries of records']} of records compiled"
    sys.stdout.write(
        f"{len(good.seen)} queries, {compiled}, and {len(bad.seen)} with bad rows: "
        "all answered as the standard executor answers them\n"
    )
