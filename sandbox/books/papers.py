"""Documents as PDF and as HTML: `GET /{module}/{id}?accept=pdf` (Zoho Books API v3, the documents' pages)."""

from collections.abc import Iterator
from html import escape

from sandbox.books import clock, credit_notes, email_content, estimates, invoices_written, purchase_orders, sales_orders
from sandbox.books import pdf as pdfs
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.documents import Trade
from sandbox.books.estimates import ESTIMATES
from sandbox.books.files import File, pieces
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid
from sandbox.books.rest import detail_answer
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

PRINTED = (
    (ESTIMATES, estimates.TRADE),
    (SALES_ORDERS, sales_orders.TRADE),
    (INVOICES, invoices_written.TRADE),
    (PURCHASE_ORDERS, purchase_orders.TRADE),
    (CREDIT_NOTES, credit_notes.TRADE),
)
KINDS = {"application/pdf": "pdf", "text/html": "html", "application/json": "json"}


def operations() -> list[Operation]:
    """Reading one document, in the form that the request wants."""
    return [_reading(module, trade) for module, trade in PRINTED]


def _reading(module: Module, trade: Trade) -> Operation:
    def read(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        form = ask.params.get("accept") or KINDS.get(ask.headers.get("accept", ""), "json")
        if form not in KINDS.values():
            raise invalid("accept")
        if form == "json":
            return detail_answer(ask, module, record)
        lines = list(_lines(ask, module, trade, record))
        return Answer({}, file=_pdf(ask, trade, record, lines) if form == "pdf" else _html(trade, record, lines))

    path = f"/{module.name}/{{id}}"
    return Operation("GET", path, f"{module.scope}.READ", (module.entity, "view"), read)


def _pdf(ask: Ask, trade: Trade, record: Body, lines: list[str]) -> File:
    name, printed = email_content.file_name(trade, record), ask.params.get("print") == "true"
    content = pdfs.written(lines, ask.sandbox.pdf_padding)
    return File(name, "application/pdf;charset=UTF-8", content, shown=printed)


def _html(trade: Trade, record: Body, lines: list[str]) -> File:
    rows = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = f'<!DOCTYPE html><html lang="en"><title>{escape(record[trade.number])}</title><body>{rows}</body></html>'
    return File(f"{record[trade.number]}.html", "text/html;charset=UTF-8", pieces(page.encode()), shown=True)


def _lines(ask: Ask, module: Module, trade: Trade, record: Body) -> Iterator[str]:
    currency = record["currency_code"]
    yield ask.organization.name
    yield f"{module.noun} {record[trade.number]}"
    yield record[f"{trade.party}_name"]
    yield clock.written_day(record["date"])
    yield ""
    for line in record["line_items"]:
        yield f"{line['name']}: {line['quantity']:g} x {line['rate']:,.2f} = {line['item_total']:,.2f}"
    yield ""
    yield f"Total: {currency} {record['total']:,.2f}"
