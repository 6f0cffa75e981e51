"""Whoever leaves loses everything on every worker: two gateways on one store, the second with a Valkey as well."""

import asyncio
from pathlib import Path
from time import monotonic

from gateway.leavers import LATEST_SECONDS
from gateway.session import loader_of
from resolvers.background_jobs import BackgroundJob, JobState
from resolvers.reading.loader import RecordLoader
from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served
from tests.scim.directory import directory_of
from tests.scim.test_requests import report
from tests.valkeys import valkey_served

WHO = "{ viewer { user { name } } }"
SALES = BY_NAME["sales"].email


class Clock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.now = monotonic()

    def __call__(self) -> float:
        """The time."""
        return self.now


async def test_a_leaver_loses_everything_on_two_workers_within_five_seconds(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'store.db'}"
    with valkey_served() as valkey:
        async with (
            graph_served(database=database) as first,
            graph_served(database=database, cache_url=valkey.url) as other,
        ):
            clock = Clock()
            leavers = other.service.leavers
            assert leavers is not None
            leavers.clock = clock
            for graph in (first, other):
                assert (await graph.ask("sales", WHO)).codes == []
                assert (await graph.ask("accountant", WHO)).codes == []
            begun, job = await begin_everything(other)
            directory = await directory_of(first)
            person = await directory.person(SALES)
            await directory.patch(f"/Users/{person}", {"op": "replace", "value": {"active": False}})
            assert (await first.ask("sales", WHO)).codes == ["DEACTIVATED"]
            # At the latest a request reads the notes, should nobody have done so before.
            clock.now += LATEST_SECONDS + 0.5
            assert LATEST_SECONDS + 0.5 < 5.0
            assert (await other.ask("sales", WHO)).codes == ["DEACTIVATED"]
            assert begun.upstream.deadline <= asyncio.get_running_loop().time()
            assert job.state is JobState.CANCELLED
            assert other.service.memory.lookup(begun.upstream.caller, "remembered since") is None
            assert (await other.ask("accountant", WHO)).codes == []
            ended = (await report(first, SALES))["ended"]
            here = {each["process"]: each for each in ended if each["what"] == "JOBS"}
            assert {each["count"] for each in here.values()} == {0, 1}
            assert len(here) == 2
            # What one worker hears of a roster reaches the other as well, with and without Valkey.
            await directory.patch(f"/Users/{person}", {"op": "replace", "value": {"active": True}})
            clock.now += LATEST_SECONDS + 0.5
            assert (await other.ask("sales", WHO)).codes == []


async def begin_everything(graph: Graph) -> tuple[RecordLoader, BackgroundJob]:
    """A running operation and a running job of the same caller."""
    service = graph.service
    leavers = service.leavers
    assert leavers is not None
    [present] = [each for each in leavers.present() if each.email == SALES]
    caller = present.caller
    loader = loader_of(service, service.exchange.upstream(caller, asyncio.get_running_loop().time() + 600))
    await leavers.admit(loader)

    async def forever(_job: BackgroundJob) -> None:
        await asyncio.Event().wait()

    job = service.analytics.jobs.start(caller.partition, "a report", forever)
    return loader, job
