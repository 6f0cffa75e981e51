"""What stays in the process when everybody has been answered: documents, and facts and answers in their partitions."""

from typing import Any

from adapters.cache.local import LocalResponseCache
from adapters.cache.single_flight import SingleFlight
from domain.caller import caller_of
from resolvers.caller.caller_cache import CallerCache
from sandbox.people import BY_NAME
from tests.graphs import Graph
from tests.isolation.crowd import CROWD, MARK, together
from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.growth import containers, sizes
from tests.proofs import at_length

# Documents with their plans, the same for all callers; and the memory and what products answered, by partition.
GROWING = {"DocumentCache._kept", "CallerCache._entries", "LocalResponseCache._responses"}


def unheard_of(document: Document) -> Document:
    """The same document in bytes that were never sent before."""
    return Document(document.query + "\n# once more, for what stays of it", document.variables)


def held_in(graph: Graph, name: str) -> list[tuple[str, Any]]:
    """Everything that is remembered or kept, by partition."""
    (held,) = containers(graph.service)[name][:1]
    return [(key[0], fact) for key, fact in held.items()]


def owners_of(graph: Graph) -> dict[str, str]:
    """The persona behind each partition."""
    data_centre, key = graph.service.settings.data_centres[0], graph.service.partition_key
    return {caller_of(BY_NAME[persona].access_token, data_centre, key).partition: persona for persona in CROWD}


def remember(graph: Graph) -> None:
    """From an empty memory on, nothing ends with time: a slow machine may take longer than answers are kept."""
    settings = graph.service.settings
    graph.forget_callers()
    graph.service.memory = CallerCache(settings.remember_seconds, clock=lambda: 0.0)
    kept = LocalResponseCache(settings.cache_bytes, clock=lambda: 0.0)
    graph.service.exchange.single_flight = SingleFlight(kept, settings.cache_scale)


@at_length(like="tests/isolation/test_callers_apart.py::test_the_same_question_of_all_is_answered_to_each")
async def test_only_documents_and_what_is_in_its_callers_partition_grow(graph: Graph) -> None:
    # What reads answers is made by the first question for some columns, and no caller's. Which quota lists of
    # organisations count to is settled when an organisation was named: whoever is unknown then is known by the second.
    for _ in range(2):
        await together(graph, [(persona, document) for persona in CROWD for document in DOCUMENTS.values()])
        remember(graph)
    before = sizes(graph.service, closed=GROWING)
    questions = [(persona, unheard_of(document)) for persona in CROWD for document in DOCUMENTS.values()]
    await together(graph, questions)
    after = sizes(graph.service, closed=GROWING)
    assert {name for name, size in after.items() if size > before.get(name, 0)} == GROWING
    owners = owners_of(graph)
    for name in ("CallerCache._entries", "LocalResponseCache._responses"):
        held = held_in(graph, name)
        assert {owners[partition] for partition, _ in held} == set(CROWD)
        marked = [
            (owners[partition], {mark.decode() for mark in MARK.findall(repr(fact).encode())})
            for partition, fact in held
        ]
        assert all(marks <= {owner} for owner, marks in marked), name
        assert {owner for owner, marks in marked if marks} == set(CROWD)
