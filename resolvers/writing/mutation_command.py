"""A mutation as the client requests it, the write that it becomes, and whether the caller may make that write."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.actions import ActionName
from domain.journal import Intent
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import InputPath, Problem, ProblemCode
from resolvers.reading.loader import RecordLoader

SHOWS_ALL_FIELDS = "It shows every field of the document, and some are hidden from you."
CARRIES_HIDDEN = "It carries fields that are hidden from you."


@dataclass(frozen=True, slots=True)
class RequiredRight:
    """A right that a write needs besides its own, on the record that the input names at a path.

    The write shows the values of the columns in `carries`, so none of them may be hidden; where it `shows_all`, no
    field of the module's records may be.
    """

    module: Module
    action: ActionName = "view"
    at: InputPath = ()
    carries: frozenset[str] = frozenset()
    shows_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationCommand:
    """A write that a client has requested.

    Permissions: the caller needs the right to `action` in the module, and those that it `needs` besides. Where the
    write `shows_all_fields`, no field of the record may be hidden. `coordinate_paths` are the coordinates that the
    input sets, `key_paths` the product's keys that it sets, both with their paths in the input. Only
    administrators of Books may set the value at the path `reserved`.

    The write: `into` is the product that it is made in, by default the module's. `check` reads the record before the
    write, returns it and raises NotDone. `send` takes the mark for the product's unique field and returns the record
    after the write. `find` looks for the result of a write whose answer was lost: the record, or None. A `repeatable`
    write that was not found is sent again, since it cannot take effect twice. `whole` says that the rows which `send`
    and `find` return are whole records. `lacks` says what the record after the write lacks of what was asked.
    `client_input` are the values of the client's input.
    """

    act: str
    module: Module
    action: ActionName
    client_input: Mapping[str, Any]
    send: Callable[[str], Awaitable[Row | None]]
    needs: Sequence[RequiredRight] = ()
    shows_all_fields: bool = False
    into: ZohoProduct | None = None
    record_id: str | None = None
    key: str | None = None
    coordinate_paths: Mapping[str, InputPath] = field(default_factory=dict[str, InputPath])
    key_paths: Mapping[str, InputPath] = field(default_factory=dict[str, InputPath])
    check: Callable[[], Awaitable[Row | None]] | None = None
    find: Callable[[Intent], Awaitable[Row | None]] | None = None
    repeatable: bool = False
    whole: bool = True
    lacks: Callable[[Row], Sequence[Problem]] | None = None
    reserved: InputPath = ()


@dataclass(frozen=True, slots=True)
class MutationRequest:
    """A mutation as the client requests it: its name, the values of its input, its idempotency key.

    `coordinate_paths` are the coordinates that the input sets and `key_paths` the product's keys, both with their paths
    in the input.
    """

    act: str
    client_input: Mapping[str, Any]
    key: str | None = None
    coordinate_paths: Mapping[str, InputPath] = field(default_factory=dict[str, InputPath])
    key_paths: Mapping[str, InputPath] = field(default_factory=dict[str, InputPath])

    def command(
        self, module: Module, action: ActionName, send: Callable[[str], Awaitable[Row | None]], **options: Any
    ) -> MutationCommand:
        """The write that the request becomes; `options` are further fields of MutationCommand."""
        return MutationCommand(
            act=self.act,
            module=module,
            action=action,
            client_input=self.client_input,
            key=self.key,
            coordinate_paths=self.coordinate_paths,
            key_paths=self.key_paths,
            send=send,
            **options,
        )


async def denial_problems(loader: RecordLoader, command: MutationCommand) -> list[Problem]:
    """Why the caller may not make the write, judged by permissions alone: no call for a record.

    Raises the error of a permission source that failed.
    """
    problems: list[Problem] = []
    for right in (*command.needs, RequiredRight(command.module, command.action)):
        view = await loader.permissions.of(right.module)
        denial = view.denial(right.action) or view.denial("view")
        text = _hidden_content_reason(command, right, view) if denial is None else denial.text
        if denial is not None and denial.failure is not None and not problems:
            raise denial.failure
        if text and not problems:
            problems.append(Problem(ProblemCode.FORBIDDEN, text, right.at))
    if command.reserved and not problems and not await loader.permissions.is_books_administrator():
        problems.append(Problem(ProblemCode.FORBIDDEN, "This is for administrators of Books.", command.reserved))
    for module in dict.fromkeys((command.module, *(right.module for right in command.needs))):
        view = await loader.permissions.of(module)
        of_fields = _field_problems(command, view)
        problems += of_fields if module != command.module else _with_keys(command, view, of_fields)
    return problems


def _field_problems(command: MutationCommand, view: ModuleView) -> list[Problem]:
    """The fields of a module's records that the input sets or compares though the caller may not."""
    problems: list[Problem] = []
    for coordinate, path in command.coordinate_paths.items():
        if coordinate in view.hidden:
            text = f"`{coordinate}` is hidden from you, so you cannot set it."
            problems.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
        elif coordinate in view.read_only:
            text = f"`{coordinate}` is read-only for you."
            problems.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
    if command.client_input.get("expected_updated_at") is not None and any(
        coordinate.endswith(".updatedAt") for coordinate in view.hidden
    ):
        text = "`updatedAt` is hidden from you, so nothing is compared with it."
        problems.append(Problem(ProblemCode.FORBIDDEN, text, ("expectedUpdatedAt",)))
    return problems


def _with_keys(command: MutationCommand, view: ModuleView, problems: list[Problem]) -> list[Problem]:
    """These problems and those of keys of the command's own module that are hidden though no field has them."""
    reported = {problem.path for problem in problems}
    for key, path in command.key_paths.items():
        # A hidden column, such as one of an address, may have no field of its own. Keys of lines are no columns.
        if len(path) == 1 and key in view.columns and path not in reported:
            text = "This is hidden from you, so you cannot set it."
            problems.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
    return problems


def _hidden_content_reason(command: MutationCommand, right: RequiredRight, view: ModuleView) -> str:
    """Why a write that shows or carries hidden values is not made; empty where it does neither."""
    if (command.shows_all_fields or right.shows_all) and not view.shows_all:
        return SHOWS_ALL_FIELDS
    return CARRIES_HIDDEN if any(path[0] in right.carries for path in view.dropped) else ""
