"""What an operation costs: calls to the products, and the credits that CRM counts for each.

Source of the credits: Zoho CRM v8, page "API Limits", "API Credits". Books and Billing count calls alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import ServiceName

Counts = Mapping[ServiceName, int]
CallParameters = tuple[tuple[str, str], ...]
# Documented for a sibling of CRM alone: CRM's own table names no figure.
SAVED_VIEW = 3
# What is asked for with these makes a list a dear one.
VIEW_PARAMETER = "cvid"


def credits_of(service: ServiceName, params: CallParameters) -> int:
    """The credits of a read: of CRM's reads, all that the graph makes so far, only a saved view's costs more than 1."""
    if service != "crm":
        return 0
    return SAVED_VIEW if any(name == VIEW_PARAMETER for name, _ in params) else 1


@dataclass(frozen=True, slots=True)
class CostBudget:
    """The most that one operation may cost, None for anything."""

    calls: int | None = None
    credits: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return self.calls is not None or self.credits is not None


UNLIMITED_COST = CostBudget()


@dataclass(slots=True)
class Costs:
    """The bill of one operation, as it grows.

    `cached` reads were answered with what was kept, `shared` ones with what another operation of the caller had sent.
    `waited` are seconds, added up, for which calls waited for their turn.
    """

    calls: Counter[ServiceName] = field(default_factory=Counter["ServiceName"])
    credits: Counter[ServiceName] = field(default_factory=Counter["ServiceName"])
    cached: int = 0
    shared: int = 0
    waited: float = 0.0

    def sent(self, service: ServiceName, params: CallParameters) -> None:
        """Put a call on the bill: it counts whatever comes of it."""
        self.calls[service] += 1
        spent = credits_of(service, params)
        if spent:
            self.credits[service] += spent

    def as_json(self) -> dict[str, object]:
        """The bill as clients read it."""
        return {
            "calls": dict(self.calls),
            "credits": dict(self.credits),
            "cached": self.cached,
            "shared": self.shared,
            "waitedMs": round(self.waited * 1000),
        }
