"""What generated operations take lies within what was estimated for them, whichever way they are executed."""

from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from adapters.cache.ttls import cache_ttl_of
from adapters.exchange import Upstream
from resolvers.caller.caller_cache import CallerCache
from resolvers.reading.loader import RecordLoader
from schema.graph import graph
from tests.noninterference.callers import person_of
from tests.noninterference.dice import Dice
from tests.noninterference.documents import document_of
from tests.noninterference.property import CALLER, LOOP, ROLLS, RUNNER, UNHEALTHY, unvalidated
from tests.noninterference.world import World
from tests.proofs import proof
from tests.running import Execution, LoaderSession, payload_of

TALLY: Counter[str] = Counter()


@given(st.binary(min_size=ROLLS, max_size=ROLLS), st.booleans())
def bounds_hold(rolls: bytes, compiles: bool) -> None:
    dice = Dice(rolls)
    text, types = document_of(dice)
    note(text)
    person = person_of(dice, types)
    world = World(person, {})
    upstream = Upstream(world, CALLER, LOOP.time() + 60)
    loader = RecordLoader(upstream, CallerCache(), {}, person.rights())
    execution = Execution(graph(), unvalidated(text))
    outcome = LOOP.run_until_complete(payload_of(replace(RUNNER, compiles=compiles), LoaderSession(loader), execution))
    if outcome.cost is None or "estimated" not in outcome.cost:
        return
    cost: dict[str, Any] = msgspec.to_builtins(outcome.cost)
    sent = Counter[str](request.service for request in world.asked if cache_ttl_of(request))
    assert all(count <= cost["estimated"]["calls"].get(product, (0, 0))[1] for product, count in sent.items()), cost
    credits_ = sum(3 if "cvid" in dict(request.params) else 1 for request in world.asked if request.service == "crm")
    assert cost["credits"].get("crm", 0) == credits_
    TALLY["cases"] += 1
    TALLY["with calls"] += bool(sent)
    TALLY["sent"] += sent.total()
    TALLY["at most"] += sum(most for _, most in cost["estimated"]["calls"].values())


@proof("cases", short=12, full=500)
def test_no_operation_takes_more_than_was_estimated(cases: int) -> None:
    TALLY.clear()
    phases = (Phase.generate, Phase.shrink)
    settings(max_examples=cases, database=None, suppress_health_check=UNHEALTHY, phases=phases)(bounds_hold)()
    assert TALLY["cases"] > cases / 2
    assert TALLY["with calls"] > cases / 3
    assert TALLY["sent"] > cases
