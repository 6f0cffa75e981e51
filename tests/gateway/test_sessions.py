"""A caller's session: known before it is of use, closed at its end, forgotten with their token."""

from collections.abc import Coroutine
from typing import Any

import pytest

from domain.caller import Caller, caller_of
from domain.costs import Costs
from domain.errors import Forbidden, Unauthenticated
from gateway.session import open_session
from resolvers.caller.identity import IDENTITY, Identity
from resolvers.journal import RequestMetadata
from tests.graphs import Graph

DEAD = Unauthenticated("The token has expired.", service="books")
REFUSED = Forbidden("No.", service="books")


def caller(graph: Graph, persona: str = "sales") -> Caller:
    service = graph.service
    return caller_of(f"1000.demo.{persona}", service.settings.data_centres[0], service.partition_key)


async def test_a_caller_is_identified_once_and_every_session_counts_its_own_calls(graph: Graph) -> None:
    graph.forget_callers()
    first, second = Costs(), Costs()
    for costs in (first, second):
        async with open_session(graph.service, caller(graph), costs=costs) as session:
            assert session.loader.caller_cache.lookup(session.caller, IDENTITY) is not None
    assert (dict(first.calls), dict(second.calls)) == ({"accounts": 1}, {})


async def test_a_door_may_end_the_wait_for_an_identity(graph: Graph) -> None:
    graph.forget_callers()

    async def left(identity: Coroutine[Any, Any, Identity]) -> Identity:
        identity.close()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        async with open_session(graph.service, caller(graph), identifying=left):
            pytest.fail("nobody knows who asks")


@pytest.mark.parametrize(("failure", "known"), [(DEAD, False), (REFUSED, True)])
async def test_a_caller_is_forgotten_with_their_token_and_for_nothing_else(
    graph: Graph, failure: Exception, known: bool
) -> None:
    memory = graph.service.memory
    with pytest.raises(type(failure)):
        async with open_session(graph.service, caller(graph)):
            raise failure
    assert (memory.lookup(caller(graph), IDENTITY) is not None) is known
    async with open_session(graph.service, caller(graph)) as session:
        session.note_failures([KeyError("a bug"), failure])
    assert (memory.lookup(caller(graph), IDENTITY) is not None) is known


async def test_a_token_that_nobody_accepts_opens_no_session(graph: Graph) -> None:
    with pytest.raises(Unauthenticated):
        async with open_session(graph.service, caller(graph, "expired")):
            pytest.fail("nobody knows who asks")


async def test_a_session_says_which_client_request_and_document_ask(graph: Graph) -> None:
    metadata = RequestMetadata("app/1", request_id="r1")
    async with open_session(graph.service, caller(graph), metadata, strict=True) as session:
        assert (session.request_id, session.strict) == ("r1", True)
        assert session.loader.request_metadata == metadata
        complete = session.metadata_of("{ viewer { user { name } } }", "Named")
    assert (complete.client, complete.operation, complete.request_id, len(complete.document)) == (
        "app/1",
        "Named",
        "r1",
        64,
    )
