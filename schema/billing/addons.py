"""Billing addons, keyed by their code."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.billing.plans import PlanStatus
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="How often an addon is charged.")
class AddonType(Enum):
    """Values as Billing names them."""

    RECURRING = strawberry.enum_value("recurring", description="Charged with each interval.")
    ONE_TIME = strawberry.enum_value("one_time", description="Charged once.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="How an addon's price depends on its quantity.")
class PricingScheme(Enum):
    """Values as Billing names them."""

    UNIT = strawberry.enum_value("unit", description="One price for each unit.")
    VOLUME = strawberry.enum_value("volume", description="One price for all units, by their number.")
    TIER = strawberry.enum_value("tier", description="A price for the units of each bracket.")
    PACKAGE = strawberry.enum_value("package", description="A price for a package of units.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="The interval of an addon.")
class AddonInterval(Enum):
    """Values as Billing names them; plans and addons spell them differently."""

    WEEKLY = strawberry.enum_value("weekly", description="Every week.")
    MONTHLY = strawberry.enum_value("monthly", description="Every month.")
    YEARLY = strawberry.enum_value("yearly", description="Every year.")
    UNKNOWN = UNKNOWN_VALUE


@part
class PriceBracket:
    """A price for a range of quantities."""

    start_quantity: Decimal | None = upstream("start_quantity", "From this quantity.")
    end_quantity: Decimal | None = upstream("end_quantity", "To this quantity.")
    price: Money | None = upstream("price", "The price.", currency="")


@record(billing.ADDONS)
class Addon(Node):
    """A Billing addon, which a subscription may have beside its plan. Its id in Billing is its code."""

    code: str | None = upstream("addon_code", "The addon's code.")
    name: str | None = upstream("name", "The addon's name.")
    description: str | None = upstream("description", "Free text.")
    status: PlanStatus | None = upstream("status", "Addon status.")
    unit_name: str | None = upstream("unit_name", "Name of one unit.")
    kind: AddonType | None = upstream("type", "How often it is charged.")
    interval: AddonInterval | None = upstream("interval_unit", "Its interval.")
    pricing_scheme: PricingScheme | None = upstream("pricing_scheme", "How the price depends on the quantity.")
    price_brackets: list[PriceBracket] | None = upstream("price_brackets", "The prices.", currency="")
    applies_to_all_plans: bool | None = upstream("applicable_to_all_plans", "Whether it is available for every plan.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    product: Row | None = link("billing.products.BillingProduct", "The product that it belongs to.", key="product_id")
    custom_fields: list[Row] | None = custom_fields()


class AddonView(Enum):
    """Billing's `filter_by`."""

    ALL = "AddonStatus.All"
    ACTIVE = "AddonStatus.ACTIVE"
    INACTIVE = "AddonStatus.INACTIVE"
    ONE_TIME = "AddonStatus.ONETIME"
    RECURRING = "AddonStatus.RECURRING"


@filter_input("Filter for addons.")
class AddonFilter:
    """What Billing compares."""

    status: PlanStatus | None = where("status", "By status.")
    product_id: strawberry.ID | None = where("product_id", "By product.", refers_to="BillingProduct")


ADDONS = Listing(Addon, filter=AddonFilter, view=AddonView)
