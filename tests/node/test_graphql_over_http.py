"""GraphQL over HTTP as others read it: the audits of the npm package `graphql-http`."""

import json

import pytest

from tests.graphs import Graph
from tests.node.node import output_of

AUDITS = 61


@pytest.mark.usefixtures("_packages")
async def test_every_audit_is_met_and_none_only_with_a_warning(graph: Graph) -> None:
    results = json.loads(await output_of("audits.js", f"{graph.base}/graphql", "1000.demo.admin"))
    assert len(results) == AUDITS
    assert [result for result in results if result["status"] != "ok"] == []
