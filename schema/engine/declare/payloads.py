"""Payloads of mutations: the changed record, read anew, and the errors that the user can act on."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, cast

import strawberry

from domain.actions import ActionName
from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import Row
from domain.sources import NO_NEEDS, TYPE, Source
from domain.writes import Problem, ProblemCode
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.connections import always, lazy_type
from schema.engine.declare.costs import COSTS, RowCount
from schema.engine.declare.enums import describe_values
from schema.engine.declare.ids import global_id
from schema.engine.declare.kinds import ACTS, RowsField
from schema.engine.declare.nodes import Node
from schema.engine.declare.objects import NotCompilable
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import LinkProjection, Projector
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk

PayloadClass = TypeVar("PayloadClass", bound=type)

_CODES = {
    "FORBIDDEN": "Your rights do not allow it.",
    "FIELD_NOT_EDITABLE": "A field of the input is hidden from you or read-only.",
    "APPROVAL_REQUIRED": "The document must be approved first.",
    "WRONG_STATUS": "The record cannot take this step from the status that it has.",
    "TRANSACTION_LOCKED": "The record lies in a locked period, or is locked itself.",
    "NOT_YOUR_ADDRESS": "The sender's address is not one of your own.",
    "CONFLICT": "The record is in another state, or was changed in the meantime.",
    "VALIDATION": "A value of the input is wrong; `field` says which.",
    "NOT_FOUND": "Something that the input names does not exist, or you may not see it.",
    "OUTCOME_UNKNOWN": "The request was sent, but its outcome is unknown: look before you repeat it.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(ProblemCode, name="UserErrorCode", description="Code of a user error.")
describe_values(ProblemCode, lambda each: _CODES.get(each.name))


@strawberry.type(description="A reason why a mutation was not, or not wholly, carried out, which the user can act on.")
class UserError:
    """One reason."""

    code: ProblemCode = strawberry.field(description="Code of the error, for programs.")
    message: str = strawberry.field(description="What is wrong and what to do, in plain words.")
    field: list[str] | None = strawberry.field(
        description="Path of the value in `input` that caused the error, if there is one."
    )


class MutationPayload(dict[str, Any]):
    """The result of a mutation, as the row that the payload's fields read."""

    def __init__(self, result: MutationResult, **more: Any) -> None:
        super().__init__(more)
        self.result = result

    @property
    def user_errors(self) -> list[UserError]:
        """Every reason."""
        return [user_error(problem) for problem in self.result.problems]

    @property
    def deleted_id(self) -> str | None:
        """The id of the graph of what was deleted."""
        if self.result.problems or self.result.record_id is None:
            return None
        return global_id(registry.type_of(self.result.module), self.result.record_id)


def user_error(problem: Problem) -> UserError:
    """A problem as clients read it."""
    return UserError(code=problem.code, message=problem.message, field=list(problem.path) or None)


class ChangedField(RowsField):
    """The record that a mutation created or changed, in its current state; null if there is none.

    `target_type` is the record's type, None for a Node of any.
    """

    def __init__(self, target_type: str | None, annotation: Any, description: str) -> None:
        super().__init__(Source(), description, annotation)
        self.target_type = target_type

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Row | None:
        """The record, read anew unless the product has just returned it."""
        result = cast("MutationPayload", row).result
        if result.record_id is None:
            return None
        type_name = self.target_type or registry.type_of(result.module)
        request = await operation.row_request(location, result.module, type_name)
        if request is None:
            return None
        try:
            record = await operation.loader.one(result.module, result.record_id, request.needs)
        except SuitegraphError as error:
            # The change was made: a client that does not learn the record's id would repeat it.
            raise error if result.problems else error.after(global_id(type_name, result.record_id)) from None
        return None if record is None else {**record, TYPE: type_name}

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """Mutations run by the standard executor. Raises NotCompilable."""
        raise NotCompilable(selected.coordinate)

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """Those of every type of which something is selected."""
        return (registry.module_of(name) for name, fields in selected.below.items() if fields)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """The record is read anew where its key was used before."""
        for type_name, fields in selected.below.items():
            module = registry.module_of(type_name)
            needs = walk.needs(place, module, type_name)
            if fields and not walk.is_hidden(selected, module) and needs != NO_NEEDS:
                walk.add_records(place, module, needs, 1, 1, least=False)
            walk.visit(fields, place, RowCount(1, 1))


def changed(target: str, description: str, *, init: Literal[False] = False) -> Any:
    """The record of one type, `changed("books.estimates.Estimate", "…")`."""
    noun, _, type_name = target.rpartition(".")
    return ChangedField(type_name, lazy_type(type_name, f"schema.{noun}") | None, description)


def changed_node(description: str, *, init: Literal[False] = False) -> Any:
    """The record of whatever type."""
    return ChangedField(None, Node | None, description)


def payload(cls: PayloadClass) -> PayloadClass:
    """The type of a payload: its own fields and `userErrors`."""
    cls.__annotations__["user_errors"] = list[UserError]
    cls.user_errors = strawberry.field(description="Why the mutation was not carried out; empty on success.")  # pyright: ignore[reportAttributeAccessIssue]  # what each payload gets
    cls.is_type_of = classmethod(always)  # pyright: ignore[reportAttributeAccessIssue]  # its values are rows
    return strawberry.type(cls, description=inspect.getdoc(cls))


def mutation(
    answers: Any, description: str, modules: Sequence[Module], action: ActionName, costs: Mapping[ZohoProduct, int]
) -> Any:
    """A mutation: its payload, what it does to records of which modules, and the most calls that it takes itself."""
    metadata = {ACTS: (tuple(modules), action), COSTS: dict(costs)}
    return strawberry.mutation(description=description, graphql_type=answers | None, metadata=metadata)
