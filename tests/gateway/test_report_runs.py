"""A report in the background: with progress, until it is done or cancelled, for whoever started it alone."""

import asyncio
from typing import Any

from domain.caller import Caller, caller_of
from gateway.session import open_session
from tests.graphs import Graph

START = """mutation ($report: ID!) { startReportRun(input: { report: $report, asOf: "2026-10-01" }) {
    run { id state } userErrors { code } } }"""
RUN = """query ($id: ID!) { reportRun(id: $id) { state callsDone callsLeft doneAt failure
    result { totals { cells { value } } coverage { isComplete } } } }"""
CANCEL = "mutation ($id: ID!) { cancelReportRun(id: $id) { run { state } } }"
RESUME = "mutation ($id: ID!) { resumeReportRun(id: $id) { run { state } } }"
RESULT = '{ reportResult(report: "mrr", asOf: "2026-10-01") { totals { cells { value } } coverage { isComplete } } }'


def caller_in(graph: Graph, persona: str) -> Caller:
    """The caller behind a persona's token."""
    return caller_of(f"1000.demo.{persona}", "local", graph.service.partition_key)


async def ended(graph: Graph, persona: str, id_: str) -> dict[str, Any]:
    """The run, once its job has ended."""
    job = graph.service.analytics.jobs.one(caller_in(graph, persona).partition, id_)
    assert job is not None
    assert job.task is not None
    await asyncio.wait_for(job.task, 120)
    return (await graph.ask(persona, RUN, {"id": id_})).data["reportRun"]


async def started(graph: Graph, persona: str) -> str:
    """The id of a new run."""
    payload = (await graph.ask(persona, START, {"report": "mrr"})).data["startReportRun"]
    assert payload["userErrors"] == []
    return payload["run"]["id"]


async def test_a_run_reads_everything_and_the_report_then_takes_no_call(graph: Graph) -> None:
    await graph.meet("admin")
    run = await ended(graph, "admin", await started(graph, "admin"))
    assert (run["state"], run["callsLeft"], run["failure"]) == ("DONE", 0, None)
    assert run["callsDone"] > 15
    graph.forget_calls()
    result = (await graph.ask("admin", RESULT)).data["reportResult"]
    assert graph.bill() == {}
    assert result == run["result"]


async def test_a_run_is_cancelled_and_resumed(graph: Graph) -> None:
    await graph.meet("admin")
    id_ = await started(graph, "admin")
    cancelled = (await graph.ask("admin", CANCEL, {"id": id_})).data["cancelReportRun"]["run"]
    assert cancelled["state"] in {"CANCELLED", "DONE"}
    await graph.ask("admin", RESUME, {"id": id_})
    assert (await ended(graph, "admin", id_))["state"] == "DONE"


async def test_nobody_else_sees_a_run(graph: Graph) -> None:
    id_ = await started(graph, "admin")
    for query in (RUN, CANCEL, RESUME):
        assert (await graph.ask("billing", query, {"id": id_})).codes == ["NOT_FOUND"]
    assert (await graph.ask("billing", "{ reportRuns { id } }")).data["reportRuns"] == []
    await ended(graph, "admin", id_)


async def test_what_rests_on_hidden_amounts_is_not_begun(graph: Graph) -> None:
    await graph.meet("restricted")
    assert (await graph.ask("restricted", START, {"report": "mrr"})).codes == ["FORBIDDEN"]
    assert graph.bill() == {}


async def test_calls_of_a_run_wait_behind_those_of_people(graph: Graph) -> None:
    async with open_session(graph.service, caller_in(graph, "admin")) as session:
        bulk = session.loader.in_background(60)
        assert (session.loader.upstream.bulk, bulk.upstream.bulk) == (False, True)
        assert bulk.upstream.caller is session.loader.upstream.caller
        bulk.close()
