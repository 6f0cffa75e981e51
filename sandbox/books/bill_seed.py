"""The bills of the company's story, as Books keeps them, and what other records say about them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sandbox.books import contact_seed, documents, histories, settings
from sandbox.books.bill_module import MODULE, TRADE
from sandbox.books.declaration import CrossReference, HistoryEntry
from sandbox.books.values import money
from sandbox.company.accounting import GOODS, PAYABLE, SERVICES
from sandbox.company.bills import BILL, bills
from sandbox.company.company import Company
from sandbox.company.documents import Document, Line
from sandbox.store import Body


def records(company: Company) -> Iterator[Body]:
    """The company's bills."""
    for bill in company.chapter(bills):
        contact = contact_seed.vendor_of(bill)
        body = documents.seeded_document(TRADE, bill, contact)
        lines = [_line(bill, line, of) for line, of in zip(body["line_items"], bill.lines, strict=True)]
        paid = Decimal(0) if bill.status == "void" else bill.total - bill.balance
        yield body | {
            "line_items": lines,
            "balance": money(bill.balance),
            "payment_made": money(paid),
            "purchaseorder_ids": [bill.source.books_id] if bill.source else [],
            "account_id": PAYABLE.books_id,
            "account_name": PAYABLE.name,
        }


def _line(bill: Document, line: Body, of: Line) -> Body:
    account = SERVICES if of.product.category == "Services" else GOODS
    keys = line | {"account_id": account.books_id, "account_name": account.name}
    if bill.source is None:
        return keys
    # An order's line has another id on its bill, which names the first one.
    own = str(int(line["line_item_id"]) + BILL.id_base * 1000)
    return keys | {"purchaseorder_item_id": line["line_item_id"], "line_item_id": own}


def cross_references(company: Company) -> Iterator[CrossReference]:
    """Each order's bills, and what is owed to each vendor."""
    owed: dict[str, Decimal] = {}
    for bill in company.chapter(bills):
        if bill.source is not None:
            yield "purchaseorders", bill.source.books_id, {"bills": [_of_order(bill)]}
        if bill.balance:
            vendor_id = bill.party.books_id or ""
            owed[vendor_id] = amount = owed.get(vendor_id, Decimal(0)) + bill.balance
            base = amount * settings.rate_of(bill.currency)
            payable = {"outstanding_payable_amount": money(amount), "outstanding_payable_amount_bcy": money(base)}
            yield "contacts", vendor_id, payable


def _of_order(bill: Document) -> Body:
    return {
        "bill_id": bill.books_id,
        "bill_number": bill.name,
        "date": bill.made_on.isoformat(),
        "due_date": bill.until.isoformat(),
        "status": bill.status,
        "total": money(bill.total),
        "balance": money(bill.balance),
    }


def history(company: Company) -> Iterable[HistoryEntry]:
    """The history of each bill."""
    for bill in company.chapter(bills):
        yield from histories.of_document(bill, MODULE.name, MODULE.noun)
