"""Books' documents as their author writes them: create, change, delete.

Each states its calls beside what `writing.made` takes to know the author. Source: Zoho Books v3, the modules' pages.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.actions import ActionName
from domain.errors import NotFound, SuitegraphError
from domain.journal import Intent
from domain.modules.crm import DEALS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE, key_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing import reconciliation
from resolvers.writing.approvals import NOT_APPROVED, UNAPPROVED
from resolvers.writing.counterparties import deal_of
from resolvers.writing.mutation_command import MutationCommand, ProblemPath, RequiredRight
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

NAMELESS_LINE = "A line has an item or a name."


@dataclass(frozen=True, slots=True)
class MutationRequest:
    """What a client asks for: the mutation's name, its input, what it sets and its key."""

    act: str
    given: Mapping[str, Any]
    key: str | None = None
    touched: Mapping[str, ProblemPath] | None = None
    keys: Mapping[str, ProblemPath] | None = None

    def write(self, module: Module, action: ActionName, send: Any, **more: Any) -> MutationCommand:
        """The write of this."""
        touched, keys = self.touched or {}, self.keys or {}
        return MutationCommand(
            act=self.act,
            module=module,
            action=action,
            given=self.given,
            key=self.key,
            touched=touched,
            keys=keys,
            send=send,
            **more,
        )


@dataclass(slots=True)
class CurrentRecord:
    """A record as it stands before a write: read once, by `look`."""

    loader: RecordLoader
    module: Module
    record_id: str
    row: Row | None = None
    # Where in the input it is named.
    path: str = "id"

    async def look(self) -> Row:
        """Read it anew. Raises NotDone where there is none for the caller. One call."""
        await self.loader.upstream.forget(self.module.product)
        try:
            self.row = await (await self.loader.finance(self.module)).one(FINANCE[self.module], self.record_id)
        except NotFound:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", self.path) from None
        return self.row

    async def unchanged(self, expected: str | None) -> Row:
        """Read it anew. Raises NotDone where it was changed at another moment than the `expected` one."""
        row = await self.look()
        changed = row.get(self.module.traits.changed_at_key)
        if expected is not None and _moment(changed) != _moment(expected):
            text = "It was changed since: read it again, and decide anew."
            raise not_done(ProblemCode.CONFLICT, text, "expectedUpdatedAt")
        return row

    async def approved(self) -> Row:
        """Read it anew. Raises NotDone where it waits for approval."""
        row = await self.look()
        if row.get("status") in UNAPPROVED:
            raise not_done(ProblemCode.APPROVAL_REQUIRED, NOT_APPROVED, self.path)
        return row

    async def again(self) -> Row | None:
        """The record after a write that answered none, None where it cannot be read now. One call."""
        try:
            return await (await self.loader.books()).one(FINANCE[self.module], self.record_id)
        except SuitegraphError:
            return None


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


async def create_document(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    values: Callable[[], Awaitable[Mapping[str, Any]]],
    check: Callable[[], Awaitable[Row | None]] | None = None,
    *,
    known: Mapping[str, Any],
    needs: Sequence[RequiredRight] = (),
) -> MutationResult:
    """Create a record from what `values` brings, at last: one call, and those of `values`.

    `known` are those that are there beforehand, by which a lost record is told from others.
    """
    into, reference = FINANCE[module], str(asking.given.get("reference") or "")

    async def send(mark: str) -> Row:
        return await (await loader.books()).create(into, with_mark(loader, dict(await values()), mark))

    async def find(intent: Intent) -> Row | None:
        return await reconciliation.created_record(loader, into, intent, reference, known)

    repeatable = loader.journal_writer.key_field("books") is not None
    write = asking.write(module, "create", send, find=find, check=check, repeatable=repeatable, needs=needs)
    return await perform_mutation(loader, write)


def with_mark(loader: RecordLoader, body: dict[str, Any], mark: str) -> dict[str, Any]:
    """The body with the mark in the unique custom field, where the organisation has one."""
    field = loader.journal_writer.key_field("books")
    if field is None:
        return body
    return {**body, "custom_fields": [*body.get("custom_fields", ()), {"api_name": field, "value": mark}]}


async def update_document(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """Change what is sent and nothing else: two calls, and one for a deal that is named."""
    standing, known = CurrentRecord(loader, module, record_id), FINANCE[module]
    deal = values.get("zcrm_potential_id")

    async def check() -> Row:
        row = await standing.unchanged(expected)
        before = {str(line.get("line_item_id")): line for line in row.get("line_items") or ()}
        _check_lines(before, values)
        _check_discounts(row, before, values)
        if deal:
            await deal_of(loader, str(deal))
        return row

    async def send(_mark: str) -> Row:
        return await (await loader.books()).change(known, record_id, values)

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        return row if reconciliation.holds_values(row, values) else None

    write = asking.write(
        module,
        "edit",
        send,
        record_id=record_id,
        check=check,
        find=find,
        repeatable=True,
        needs=[RequiredRight(DEALS, at=("dealId",))] if deal else [],
    )
    return await perform_mutation(loader, write)


def is_nameless(line: Mapping[str, Any]) -> bool:
    """Whether a line lacks both an item and a name."""
    return not line.get("item_id") and not str(line.get("name") or "").strip()


def _check_lines(before: Mapping[str, Row], values: Mapping[str, Any]) -> None:
    """Books makes a new line of one that it does not know, and the one that was meant is gone. Raises NotDone."""
    for place, line in enumerate(values.get("line_items") or ()):
        path = ("lineItems", str(place))
        if not line.get("line_item_id"):
            continue
        if line["line_item_id"] not in before:
            text = "It has no such line: leave the `lineItemId` of a new one out."
            raise not_done(ProblemCode.VALIDATION, text, *path, "lineItemId")
        if is_nameless({**before[line["line_item_id"]], **line}):
            raise not_done(ProblemCode.VALIDATION, NAMELESS_LINE, *path, "name")


def _check_discounts(row: Row, before: Mapping[str, Row], values: Mapping[str, Any]) -> None:
    """A discount is on the whole or on the lines, also where the other one stands there. Raises NotDone."""
    level = values.get("discount_type")
    lines = [
        {**before.get(str(line.get("line_item_id")), {}), **line} for line in values.get("line_items", before.values())
    ]
    if level == "entity_level" and any(_is_some(line.get("discount")) for line in lines):
        raise not_done(ProblemCode.CONFLICT, "Lines of it have discounts: give these lines without.", "discount")
    stands = row.get("discount_type") == "entity_level" and "discount" not in values
    if level == "item_level" and stands and _is_some(row.get("discount")):
        raise not_done(ProblemCode.CONFLICT, "It has a discount on the whole: take it off as well.", "lineItems")


def _is_some(discount: object) -> bool:
    return bool(str(discount or "").strip("0.%"))


async def delete_document(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, expected: str | None = None
) -> MutationResult:
    """Delete a record: two calls."""
    standing = CurrentRecord(loader, module, record_id)

    async def send(_mark: str) -> None:
        await (await loader.books()).write("DELETE", FINANCE[module].path, record_id)

    async def find(_intent: Intent) -> Row | None:
        try:
            await (await loader.books()).one(FINANCE[module], record_id)
        except NotFound:
            return {key_of(module): record_id}
        return None

    write = asking.write(
        module,
        "delete",
        send,
        record_id=record_id,
        check=lambda: standing.unchanged(expected),
        find=find,
        repeatable=True,
        whole=False,
    )
    return await perform_mutation(loader, write)
