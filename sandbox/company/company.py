"""The company as one value, with all that the seed generates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sandbox.company.billing_entities import (
    Addon,
    BillingInvoice,
    BillingPayment,
    BillingPlan,
    BillingProduct,
    Coupon,
    Subscription,
)
from sandbox.company.documents import Document, Payment
from sandbox.company.entities import Account, Contact, Deal, Product, Vendor

R = TypeVar("R")
# The company's, in every product.
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(slots=True)
class Company:
    """Everything of the company, in the order of its making; the same seed makes the same company."""

    name: str
    today: date
    currency: str
    seed: int
    accounts: list[Account] = field(default_factory=list["Account"])
    contacts: list[Contact] = field(default_factory=list["Contact"])
    deals: list[Deal] = field(default_factory=list["Deal"])
    vendors: list[Vendor] = field(default_factory=list["Vendor"])
    products: list[Product] = field(default_factory=list["Product"])
    documents: list[Document] = field(default_factory=list["Document"])
    payments: list[Payment] = field(default_factory=list["Payment"])
    billing_products: list[BillingProduct] = field(default_factory=list["BillingProduct"])
    plans: list[BillingPlan] = field(default_factory=list["BillingPlan"])
    addons: list[Addon] = field(default_factory=list["Addon"])
    coupons: list[Coupon] = field(default_factory=list["Coupon"])
    subscriptions: list[Subscription] = field(default_factory=list["Subscription"])
    billing_invoices: list[BillingInvoice] = field(default_factory=list["BillingInvoice"])
    billing_payments: list[BillingPayment] = field(default_factory=list["BillingPayment"])
    _chapters: dict[object, list[Any]] = field(default_factory=dict[object, list[Any]])

    def stream(self, chapter: str, number: int) -> Random:
        """The random stream of one record, so that more or fewer records of another kind leave it as it is."""
        return Random(f"{self.seed}/{chapter}/{number}")

    def chapter(self, told_by: Callable[["Company"], list[R]]) -> list[R]:
        """The records of a chapter that only one product knows, which are generated when they are first needed."""
        if told_by not in self._chapters:
            self._chapters[told_by] = told_by(self)
        return self._chapters[told_by]

    def contacts_of(self, account: Account) -> list[Contact]:
        """The people at one account, the primary one first."""
        return [contact for contact in self.contacts if contact.account is account]

    def documents_of(self, kind: str) -> list[Document]:
        """Every document of one kind."""
        return [document for document in self.documents if document.kind == kind]
