"""Billing's subscriptions: the module, and how a write and a record of one differ. Source: Zoho Billing v1."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, cast

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.json_values import mapping, mappings
from domain.modules import billing
from domain.queries import Row

SUBSCRIPTIONS = finance_module(
    billing.SUBSCRIPTIONS,
    FinanceModule(
        "subscriptions",
        "subscriptions",
        "subscription",
        "subscription_id",
        every="SubscriptionStatus.All",
        compares=(("reference", "reference_id"), ("reference_contains", "reference_id")),
        statuses=(
            ("live", "SubscriptionStatus.LIVE"),
            ("trial", "SubscriptionStatus.TRIAL"),
            ("dunning", "SubscriptionStatus.PAST_DUE"),
            ("unpaid", "SubscriptionStatus.UNPAID"),
            ("non_renewing", "SubscriptionStatus.NON_RENEWING"),
            ("cancelled", "SubscriptionStatus.CANCELLED"),
            ("cancelled_from_dunning", "SubscriptionStatus.CANCELLED_FROM_DUNNING"),
            ("expired", "SubscriptionStatus.EXPIRED"),
            ("trial_expired", "SubscriptionStatus.TRIAL_EXPIRED"),
            ("future", "SubscriptionStatus.FUTURE"),
        ),
    ),
)
# The keys of a plan or an addon that a record returns as they were sent.
_LINE_KEYS = frozenset({"plan_code", "addon_code", "quantity", "price", "setup_fee"})
_TOP_KEYS = frozenset({"reference_id", "salesperson_name", "auto_collect"})


def subscription_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a write. Billing takes custom fields by their labels, and every value as a text."""
    body = dict(values)
    if "contactpersons" in body:
        body["contactpersons"] = _persons(body["contactpersons"])
    if "custom_fields" in body:
        body["custom_fields"] = [
            {"label": each["api_name"], "value": _text(each["value"])} for each in body["custom_fields"]
        ]
    return body


def changed_subscription(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a change: `values`, and the parts that Billing requires with each change, as they are.

    Those are the customer, the plan and the addons, which Billing might drop otherwise. A plan keeps its quantity and
    price unless it is replaced by another one.
    """
    plan_before, new_plan = _line(mapping(row.get("plan"))), mapping(values.get("plan"))
    keeps_plan = new_plan.get("plan_code", plan_before.get("plan_code")) == plan_before.get("plan_code")
    customer_id = mapping(row.get("customer")).get("customer_id")
    return {
        **subscription_body(values),
        **({"customer_id": customer_id} if customer_id else {}),
        "plan": {**(_kept_line(plan_before) if keeps_plan else {}), **new_plan},
        "addons": values.get("addons", [_kept_line(_line(each)) for each in mappings(row.get("addons"))]),
    }


def values_in_record(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a write as a record returns them, those that it returns unchanged."""
    record = {key: value for key, value in values.items() if key in _TOP_KEYS}
    if "plan" in values:
        record["plan"] = _line(values["plan"])
    if "addons" in values:
        record["addons"] = [_line(each) for each in values["addons"]]
    if "coupon_code" in values:
        record["coupon"] = {"coupon_code": values["coupon_code"]}
    if "custom_fields" in values:
        record["custom_fields"] = [
            {"api_name": each["api_name"], "value": _text(each["value"])} for each in values["custom_fields"]
        ]
    if "contactpersons" in values:
        record["contactpersons"] = _persons(values["contactpersons"])
    if "customer" in values:
        record["customer"] = {key: values["customer"][key] for key in ("display_name", "email")}
    if "customer_id" in values:
        record["customer"] = {"customer_id": values["customer_id"]}
    return record


def _persons(ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"contactperson_id": id_} for id_ in ids]


def _line(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sent.items() if key in _LINE_KEYS}


def _kept_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """A plan or an addon without its setup fee, which has been paid; its amounts, which are texts, as numbers."""
    kept = {key: value for key, value in line.items() if key != "setup_fee"}
    for key in kept.keys() & {"price", "quantity"}:
        with suppress(ArithmeticError):
            kept[key] = Decimal(str(kept[key]))
    return kept


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(cast("list[str]", value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)
