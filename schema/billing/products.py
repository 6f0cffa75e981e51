"""Billing products: the lines under which plans, addons and coupons stand."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.billing.plans import PLANS
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import related, upstream
from schema.shared.records import record


@strawberry.enum(description="Status of a product in Billing.")
class CatalogueStatus(Enum):
    """Values as Billing names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    UNKNOWN = UNKNOWN_VALUE


@record(billing.PRODUCTS)
class BillingProduct(Node):
    """A Billing product."""

    name: str | None = upstream("name", "The product's name.")
    description: str | None = upstream("description", "Free text.")
    status: CatalogueStatus | None = upstream("status", "Product status.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    plans: Row | None = related(PLANS, "Plans of the product.", key="product_id", by="product_id")


BILLING_PRODUCTS = Listing(BillingProduct)
