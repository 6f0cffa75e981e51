"""docs/permissions.md tells what the gateway does."""

import re

import pytest

from domain.grants import grantable_modules
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


def test_the_page_names_every_module_that_can_be_granted() -> None:
    [listed] = re.findall(r"^- Modules are (.*?)\.$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    books, _, billing = listed.partition("`billing.`")
    named = [("books", re.findall(r"`(\w+)`", books)), ("billing", re.findall(r"`(\w+)`", billing))]
    assert {f"{product}.{name}" for product, names in named for name in names} == {*map(str, grantable_modules())}
