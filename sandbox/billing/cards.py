"""The card of a subscription: another one, or none, which makes the subscription offline."""

from sandbox.billing import subscriptions, values
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, against_the_rules, success, unresolved
from sandbox.billing.history import report, saved


def remove_card(request: BillingRequest) -> BillingResponse:
    """Delete the card; nothing is collected automatically any more (Billing API, "Remove card")."""
    before = subscriptions.named_subscription(request)
    if not before["card"]:
        raise against_the_rules("There is no card on this subscription.")
    offline = subscriptions.payment_details(before["customer_id"], online=False)
    saved(request, {**before, **offline, "auto_collect": False}, "Card removed")
    report(request, "card_deleted", before["card"], "card")
    return success(message="The credit card has been removed from the subscription.")


def change_card(request: BillingRequest) -> BillingResponse:
    """Put the customer's card on a subscription; each customer of the sandbox has one."""
    before = subscriptions.named_subscription(request)
    online = subscriptions.payment_details(before["customer_id"], online=True)
    if values.needed_text(request.body, "card_id") != online["card"]["card_id"]:
        raise unresolved("Card")
    collects = values.flag(request.body, "auto_collect", True)
    kept = saved(request, {**before, **online, "auto_collect": collects}, "Card updated")
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Card information has been updated for the subscription.")


ONE = "/subscriptions/{subscription_id}/card"
ENDPOINTS = (
    BillingEndpoint("POST", ONE, "subscriptions.CREATE", "subscriptions", "edit", change_card),
    BillingEndpoint("DELETE", ONE, "subscriptions.DELETE", "subscriptions", "edit", remove_card),
)
