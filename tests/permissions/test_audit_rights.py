"""What the audit log shows where a product cannot be asked whether its reader may see the records of an entry."""

from typing import Any

import pytest

from tests.graphs import Graph
from tests.mutating import new

VALUES = "{ auditLog(first: 1) { nodes { act recordId after } } }"
PLAIN = "{ auditLog(first: 1) { nodes { act } } }"
FAILING: list[dict[str, Any]] = [
    {"kind": "status", "status": 500, "path": "/estimates"},
    {"kind": "status", "status": 429, "path": "/estimates"},
    {"kind": "malformed_json", "path": "/estimates"},
]


@pytest.mark.parametrize("rule", FAILING)
async def test_where_a_product_cannot_be_asked_the_log_is_an_error_and_nothing_is_silently_missing(
    graph: Graph, rule: dict[str, Any]
) -> None:
    await new(graph)
    shown = (await graph.ask("admin", VALUES)).data["auditLog"]["nodes"][0]
    assert shown["recordId"]
    assert shown["after"]
    graph.forget_answers()
    await graph.break_down({"product": "books", **rule})
    told = await graph.ask("admin", VALUES)
    assert told.body["data"] == {"auditLog": None}
    assert len(told.codes) == 1
    # What shows nothing of records asks nobody.
    assert (await graph.ask("admin", PLAIN)).data["auditLog"]["nodes"] == [{"act": shown["act"]}]
