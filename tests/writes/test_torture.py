"""A short torture: kills at random moments, another seed in each run, which pytest shows where it fails."""

import logging
from random import SystemRandom

from tests.proofs import proof
from tests.writes.torture import torture


@proof("kills", short=1, full=30)
async def test_what_was_acknowledged_before_a_kill_is_there_once(kills: int) -> None:
    seed = SystemRandom().getrandbits(32)
    logging.getLogger(__name__).warning("SEED=%s", seed)
    told = await torture(kills, seed)
    logging.getLogger(__name__).warning(told)
