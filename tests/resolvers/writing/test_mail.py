"""Who a mail may be from: the caller's own addresses, whatever the product offers."""

import pytest

from adapters.books.emails import OfferedSender
from resolvers.writing.mail import own_senders
from tests.engine.shaped import session_opened
from tests.graphs import Graph


def offered(email: str, *, is_organizations: bool = False) -> OfferedSender:
    """An address as Books offers it."""
    return OfferedSender(None, "", email, is_default=False, is_organizations=is_organizations)


OFFERED = [
    offered("Samir.Okafor@halvorsen.example"),
    offered("sales@halvorsen.example"),
    offered("ingrid.halvorsen@halvorsen.example"),
    offered("samir.okafor@halvorsen.example", is_organizations=True),
    offered(""),
]


@pytest.mark.parametrize(("persona", "own", "calls"), [("sales", [0, 1], 1), ("admin", [2], 1)])
async def test_an_address_is_ones_own_or_is_not_offered(graph: Graph, persona: str, own: list[int], calls: int) -> None:
    await graph.meet(persona)
    async with session_opened(graph, persona) as session:
        senders = await own_senders(session.loader, OFFERED)
    assert senders == [OFFERED[place] for place in own]
    assert graph.bill().get("crm", 0) == calls


async def test_crm_is_not_asked_where_books_tells_all(graph: Graph) -> None:
    await graph.meet("sales")
    async with session_opened(graph, "sales") as session:
        assert await own_senders(session.loader, OFFERED[:1]) == OFFERED[:1]
    assert "crm" not in graph.bill()
