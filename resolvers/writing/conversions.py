"""Orders and invoices made from what comes before them. Source: Zoho Books v3, the modules' create endpoints."""

from collections.abc import Mapping
from typing import Any

from domain.modules.books import ESTIMATES, SALES_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import CurrentRecord, MutationRequest, create_document
from resolvers.writing.mutation_command import RequiredRight
from resolvers.writing.write_result import MutationResult

# What a line keeps when it goes from one document to the next.
LINE = (
    "item_id", "item_order", "name", "description", "unit", "quantity", "rate", "discount", "tax_id", "account_id",
    "project_id", "product_type", "hsn_or_sac", "tds_tax_id", "tax_treatment_code",
)  # fmt: skip
# And what the document keeps: what it comes to is the same, in the same currency and under the same tax law.
CARRIED = (
    "customer_id", "currency_id", "exchange_rate", "reference_number", "notes", "terms", "salesperson_name",
    "discount", "discount_type", "is_discount_before_tax", "is_inclusive_tax", "shipping_charge", "adjustment",
    "adjustment_description", "place_of_supply", "gst_treatment", "gst_no", "tax_treatment", "vat_treatment",
    "zcrm_potential_id",
)  # fmt: skip
# What follows from it, and would be told by the new document.
FOLLOWING = ("customer_name", "total", "sub_total", "tax_total", "discount_total", "taxes")
COPIED = frozenset((*CARRIED, *FOLLOWING, "line_items", "contact_persons"))
# From where nothing goes on: what an estimate came to stands in another document already.
ENDED = frozenset({"void", "invoiced"})


async def convert_document(
    loader: RecordLoader, asking: MutationRequest, source: Module, record_id: str, target: Module
) -> MutationResult:
    """Make an order or an invoice from what comes before it: two calls. One by one in a process.

    Made as a document of its own that names its source, so that it can carry the mark: Books' `fromestimates` and
    `fromsalesorder` take no body.
    """
    standing = CurrentRecord(loader, source, record_id)

    async def check() -> None:
        row = await standing.approved()
        if row.get("status") in ENDED:
            raise not_done(ProblemCode.CONFLICT, "It is void, or was converted already.", "id")

    async def values() -> Mapping[str, Any]:
        row = standing.row or await standing.approved()
        return _carried(source, row, target)

    needs = [RequiredRight(source, "convert", carries=COPIED), RequiredRight(target, "create", carries=COPIED)]
    # Two that read the same source would both make a document of it.
    async with loader.journal_writer.turn("the conversion of", f"{source} {record_id}"):
        return await create_document(loader, asking, target, values, check, known={}, needs=needs)


def _carried(source: Module, row: Row, target: Module) -> dict[str, Any]:
    values: dict[str, Any] = {key: row[key] for key in CARRIED if row.get(key) not in {None, ""}}
    lines: list[dict[str, Any]] = []
    for line in row.get("line_items") or ():
        if source == SALES_ORDERS and line.get("is_invoiced"):
            continue
        kept = {key: line[key] for key in LINE if line.get(key) not in {None, ""}}
        if source == SALES_ORDERS:
            kept["salesorder_item_id"] = line["line_item_id"]
        lines.append(kept)
    if not lines:
        raise not_done(ProblemCode.CONFLICT, "Everything of it has been invoiced already.", "id")
    if len(lines) < len(row.get("line_items") or ()):
        # What is charged or taken off once went along with the lines that came first.
        once = {"shipping_charge", "adjustment", "adjustment_description"}
        once |= set() if str(values.get("discount", "")).endswith("%") else {"discount"}
        values = {key: value for key, value in values.items() if key not in once}
    persons = [{"contact_person_id": id_} for id_ in row.get("contact_persons") or ()]
    if persons:
        values["contact_persons_associated"] = persons
    if source == ESTIMATES:
        values["estimate_id" if target == SALES_ORDERS else "invoiced_estimate_id"] = row["estimate_id"]
    return {**values, "line_items": lines}
