"""What comments and notes have in common: their texts, their ids, and the field whose permission counts."""

from dataclasses import replace

from domain.modules.module import Module
from domain.queries import RECORD_ID
from domain.writes import ProblemCode, not_done
from resolvers.writing.mutation_command import MutationRequest
from schema.engine.declare import registry
from schema.engine.declare.texts import text_at
from schema.shared.inputs import Keyed
from schema.shared.mutation_requests import OperationInfo, mutation_request_of


def checked_text(text: object, longest: int, name: str) -> str:
    """The text without blanks around it. Raises NotDone."""
    stripped = text.strip() if isinstance(text, str) else ""
    if not stripped:
        raise not_done(ProblemCode.VALIDATION, f"It must have 1 to {longest:,} characters.", name)
    return text_at(stripped, longest, name)


def checked_remark_id(remark_id: str, name: str) -> str:
    """The product's id of a comment or note. Raises NotDone."""
    if RECORD_ID.fullmatch(remark_id) is None:
        raise not_done(ProblemCode.VALIDATION, "This is not a valid id.", name)
    return remark_id


def request_on(info: OperationInfo, mutation_input: Keyed, module: Module, field: str, *path: str) -> MutationRequest:
    """The mutation's request, which touches a `field` of the module's records."""
    coordinate = f"{registry.type_of(module)}.{field}"
    return replace(mutation_request_of(info, mutation_input), coordinate_paths={coordinate: path})
