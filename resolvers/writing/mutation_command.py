"""A write to be made, and whether its author may: looked at before anything is asked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.actions import ActionName
from domain.journal import Intent
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import Problem, ProblemCode
from resolvers.reading.loader import RecordLoader

ProblemPath = tuple[str, ...]
SHOWS_ALL_FIELDS = "It shows every field of the document, and some are hidden from you."
CARRIES_HIDDEN = "It carries fields that are hidden from you."


@dataclass(frozen=True, slots=True)
class RequiredRight:
    """A right that a write needs beside its own, for what stands at a place of the input.

    None of the keys that it `carries` from there, or there, may be hidden.
    """

    module: Module
    action: ActionName = "view"
    at: ProblemPath = ()
    carries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationCommand:
    """A write to be made.

    It `needs` rights beside `action`; where it `tells_all`, nothing of the record may be hidden. It is written in the
    product `into`, the module's unless told. `given` is the client's input, `touched` are the coordinates that it sets
    and `keys` the product's keys, both with the place in the input. `check` looks at the record as it stands, answers
    it and raises NotDone; `send` gets the mark for the product's unique field and answers the record afterwards. `find`
    looks for what an answer was lost of: the record, or None. Where `repeatable` holds, sending again what was not
    found cannot happen twice. `whole` says that what they answer is all of the record. What stands at the place
    `reserved` is for administrators of Books.
    """

    act: str
    module: Module
    action: ActionName
    given: Mapping[str, Any]
    send: Callable[[str], Awaitable[Row | None]]
    needs: Sequence[RequiredRight] = ()
    shows_all_fields: bool = False
    into: ZohoProduct | None = None
    record_id: str | None = None
    key: str | None = None
    touched: Mapping[str, ProblemPath] = field(default_factory=dict[str, ProblemPath])
    keys: Mapping[str, ProblemPath] = field(default_factory=dict[str, ProblemPath])
    check: Callable[[], Awaitable[Row | None]] | None = None
    find: Callable[[Intent], Awaitable[Row | None]] | None = None
    repeatable: bool = False
    whole: bool = True
    reserved: ProblemPath = ()


async def denial_problems(loader: RecordLoader, write: MutationCommand) -> list[Problem]:
    """Why the caller may not, from what is known of their permissions: no call for a record. Raises its failures."""
    found: list[Problem] = []
    for need in (*write.needs, RequiredRight(write.module, write.action)):
        view = await loader.permissions.of(need.module)
        denial = view.denial(need.action) or view.denial("view")
        text = _hidden_content_reason(write, need, view) if denial is None else denial.text
        if denial is not None and denial.failure is not None and not found:
            raise denial.failure
        if text and not found:
            found.append(Problem(ProblemCode.FORBIDDEN, text, need.at))
    if write.reserved and not found and not await loader.permissions.is_books_administrator():
        found.append(Problem(ProblemCode.FORBIDDEN, "This is for administrators of Books.", write.reserved))
    return [*found, *_field_problems(write, await loader.permissions.of(write.module))]


def _field_problems(write: MutationCommand, view: ModuleView) -> list[Problem]:
    """What the caller sets or compares with though they may not."""
    found: list[Problem] = []
    for coordinate, path in write.touched.items():
        if coordinate in view.hidden:
            text = f"`{coordinate}` is hidden from you, so you cannot set it."
            found.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
        elif coordinate in view.read_only:
            text = f"`{coordinate}` is read-only for you."
            found.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
    if write.given.get("expected_updated_at") is not None and any(
        coordinate.endswith(".updatedAt") for coordinate in view.hidden
    ):
        text = "`updatedAt` is hidden from you, so nothing is compared with it."
        found.append(Problem(ProblemCode.FORBIDDEN, text, ("expectedUpdatedAt",)))
    told = {problem.path for problem in found}
    for key, path in write.keys.items():
        # What is hidden of an address, say, is a column without a field of its own. Keys of lines are no columns.
        if len(path) == 1 and (key,) in view.dropped and path not in told:
            text = "This is hidden from you, so you cannot set it."
            found.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, text, path))
    return found


def _hidden_content_reason(write: MutationCommand, need: RequiredRight, view: ModuleView) -> str:
    """Why a write that shows or carries what is hidden is not made; nothing where it does not."""
    if write.shows_all_fields and (view.dropped or view.hidden):
        return SHOWS_ALL_FIELDS
    return CARRIES_HIDDEN if any(path[0] in need.carries for path in view.dropped) else ""
