"""Books' estimates, "quotes" in its own pages."""

from adapters.finance_platform.envelope import FinanceModule

ESTIMATES = FinanceModule(
    "estimates", "estimates", "estimate", "estimate_id", number="estimate_number", every="Status.All"
)
