"""The committed schema in the hands of others: graphql-js and graphql-tools see the roots that the gateway serves."""

import json
from pathlib import Path

import pytest

from tests.node.node import output_of

SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
WAYS = ("read", "printed and read", "introspected", "extended", "merged")


@pytest.mark.usefixtures("_packages")
async def test_no_way_of_reading_the_schema_finds_a_root_of_subscriptions() -> None:
    seen = json.loads(await output_of("roots.js", str(SCHEMA)))
    served = {"roots": ["Query", "Mutation", None], "types": ["Query", "Mutation"]}
    assert seen == dict.fromkeys(WAYS, served)
