"""What an error of a field does to the answer: the request property `onError` of the specification's draft."""

from typing import Any, Literal, NoReturn

from graphql import located_error
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as StrawberryExecutor

ErrorBehavior = Literal["PROPAGATE", "NULL", "HALT"]


class NullingExecutor(StrawberryExecutor):
    """Answers null for a field that failed, whatever its type says."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.error_propagation = False


class HaltingExecutor(StrawberryExecutor):
    """Stops at the first error: what comes after it is not begun, above all no further mutation."""

    def handle_field_error(
        self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Any
    ) -> NoReturn:
        """Let it reach the root, as if no field on the way could be null."""
        nodes = [details.node for details in field_details_list]
        raise located_error(raw_error, nodes, path.as_list())


EXECUTORS: dict[ErrorBehavior, type[StrawberryExecutor]] = {
    "PROPAGATE": StrawberryExecutor,
    "NULL": NullingExecutor,
    "HALT": HaltingExecutor,
}
