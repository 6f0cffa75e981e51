"""Books' payments to vendors."""

from adapters.finance_platform.modules import FinanceModule, Party, finance_module
from domain.modules import books

VENDOR_PAYMENTS = finance_module(
    books.VENDOR_PAYMENTS,
    FinanceModule(
        "vendorpayments",
        "vendorpayments",
        "vendorpayment",
        "payment_id",
        every="PaymentMode.All",
        party=Party(books.VENDORS, "vendor_id"),
        twins=(("amount", "bcy_amount"), ("balance", "bcy_balance")),
    ),
)
