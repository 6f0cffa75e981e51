"""Billing's products, the lines under which plans stand."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

PRODUCTS = finance_module(
    billing.PRODUCTS, FinanceModule("products", "products", "product", "product_id", is_catalogue=True)
)
