"""The documents and payments of the company's story, which Books keeps and CRM mirrors."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sandbox.company.entities import Account, Deal, Product, Vendor
from sandbox.people import Persona


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of what Books keeps: Books' word for it, what its numbers begin with, and where its ids do."""

    word: str
    prefix: str
    id_base: int

    def books_id(self, number: int) -> str:
        """The id in Books of the kind's record with this number."""
        return str(460000000000000000 + self.id_base + number)

    def mirror_id(self, number: int) -> str:
        """The id of its mirror in CRM."""
        return str(4150868000000000000 + self.id_base + number)

    def name(self, number: int) -> str:
        """The number as it is written on the document."""
        return f"{self.prefix}-{number:06d}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document. `discount` is a percentage."""

    number: int
    product: Product
    quantity: Decimal
    rate: Decimal
    discount: Decimal
    taxed: bool

    @property
    def net(self) -> Decimal:
        """Quantity times rate less discount, to the cent."""
        return (self.quantity * self.rate * (100 - self.discount) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def tax(self) -> Decimal:
        """Sales tax at 19 per cent where the line is taxed, to the cent."""
        return (self.net * 19 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.taxed else Decimal(0)


@dataclass(frozen=True, slots=True)
class Document:
    """A finance document in Books, of a kind by its word; most kinds are mirrored into CRM.

    `party` is the customer, or the vendor of a purchase order. `until` is the expiry of an estimate, the due date
    of an invoice, the delivery or shipment date of an order. `status` is Books' own word on the seed's day.
    `balance` is what is still open of an invoice or a credit note. `source` is the document it was made from.
    `approver` is set on what was approved; `submitter` on what waits for approval or was approved.
    """

    kind: str
    number: int
    books_id: str
    mirror_id: str
    name: str
    reference: str
    party: Account | Vendor
    deal: Deal | None
    lines: tuple[Line, ...]
    made_on: date
    until: date
    status: str
    balance: Decimal
    author: Persona
    salesperson: Persona
    submitter: Persona | None
    approver: Persona | None
    source: "Document | None"
    notes: str
    created_at: datetime
    modified_at: datetime

    @property
    def currency(self) -> str:
        """The party's currency."""
        return self.party.currency

    @property
    def net(self) -> Decimal:
        """The sum of the lines without tax."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the lines' tax."""
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Payment:
    """A customer's payment in Books, applied to invoices."""

    number: int
    books_id: str
    name: str
    account: Account
    paid_on: date
    mode: str
    amount: Decimal
    reference: str
    applied: tuple[tuple[Document, Decimal], ...]
    author: Persona
    created_at: datetime
