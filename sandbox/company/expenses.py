"""What the company spent without a bill."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.company.accounting import BANK, CATEGORIES, CREDIT_CARD, PETTY_CASH, LedgerAccount
from sandbox.company.company import Company
from sandbox.company.documents import Document, DocumentKind
from sandbox.company.entities import Account, Vendor
from sandbox.people import BY_NAME, Persona

EXPENSE = DocumentKind("expense", "", 15_000_000)
COUNT = 30
SUBJECTS = ("Train to the customer", "Printer paper", "Server in the cloud", "Parking", "Hotel, one night", "Courier")
STATUSES = ("unbilled", "nonbillable", "invoiced", "nonbillable", "reimbursed")


@dataclass(frozen=True, slots=True)
class Expense:
    """An expense. A billable one is for a `customer`; an invoiced one stands on an `invoice`."""

    number: int
    books_id: str
    spent_on: date
    category: LedgerAccount
    paid_through: LedgerAccount
    vendor: Vendor | None
    customer: Account | None
    invoice: Document | None
    status: str
    net: Decimal
    taxed: bool
    description: str
    reference: str
    author: Persona
    created_at: datetime

    @property
    def tax(self) -> Decimal:
        """Sales tax at 19 per cent where there is any, to the cent."""
        return (self.net * 19 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.taxed else Decimal(0)

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.net + self.tax


def expenses(story: Company) -> list[Expense]:
    """The expenses of the last year, in the company's own currency."""
    return [_expense(story, number) for number in range(1, COUNT + 1)]


def _expense(story: Company, number: int) -> Expense:
    random = story.stream("books_expense", number)
    customers = [account for account in story.accounts if account.books_id and account.currency == story.currency]
    vendors = [vendor for vendor in story.vendors if vendor.currency == story.currency]
    status = STATUSES[number % len(STATUSES)]
    customer = customers[number % len(customers)] if status in {"unbilled", "invoiced"} else None
    invoice = None
    if status == "invoiced":
        invoice = next((each for each in story.documents_of("invoice") if each.party is customer), None)
        status = status if invoice else "unbilled"
    spent_on = story.today - timedelta(days=random.randrange(3, 360))
    return Expense(
        number=number,
        books_id=EXPENSE.books_id(number),
        spent_on=spent_on,
        category=random.choice(CATEGORIES),
        paid_through=random.choice((BANK, CREDIT_CARD, PETTY_CASH)),
        vendor=random.choice(vendors) if number % 3 else None,
        customer=customer,
        invoice=invoice,
        status=status,
        net=Decimal(random.randrange(500, 90000)) / 100,
        taxed=number % 4 != 0,
        description=random.choice(SUBJECTS),
        reference=f"EX-{random.randrange(1000, 9999)}" if number % 2 else "",
        author=BY_NAME["accountant" if number % 3 else "assigned"],
        created_at=datetime.combine(spent_on, time(12, number % 60), UTC),
    )
