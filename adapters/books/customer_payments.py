"""Books' customer payments; the single answer's key is `payment`."""

from adapters.finance_platform.modules import FinanceModule, Party, finance_module
from domain.modules import books

CUSTOMER_PAYMENTS = finance_module(
    books.CUSTOMER_PAYMENTS,
    FinanceModule(
        "customerpayments",
        "customerpayments",
        "payment",
        "payment_id",
        every="PaymentMode.All",
        party=Party(books.CUSTOMERS, "customer_id"),
        twins=(("amount", "bcy_amount"), ("unused_amount", "bcy_unused_amount")),
    ),
)
