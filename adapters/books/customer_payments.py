"""Books' customer payments; the single answer's key is `payment`."""

from adapters.finance_platform.envelope import FinanceModule

CUSTOMER_PAYMENTS = FinanceModule(
    "customerpayments", "customerpayments", "payment", "payment_id", every="PaymentMode.All"
)
