"""Billing's addons, keyed by their code."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

ADDONS = finance_module(
    billing.ADDONS,
    FinanceModule(
        "addons",
        "addons",
        "addon",
        "addon_code",
        every="AddonStatus.All",
        statuses=(
            ("active", "AddonStatus.ACTIVE"),
            ("inactive", "AddonStatus.INACTIVE"),
        ),
        is_catalogue=True,
    ),
)
