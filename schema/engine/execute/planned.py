"""Operations and their parts with all that is worked out once for them."""

from typing import NamedTuple

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from schema.engine.declare.plan import OperationPlan
from schema.engine.declare.selections import Variables
from schema.engine.execute.compiled import CompiledOperation, compiled_operation
from schema.engine.execute.deferral import DeliveryGroup
from schema.engine.execute.estimate import KeptEstimates
from schema.engine.execute.planning import plan_of


class PlannedOperation(NamedTuple):
    """The plan of an operation with its estimates, and the operation compiled where that can be done.

    `ast` is the document to execute where it cannot.
    """

    plan: OperationPlan
    compiled: CompiledOperation | None
    estimates: KeptEstimates
    ast: DocumentNode


class PlannedPart(NamedTuple):
    """A part of an operation, planned: the group that it delivers, and the lists of which it holds the beginning."""

    planned: PlannedOperation
    group: DeliveryGroup
    streams: tuple[DeliveryGroup, ...]


def planned_part(
    schema: GraphQLSchema, operation: OperationDefinitionNode, whole: OperationPlan, variables: Variables
) -> PlannedOperation:
    """The plan of a part of an operation: its rows are asked for with the columns that all of it needs."""
    plan = plan_of(schema, operation, {}, variables, whole)
    compiled = compiled_operation(schema, operation, plan)
    return PlannedOperation(plan, compiled, KeptEstimates(), DocumentNode(definitions=(operation,)))
