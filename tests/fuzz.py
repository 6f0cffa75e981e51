"""Properties over random cases for FUZZ_MINUTES (5 by default), half the time each: `python -m tests.fuzz`."""

import os
from time import monotonic

from tests.differential import fuzz as differential
from tests.noninterference import fuzz as noninterference

SUITES = (noninterference.fuzz, differential.fuzz)


def main() -> None:
    """Ends by itself: with the counts of cases, or with the case that failed."""
    seconds = 60 * float(os.environ.get("FUZZ_MINUTES", "5"))
    for suite in SUITES:
        suite(monotonic() + seconds / len(SUITES))


if __name__ == "__main__":
    main()
