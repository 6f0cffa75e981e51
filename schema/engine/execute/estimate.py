"""What an operation will cost: bounds of the calls to each product, before any record is read."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from cachetools import LRUCache

from domain.modules.module import Module
from schema.engine.declare.costs import COSTS, CostEstimate, OwnCosts, RowCount
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import ArgumentLookup, ResponsePath, SelectedField, Variables
from schema.engine.declare.walk import CostWalk

_ENCODER = msgspec.json.Encoder()
# Kept for each plan; longer variables are not worth a place.
MOST_ESTIMATES = 8
LONGEST_VARIABLES = 500


class KeptEstimates:
    """The estimates of one plan, for callers and variables that make no difference to them."""

    def __init__(self) -> None:
        self._modules: frozenset[Module] = frozenset()
        self._bounds: LRUCache[object, Mapping[str, object]] = LRUCache(MOST_ESTIMATES)

    def bounds(
        self, operation: OperationContext, arguments: ArgumentLookup, variables: Variables, *, compiled: bool
    ) -> Mapping[str, object]:
        """The bounds of the operation with these arguments, which follow from the variables."""
        key = self._key(operation, variables, compiled)
        bounds = self._bounds.get(key)
        if bounds is None:
            walk = Estimator(operation, arguments, compiled)
            walk.visit(operation.plan.root, (), RowCount(1, 1))
            bounds = walk.estimate.bounds()
            if not walk.consulted <= self._modules:
                # What was kept does not say how the caller sees these.
                self._modules |= walk.consulted
                self._bounds.clear()
            elif key is not None and not walk.counts_custom_fields:
                self._bounds[key] = bounds
        return bounds

    def _key(self, operation: OperationContext, variables: Variables, compiled: bool) -> object:
        """All that the estimate rests on beside the plan, None where that is too long to be kept."""
        try:
            encoded = _ENCODER.encode(variables) if variables else b""
        except (TypeError, ValueError):
            # Behind other doors than HTTP they need not be JSON.
            return None
        if len(encoded) > LONGEST_VARIABLES:
            return None
        permissions = operation.loader.permissions
        views = [permissions.known(module) for module in self._modules]
        seen = tuple(
            None
            if view is None
            else (
                view.viewable,
                view.hidden_names,
                view.columns,
                view.assigned_only,
                view.decided_by_product,
                view.unknown,
            )
            for view in views
        )
        return (compiled, seen, permissions.hidden_by_policy(), encoded)


def estimate_of(operation: OperationContext, arguments: ArgumentLookup, *, compiled: bool) -> CostEstimate:
    """The bounds of an operation. Only known permissions are considered: what is not known counts as visible."""
    walk = Estimator(operation, arguments, compiled)
    walk.visit(operation.plan.root, (), RowCount(1, 1))
    return walk.estimate


class Estimator(CostWalk):
    """The walk over a whole document: each field says what it costs."""

    def visit(self, selected: Sequence[SelectedField], place: ResponsePath, level: RowCount) -> None:
        """Add the costs of the fields of one selection."""
        for each in selected:
            here, declared = (*place, each.key), each.declared
            self.level = level
            if isinstance(declared, SourcedField):
                declared.add_costs(self, each, here)
                continue
            # A field of the caller's own, or of a connection: `closed` makes sure that it declares its calls.
            self.add_own(_own_costs(declared), each, here)
            self.visit_below(each, here, level)


def _own_costs(declared: Any) -> OwnCosts:
    return cast("OwnCosts", declared.metadata.get(COSTS, {})) if declared is not None else {}
