"""Hosted pages of Billing: links at which a customer subscribes, changes a subscription or enters another card."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.records import record


@strawberry.enum(description="Status of a hosted page.")
class HostedPageStatus(Enum):
    """Values as Billing names them."""

    FRESH = strawberry.enum_value("fresh", description="Nobody has opened it.")
    READ = strawberry.enum_value("read", description="It was opened.")
    SUCCESS = strawberry.enum_value("success", description="The customer has finished it.")
    FAILED = strawberry.enum_value("failed", description="The customer could not finish it.")
    CANCELLED = strawberry.enum_value("cancelled", description="The customer has cancelled it.")
    FORCE_CANCELLED = strawberry.enum_value("force_cancelled", description="Billing has cancelled it.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="What a customer does on a hosted page.")
class HostedPageAction(Enum):
    """Values as Billing names them."""

    NEW_SUBSCRIPTION = strawberry.enum_value("new_subscription", description="Subscribes.")
    UPDATE_SUBSCRIPTION = strawberry.enum_value("update_subscription", description="Changes a subscription.")
    UPDATE_CARD = strawberry.enum_value("update_card", description="Enters another card.")
    ONE_TIME_ADDON = strawberry.enum_value("one_time_addon", description="Buys a one-time addon.")
    UNKNOWN = UNKNOWN_VALUE


@record(billing.HOSTED_PAGES)
class HostedPage(Node):
    """A page of Billing for a customer. Whoever has its link can use it until it expires, so treat it as a secret."""

    url: str | None = upstream("url", "The link to it. The page shows prices.", amount=True, crm="Amount")
    status: HostedPageStatus | None = upstream("status", "Its status.")
    action: HostedPageAction | None = upstream("action", "What the customer does on it.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    expires_at: datetime | None = upstream("expiring_time", "When its link expires.", is_moment=True)
    subscription: Row | None = link(
        "billing.subscriptions.BillingSubscription",
        "The subscription that the customer made or changed on it.",
        key="data.subscription.subscription_id",
        detail=True,
    )


HOSTED_PAGES = Listing(HostedPage)
