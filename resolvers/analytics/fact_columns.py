"""What is read of each list of a data set: the columns that some report needs."""

from collections.abc import Mapping

from domain.modules import books
from domain.modules.billing import INVOICES, PAYMENTS, PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from resolvers.analytics.fact_rows import SUBSCRIPTION_COLUMNS

COLUMNS: Mapping[Module, frozenset[str]] = {
    SUBSCRIPTIONS: SUBSCRIPTION_COLUMNS,
    INVOICES: frozenset(
        {
            *("invoice_id", "number", "status", "invoice_date", "due_date", "customer_id", "balance", "total"),
            *("currency_code", "subscription_id", "exchange_rate", "customer_name", "updated_time"),
        }
    ),
    PAYMENTS: frozenset(
        {
            *("payment_id", "date", "status", "customer_id", "customer_name", "amount", "amount_refunded"),
            *("currency_code", "exchange_rate", "updated_time"),
        }
    ),
    books.INVOICES: frozenset(
        {
            *("invoice_id", "invoice_number", "status", "date", "due_date", "customer_id", "balance", "total"),
            *("currency_code", "exchange_rate", "salesperson_name", "customer_name", "last_modified_time"),
        }
    ),
    books.ESTIMATES: frozenset(
        {
            *("estimate_id", "status", "date", "customer_id", "customer_name", "total", "currency_code"),
            *("exchange_rate", "salesperson_name", "last_modified_time"),
        }
    ),
    PLANS: frozenset({"plan_code", "name", "product_id"}),
    PRODUCTS: frozenset({"product_id", "name"}),
}
# What single customers are read for: where they are, and whose account they have.
CUSTOMER_COLUMNS = frozenset({"billing_address", "zcrm_account_id"})
