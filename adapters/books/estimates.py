"""Books' estimates, "quotes" in its own pages."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

ESTIMATES = finance_module(
    books.ESTIMATES,
    FinanceModule("estimates", "estimates", "estimate", "estimate_id", number="estimate_number", every="Status.All"),
)
