"""Invoices made from sales orders and estimates (Zoho Books API v3, page "Invoices")."""

from dataclasses import replace

from sandbox.books import approvals
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import invalid
from sandbox.books.rest import created
from sandbox.books.roles import INVOICE
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

LINE = ("item_id", "name", "description", "unit", "quantity", "rate", "discount", "tax_id", "account_id")
CARRIED = (
    "customer_id", "currency_id", "contact_persons", "exchange_rate", "reference_number", "notes", "terms", "discount",
    "discount_type", "is_discount_before_tax", "is_inclusive_tax", "shipping_charge", "adjustment",
    "adjustment_description", "salesperson_id", "salesperson_name",
)  # fmt: skip


def operations() -> list[Operation]:
    """Both conversions."""
    return [
        Operation("POST", "/invoices/fromsalesorder", "invoices.CREATE", (INVOICE, "create"), _from_sales_order),
        Operation("POST", "/invoices/fromestimates", "invoices.CREATE", (INVOICE, "create"), _from_estimates),
    ]


def _from_sales_order(request: BooksRequest) -> BooksResponse:
    order = _source(request, SALES_ORDERS, request.params.get("salesorder_id", ""), "salesorder_id")
    lines = [
        {"salesorder_item_id": line["line_item_id"], **_copied(line)}
        for line in order["line_items"]
        if not line.get("is_invoiced")
    ]
    return created(replace(request, body=_carried(order) | {"line_items": lines}), INVOICES)


def _from_estimates(request: BooksRequest) -> BooksResponse:
    ids = request.params.get("estimate_ids", "")
    estimates = [_source(request, ESTIMATES, id_, "estimate_ids") for id_ in ids.split(",")]
    for estimate in estimates:
        lines = [_copied(line) for line in estimate["line_items"]]
        body = _carried(estimate) | {"invoiced_estimate_id": estimate["estimate_id"], "line_items": lines}
        created(replace(request, body=body), INVOICES)
    return success("The invoices have been created.")


def _source(request: BooksRequest, module: BooksModule, id_: str, param: str) -> Body:
    if not id_:
        raise invalid(param)
    source = module.existing(request, id_)
    approvals.convertible(request, module, source, "invoiced")
    return source


def _carried(source: Body) -> Body:
    return {key: source[key] for key in CARRIED if key in source}


def _copied(line: Body) -> Body:
    return {key: line[key] for key in LINE if key in line}
