"""The types of records by name, for questions about a type as a whole."""

from enum import Enum

import strawberry

from domain.modules.module import Module
from schema.engine.declare import registry
from schema.engine.declare.enums import describe_values


@strawberry.enum(description="A type of records.")
class RecordType(Enum):
    """Every record of the graph by the name of its type; a test compares them with the registry."""

    ACCOUNT = "Account"
    CONTACT = "Contact"
    DEAL = "Deal"
    VENDOR = "Vendor"
    PRODUCT = "Product"
    USER = "User"
    CUSTOMER = "Customer"
    BOOKS_VENDOR = "BooksVendor"
    ITEM = "Item"
    ESTIMATE = "Estimate"
    SALES_ORDER = "SalesOrder"
    INVOICE = "Invoice"
    PURCHASE_ORDER = "PurchaseOrder"
    CUSTOMER_PAYMENT = "CustomerPayment"
    CREDIT_NOTE = "CreditNote"
    BILL = "Bill"
    VENDOR_PAYMENT = "VendorPayment"
    EXPENSE = "Expense"
    TAX = "Tax"
    CURRENCY = "Currency"
    PAYMENT_TERM = "PaymentTerm"
    SALESPERSON = "Salesperson"
    CHART_OF_ACCOUNT = "ChartOfAccount"
    BILLING_SUBSCRIPTION = "BillingSubscription"
    HOSTED_PAGE = "HostedPage"
    BILLING_QUOTE = "BillingQuote"
    PLAN = "Plan"
    ADDON = "Addon"
    COUPON = "Coupon"
    BILLING_PRODUCT = "BillingProduct"
    BILLING_CUSTOMER = "BillingCustomer"
    BILLING_INVOICE = "BillingInvoice"
    BILLING_PAYMENT = "BillingPayment"
    BILLING_TAX = "BillingTax"

    @property
    def module(self) -> Module:
        """The module whose records are of this type."""
        return registry.module_of(self.value)


describe_values(RecordType, lambda each: f"Records of the type `{each.value}`.")


def naming() -> dict[str, Module]:
    """The values of the enum as coordinates, with the module that each of them names."""
    return {f"RecordType.{each.name}": each.module for each in RecordType}
