"""What an operation costs: calls to the products, and the credits that CRM counts for each.

Source of the credits: Zoho CRM v8, page "API Limits", "API Credits". Books and Billing count calls alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from domain.errors import CostTooHigh, ServiceName

# Every request has two of them: a Counter takes ten times as long to make.
_COUNTS = partial(defaultdict["ServiceName", int], int)
Counts = Mapping[ServiceName, int]
CallParameters = tuple[tuple[str, str], ...]
# Documented only for a related API: CRM's own table has no figure for it.
SAVED_VIEW = 3
# The parameter that makes a list expensive.
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
    """The cost of one operation, counted while it runs.

    `cached` reads were answered from a cache, `shared` reads by a call that another operation of the caller had sent.
    `waited` is the total time in seconds for which calls waited for a permit, `read` the bytes of all answers.
    """

    calls: defaultdict[ServiceName, int] = field(default_factory=_COUNTS)
    credits: defaultdict[ServiceName, int] = field(default_factory=_COUNTS)
    cached: int = 0
    shared: int = 0
    waited: float = 0.0
    read: int = 0

    def sent(self, service: ServiceName, params: CallParameters) -> None:
        """Count a call, whatever its result."""
        self.calls[service] += 1
        spent = credits_of(service, params)
        if spent:
            self.credits[service] += spent

    def check_read(self, most: int) -> None:
        """Raise CostTooHigh where the answers read so far are as large as an operation's may be."""
        if self.read >= most:
            raise CostTooHigh(
                f"The operation has read {self.read:,} bytes of Zoho's answers, and {most:,} are allowed: "
                "ask for fewer records at once (`first`), or for fewer of their fields."
            )

    def as_json(self) -> dict[str, object]:
        """The cost as clients read it."""
        return {
            "calls": dict(self.calls),
            "credits": dict(self.credits),
            "cached": self.cached,
            "shared": self.shared,
            "waitedMs": round(self.waited * 1000),
        }
