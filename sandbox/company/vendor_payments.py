"""What the company paid to its vendors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.company import words
from sandbox.company.accounting import BANK, PETTY_CASH, LedgerAccount
from sandbox.company.bills import bills
from sandbox.company.company import Company
from sandbox.company.documents import Document, DocumentKind
from sandbox.company.entities import Vendor
from sandbox.people import BY_NAME, Persona

VENDOR_PAYMENT = DocumentKind("vendorpayment", "", 14_000_000)


@dataclass(frozen=True, slots=True)
class VendorPayment:
    """A payment to a vendor. `applied` is what each bill got of it; what is left is the `balance`."""

    number: int
    books_id: str
    vendor: Vendor
    paid_on: date
    mode: str
    amount: Decimal
    balance: Decimal
    reference: str
    account: LedgerAccount
    applied: tuple[tuple[Document, Decimal], ...]
    author: Persona
    created_at: datetime


def vendor_payments(story: Company) -> list[VendorPayment]:
    """The payments: every other vendor gets one for all bills that are paid, the others one for each."""
    return [_payment(story, number, vendor, paid) for number, (vendor, paid) in enumerate(_owed(story), start=1)]


def _owed(story: Company) -> Iterator[tuple[Vendor, list[Document]]]:
    for vendor in story.vendors:
        paid = [bill for bill in story.chapter(bills) if bill.party is vendor and _paid(bill)]
        if vendor.number % 2 and paid:
            yield vendor, paid
        else:
            yield from ((vendor, [bill]) for bill in paid)


def _paid(bill: Document) -> Decimal:
    return Decimal(0) if bill.status == "void" else bill.total - bill.balance


def _payment(story: Company, number: int, vendor: Vendor, paid: list[Document]) -> VendorPayment:
    random = story.stream("books_vendorpayment", number)
    latest = max(bill.made_on for bill in paid)
    paid_on = min(latest + timedelta(days=random.randrange(1, 12)), story.today)
    applied = tuple((bill, _paid(bill)) for bill in paid)
    # A few were paid too much, which is there for the next bill.
    balance = Decimal(50) if number % 6 == 0 else Decimal(0)
    mode = random.choice(words.PAYMENT_MODES)
    return VendorPayment(
        number=number,
        books_id=VENDOR_PAYMENT.books_id(number),
        vendor=vendor,
        paid_on=paid_on,
        mode=mode,
        amount=sum((amount for _, amount in applied), balance),
        balance=balance,
        reference=f"VP-{random.randrange(10000, 99999)}",
        account=PETTY_CASH if mode == "cash" else BANK,
        applied=applied,
        author=BY_NAME["accountant"],
        created_at=datetime.combine(paid_on, time(11, number % 60), UTC),
    )
