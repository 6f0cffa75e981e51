"""Conversions of documents into orders and invoices. Source: Zoho Books v3, the modules' create endpoints."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from adapters.books.document_lines import document_lines
from domain.modules.books import ESTIMATES, SALES_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.documents import create_document
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.remainders import (
    MOST_LOOKED_AT,
    Remainder,
    invoices_of,
    is_invoiced_in_part,
    remainder_of,
)
from resolvers.writing.write_result import MutationResult

# What a line keeps in the new document.
LINE_KEYS = (
    "item_id", "item_order", "name", "description", "unit", "quantity", "rate", "discount", "tax_id", "account_id",
    "project_id", "product_type", "hsn_or_sac", "tds_tax_id", "tax_treatment_code",
)  # fmt: skip
# What the document keeps, so that its total is the same, in the same currency and under the same tax law.
DOCUMENT_KEYS = (
    "customer_id", "currency_id", "exchange_rate", "reference_number", "notes", "terms", "salesperson_name",
    "discount", "discount_type", "is_discount_before_tax", "is_inclusive_tax", "shipping_charge", "adjustment",
    "adjustment_description", "place_of_supply", "gst_treatment", "gst_no", "tax_treatment", "vat_treatment",
    "zcrm_potential_id",
)  # fmt: skip
# What Books derives from those, so that the new document shows it.
DERIVED_KEYS = ("customer_name", "total", "sub_total", "tax_total", "discount_total", "taxes")
COPIED_COLUMNS = frozenset((*DOCUMENT_KEYS, *DERIVED_KEYS, "line_items", "contact_persons"))
# What is on the document as a whole: of an order that was invoiced in part, invoices may have some of it already.
APPLIED_ONCE = frozenset({"discount", "shipping_charge", "adjustment"})
# A page of invoices, those that are read, and the correction of cents.
MOST_REMAINING = 1 + MOST_LOOKED_AT + 1
# An estimate in one of these statuses is no longer converted: another document may already bill it.
FINAL_STATUSES = frozenset({"void", "invoiced"})


async def convert_document(
    loader: RecordLoader, request: MutationRequest, source: Module, record_id: str, target: Module
) -> MutationResult:
    """Convert a document into an order or an invoice: two calls. Conversions of one document run one after another.

    Of an order that was invoiced in part what is left is invoiced: `MOST_REMAINING` calls more at most.

    The new document is created as one of its own that names its source, so that it can have the mark: Books'
    `fromestimates` and `fromsalesorder` take no body.
    """
    current = CurrentRecord(loader, source, record_id)
    remainder: Remainder | None = None

    async def check() -> None:
        row = await current.read_approved()
        if row.get("status") in FINAL_STATUSES:
            raise not_done(ProblemCode.CONFLICT, "It is void, or was converted already.", "id")

    async def body() -> Mapping[str, Any]:
        nonlocal remainder
        row = current.row or await current.read_approved()
        if source == SALES_ORDERS and is_invoiced_in_part(row):
            remainder = remainder_of(row, await invoices_of(loader, row))
        return _converted(source, row, target, remainder)

    async def complete(row: Row) -> Row:
        missing = Decimal(0) if remainder is None else remainder.missing(row)
        return await _with_adjustment(loader, target, row, missing) if missing else row

    needs = [
        RequiredRight(source, "convert", carries=COPIED_COLUMNS),
        RequiredRight(target, "create", carries=COPIED_COLUMNS),
    ]
    # Two requests that read the same source at once would both convert it.
    async with loader.journal_writer.lock_of("the conversion of", f"{source} {record_id}"):
        return await create_document(loader, request, target, body, check, known={}, needs=needs, complete=complete)


async def _with_adjustment(loader: RecordLoader, module: Module, row: Row, missing: Decimal) -> Row:
    """A new invoice with the cents that rounding took from it or added to it: one call."""
    finance_module = FINANCE[module]
    values = {"adjustment": Decimal(str(row.get("adjustment") or 0)) + missing}
    named = {} if row.get("adjustment_description") else {"adjustment_description": "Rounding"}
    return await (await loader.books()).change(finance_module, str(row[finance_module.id]), {**values, **named})


def _converted(source: Module, row: Row, target: Module, remainder: Remainder | None) -> dict[str, Any]:
    """The values of the new document."""
    values: dict[str, Any] = {key: row[key] for key in DOCUMENT_KEYS if row.get(key) not in {None, ""}}
    lines: list[dict[str, Any]] = []
    for line in document_lines(row) if remainder is None else remainder.lines:
        new_line = {key: line[key] for key in LINE_KEYS if line.get(key) not in {None, ""}}
        if source == SALES_ORDERS:
            new_line["salesorder_item_id"] = line["line_item_id"]
        lines.append(new_line)
    if remainder is not None:
        values = {key: value for key, value in values.items() if key not in APPLIED_ONCE} | {**remainder.values}
    persons = [{"contact_person_id": id_} for id_ in row.get("contact_persons") or ()]
    if persons:
        values["contact_persons_associated"] = persons
    if source == ESTIMATES:
        values["estimate_id" if target == SALES_ORDERS else "invoiced_estimate_id"] = row["estimate_id"]
    return {**values, "line_items": lines}
