"""A report in the background: with progress, until it is done or cancelled, for whoever started it alone."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.caller import Caller, caller_of
from domain.report_runs import SILENCE
from gateway.session import open_session
from resolvers.analytics.own_reports import place_of
from resolvers.background_jobs import JobState
from tests.graphs import Graph, graph_served

START = """mutation ($report: ID!) { startReportRun(input: { report: $report, asOf: "2026-10-01" }) {
    run { id state } userErrors { code } } }"""
RUN = """query ($id: ID!) { reportRun(id: $id) { state callsDone callsLeft doneAt failure
    result { totals { cells { value } } coverage { isComplete } } } }"""
RUNS = "{ reportRuns { id } }"
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


async def test_a_run_outlives_its_process_and_goes_on_with_the_token_of_whoever_asks(tmp_path: Path) -> None:
    async with graph_served(database=f"sqlite:///{tmp_path}/runs.db") as graph:
        analytics = graph.service.analytics
        runs = analytics.runs
        assert runs is not None
        id_ = await started(graph, "admin")
        await analytics.jobs.close()
        # Another process may still be at it: whoever asks is told how far it is, and nobody else is.
        assert (await graph.ask("admin", RUN, {"id": id_})).data["reportRun"]["state"] == "RUNNING"
        assert (await graph.ask("billing", RUN, {"id": id_})).codes == ["NOT_FOUND"]
        assert [run["id"] for run in (await graph.ask("admin", RUNS)).data["reportRuns"]] == [id_]
        assert "1000.demo" not in (tmp_path / "runs.db").read_bytes().decode("latin-1")

        tenant, owner = await place_in(graph, "admin")
        kept = await runs.one(tenant, owner, id_)
        assert kept is not None
        assert kept.state == "running"
        silent = replace(kept, touched_at=datetime.now(UTC) - 2 * SILENCE)
        await runs.keep(silent)
        assert await runs.claim(silent, silent.touched_at)
        assert not await runs.claim(kept, datetime.now(UTC))
        assert (await graph.ask("admin", RUN, {"id": id_})).data["reportRun"]["state"] == "RUNNING"
        run = await ended(graph, "admin", id_)
        assert (run["state"], run["result"]["coverage"]["isComplete"]) == ("DONE", True)

        # Its result was in the memory of that process: it is computed anew.
        await analytics.jobs.close()
        await graph.ask("admin", RUN, {"id": id_})
        assert (await ended(graph, "admin", id_))["result"] == run["result"]

        await analytics.jobs.close()
        await runs.keep(replace(silent, touched_at=datetime.now(UTC)))
        cancelled = (await graph.ask("admin", CANCEL, {"id": id_})).data["cancelReportRun"]["run"]
        assert (
            cancelled["state"] == (await graph.ask("admin", RUN, {"id": id_})).data["reportRun"]["state"] == "CANCELLED"
        )
        await graph.ask("admin", RESUME, {"id": id_})
        assert (await ended(graph, "admin", id_))["state"] == "DONE"


async def test_a_store_that_does_not_answer_is_an_error_of_its_own_and_ends_no_reading(tmp_path: Path) -> None:
    async with graph_served(database=f"sqlite:///{tmp_path}/runs.db") as graph:
        id_ = await started(graph, "admin")
        with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
            database.execute("DROP TABLE report_run")
            database.execute("DROP TABLE saved_report")
        for query in (RUNS, '{ reports(folder: "Mine") { nodes { id } } }'):
            answer = await graph.ask("admin", query)
            assert answer.codes == ["STORE_UNAVAILABLE"]
            assert "report" not in answer.body["errors"][0]["message"]
        job = graph.service.analytics.jobs.one(caller_in(graph, "admin").partition, id_)
        assert job is not None
        assert job.task is not None
        await asyncio.wait_for(job.task, 120)
        assert job.state is JobState.DONE


async def place_in(graph: Graph, persona: str) -> tuple[str, str]:
    """The tenant and the name under which the store keeps what is a persona's."""
    async with open_session(graph.service, caller_in(graph, persona)) as session:
        return await place_of(session.loader)
