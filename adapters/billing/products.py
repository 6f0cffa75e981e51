"""Billing's products, the lines under which plans stand."""

from adapters.finance_platform.envelope import FinanceModule

PRODUCTS = FinanceModule("products", "products", "product", "product_id")
