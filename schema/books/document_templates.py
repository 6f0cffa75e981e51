"""Templates of the PDFs of Books' documents."""

from enum import Enum

import strawberry

from domain.modules.books import ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.catalogue import FINANCE
from schema.engine.declare.records import part, upstream
from schema.shared.mutation_requests import OperationInfo

DOCUMENT_TEMPLATES = "Query.documentTemplates"
# Where a document names its template.
PRINTED_WITH = {"template_id": "template_id", "template_name": "template_name", "template_type": "template_type"}


@part
class DocumentTemplate:
    """A template of documents' PDFs; `templateId` of a document takes its `recordId`."""

    record_id: str | None = upstream("template_id", "The template's id in Books.")
    name: str | None = upstream("template_name", "Name of the template.")
    kind: str | None = upstream("template_type", "The design that it is made from, as Books names it.")


@strawberry.enum(description="A kind of documents that have templates.")
class PrintedType(Enum):
    """The types of the graph whose documents Books prints."""

    ESTIMATE = strawberry.enum_value("Estimate", description="Estimates.")
    SALES_ORDER = strawberry.enum_value("SalesOrder", description="Sales orders.")
    INVOICE = strawberry.enum_value("Invoice", description="Invoices.")
    PURCHASE_ORDER = strawberry.enum_value("PurchaseOrder", description="Purchase orders.")

    @property
    def module(self) -> Module:
        """The module of its documents."""
        return _MODULES[str(self.value)]


def naming_printed() -> dict[str, Module]:
    """The values of the enum as coordinates, with the module that each of them names."""
    return {f"PrintedType.{each.name}": each.module for each in PrintedType}


_MODULES = {
    "Estimate": ESTIMATES,
    "SalesOrder": SALES_ORDERS,
    "Invoice": INVOICES,
    "PurchaseOrder": PURCHASE_ORDERS,
}


async def document_templates(info: OperationInfo, of: PrintedType) -> list[Row] | None:
    """The templates of a kind of documents, None where the caller may not view these: one call."""
    context = info.context
    if not await context.shows(DOCUMENT_TEMPLATES, of.module):
        return None

    async def load() -> list[Row]:
        return await (await context.loader.books()).templates(FINANCE[of.module])

    templates = await context.looked_up(DOCUMENT_TEMPLATES, of.module, load)
    return None if templates is None else [{PRODUCT: of.module.product, **each} for each in templates]
