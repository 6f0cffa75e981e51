"""The log of reads names every amount that a declaration makes one, and none that is declared public."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from domain.queries import EMPTY_PAGE, Row, RowPage
from schema.engine.declare.listings import Listing
from schema.engine.declare.records import sub_resource, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from tests.engine.toy.invented import Fields, only_toys, toy_graph, toy_module, toy_part, toy_record
from tests.engine.toy.invented_world import InventedWorld

REASON = "The test says so."
ROW: Row = {"toy_id": "70", "total": 1, "rate": 2, "line": "3 %", "pieces": 4, "printed": 5, "lines": [{"sum": 6}]}


async def no_files(*_: object) -> RowPage:
    """Nothing."""
    return EMPTY_PAGE


def every_kind(custom: Any) -> Fields:
    """A field of each kind that is an amount, and of each that is none."""
    line = toy_part("Line", {"sum": (Money | None, upstream("sum", "A sum.", crm="Sub_Total"))})
    file = toy_part("File", {"name": (str | None, upstream("name", "Its name."))})
    told, untold = (
        sub_resource(file, "Files.", reads=no_files, costs={}, tells_amounts=tells) for tells in (True, False)
    )
    return {
        "total": (Money | None, upstream("total", "A sum.", crm="Grand_Total")),
        "rate": (Decimal | None, upstream("rate", "A rate.", crm="Grand_Total")),
        "discount": (str | None, upstream("line", "A share.", crm="Grand_Total")),
        "words": (str | None, upstream("line", "The same in words.", crm="Grand_Total", amount=True)),
        "lines": (list[line] | None, upstream("lines", "Lines.")),
        "told": (list[file] | None, told),
        "custom_fields": (list[Any], custom),
        "pieces": (Decimal | None, upstream("pieces", "How many.", public=REASON)),
        "printed": (Money | None, upstream("printed", "A price.", public=REASON)),
        "untold": (list[file] | None, untold),
        "status": (str | None, upstream("status", "How far it is.", crm="Status")),
    }


ASKED = (
    "{ bears { nodes { total { amount } rate discount words lines { sum { amount } } told { nodes { name } } pieces "
    "customFields { name } printed { amount } untold { nodes { name } } status } } }"
)
AMOUNTS = {"Bear.total", "Bear.rate", "Bear.discount", "Bear.words", "Bear.told", "Line.sum"}


@pytest.mark.parametrize("compiles", [True, False])
@pytest.mark.parametrize(
    ("custom", "more"), [({"crm": "Grand_Total"}, {"Bear.customFields"}), ({"public": REASON}, set[str]())]
)
async def test_the_entry_names_each_declared_amount(compiles: bool, custom: dict[str, Any], more: set[str]) -> None:
    with only_toys():
        bears = toy_module("bears")
        schema = toy_graph(Listing(toy_record("Bear", bears, every_kind(custom_fields(**custom)))))
        world = InventedWorld(schema, {bears: [ROW]}, dict.fromkeys(("Grand_Total", "Sub_Total", "Status"), True))
        until = asyncio.get_running_loop().time() + 60
        payload = await world.ask(ASKED, until, compiles=compiles, logs_reads=True)
    assert payload.errors == []
    assert {*world.reads()} == AMOUNTS | more
