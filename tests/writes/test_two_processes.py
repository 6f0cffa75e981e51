"""One key in two processes with one database at once is one write."""

import asyncio
from pathlib import Path
from typing import Any

from sandbox.context import Options, Sandbox
from tests.gateway.processes import Gateway, gateway_before
from tests.mutating import CUSTOMER
from tests.servers import sandbox_served

CREATE = f"""mutation {{
    createEstimate(input: {{ party: {{ customer: "{CUSTOMER}" }}, lineItems: [{{ name: "a", rate: "1" }}] }}) {{
    estimate {{ id }} userErrors {{ code }} }} }}"""
CHANGE = """mutation { updateEstimate(input: { id: "%s", notes: "Ours.", idempotencyKey: "one" }) {
    estimate { notes } userErrors { code } } }"""


async def codes(gateway: Gateway, query: str) -> list[str]:
    """The codes of a change's errors."""
    _, body = await gateway.ask(query)
    payload: Any = body["data"]["updateEstimate"]
    return [error["code"] for error in payload["userErrors"]]


async def test_one_key_in_two_processes_is_one_write(tmp_path: Path) -> None:
    sandbox, database = Sandbox(Options(port=0)), f"sqlite:///{tmp_path / 'store.db'}"
    async with (
        sandbox_served(sandbox) as port,
        gateway_before(sandbox, port, database=database) as here,
        gateway_before(sandbox, port, database=database) as there,
    ):
        _, made = await here.ask(CREATE)
        change = CHANGE % made["data"]["createEstimate"]["estimate"]["id"]
        # Both know the caller.
        await there.ask("{ estimates(first: 1) { nodes { number } } fromAddresses { email } }")
        rule = {"product": "books", "method": "PUT", "kind": "latency", "seconds": 2.0}
        async with here.session.post(f"http://localhost:{port}/_sandbox/faults", json=[rule]) as answer:
            assert answer.status == 200, await answer.text()
        came = await asyncio.gather(codes(here, change), codes(there, change))
        assert sorted(came) in ([[], ["CONFLICT"]], [[], []])
        assert [call["method"] for call in sandbox.calls.since(0)].count("PUT") == 1
