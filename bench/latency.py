"""The account page, one account and five related lists, against an upstream that takes 50 ms a call.

What a call depends on comes before it, whoever plans: the account, then its lists; before the lists of the finance
products the look-up of their customer, until that is known. The longest such chain is the critical path.
"""

import http.client
import json
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.processes import TOKEN, graphql
from bench.servers import Server, calls_of, gateway

LATENCY = 0.05
WARM, COLD = 15, 5
GOAL = 1.15
SEARCH = '{ accounts(first: 1, search: "Aurora Optics") { nodes { id } } }'
PAGE = """
query AccountPage($id: ID!) {
  account(id: $id) {
    name industry phone website owner { name }
    contacts(first: 10) { nodes { name email phone } }
    deals(first: 10) { nodes { name stage amount { amount currency } closingOn } }
    estimates(first: 10) { nodes { number status total { amount currency } } }
    invoices(first: 10) { nodes { number status dueOn balance { amount currency } } }
    subscriptions(first: 10) { nodes { planName status nextBillingOn } }
  }
}
"""
# The ways from an account to its customers in Books and in Billing.
LOOKUPS = ("/books/v3/contacts", "/billing/v1/customers/reference")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds and upstream calls of the page for a caller who is known and for one who is not."""

    warm: float
    warm_calls: int
    critical: float
    cold: float
    cold_calls: int


def page_body(server: Server) -> bytes:
    """The request for an account's page."""
    id_ = json.loads(graphql(server.url, SEARCH))["data"]["accounts"]["nodes"][0]["id"]
    return json.dumps({"query": PAGE, "variables": {"id": id_}}).encode()


def critical_path(calls: dict[str, int]) -> float:
    """Milliseconds of the longest chain of calls, by what pages have asked for."""
    looked_up = any(path.startswith(LOOKUPS) for path in calls)
    return 1000 * LATENCY * (2 + looked_up)


def measured(stub: str) -> Latency:
    """Asked one after the other over one connection; medians."""
    with gateway(stub) as server:
        body = page_body(server)
        # The first time fills the stub's records and what the gateway knows of its caller.
        _seconds(server, body, [TOKEN, TOKEN])
        calls_of(stub, LATENCY)
        warm = _seconds(server, body, [TOKEN] * WARM)
        calls = calls_of(stub, LATENCY)
        cold = _seconds(server, body, [f"{TOKEN}.cold{number}" for number in range(COLD)])
        cold_calls = sum(calls_of(stub).values()) // COLD
    return Latency(
        warm=1000 * statistics.median(warm),
        warm_calls=sum(calls.values()) // WARM,
        critical=critical_path(calls),
        cold=1000 * statistics.median(cold),
        cold_calls=cold_calls,
    )


def _seconds(server: Server, body: bytes, tokens: list[str]) -> list[float]:
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    taken: list[float] = []
    for token in tokens:
        began = time.perf_counter()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        connection.request("POST", place.path, body, headers)
        answer = json.loads(connection.getresponse().read())
        taken.append(time.perf_counter() - began)
        if "errors" in answer:
            raise SystemExit(f"the account page failed: {answer['errors']}")
    connection.close()
    return taken


def told(found: Latency) -> str:
    """The two callers beside the critical path."""
    ratio = found.warm / found.critical
    reached = "yes" if ratio <= GOAL else "no"
    return f"""## Account page, 50 ms a call upstream

One account and five related lists; critical path {found.critical:.0f} ms.

| caller | ms | of the critical path | goal | reached | upstream calls |
|---|---|---|---|---|---|
| known | {found.warm:.0f} | {ratio:.2f} | {GOAL} | {reached} | {found.warm_calls} |
| new | {found.cold:.0f} | {found.cold / found.critical:.2f} | | | {found.cold_calls} |
"""
