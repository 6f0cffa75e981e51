"""Coupons on subscriptions that exist already."""

from sandbox.billing import subscriptions
from sandbox.billing.agreement import agreed, count_redemption
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, against_the_rules, success
from sandbox.billing.history import saved
from sandbox.billing.lifecycle import check_editable


def associate_coupon(request: BillingRequest) -> BillingResponse:
    """Put a coupon on a subscription, in the place of the one that it may have."""
    before = subscriptions.named_subscription(request)
    code = request.record("coupons", "coupon_code", "Coupon")["coupon_code"]
    check_editable(before)
    terms = agreed(request, {"coupon_code": code}, before)
    count_redemption(request, before, terms)
    saved(request, {**before, **terms}, f"Coupon {code} applied")
    return success(message="The coupon has been added to the subscription.")


def remove_coupon(request: BillingRequest) -> BillingResponse:
    """Take the coupon off a subscription."""
    before = subscriptions.named_subscription(request)
    check_editable(before)
    if not before["coupon"]:
        raise against_the_rules("There is no coupon on this subscription.")
    terms = agreed(request, {"coupon_code": ""}, before)
    saved(request, {**before, **terms}, f"Coupon {before['coupon']['coupon_code']} removed")
    return success(message="The coupon has been removed from the subscription.")


ALL = "/subscriptions/{subscription_id}/coupons"
ENDPOINTS = (
    BillingEndpoint("DELETE", ALL, "subscriptions.DELETE", "subscriptions", "edit", remove_coupon),
    BillingEndpoint(
        "POST", f"{ALL}/{{coupon_code:path}}", "subscriptions.CREATE", "subscriptions", "edit", associate_coupon
    ),
)
