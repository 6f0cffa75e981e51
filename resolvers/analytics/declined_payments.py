"""What payment gateways answered where a subscription is at risk. Pure.

No list says which subscription a payment is for: a customer's only one at risk it must be.
"""

from collections.abc import Iterator

from domain.json_values import mapping
from domain.kpis.phases import DunningFact
from resolvers.analytics.fact_rows import FactRows

AT_RISK = frozenset({"dunning", "unpaid"})
# The word of a payment that brought nothing.
DECLINED = "failure"


def last_declined(rows: FactRows) -> dict[str, str]:
    """The id of the last declined payment for each subscription at risk that has one."""
    at_risk: dict[str, list[str]] = {}
    for id_, row in rows.subscriptions.items():
        if str(row.get("status")) in AT_RISK:
            at_risk.setdefault(str(row.get("customer_id")), []).append(id_)
    last: dict[str, tuple[str, str]] = {}
    for id_, row in rows.payments.items():
        customer = str(row.get("customer_id"))
        if row.get("status") == DECLINED and len(at_risk.get(customer, ())) == 1:
            last[customer] = max(last.get(customer, ("", "")), (str(row.get("date") or ""), id_))
    return {at_risk[customer][0]: id_ for customer, (_, id_) in last.items()}


def dunning_of(rows: FactRows) -> Iterator[DunningFact]:
    """How often each subscription at risk was tried, and with which answer, as far as its payment was read."""
    for subscription, payment in last_declined(rows).items():
        tried = mapping(rows.declined.get(payment, {}).get("autotransaction"))
        if tried:
            number = str(tried.get("retry_number") or "")
            yield DunningFact(
                subscription,
                int(number) if number.isdecimal() else 1,
                tried.get("gateway_error_code") or None,
                tried.get("gateway_error_message") or None,
            )
