"""Payloads: the result of an operation, with its errors masked and in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import ExecutionResult, GraphQLError

from domain.errors import BadUserInput, InternalError, SuitegraphError, ValidationFailed
from domain.permissions import Denial, Reason
from schema.engine.execute.documents import MOST_ERRORS, Document

MASKED = "Something went wrong in suitegraph; the request id leads to the log."


ErrorEntry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PendingPart:
    """A part of an answer that follows: its number in the answer, the path of its object or list, and its label."""

    number: int
    path: tuple[str | int, ...]
    label: str | None


@dataclass(frozen=True, slots=True)
class DeliveredPart:
    """A part of an answer: the fields of a deferred fragment, or the items of a list from `begins_at` on.

    Of a part that could not be delivered there is neither, but errors.
    """

    pending: PendingPart
    data: dict[str, Any] | None = None
    items: list[Any] | None = None
    begins_at: int | None = None
    errors: list[ErrorEntry] = field(default_factory=list[ErrorEntry])

    @property
    def failed(self) -> bool:
        """Whether it could not be delivered."""
        return self.data is None and self.items is None


@dataclass(frozen=True, slots=True)
class Payload:
    """The result of an operation, or of a part of it. `data` is absent, not null, if nothing was executed.

    `causes` are the exceptions behind the errors, for the log alone: an undocumented one is a bug. `hidden` are the
    coordinates that the caller asked for and may not see. `compiled` says which way it was answered.

    Where an answer comes in parts, `has_next` says that more payloads follow, `pending` announces what they will bring,
    and every payload but the first has `parts` in place of data, with the errors of each. `hidden` and `cost` grow from
    payload to payload: those of the last one are the operation's.
    """

    data: Mapping[str, Any] | None
    errors: list[dict[str, Any]]
    executed: bool
    causes: list[BaseException]
    hidden: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    cost: Mapping[str, Any] | None = None
    compiled: bool = False
    parts: list[DeliveredPart] = field(default_factory=list[DeliveredPart])
    pending: list[PendingPart] = field(default_factory=list[PendingPart])
    has_next: bool = False

    def body(self) -> dict[str, Any]:
        """The answer's JSON object."""
        body: dict[str, Any] = {"data": self.data} if self.executed else {}
        if self.errors:
            body["errors"] = self.errors
        if extensions := self.extensions():
            body["extensions"] = extensions
        return body

    def extensions(self) -> dict[str, Any]:
        """What stands beside the data."""
        extensions: dict[str, Any] = {"hiddenFields": self.hidden} if self.hidden else {}
        if self.cost is not None:
            extensions["cost"] = self.cost
        return extensions


def refused(error: SuitegraphError, request_id: str) -> Payload:
    """The payload of an operation that was not executed."""
    return Payload(None, [error_entry(error, request_id)], executed=False, causes=[error])


def invalid(document: Document, request_id: str) -> Payload:
    """The payload of a document that does not fit the schema or a limit."""
    extensions = {"code": ValidationFailed.code, "requestId": request_id}
    errors = [{**_formatted(error), "extensions": extensions} for error in document.errors]
    return Payload(None, errors, executed=False, causes=[])


def error_entry(error: SuitegraphError, request_id: str) -> dict[str, Any]:
    """A documented error outside any field, with its place in the document where it has one."""
    cause = error.__cause__
    return _entry(error, cause if isinstance(cause, GraphQLError) else None, request_id)


def ordered_errors(result: ExecutionResult) -> list[GraphQLError]:
    """The errors of an execution by place: graphql-core has them in the order in which products happened to answer."""
    return sorted(result.errors or [], key=_place)


def with_errors(
    payload: Payload, errors: Sequence[GraphQLError], unexplained: Sequence[BaseException], request_id: str
) -> Payload:
    """The payload with these errors: undocumented ones are masked. `unexplained` are bugs without a place."""
    shown = errors if payload.executed else errors[:MOST_ERRORS]
    causes = [_cause(error) for error in shown]
    entries = [_field_entry(error, cause, request_id) for error, cause in zip(shown, causes, strict=True)]
    return replace(payload, errors=[*entries, *payload.errors], causes=[*causes, *unexplained])


def hidden_entries(denials: Mapping[str, Denial]) -> list[dict[str, Any]]:
    """The hidden coordinates that were selected, each once with its reason."""
    return [
        {"coordinate": coordinate, "reason": denial.reason.name, "product": denial.product and denial.product.upper()}
        for coordinate, denial in sorted(denials.items())
    ]


def unread_entries(denials: Mapping[str, Denial], request_id: str) -> list[dict[str, Any]]:
    """An error for each reason why it is unknown whether selected coordinates are hidden: they stay null."""
    failures = {
        denial.text: denial.failure for denial in denials.values() if denial.reason is Reason.UNKNOWN_TO_GATEWAY
    }
    return [error_entry(failure, request_id) for _, failure in sorted(failures.items()) if failure is not None]


def _entry(error: SuitegraphError, place: GraphQLError | None, request_id: str) -> dict[str, Any]:
    located = {} if place is None else _formatted(place)
    return {**located, "message": error.message, "extensions": {**error.extensions(), "requestId": request_id}}


def _field_entry(error: GraphQLError, cause: BaseException, request_id: str) -> dict[str, Any]:
    return _entry(cause if isinstance(cause, SuitegraphError) else InternalError(MASKED), error, request_id)


def _place(error: GraphQLError) -> list[tuple[bool, int | str]]:
    return [(isinstance(step, str), step) for step in error.path or ()]


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": error.message}
    if error.locations:
        formatted["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        formatted["path"] = error.path
    return formatted


def _cause(error: GraphQLError) -> BaseException:
    """What raised the error, which graphql-core may have wrapped twice."""
    original: BaseException = error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    return BadUserInput(error.message) if _is_wrong_value(error, original) else original


def _is_wrong_value(error: GraphQLError, original: BaseException) -> bool:
    """Whether graphql-core found a value of the client wrong. Before execution that is a variable's."""
    if not error.path:
        return isinstance(original, GraphQLError | SuitegraphError)
    # Validation has seen all literals: here it is a null, by a nullable variable that has a default.
    return isinstance(original, GraphQLError) and original.message.startswith("Argument ")
