"""Plans of documents against the real schema."""

from typing import Any

from domain.sources import Needs
from schema.engine.declare.plan import OperationPlan
from schema.engine.execute.documents import Document, DocumentCache
from schema.engine.execute.limits import DocumentLimits
from schema.graph import graph

DOCUMENTS = DocumentCache(graph(), DocumentLimits())


def document(text: str) -> Document:
    """A document that is valid."""
    found = DOCUMENTS.document(text)
    assert found.errors == []
    return found


def plan(text: str, variables: dict[str, Any] | None = None, operation: str | None = None) -> OperationPlan:
    """The plan of an operation."""
    found = document(text)
    return found.planned(graph(), found.operation(operation), variables or {}).plan


def needs(text: str, *place: str, of: str, variables: dict[str, Any] | None = None) -> Needs:
    """What a document needs of rows of a type at a place."""
    return plan(text, variables).at(place, of)


def columns(text: str, *place: str, of: str, variables: dict[str, Any] | None = None) -> set[str]:
    """The columns that it needs there."""
    return {*needs(text, *place, of=of, variables=variables).columns}
