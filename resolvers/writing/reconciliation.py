"""Reconciliation: the record of a write whose answer was lost is found by its mark, else by the caller's reference."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from adapters.books.client import Books
from adapters.finance_platform.modules import FinanceModule
from domain.custom_fields import finance_custom_values
from domain.journal import Intent, JournalQuery
from domain.queries import RECORD_ID, Row
from resolvers.caller.authors import author_of
from resolvers.reading.loader import RecordLoader

# Books ignores a parameter that it does not know: the list may then be of any newest records.
MOST_CANDIDATES = 3
# The clocks of the gateway and of a product may differ by as much.
CLOCK_SKEW = timedelta(minutes=2)


async def created_record(
    loader: RecordLoader, module: FinanceModule, intent: Intent, reference: str, values: Mapping[str, Any]
) -> Row | None:
    """The record that a write created, None where it is not found: one call, and one for each candidate.

    It is found by the mark, else by the reference together with `values`, since others may have the same reference.
    """
    client, field = await loader.books(), loader.journal_writer.key_field("books")
    if field is not None:
        for row in await _candidates(client, module, field, intent.mark):
            if any(value.name == field and value.value == intent.mark for value in finance_custom_values(row) or ()):
                return row
        return None
    if not reference:
        return None
    own_id = (await author_of(loader.permissions)).books_id
    rows = await _candidates(client, module, "reference_number", reference)
    own = [row for row in rows if row.get("reference_number") == reference and row.get("created_by_id") == own_id]
    equal = [row for row in own if is_made_since(row, "created_time", intent) and holds_values(row, values)]
    return await only_unclaimed(loader, intent, equal, module.id)


async def only_unclaimed(loader: RecordLoader, intent: Intent, rows: list[Row], id_key: str) -> Row | None:
    """The only row that no other write is known to have made, None where there is none or there are several."""
    unclaimed = [row for row in rows if not await _is_of_another_write(loader, intent, str(row[id_key]))]
    return unclaimed[0] if len(unclaimed) == 1 else None


async def _is_of_another_write(loader: RecordLoader, intent: Intent, record_id: str) -> bool:
    entry = intent.entry
    query = JournalQuery(entry.tenant, first=1, module=entry.module, record_id=record_id, result="done")
    return bool((await loader.journal.entries(query)).entries)


async def another_write_was_done(loader: RecordLoader, intent: Intent, record_id: str) -> bool:
    """Whether another write of this kind was made on the record meanwhile, so that a new remark may be that one's."""
    entry = intent.entry
    since = entry.at - CLOCK_SKEW
    query = JournalQuery(entry.tenant, first=1, since=since, act=entry.act, record_id=record_id, result="done")
    return bool((await loader.journal.entries(query)).entries)


async def _candidates(client: Books, module: FinanceModule, name: str, value: str) -> list[Row]:
    params = ((name, value), ("filter_by", module.every or ""), ("per_page", str(MOST_CANDIDATES)))
    page = await client.rows(module, params)
    ids = [str(row[module.id]) for row in page.rows[:MOST_CANDIDATES]]
    return [await client.one(module, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]


def is_made_since(row: Row, key: str, intent: Intent) -> bool:
    """Whether a record was created, by the instant at `key`, when the write began or later."""
    try:
        made_at = datetime.fromisoformat(str(row.get(key)))
    except ValueError:
        return False
    return made_at.tzinfo is not None and made_at >= intent.entry.at - CLOCK_SKEW


def holds_values(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether a record has the values that a write sent: texts and numbers alike, lists and objects part by part."""
    plain = {key: value for key, value in values.items() if key != "custom_fields"}
    custom = {value.name: value.value for value in finance_custom_values(row) or ()}
    sent_custom = {str(each["api_name"]): each["value"] for each in values.get("custom_fields") or ()}
    return all(_same_value(row.get(key), value) for key, value in plain.items()) and all(
        _same_value(custom.get(name), value) for name, value in sent_custom.items()
    )


def _same_value(held: object, sent: object) -> bool:
    if isinstance(sent, Mapping):
        held_parts = cast("Mapping[str, object]", held) if isinstance(held, Mapping) else dict[str, object]()
        return all(_same_value(held_parts.get(key), part) for key, part in cast("Mapping[str, object]", sent).items())
    if isinstance(sent, list):
        sent_items = cast("list[object]", sent)
        held_items = cast("list[object]", held) if isinstance(held, list) else []
        return len(sent_items) == len(held_items) and all(map(_same_value, held_items, sent_items))
    if str(sent).endswith("%") and str(held).endswith("%"):
        # Books returns a percentage with two decimals, however it was sent.
        sent, held = str(sent).removesuffix("%"), str(held).removesuffix("%")
    for parse in (_number, _instant):
        sent_parsed, held_parsed = parse(sent), parse(held)
        if sent_parsed is not None and held_parsed is not None:
            return sent_parsed == held_parsed
    return str(held or "") == str(sent or "")


def _instant(value: object) -> datetime | None:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, int | float | str | Decimal) and value != "" else None
    except InvalidOperation:
        return None
