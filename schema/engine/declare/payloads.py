"""What mutations answer: the changed record, fresh, and the reasons why something was not done."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar, cast

import strawberry

from domain.actions import ActionName
from domain.errors import SuitegraphError
from domain.queries import Row
from domain.sources import TYPE, Module, Source, ZohoProduct
from domain.writes import Problem, ProblemCode
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.connections import always, lazy_type
from schema.engine.declare.fields import ACTS, COSTS, RowsField
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import FieldLocation, OperationContext
from schema.engine.declare.records import Node

PayloadClass = TypeVar("PayloadClass", bound=type)

# The domain's own words, in the graph.
strawberry.enum(ProblemCode, name="UserErrorCode", description="Why something was not done, or is not known to be.")


@strawberry.type(description="A reason that the author can do something about.")
class UserError:
    """One reason."""

    code: ProblemCode = strawberry.field(description="Which kind of reason.")
    message: str = strawberry.field(description="In plain words: what was wrong, what to do.")
    field: list[str] | None = strawberry.field(description="The place in `input` that is meant, where there is one.")


class Payload(dict[str, Any]):
    """What came of a write, as the row that the payload's fields read."""

    def __init__(self, made: MutationResult, **more: Any) -> None:
        super().__init__(more)
        self.made = made

    @property
    def user_errors(self) -> list[UserError]:
        """Every reason."""
        return [_told(problem) for problem in self.made.problems]

    @property
    def deleted_id(self) -> str | None:
        """The id of the graph of what was deleted."""
        if self.made.problems or self.made.record_id is None:
            return None
        return global_id(registry.type_of(self.made.module), self.made.record_id)


def _told(problem: Problem) -> UserError:
    return UserError(code=problem.code, message=problem.message, field=list(problem.path) or None)


class ChangedField(RowsField):
    """The record that a mutation made or changed, as it is now; null where there is none.

    `target` is the record's type, None for a Node of any.
    """

    def __init__(self, target: str | None, annotation: Any, description: str) -> None:
        super().__init__(Source(), description, annotation)
        self.target = target

    async def found(
        self, row: Row, operation: OperationContext, spot: FieldLocation, given: Mapping[str, Any]
    ) -> Row | None:
        """The record, read anew unless the product has just answered it."""
        made = cast("Payload", row).made
        if made.record_id is None:
            return None
        type_name = self.target or registry.type_of(made.module)
        asked = await operation.asked(spot, made.module, type_name)
        if asked is None:
            return None
        try:
            found = await operation.loader.one(made.module, made.record_id, asked.needs)
        except SuitegraphError as error:
            # It was done: whoever does not learn which record it is would do it again.
            raise error if made.problems else error.after(global_id(type_name, made.record_id)) from None
        return None if found is None else {**found, TYPE: type_name}


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
    cls.user_errors = strawberry.field(description="Why it was not done; empty where it was.")  # pyright: ignore[reportAttributeAccessIssue]  # what each payload gets
    cls.is_type_of = classmethod(always)  # pyright: ignore[reportAttributeAccessIssue]  # its values are rows
    return strawberry.type(cls, description=inspect.getdoc(cls))


def mutation(
    answers: Any, description: str, modules: Sequence[Module], action: ActionName, costs: Mapping[ZohoProduct, int]
) -> Any:
    """A mutation: its payload, what it does to records of which modules, and the most calls that it takes itself."""
    metadata = {ACTS: (tuple(modules), action), COSTS: dict(costs)}
    return strawberry.mutation(description=description, graphql_type=answers | None, metadata=metadata)
