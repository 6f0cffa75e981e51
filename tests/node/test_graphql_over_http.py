"""GraphQL over HTTP as others read it: the audits of the npm package `graphql-http`."""

import json

import pytest

from sandbox.people import PERSONAS
from tests.graphs import Graph
from tests.node.node import output_of

AUDITS = 61


# Everybody whose token Zoho accepts.
BEARERS = [persona.name for persona in PERSONAS if persona.name != "expired"]


@pytest.mark.usefixtures("_packages")
async def test_every_audit_is_met_and_none_only_with_a_warning_whoever_asks(graph: Graph) -> None:
    for persona in BEARERS:
        results = json.loads(await output_of("audits.js", f"{graph.base}/graphql", f"1000.demo.{persona}"))
        assert len(results) == AUDITS
        assert [(persona, result) for result in results if result["status"] != "ok"] == []
