"""What is asked of every server, and by whom."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

TWELVE = (
    "number status issuedOn dueOn customerName email currency exchangeRateToBase isEmailed createdAt "
    "total { amount currency } balance { amount currency }"
)
VISIBLE = (
    "number status issuedOn dueOn customerName email currency exchangeRateToBase isEmailed createdAt "
    "reference lastPaymentOn"
)
COMMON = "invoice_number status date due_date customer_name email currency_code exchange_rate is_emailed created_time"
HIDDEN = ("total", "balance", "shippingCharge")
FIFTEEN = " ".join([VISIBLE, *(f"{name} {{ amount currency }}" for name in HIDDEN)])
DEALS = (
    "{ deals(first: 50) { nodes { name stage probability closingOn kind leadSource amount { amount currency } "
    "account { name industry phone website employees annualRevenue { amount currency } "
    "owner { name firstName lastName email status timeZone } } } } }"
)


def invoices(fields: str) -> str:
    """Two hundred invoices, the largest page of Books and of the graph."""
    return f"{{ invoices(first: 200) {{ nodes {{ {fields} }} }} }}"


def columns(names: str) -> str:
    """The same as an OpenAPI source maps it."""
    asked = 'organization_id: "460000000000100", filter_by: "Status.All", page: 1, per_page: 200'
    return f"{{ invoices: listInvoices({asked}) {{ nodes: invoices {{ {names} }} }} }}"


@dataclass(frozen=True, slots=True)
class Workload:
    """One operation of the gateway, and what a peer is asked instead where that differs.

    `hidden` are fields that the gateway's caller may not see; peers do not select them. `flat` are the upstream's own
    columns, for a peer without types of its own. `is_narrow` has the stub cut its invoices to sixteen keys. `calls` is
    what an answer costs upstream, of a caller who is known.
    """

    name: str
    title: str
    query: str
    calls: int
    persona: str = "admin"
    peers_query: str | None = None
    flat: str | None = None
    hidden: tuple[str, ...] = ()
    is_narrow: bool = False
    goals: dict[str, float] = field(default_factory=dict[str, float])

    def body(self, *, peer: bool = False, flat: bool = False) -> bytes:
        """The request."""
        chosen = self.flat if flat else self.peers_query if peer else None
        return json.dumps({"query": chosen or self.query}).encode()

    @property
    def token(self) -> str:
        """The token of the gateway's caller."""
        return f"1000.demo.{self.persona}"

    def shown(self, answer: bytes) -> Any:
        """The data of an answer, in a form that ignores order and spaces. Raises SystemExit for an error."""
        body = json.loads(answer)
        if body.get("errors"):
            raise SystemExit(f"{self.name} was answered with an error: {body['errors'][0]}")
        return _without(body["data"], self.hidden)


def _without(value: Any, hidden: tuple[str, ...]) -> Any:
    """The value without hidden fields. Raises SystemExit where one of them shows something."""
    if isinstance(value, list):
        return [_without(item, hidden) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    if any(fields.get(name) is not None for name in hidden):
        raise SystemExit("a hidden field shows a value")
    return {name: _without(item, hidden) for name, item in fields.items() if name not in hidden}


WORKLOADS = (
    Workload("trivial", "trivial query", "{ __typename }", calls=0, goals={"stock": 5.0}),
    Workload(
        "list",
        "200 rows x 12 fields, of 57 keys",
        invoices(TWELVE),
        calls=1,
        flat=columns(f"{COMMON} total balance"),
        goals={"stock": 9.0, "mercurius": 2.0},
    ),
    Workload(
        "narrow",
        "200 rows x 12 fields, of 16 keys",
        invoices(TWELVE),
        calls=1,
        is_narrow=True,
        goals={"mercurius": 1.0, "msgspec": 0.8},
    ),
    Workload(
        "hidden",
        "200 rows x 15 fields, 3 hidden",
        invoices(FIFTEEN),
        calls=1,
        persona="restricted",
        peers_query=invoices(VISIBLE),
        flat=columns(f"{COMMON} reference_number last_payment_date"),
        hidden=HIDDEN,
    ),
    Workload(
        "relations",
        "50 rows, two levels of relations",
        DEALS,
        calls=3,
        goals={"stock": 8.0, "mercurius": 0.65},
    ),
)
BY_NAME = {workload.name: workload for workload in WORKLOADS}
