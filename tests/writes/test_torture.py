"""A short torture: kills at random moments, another seed in each run, which pytest shows where it fails."""

import logging
from random import SystemRandom

from tests.writes.torture import torture

KILLS = 25


async def test_what_was_acknowledged_before_a_kill_is_there_once() -> None:
    seed = SystemRandom().getrandbits(32)
    logging.getLogger(__name__).warning("SEED=%s", seed)
    told = await torture(KILLS, seed)
    logging.getLogger(__name__).warning(told)
