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

    `exchanges` are the requests that were sent: one that carries several calls is one of them, at the credits of one.
    `cached` reads were answered from a cache, `shared` reads by a call that another operation of the caller had sent.
    `waited` is the total time in seconds for which calls waited for a permit, `read` the bytes of all answers.
    """

    calls: defaultdict[ServiceName, int] = field(default_factory=_COUNTS)
    credits: defaultdict[ServiceName, int] = field(default_factory=_COUNTS)
    exchanges: defaultdict[ServiceName, int] = field(default_factory=_COUNTS)
    cached: int = 0
    shared: int = 0
    waited: float = 0.0
    read: int = 0

    def sent(self, service: ServiceName, params: CallParameters, *, together: bool = False) -> None:
        """Count a call, whatever its result; those that went `together` are counted once they were executed."""
        self.exchanges[service] += 1
        if not together:
            self.calls[service] += 1
        spent = credits_of(service, params)
        if spent:
            self.credits[service] += spent

    def executed(self, service: ServiceName, calls: int) -> None:
        """Count the calls that went together, one for a request that executed none of them."""
        self.calls[service] += max(1, calls)

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
            "exchanges": dict(self.exchanges),
            "cached": self.cached,
            "shared": self.shared,
            "waitedMs": round(self.waited * 1000),
        }
