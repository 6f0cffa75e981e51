"""The company's customers, people, deals, vendors and products, which each product renders as its own records."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sandbox.people import Persona


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
