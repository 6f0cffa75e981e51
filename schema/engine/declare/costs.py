"""Bounds of calls as data: what a place of a document, and what a whole operation, costs at least and at most."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from domain.products import ZohoProduct
from schema.engine.declare.selections import ResponsePath

# The key of a field's metadata: the calls that it takes itself for each row.
COSTS = "costs"


# Which way the values of a place are read.
Way = Literal["carried", "by_ids", "one_by_one", "catalogue", "list", "field"]


class Calls(NamedTuple):
    """At least and at most so many calls."""

    least: int
    most: int


class RowCount(NamedTuple):
    """At most how many rows there are at a place, and in how many groups they come."""

    groups: int
    rows: int


# The most calls, both bounds, or what makes the most of the field's arguments.
OwnCost = int | Calls | Callable[[Mapping[str, Any]], int]
OwnCosts = Mapping[ZohoProduct, OwnCost]


def own_calls(cost: OwnCost, arguments: Callable[[], Mapping[str, Any]]) -> Calls:
    """The calls that a field declares for one row."""
    if isinstance(cost, Calls):
        return cost
    return Calls(0, cost if isinstance(cost, int) else cost(arguments()))


class PlaceEstimate(NamedTuple):
    """The calls for one place of the document, by response keys."""

    place: ResponsePath
    product: ZohoProduct
    least: int
    most: int
    credits_of_each: int = 0
    way: Way = "field"


@dataclass(slots=True)
class CostEstimate:
    """The places of an operation that take calls."""

    places: list[PlaceEstimate] = field(default_factory=list[PlaceEstimate])

    def calls(self) -> dict[ZohoProduct, tuple[int, int]]:
        """Lower and upper bound by product."""
        return _summed((each.product, each.least, each.most) for each in self.places)

    def credits(self) -> dict[ZohoProduct, tuple[int, int]]:
        """The same in credits, for products that count them."""
        return _summed(
            (each.product, each.least * each.credits_of_each, each.most * each.credits_of_each)
            for each in self.places
            if each.credits_of_each
        )

    @property
    def most_calls(self) -> int:
        """The upper bound of all calls."""
        return sum(each.most for each in self.places)

    @property
    def most_credits(self) -> int:
        """The upper bound of all credits."""
        return sum(each.most * each.credits_of_each for each in self.places)

    def dearest(self, *, credits_alone: bool = False) -> PlaceEstimate | None:
        """The place with the most calls, of all or of those that take credits; None where there is none."""
        places = [each for each in self.places if each.credits_of_each or not credits_alone]
        return max(places, key=lambda each: each.most * (each.credits_of_each if credits_alone else 1), default=None)

    def bounds(self) -> dict[str, object]:
        """As clients read it: `[least, most]` by product."""
        return {"calls": self.calls(), "credits": self.credits()}


def _summed(parts: Iterable[tuple[ZohoProduct, int, int]]) -> dict[ZohoProduct, tuple[int, int]]:
    sums: dict[ZohoProduct, tuple[int, int]] = {}
    for product, low, high in parts:
        least, most = sums.get(product, (0, 0))
        sums[product] = (least + low, most + high)
    return sums
