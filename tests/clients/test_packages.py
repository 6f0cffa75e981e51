"""`make client`: the packages ask what they should, and replay a snapshot without a server."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import build_client_schema, print_schema
from typer.testing import CliRunner

from clients.build import SOURCES, build
from gateway.cli import main
from gateway.commands.demo import free_port
from gateway.commands.snapshot import SnapshotError, snapshot, text_of
from gateway.trusted_documents.manifests import documents_in
from schema.engine.execute.examination import examination
from tests.clients.running import Stacks
from tests.graphs import Graph
from tests.node.node import output_of

OPERATIONS = (SOURCES / "operations.graphql").read_text("utf-8")
VARIABLES = {"Invoices": [{"first": 2}, {"first": 1}]}
PYTHON = """
import asyncio, sys
from pathlib import Path
from suitegraph_client import Client
from suitegraph_client.mock import snapshot_client

async def main():
    async with Client("https://gateway.invalid/graphql", http_client=snapshot_client(Path(sys.argv[1]))) as client:
        for invoice in (await client.invoices(first=2)).invoices.nodes:
            print(invoice.number, invoice.total and repr(invoice.total.amount))
        try:
            await client.invoices(first=3)
        except LookupError as error:
            print(error)

asyncio.run(main())
"""


async def recorded(graph: Graph, persona: str, place: Path) -> Path:
    """The snapshot of a persona."""
    file = place / f"{persona}.json"
    token = f"1000.demo.{persona}"
    file.write_text(text_of(await snapshot(graph.service, persona, token, OPERATIONS, VARIABLES, may_write=False)))
    return file


@pytest.mark.usefixtures("stacks")
async def test_the_packages_replay_what_a_persona_sees(graph: Graph, stacks: Stacks, tmp_path: Path) -> None:
    place = tmp_path / "client"
    release = build(place)
    manifest = json.loads((place / "typescript" / "package.json").read_text("utf-8"))
    assert manifest["version"] == release
    assert f'version = "{release}"' in (place / "python" / "pyproject.toml").read_text("utf-8")
    complete = graph.service.runner.visibility.complete
    shown = build_client_schema(json.loads((place / "introspection.json").read_text("utf-8"))["data"])
    assert set(shown.type_map) == set(complete.schema.type_map)
    assert "type Invoice implements" in print_schema(shown)
    published = documents_in("m.json", (place / "persisted-documents.json").read_bytes())
    assert len(published) == OPERATIONS.count("\nquery ") + OPERATIONS.count("\nmutation ")
    assert not [text for text in published.values() if examination(complete.schema, complete.documents, text).problems]

    sales = await recorded(graph, "sales", tmp_path)
    # As the command does it: from a sandbox that is started for it.
    restricted = tmp_path / "restricted.json"
    (tmp_path / "variables.json").write_text(json.dumps(VARIABLES), "utf-8")
    options = ("--persona", "restricted", "--variables", str(tmp_path / "variables.json"), "--output", str(restricted))
    command = ("snapshot", str(SOURCES / "operations.graphql"), *options)
    done = await asyncio.to_thread(CliRunner().invoke, main, command, env={"SANDBOX_PORT": str(free_port())})
    assert done.exit_code == 0, done.output
    answers: dict[Path, list[str | None]] = {}
    index = place / "typescript" / "dist" / "index.js"
    for file in (sales, restricted):
        asked = json.loads(await output_of("packages.js", str(index), str(file)))
        assert asked["viewer"]
        assert asked["hash"].removeprefix("sha256:") in published
        assert 'has no Invoices with {"first":3}' in asked["refusal"]
        answers[file] = [each["total"] and each["total"]["amount"] for each in asked["invoices"]]
    assert answers[sales] == ["9639.40", "64586.49"]
    assert answers[restricted] == [None, None]
    assert "Invoice.total" in restricted.read_text("utf-8")

    script = place / "python" / "ask.py"
    script.write_text(PYTHON, "utf-8")
    output = await stacks.output_of(place / "python", f"python ask.py {sales}", graph)
    assert output.splitlines() == [
        "INV-000080 Decimal('9639.40')",
        "INV-000078 Decimal('64586.49')",
        'The snapshot of sales has no Invoices with {"first": 3}.',
    ]


async def test_a_snapshot_writes_nothing_with_a_token_of_ones_own(graph: Graph) -> None:
    variables: dict[str, Any] = {"CreateEstimate": {"input": {"party": {"account": "1"}, "lineItems": []}}}
    with pytest.raises(SnapshotError, match="CreateEstimate: A mutation is recorded against the sandbox alone"):
        await snapshot(graph.service, "token", "1000.demo.sales", OPERATIONS, variables, may_write=False)
    with pytest.raises(SnapshotError, match="Nothing, which the document does not have"):
        await snapshot(graph.service, "token", "1000.demo.sales", OPERATIONS, {"Nothing": {}}, may_write=True)
    assert graph.record_calls() == {}
