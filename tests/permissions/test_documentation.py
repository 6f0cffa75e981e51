"""docs/permissions.md tells what the gateway does."""

import pytest

from tests.graphs import Graph
from tests.house.test_rules import ROOT
from tests.permissions.matrix import BEGIN, END, matrix

PAGE = ROOT / "docs" / "permissions.md"


async def test_the_matrix_is_what_each_persona_is_told(graph: Graph, request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    committed, _, after = rest.partition(END)
    made = await matrix(graph)
    if request.config.getoption("--write-cases"):
        PAGE.write_text(f"{before}{BEGIN}{made}{END}{after}", "utf-8")
    else:
        assert committed == made
