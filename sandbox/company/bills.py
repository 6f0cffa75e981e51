"""What the company's vendors billed: what was ordered and delivered, and what was bought without an order."""

from datetime import timedelta
from decimal import Decimal

from sandbox.company.company import Company
from sandbox.company.documents import Document, DocumentKind
from sandbox.company.drafts import Draft, Drafting, drawn_up
from sandbox.company.entities import Vendor
from sandbox.people import BY_NAME

BILL = DocumentKind("bill", "BILL", 13_000_000)
# One for each bill of a vendor in turn. The first three vendors are paid at once.
FATES = ("open", "partial", "paid", "void", "open")
PAID_AT_ONCE = 3


def bills(story: Company) -> list[Document]:
    """The bills: two for each vendor without an order, then one for each purchase order that is billed."""
    desk = Drafting(story)
    without = [_bill(desk, vendor, None, turn) for vendor in story.vendors for turn in (1, 2)]
    return without + [
        _bill(desk, order.party, order, 0)
        for order in story.documents_of("purchaseorder")
        if order.status == "billed" and isinstance(order.party, Vendor)
    ]


def _bill(desk: Drafting, vendor: Vendor, order: Document | None, turn: int) -> Document:
    sheet, today = desk.sheet(BILL), desk.story.today
    if order is not None:
        made_on, lines = min(order.made_on + timedelta(days=10), today), order.lines
    else:
        made_on, lines = today - timedelta(days=5 + 40 * turn + vendor.number), sheet.lines(at_cost=True)
    until = made_on + timedelta(days=30)
    total = sum((line.net + line.tax for line in lines), Decimal(0))
    fate = "paid" if vendor.number <= PAID_AT_ONCE else FATES[(vendor.number + turn) % len(FATES)]
    unpaid = "overdue" if until < today else "open"
    status, balance = {
        "paid": ("paid", Decimal(0)),
        "open": (unpaid, total),
        "partial": ("overdue" if until < today else "partially_paid", (total / 4).quantize(Decimal("0.01"))),
        "void": ("void", Decimal(0)),
    }[fate]
    accountant = BY_NAME["accountant"]
    return drawn_up(
        Draft(sheet, vendor, lines, made_on, until, status, author=accountant, source=order, balance=balance)
    )
