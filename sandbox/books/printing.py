"""Documents as PDF and as HTML: `GET /{module}/{id}?accept=pdf` (Zoho Books API v3, the documents' pages)."""

from collections.abc import Iterator
from html import escape

from sandbox.books import (
    clock,
    credit_notes,
    email_content,
    estimates,
    invoice_writes,
    purchase_orders,
    sales_orders,
)
from sandbox.books import pdf as pdfs
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.documents import Trade
from sandbox.books.estimates import ESTIMATES
from sandbox.books.files import File, pieces
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid
from sandbox.books.rest import detail_answer
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

PRINTED = (
    (ESTIMATES, estimates.TRADE),
    (SALES_ORDERS, sales_orders.TRADE),
    (INVOICES, invoice_writes.TRADE),
    (PURCHASE_ORDERS, purchase_orders.TRADE),
    (CREDIT_NOTES, credit_notes.TRADE),
)
KINDS = {"application/pdf": "pdf", "text/html": "html", "application/json": "json"}


def operations() -> list[Operation]:
    """Reading one document, in the form that the request wants."""
    return [_reading(module, trade) for module, trade in PRINTED]


def _reading(module: BooksModule, trade: Trade) -> Operation:
    def read(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        form = request.params.get("accept") or KINDS.get(request.headers.get("accept", ""), "json")
        if form not in KINDS.values():
            raise invalid("accept")
        if form == "json":
            return detail_answer(request, module, record)
        lines = list(_lines(request, module, trade, record))
        return BooksResponse(
            {}, file=_pdf(request, trade, record, lines) if form == "pdf" else _html(trade, record, lines)
        )

    path = f"/{module.name}/{{id}}"
    return Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), read)


def _pdf(request: BooksRequest, trade: Trade, record: Body, lines: list[str]) -> File:
    name, printed = email_content.file_name(trade, record), request.params.get("print") == "true"
    content = pdfs.written(lines, request.sandbox.pdf_padding)
    return File(name, "application/pdf;charset=UTF-8", content, shown=printed)


def _html(trade: Trade, record: Body, lines: list[str]) -> File:
    rows = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = f'<!DOCTYPE html><html lang="en"><title>{escape(record[trade.number])}</title><body>{rows}</body></html>'
    return File(f"{record[trade.number]}.html", "text/html;charset=UTF-8", pieces(page.encode()), shown=True)


def _lines(request: BooksRequest, module: BooksModule, trade: Trade, record: Body) -> Iterator[str]:
    currency = record["currency_code"]
    yield request.organization.name
    yield f"{module.noun} {record[trade.number]}"
    yield record[f"{trade.party}_name"]
    yield clock.written_day(record["date"])
    yield ""
    for line in record["line_items"]:
        yield f"{line['name']}: {line['quantity']:g} x {line['rate']:,.2f} = {line['item_total']:,.2f}"
    yield ""
    yield f"Total: {currency} {record['total']:,.2f}"
