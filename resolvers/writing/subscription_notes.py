"""Notes on Billing's subscriptions: add and delete.

Source: Zoho Billing v1, "Add a note" and "Delete a note".
"""

from typing import Any

from domain.journal import Intent
from domain.json_values import mappings
from domain.modules.billing import SUBSCRIPTIONS
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.reconciliation import another_write_was_done, is_made_since
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# Billing documents no limit; its sibling's is that of comments.
LONGEST_NOTE = 2000


async def add_subscription_note(
    loader: RecordLoader, request: MutationRequest, record_id: str, text: str
) -> MutationResult:
    """Add a note to a subscription: two calls. A lost one is found among the notes that were not there before."""
    current, ids_before = CurrentRecord(loader, SUBSCRIPTIONS, record_id), set[str]()

    async def check() -> Row:
        row = await current.read()
        ids_before.update(str(each.get("note_id")) for each in _notes(row))
        return row

    async def send(_mark: str) -> Row:
        client = await loader.billing()
        await client.write("POST", *_path(record_id), values={"description": text})
        return _written(record_id)

    async def find(intent: Intent) -> Row | None:
        if await another_write_was_done(loader, intent, record_id):
            return None
        fresh = [
            each
            for each in _notes(await current.read())
            if str(each.get("note_id")) not in ids_before and is_made_since(each, "commented_time", intent)
        ]
        return _written(record_id) if any(each.get("description") == text for each in fresh) else None

    command = request.command(SUBSCRIPTIONS, "edit", send, record_id=record_id, check=check, find=find, whole=False)
    return await perform_mutation(loader, command)


async def delete_subscription_note(
    loader: RecordLoader, request: MutationRequest, record_id: str, note_id: str
) -> MutationResult:
    """Delete a note of a subscription: two calls."""
    current = CurrentRecord(loader, SUBSCRIPTIONS, record_id)

    async def check() -> Row:
        row = await current.read()
        if not _has(row, note_id):
            raise not_done(ProblemCode.NOT_FOUND, "There is no such note on this record.", "noteId")
        return row

    async def send(_mark: str) -> Row:
        await (await loader.billing()).write("DELETE", *_path(record_id), note_id)
        return _written(record_id)

    async def find(_intent: Intent) -> Row | None:
        return None if _has(await current.read(), note_id) else _written(record_id)

    command = request.command(
        SUBSCRIPTIONS, "edit", send, record_id=record_id, check=check, find=find, repeatable=True, whole=False
    )
    return await perform_mutation(loader, command)


def _path(record_id: str) -> tuple[str, ...]:
    return FINANCE[SUBSCRIPTIONS].path, record_id, "notes"


def _written(record_id: str) -> Row:
    return {FINANCE[SUBSCRIPTIONS].id: record_id}


def _notes(row: Row) -> list[dict[str, Any]]:
    return mappings(row.get("notes"))


def _has(row: Row, note_id: str) -> bool:
    return any(str(each.get("note_id")) == note_id for each in _notes(row))
