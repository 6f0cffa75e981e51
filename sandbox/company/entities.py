"""The facts of the company: plain values that CRM, Books and Billing each render as their own records."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

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
class Address:
    """A postal address."""

    street: str
    city: str
    state: str
    code: str
    country: str


@dataclass(frozen=True, slots=True)
class Account:
    """A customer company: a CRM account, a Books contact and, when it subscribes, a Billing customer.

    `books_id` and `billing_id` are None where the finance product does not know it (not imported yet).
    `assignee` owns it in Books ("assigned customers only" looks at it); `owner` owns it in CRM.
    """

    number: int
    crm_id: str
    name: str
    industry: str
    kind: str
    phone: str
    website: str
    employees: int
    revenue: Decimal
    currency: str
    region: str
    tier: str
    renewal_on: date
    owner: Persona
    assignee: Persona
    billing: Address
    shipping: Address
    created_at: datetime
    modified_at: datetime
    books_id: str | None
    billing_id: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at an account. The `primary` one is also linked by `zcrm_contact_id` in the finance products."""

    number: int
    crm_id: str
    salutation: str
    first_name: str
    last_name: str
    lead_source: str
    title: str
    department: str
    email: str
    phone: str
    mobile: str
    account: Account
    primary: bool
    owner: Persona
    created_at: datetime
    modified_at: datetime
    books_person_id: str
    billing_person_id: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A CRM deal. A closed one has a stage of "Closed Won" or "Closed Lost"."""

    number: int
    crm_id: str
    name: str
    account: Account
    contact: Contact
    stage: str
    probability: int
    amount: Decimal
    closing_on: date
    lead_source: str
    kind: str
    next_step: str
    owner: Persona
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier: a CRM vendor and a Books contact of type vendor, with the person who is spoken with there."""

    number: int
    crm_id: str
    books_id: str
    name: str
    first_name: str
    last_name: str
    category: str
    email: str
    phone: str
    website: str
    currency: str
    address: Address
    owner: Persona
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Product:
    """Something sold: a CRM product and a Books item."""

    number: int
    crm_id: str
    books_id: str
    name: str
    code: str
    category: str
    unit: str
    price: Decimal
    cost: Decimal
    taxed: bool
    active: bool
    vendor: Vendor
    owner: Persona
    created_at: datetime


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
        return (self.quantity * self.rate * (100 - self.discount) / 100).quantize(Decimal("0.01"))

    @property
    def tax(self) -> Decimal:
        """Sales tax at 19 per cent where the line is taxed, to the cent."""
        return (self.net * 19 / 100).quantize(Decimal("0.01")) if self.taxed else Decimal(0)


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
