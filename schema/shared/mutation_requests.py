"""From a mutation's input to the request that resolvers take."""

from enum import Enum

from strawberry.types import Info

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import RECORD_ID
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.inputs import ParsedInput, idempotency_key_of, plain_values
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.payloads import MutationPayload
from schema.shared.inputs import Keyed

OperationInfo = Info[OperationContext, None]


def mutation_request_of(info: OperationInfo, input_value: Keyed, parsed: ParsedInput | None = None) -> MutationRequest:
    """The request of a mutation, from its input."""
    parsed = parsed or ParsedInput()
    return MutationRequest(
        info.field_name,
        plain_values(input_value),
        idempotency_key_of(input_value),
        parsed.coordinate_paths,
        parsed.key_paths,
    )


def own_id(record_id: str, type_name: str, *path: str) -> str:
    """The product's id behind an id of the graph. Raises NotDone."""
    try:
        return registry.record_id(record_id, type_name)
    except BadUserInput as error:
        raise not_done(ProblemCode.VALIDATION, error.message, *path) from None


async def any_id(
    info: OperationInfo, id_: str, named_type: object, modules: tuple[Module, ...], *path: str
) -> tuple[Module, str]:
    """Module and id behind an id of a record of one of these modules.

    It is an id of the graph, or also the product's where an enum names the type. Raises NotDone.
    """
    try:
        type_name, record_id = await type_and_id(info, id_, named_type)
    except BadUserInput as error:
        raise not_done(ProblemCode.VALIDATION, error.message, *path) from None
    module = registry.module_of(type_name)
    if module not in modules:
        raise not_done(ProblemCode.VALIDATION, f"This cannot be done with a record of type {type_name}.", *path)
    return module, record_id


async def type_and_id(info: OperationInfo, id_: str, named_type: object) -> tuple[str, str]:
    """Type and record id behind an id, which may be the product's where an enum names the type. Raises BadUserInput.

    In a strict session an id of a type that may not be viewed is none.
    """
    if not isinstance(named_type, Enum):
        if RECORD_ID.fullmatch(id_):
            raise BadUserInput("This is an id in a product. Name the record's type beside it, or use its global `id`.")
        await info.context.check_named(id_)
        return registry.type_and_id_of(id_)
    return str(named_type.value), registry.record_id(id_, str(named_type.value))


def refusal(module: Module, error: NotDone) -> MutationPayload:
    """The payload for an invalid input: no product was called."""
    return MutationPayload(MutationResult(module, None, error.problems))
