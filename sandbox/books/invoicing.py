"""What is invoiced of estimates and sales orders, as far as their invoices stand."""

from sandbox.books import approvals, filters, values
from sandbox.books.estimates import ESTIMATES, reckoned, source_of
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import invalid, invalid_reference
from sandbox.books.rest import store_changed, store_followed
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.books.submissions import being
from sandbox.store import Body, text_of

DEAL = ("zcrm_potential_id", "zcrm_potential_name")


def from_estimate(request: BooksRequest) -> Body:
    """What an invoice takes over of the estimate that it names."""
    estimate_id = values.text("invoiced_estimate_id", request.body.get("invoiced_estimate_id", ""))
    if not estimate_id:
        return {}
    estimate = source_of(request, estimate_id, "invoiced")
    return {"estimate_id": estimate_id} | {key: estimate[key] for key in DEAL if key in estimate}


def from_order(request: BooksRequest, lines: list[Body]) -> Body:
    """What an invoice takes over of the sales order whose lines it names."""
    line_id = next((line["salesorder_item_id"] for line in lines if line.get("salesorder_item_id")), "")
    if not line_id:
        return {}
    wanted = [filters.line_item()["line_item_id"](line_id), *SALES_ORDERS.visible(request)]
    orders = request.ledger.bodies(SALES_ORDERS.name, wanted)
    if not orders:
        raise invalid_reference("Sales order item")
    approvals.convertible(request, SALES_ORDERS, orders[0], "invoiced")
    wanted_ids = {line.get("salesorder_item_id") for line in lines}
    if any(line.get("is_invoiced") and line["line_item_id"] in wanted_ids for line in orders[0]["line_items"]):
        raise invalid("salesorder_item_id")
    return order_link(orders[0]) | {key: orders[0][key] for key in DEAL if key in orders[0]}


def order_link(order: Body) -> Body:
    """How an invoice names the sales order that it was made from."""
    link = {key: order[key] for key in ("salesorder_id", "salesorder_number")}
    return {**link, "salesorders": [link], "estimate_id": order.get("estimate_id", "")}


def follow(request: BooksRequest, before: Body, after: Body) -> None:
    """Bring what an invoice was made from up to date: it is new, was changed or is gone."""
    if before and _standing(before) == _standing(after):
        return
    invoice = after or before
    for module, key in ((ESTIMATES, "estimate_id"), (SALES_ORDERS, "salesorder_id")):
        source = request.ledger.body(module.name, invoice.get(key, ""))
        if source is None:
            continue
        standing = request.ledger.bodies("invoices", [text_of(key) == source[key], text_of("status") != "void"])
        now = _estimate(source, standing) if module is ESTIMATES else _order(source, standing)
        if before:
            store_changed(request, module, source, now)
        else:
            store_followed(request, module, now, f"Invoice {invoice['invoice_number']}")


def _standing(invoice: Body) -> object:
    """What of an invoice decides how much of its source is invoiced."""
    lines = [line.get("salesorder_item_id") for line in invoice.get("line_items", ())]
    return invoice.get("status") == "void", lines, invoice.get("total")


def _estimate(estimate: Body, invoices: list[Body]) -> Body:
    amounts = {"invoiced_amount": sum(invoice["total"] for invoice in invoices), "uninvoiced_amount": 0}
    now = reckoned(estimate | {"invoice_ids": [invoice["invoice_id"] for invoice in invoices]} | amounts)
    return now if now["status"] == "invoiced" else now | {"uninvoiced_amount": now["total"]}


def _order(order: Body, invoices: list[Body]) -> Body:
    taken = {line.get("salesorder_item_id") for invoice in invoices for line in invoice["line_items"]}
    lines = [line | {"is_invoiced": line["line_item_id"] in taken} for line in order["line_items"]]
    invoiced = [line["is_invoiced"] for line in lines]
    status = "invoiced" if all(invoiced) else "partially_invoiced" if any(invoiced) else "open"
    return order | being(status) | {"line_items": lines}
