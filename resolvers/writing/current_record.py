"""A finance record as it is before a write."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound, SuitegraphError
from domain.lifecycles import StepName
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader

# Until its approval a document can only be read, changed and submitted again.
REJECTED = "rejected"
NOT_APPROVED = "It waits for approval, or was rejected: approve it first."


@dataclass(slots=True)
class CurrentRecord:
    """A record of Books or Billing before a write; `row` is its last read. `path` is the input field that names it."""

    loader: RecordLoader
    module: Module
    record_id: str
    row: Row | None = None
    path: str = "id"

    async def read(self) -> Row:
        """The record, read again: one call. Raises NotDone where the caller sees none."""
        await self.loader.upstream.forget(self.module.product)
        try:
            self.row = await (await self.loader.finance(self.module)).one(FINANCE[self.module], self.record_id)
        except NotFound:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", self.path) from None
        return self.row

    async def read_unchanged(self, expected: str | None) -> Row:
        """The record, read again. Raises NotDone where it was changed at another instant than the `expected` one."""
        row = await self.read()
        updated_at = row.get(self.module.traits.changed_at_key)
        if expected is not None and _instant(updated_at) != _instant(expected):
            text = "It was changed since: read it again, and decide anew."
            raise not_done(ProblemCode.CONFLICT, text, "expectedUpdatedAt")
        return row

    async def read_approved(self) -> Row:
        """The record, read again. Raises NotDone where it waits for approval or was rejected."""
        row = await self.read()
        if row.get("status") in {self.loader.permissions.rules.pending_status, REJECTED}:
            raise not_done(ProblemCode.APPROVAL_REQUIRED, NOT_APPROVED, self.path)
        return row

    async def read_for(self, step: StepName, expected: str | None = None) -> Row:
        """The record, read again. Raises NotDone where it changed since or its status makes the step impossible.

        Of whoever may not see the status nothing is refused here: the refusal would reveal it.
        """
        row, lifecycle = await self.read_unchanged(expected), self.module.lifecycle
        if lifecycle is None:
            return row
        status = row.get(lifecycle.column)
        rule = lifecycle.refuses(step, status)
        if rule is not None and lifecycle.column not in (await self.loader.permissions.of(self.module)).columns:
            raise not_done(ProblemCode.WRONG_STATUS, lifecycle.sentence(rule, status), self.path)
        return row

    async def read_written(self) -> Row | None:
        """The record after a write that returned none, None where it cannot be read. One call."""
        try:
            return await (await self.loader.books()).one(FINANCE[self.module], self.record_id)
        except SuitegraphError:
            return None


def _instant(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
