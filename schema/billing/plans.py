"""Billing plans, keyed by their code."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a plan or an addon.")
class PlanStatus(Enum):
    """Values as Billing names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="The unit of a billing interval.")
class IntervalUnit(Enum):
    """Values as Billing names them; plans and addons spell them differently."""

    DAYS = strawberry.enum_value("days", description="Days.")
    WEEKS = strawberry.enum_value("weeks", description="Weeks.")
    MONTHS = strawberry.enum_value("months", description="Months.")
    YEARS = strawberry.enum_value("years", description="Years.")
    UNKNOWN = UNKNOWN_VALUE


@record(billing.PLANS)
class Plan(Node):
    """A Billing plan, to which customers subscribe. Its id in Billing is its code."""

    code: str | None = upstream("plan_code", "The plan's code.")
    name: str | None = upstream("name", "The plan's name.")
    description: str | None = upstream("description", "Free text.")
    status: PlanStatus | None = upstream("status", "Plan status.")
    price: Money | None = upstream("recurring_price", "Price of one interval.", currency="")
    setup_fee: Money | None = upstream("setup_fee", "One-off fee at the start.", currency="")
    interval: int | None = upstream("interval", "Number of units in one interval.")
    interval_unit: IntervalUnit | None = upstream("interval_unit", "The unit of the interval.")
    billing_cycles: Decimal | None = upstream(
        "billing_cycles", "Number of intervals after which it ends; -1 for never."
    )
    trial_days: int | None = upstream("trial_period", "Length of the free trial in days.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    product: Row | None = link("billing.products.BillingProduct", "The product that it belongs to.", key="product_id")
    custom_fields: list[Row] | None = custom_fields(detail=True)


class PlanView(Enum):
    """Billing's `filter_by`."""

    ALL = "PlanStatus.All"
    ACTIVE = "PlanStatus.ACTIVE"
    INACTIVE = "PlanStatus.INACTIVE"


@filter_input("Filter for plans.")
class PlanFilter:
    """What Billing compares."""

    status: PlanStatus | None = where("status", "By status.")
    product_id: strawberry.ID | None = where("product_id", "By product.", refers_to="BillingProduct")


PLANS = Listing(Plan, filter=PlanFilter, view=PlanView)
