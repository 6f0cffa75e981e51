"""Who a mail may be from: the caller's own addresses, whatever the product offers."""

import pytest

from resolvers.writing.mail import own_address_rows
from tests.engine.shaped import session_opened
from tests.graphs import Graph

OFFERED = [
    {"email": "Samir.Okafor@halvorsen.example"},
    {"email": "sales@halvorsen.example", "is_org_email_id": False},
    {"email": "ingrid.halvorsen@halvorsen.example", "is_org_email_id": False},
    {"email": "samir.okafor@halvorsen.example", "is_org_email_id": True},
    {},
]


@pytest.mark.parametrize(("persona", "own", "calls"), [("sales", [0, 1], 1), ("admin", [2], 1)])
async def test_an_address_is_ones_own_or_is_not_offered(graph: Graph, persona: str, own: list[int], calls: int) -> None:
    await graph.meet(persona)
    async with session_opened(graph, persona) as session:
        found = await own_address_rows(session.loader, OFFERED)
    assert found == [OFFERED[place] for place in own]
    assert graph.bill().get("crm", 0) == calls


async def test_crm_is_not_asked_where_books_tells_all(graph: Graph) -> None:
    await graph.meet("sales")
    async with session_opened(graph, "sales") as session:
        assert await own_address_rows(session.loader, OFFERED[:1]) == OFFERED[:1]
    assert "crm" not in graph.bill()
