"""From a mutation's input to what the resolvers are asked for."""

from strawberry.types import Info

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.inputs import ReadInput, given_in, key_in
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.payloads import Payload
from schema.shared.inputs import Keyed

OperationInfo = Info[OperationContext, None]


def asking_of(info: OperationInfo, given: Keyed, found: ReadInput | None = None) -> MutationRequest:
    """What a client asks for with a mutation's input."""
    found = found or ReadInput()
    return MutationRequest(info.field_name, given_in(given), key_in(given), found.touched, found.keys)


def own_id(given: str, type_name: str, *path: str) -> str:
    """The product's id behind an id of the graph. Raises NotDone."""
    try:
        return registry.record_id(given, type_name)
    except BadUserInput as error:
        raise not_done(ProblemCode.VALIDATION, error.message, *path) from None


def any_id(given: str, modules: tuple[Module, ...], *path: str) -> tuple[Module, str]:
    """Module and id behind an id of the graph, of one of these modules. Raises NotDone."""
    try:
        type_name, record_id = registry.type_and_id_of(given)
    except BadUserInput as error:
        raise not_done(ProblemCode.VALIDATION, error.message, *path) from None
    module = registry.module_of(type_name)
    if module not in modules:
        raise not_done(ProblemCode.VALIDATION, f"This cannot be done with a record of type {type_name}.", *path)
    return module, record_id


def refusal(module: Module, error: NotDone) -> Payload:
    """The payload of an input that is wrong: nobody was asked."""
    return Payload(MutationResult(module, None, error.problems))
