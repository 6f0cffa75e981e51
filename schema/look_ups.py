"""Look-ups for forms: what organisations have set up, from which inputs choose."""

from typing import Annotated

import strawberry

from domain.queries import Row
from schema.billing.taxes import BILLING_TAXES
from schema.books.chart_of_accounts import CHART_OF_ACCOUNTS
from schema.books.currencies import CURRENCIES
from schema.books.document_templates import DocumentTemplate, PrintedType, document_templates
from schema.books.payment_terms import PAYMENT_TERMS
from schema.books.salespersons import SALESPERSONS
from schema.books.taxes import TAXES
from schema.crm.deal_stages import DealStage, deal_stages
from schema.engine.declare.own_fields import own_field
from schema.engine.declare.records import by_id, pages
from schema.shared.field_definitions import FieldDefinition, calls_of_books, calls_of_crm, field_definitions
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType


@strawberry.type
class LookUps:
    """The roots of look-ups."""

    tax: Row | None = by_id(TAXES, "A tax.")
    taxes: Row | None = pages(TAXES, "Taxes that lines of documents can have.")
    currency: Row | None = by_id(CURRENCIES, "A currency.")
    currencies: Row | None = pages(CURRENCIES, "Currencies with their exchange rates.")
    payment_term: Row | None = by_id(PAYMENT_TERMS, "Payment terms.")
    payment_terms: Row | None = pages(PAYMENT_TERMS, "Payment terms that invoices can have.")

    salesperson: Row | None = by_id(SALESPERSONS, "A salesperson.")
    salespersons: Row | None = pages(SALESPERSONS, "Salespersons whom documents for customers can name.")
    chart_of_account: Row | None = by_id(CHART_OF_ACCOUNTS, "An account of the chart of accounts.")
    chart_of_accounts: Row | None = pages(
        CHART_OF_ACCOUNTS,
        "Chart of accounts: lines for customers take accounts of the view `INCOME`, those of purchases of `EXPENSE`.",
    )
    billing_tax: Row | None = by_id(BILLING_TAXES, "A tax in Billing.")
    billing_taxes: Row | None = pages(BILLING_TAXES, "Taxes in Billing.")

    @own_field(
        "Fields of a type's records with their choices: of CRM all that you may see, of Books custom fields.",
        costs={"crm": calls_of_crm, "books": calls_of_books},
        answers=list[FieldDefinition] | None,
    )
    async def field_definitions(
        self,
        info: OperationInfo,
        of: Annotated[RecordType, strawberry.argument(description="The type of the records.")],
    ) -> list[Row] | None:
        """The definitions of the type's fields."""
        return await field_definitions(info, of)

    @own_field(
        "Templates of documents' PDFs. Templates of mails are in `mailPreview`.",
        costs={"books": 1},
        answers=list[DocumentTemplate] | None,
    )
    async def document_templates(
        self,
        info: OperationInfo,
        of: Annotated[PrintedType, strawberry.argument(description="The kind of documents.")],
    ) -> list[Row] | None:
        """The templates of a kind of documents."""
        return await document_templates(info, of)

    @own_field("Stages of deals in their order.", costs={"crm": 1}, answers=list[DealStage] | None)
    async def deal_stages(self, info: OperationInfo) -> list[Row] | None:
        """The stages of deals."""
        return await deal_stages(info)
