"""Billing's addons, keyed by their code."""

from adapters.finance_platform.envelope import FinanceModule

ADDONS = FinanceModule("addons", "addons", "addon", "addon_code", every="AddonStatus.All")
