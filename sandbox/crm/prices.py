"""The credits and places that a call to CRM takes from the organisation's quotas (CRM v8 API, page "API Limits")."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from starlette.datastructures import QueryParams

from sandbox.crm.coql.grammar import parsed_query
from sandbox.crm.responses import CrmRefusal
from sandbox.quotas.meters import Charge
from sandbox.quotas.settings import Costs

# An insert, update or upsert of more records is a complex call.
MANY = 10
COMPOSITE_PLACES = 5


@dataclass(frozen=True, slots=True)
class PricedCall:
    """The parts of a call that its price depends on."""

    params: QueryParams
    body: bytes
    costs: Costs

    def part(self, name: str) -> Any:
        """That part of the body; None where the body is no JSON object that has it."""
        try:
            body: Any = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return cast("dict[str, Any]", body).get(name) if isinstance(body, dict) else None

    def length(self, name: str) -> int:
        """The length of that list in the body."""
        part = self.part(name)
        return len(cast("list[Any]", part)) if isinstance(part, list) else 0


@dataclass(frozen=True, slots=True)
class CallPrice:
    """Credits and places of calls of one kind; complex ones have a limit of their own beside (sub-concurrency)."""

    credits: Callable[[PricedCall], int] = lambda priced: 1
    complex: Callable[[PricedCall], bool] = lambda priced: False
    places: int = 1


def charge(method: str, path: str, priced: PricedCall) -> Charge:
    """What the call takes. It is due whatever the answer is."""
    price = next(
        (price for verbs, pattern, price in PRICES if method in verbs and pattern.fullmatch(path)), CallPrice()
    )
    complex_ = int(price.complex(priced))
    return {"credits": price.credits(priced), "concurrent": price.places, "sub_concurrent": complex_}


def _flat(credits_: int) -> Callable[[PricedCall], int]:
    return lambda priced: credits_


def _always(priced: PricedCall) -> bool:
    return True


def _started(number: int, size: int) -> int:
    """How many parts of that size hold the number, one at least."""
    return max(1, -(-number // size))


def _of_query(priced: PricedCall) -> int:
    """1 up to 200 records, 2 up to 1,000, 3 beyond; an unreadable query counts as a small one."""
    try:
        limit = parsed_query(str(priced.part("select_query"))).limit
    except (CrmRefusal, RecursionError):
        return 1
    return 1 + (limit > 200) + (limit > 1_000)


def _of_tags(priced: PricedCall) -> int:
    ids = priced.params.get("ids", "")
    return _started(priced.length("ids") or len(ids.split(",")), 50)


_BATCH = CallPrice(lambda priced: _started(priced.length("data"), 10), lambda priced: priced.length("data") > MANY)
_LIST = CallPrice(
    lambda priced: priced.costs.saved_view if priced.params.get("cvid") else 1,
    lambda priced: bool(priced.params.get("cvid") or priced.params.get("sort_by")),
)
# The first that fits. Some are prices of calls that the sandbox does not answer yet.
PRICES: tuple[tuple[tuple[str, ...], re.Pattern[str], CallPrice], ...] = tuple(
    (tuple(verbs.split()), re.compile("/crm/" + path.replace("*", "[^/]+")), price)
    for verbs, path, price in (
        ("POST", "v8/coql", CallPrice(_of_query, _always)),
        ("POST", "v8/__composite_requests", CallPrice(complex=_always, places=COMPOSITE_PLACES)),
        ("POST", "v8/settings/modules", CallPrice(_flat(500))),
        ("POST", "v8/Leads/*/actions/convert", CallPrice(_flat(5), _always)),
        ("POST", "v8/*/*/actions/send_mail", CallPrice(_flat(20), _always)),
        ("POST", "v8/*/actions/(add|remove)_tags", CallPrice(_of_tags)),
        ("POST PUT", "v8/*", _BATCH),
        ("POST", "v8/*/upsert", _BATCH),
        ("GET", "v8/*", _LIST),
        ("GET", "v8/*/search", CallPrice(complex=_always)),
        ("GET", "v8/*/deleted", CallPrice(lambda priced: priced.costs.deleted_records)),
        ("POST", "bulk/v8/read", CallPrice(_flat(50))),
        ("POST", "bulk/v8/write", CallPrice(_flat(500))),
    )
)
