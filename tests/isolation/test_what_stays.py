"""What stays in the process when everybody has been answered: documents, and facts in their caller's partition."""

from typing import Any

from domain.caller import caller_of
from sandbox.people import BY_NAME
from tests.graphs import Graph
from tests.isolation.crowd import CROWD, MARK, together
from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.growth import containers, sizes

# Documents with their plans, the same for all callers; and the memory, by partition.
GROWING = {"Documents._kept", "Memory._facts"}


def unheard_of(document: Document) -> Document:
    """The same document in bytes that were never sent before."""
    return Document(document.query + "\n# once more, for what stays of it", document.variables)


def facts_of(graph: Graph) -> list[tuple[str, Any]]:
    """Everything that is remembered, by partition."""
    (memory,) = containers(graph.service)["Memory._facts"][:1]
    return [(key[0], fact) for key, fact in memory.items()]


def owners_of(graph: Graph) -> dict[str, str]:
    """The persona behind each partition."""
    data_centre, key = graph.service.settings.data_centres[0], graph.service.partition_key
    return {caller_of(BY_NAME[persona].access_token, data_centre, key).partition: persona for persona in CROWD}


async def test_only_documents_and_the_memory_grow_and_the_memory_in_its_callers_partitions(graph: Graph) -> None:
    before = sizes(graph.service, closed=GROWING)
    questions = [(persona, unheard_of(document)) for persona in CROWD for document in DOCUMENTS.values()]
    await together(graph, questions)
    after = sizes(graph.service, closed=GROWING)
    assert {name for name, size in after.items() if size > before.get(name, 0)} == GROWING
    owners, facts = owners_of(graph), facts_of(graph)
    assert {owners[partition] for partition, _ in facts} == set(CROWD)
    marked = [
        (owners[partition], {mark.decode() for mark in MARK.findall(repr(fact).encode())}) for partition, fact in facts
    ]
    assert all(marks <= {owner} for owner, marks in marked)
    assert {owner for owner, marks in marked if marks} == set(CROWD)
