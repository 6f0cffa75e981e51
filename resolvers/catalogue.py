"""Which adapter speaks for which module of the graph."""

from adapters.billing import addons, coupons, plans, products, subscriptions
from adapters.billing import customers as billing_customers
from adapters.billing import invoices as billing_invoices
from adapters.billing import payments as billing_payments
from adapters.books import (
    credit_notes,
    customer_payments,
    customers,
    estimates,
    invoices,
    items,
    purchase_orders,
    sales_orders,
    vendors,
)
from adapters.crm import accounts, contacts, deals, users
from adapters.crm import products as crm_products
from adapters.crm import vendors as crm_vendors
from adapters.crm.client import FIELDS_AT_ONCE, IDS_AT_ONCE
from adapters.crm.module import CrmModule
from adapters.finance_platform.envelope import FinanceModule
from domain.sources import Module

CRM: dict[Module, CrmModule] = {
    Module("crm", "accounts"): accounts.ACCOUNTS,
    Module("crm", "contacts"): contacts.CONTACTS,
    Module("crm", "deals"): deals.DEALS,
    Module("crm", "vendors"): crm_vendors.VENDORS,
    Module("crm", "products"): crm_products.PRODUCTS,
    Module("crm", "users"): users.USERS,
}
FINANCE: dict[Module, FinanceModule] = {
    Module("books", "customers"): customers.CUSTOMERS,
    Module("books", "vendors"): vendors.VENDORS,
    Module("books", "estimates"): estimates.ESTIMATES,
    Module("books", "sales_orders"): sales_orders.SALES_ORDERS,
    Module("books", "invoices"): invoices.INVOICES,
    Module("books", "purchase_orders"): purchase_orders.PURCHASE_ORDERS,
    Module("books", "customer_payments"): customer_payments.CUSTOMER_PAYMENTS,
    Module("books", "credit_notes"): credit_notes.CREDIT_NOTES,
    Module("books", "items"): items.ITEMS,
    Module("billing", "customers"): billing_customers.CUSTOMERS,
    Module("billing", "subscriptions"): subscriptions.SUBSCRIPTIONS,
    Module("billing", "products"): products.PRODUCTS,
    Module("billing", "plans"): plans.PLANS,
    Module("billing", "addons"): addons.ADDONS,
    Module("billing", "coupons"): coupons.COUPONS,
    Module("billing", "invoices"): billing_invoices.INVOICES,
    Module("billing", "payments"): billing_payments.PAYMENTS,
}

# What one call to CRM takes of fields and of ids.
CRM_FIELDS_AT_ONCE = FIELDS_AT_ONCE
CRM_IDS_AT_ONCE = IDS_AT_ONCE


def key_of(module: Module) -> str:
    """The row key that holds a record's id."""
    return "id" if module.product == "crm" else FINANCE[module].id


ESTIMATES = Module("books", "estimates")


SALES_ORDERS = Module("books", "sales_orders")


INVOICES = Module("books", "invoices")


PURCHASE_ORDERS = Module("books", "purchase_orders")


DOCUMENTS = (ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS)


SUBSCRIPTIONS = Module("billing", "subscriptions")
