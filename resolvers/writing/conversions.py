"""Conversions of documents into orders and invoices. Source: Zoho Books v3, the modules' create endpoints."""

from collections.abc import Mapping
from typing import Any

from domain.modules.books import ESTIMATES, SALES_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.documents import create_document
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
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
# An estimate in one of these statuses is no longer converted: another document may already bill it.
FINAL_STATUSES = frozenset({"void", "invoiced"})


async def convert_document(
    loader: RecordLoader, request: MutationRequest, source: Module, record_id: str, target: Module
) -> MutationResult:
    """Convert a document into an order or an invoice: two calls. Conversions of one document run one after another.

    The new document is created as one of its own that names its source, so that it can have the mark: Books'
    `fromestimates` and `fromsalesorder` take no body.
    """
    current = CurrentRecord(loader, source, record_id)

    async def check() -> None:
        row = await current.read_approved()
        if row.get("status") in FINAL_STATUSES:
            raise not_done(ProblemCode.CONFLICT, "It is void, or was converted already.", "id")

    async def body() -> Mapping[str, Any]:
        row = current.row or await current.read_approved()
        return _converted(source, row, target)

    needs = [
        RequiredRight(source, "convert", carries=COPIED_COLUMNS),
        RequiredRight(target, "create", carries=COPIED_COLUMNS),
    ]
    # Two requests that read the same source at once would both convert it.
    async with loader.journal_writer.lock_of("the conversion of", f"{source} {record_id}"):
        return await create_document(loader, request, target, body, check, known={}, needs=needs)


def _converted(source: Module, row: Row, target: Module) -> dict[str, Any]:
    """The values of the new document. Raises NotDone where every line has been invoiced."""
    values: dict[str, Any] = {key: row[key] for key in DOCUMENT_KEYS if row.get(key) not in {None, ""}}
    lines: list[dict[str, Any]] = []
    for line in row.get("line_items") or ():
        if source == SALES_ORDERS and line.get("is_invoiced"):
            continue
        new_line = {key: line[key] for key in LINE_KEYS if line.get(key) not in {None, ""}}
        if source == SALES_ORDERS:
            new_line["salesorder_item_id"] = line["line_item_id"]
        lines.append(new_line)
    if not lines:
        raise not_done(ProblemCode.CONFLICT, "Everything of it has been invoiced already.", "id")
    if len(lines) < len(row.get("line_items") or ()):
        # Charges and deductions that apply once went with the lines that were invoiced first.
        applied_once = {"shipping_charge", "adjustment", "adjustment_description"}
        applied_once |= set() if str(values.get("discount", "")).endswith("%") else {"discount"}
        values = {key: value for key, value in values.items() if key not in applied_once}
    persons = [{"contact_person_id": id_} for id_ in row.get("contact_persons") or ()]
    if persons:
        values["contact_persons_associated"] = persons
    if source == ESTIMATES:
        values["estimate_id" if target == SALES_ORDERS else "invoiced_estimate_id"] = row["estimate_id"]
    return {**values, "line_items": lines}
