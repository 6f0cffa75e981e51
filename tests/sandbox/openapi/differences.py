"""Everything in which a product's answers and parameters differ from the documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.sandbox.openapi.documents import Described, Documents, Product
from tests.sandbox.openapi.findings import Comparison, Finding
from tests.sandbox.openapi.offered import OFFERED
from tests.sandbox.openapi.steps import Exchange
from tests.sandbox.openapi.strictness import Schema, strict

# Who names the organisation is no matter of a single operation.
EVERYWHERE = {"organization_id"}
NOT_BUILT, UNKNOWN = "parameter not built", "parameter not documented"
# By product and operation, the query parameters that the sandbox acts on.
Acted = Mapping[Product, Mapping[str, frozenset[str]]]


def _page(required: str, **properties: Schema) -> Schema:
    return strict({"type": "object", "properties": properties, "required": required.split()}, lambda _: None)


_FINANCE_ERROR = _page("code message", code={"type": "integer"}, message={"type": "string"})
# What the public pages "Errors" (Books, Billing) and "Status Codes" (CRM) say of every refusal.
ERROR_PAGES: Mapping[Product, Schema] = {
    "crm": _page(
        "code details message status",
        code={"type": "string"},
        details={"type": "object"},
        message={"type": "string"},
        status={"enum": ["error"]},
    ),
    "books": _FINANCE_ERROR,
    "billing": _FINANCE_ERROR,
}


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A finding at an operation of the sandbox."""

    product: Product
    operation: str
    finding: Finding


def differences(documents: Documents, exchanges: Iterable[Exchange]) -> set[Difference]:
    """In what the exchanges differ from their operations' documents."""
    comparison = Comparison(documents.registry)
    return {
        Difference(exchange.product, exchange.operation, finding)
        for exchange in exchanges
        for finding in _of_exchange(documents, comparison, exchange)
    }


def _of_exchange(documents: Documents, comparison: Comparison, exchange: Exchange) -> Iterator[Finding]:
    described = documents.describing(exchange.product, exchange.method, exchange.path)
    if not described and exchange.operation in OFFERED[exchange.product]:
        yield Finding("*", "operation not documented")
    elif exchange.status < 400:
        unknown = set(exchange.parameters) - _known(described) - EVERYWHERE
        yield from (Finding(name, UNKNOWN) for name in unknown)
    schemas = [each.schemas[str(exchange.status)] for each in described if str(exchange.status) in each.schemas]
    if not schemas and exchange.status < 400 and described:
        yield Finding(str(exchange.status), "status not documented")
    # A file is no JSON: the documents describe what stands in its place.
    if exchange.body is not None and not isinstance(exchange.body, bytes):
        candidates = schemas or list(_of_other_statuses(exchange, described))
        yield from comparison.findings(candidates, exchange.body)


def _of_other_statuses(exchange: Exchange, described: Sequence[Described]) -> Iterator[Schema]:
    """What an answer is held against whose status its documents do not name."""
    yield from (schema for each in described for schema in each.schemas.values())
    if exchange.status >= 400:
        yield ERROR_PAGES[exchange.product]


def parameter_differences(documents: Documents, acted_on: Acted) -> set[Difference]:
    """The documented parameters that lists of the sandbox do not act on, and those that it alone knows."""
    found: set[Difference] = set()
    for product, lists in acted_on.items():
        for operation, names in lists.items():
            method, path = operation.split()
            described = documents.describing(product, method, path)
            if described:
                told = frozenset[str]().union(*(each.parameters for each in described))
                found |= {
                    *(Difference(product, operation, Finding(name, NOT_BUILT)) for name in told - names - EVERYWHERE),
                    *(Difference(product, operation, Finding(name, UNKNOWN)) for name in names - _known(described)),
                }
    return found


def _known(described: Sequence[Described]) -> frozenset[str]:
    return frozenset[str]().union(*(each.parameters | each.variants for each in described))
