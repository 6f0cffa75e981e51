"""What an operation will cost: bounds of the calls to each product, before any record is read."""

from collections.abc import Sequence
from typing import Any, cast

from schema.engine.declare.costs import COSTS, CostEstimate, OwnCosts, RowCount
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import ArgumentLookup, ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk


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
