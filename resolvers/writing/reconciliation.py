"""What became of a write whose answer was lost: looked for by the mark, else by the caller's own reference."""

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

# A parameter that Books does not know is passed over, so that the newest records are answered whichever they are.
MOST_CANDIDATES = 3
# How far the clocks of two houses may be apart.
CLOCK_SKEW = timedelta(minutes=2)


async def created_record(
    loader: RecordLoader, module: FinanceModule, intent: Intent, reference: str, values: Mapping[str, Any]
) -> Row | None:
    """The record that was created, None where none is found: one call, and one for each candidate.

    It is found by the mark, else by the reference, if it has the `values` too: another may bear the same reference.
    """
    client, field = await loader.books(), loader.journal_writer.key_field("books")
    if field is not None:
        for row in await _candidates(client, module, field, intent.mark):
            if any(value.name == field and value.value == intent.mark for value in finance_custom_values(row)):
                return row
        return None
    if not reference:
        return None
    mine = (await author_of(loader)).books_id
    rows = await _candidates(client, module, "reference_number", reference)
    own = [row for row in rows if row.get("reference_number") == reference and row.get("created_by_id") == mine]
    since = [row for row in own if is_made_since(row, "created_time", intent) and holds_values(row, values)]
    found = [row for row in since if not await is_of_another_write(loader, intent, str(row[module.id]))]
    return found[0] if len(found) == 1 else None


async def is_of_another_write(loader: RecordLoader, intent: Intent, record_id: str) -> bool:
    """Whether another write is known to have made the record: then it is not what became of this one."""
    entry = intent.entry
    asked = JournalQuery(entry.tenant, first=1, module=entry.module, record_id=record_id, result="done")
    return bool((await loader.journal.entries(asked)).entries)


async def _candidates(client: Books, module: FinanceModule, name: str, value: str) -> list[Row]:
    params = ((name, value), ("filter_by", module.every or ""), ("per_page", str(MOST_CANDIDATES)))
    page = await client.rows(module, params)
    ids = [str(row[module.id]) for row in page.rows[:MOST_CANDIDATES]]
    return [await client.one(module, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]


def is_made_since(row: Row, key: str, intent: Intent) -> bool:
    """Whether a record was made, as `key` tells, when the write was begun or later."""
    try:
        made_at = datetime.fromisoformat(str(row.get(key)))
    except ValueError:
        return False
    return made_at.tzinfo is not None and made_at >= intent.entry.at - CLOCK_SKEW


def holds_values(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether a record has what was to be written: texts and numbers as they are, lists and objects value by value."""
    plain = {key: value for key, value in values.items() if key != "custom_fields"}
    custom = {value.name: value.value for value in finance_custom_values(row)}
    wanted = {str(each["api_name"]): each["value"] for each in values.get("custom_fields") or ()}
    return all(_same_value(row.get(key), value) for key, value in plain.items()) and all(
        _same_value(custom.get(name), value) for name, value in wanted.items()
    )


def _same_value(held: object, value: object) -> bool:
    if isinstance(value, Mapping):
        inside = cast("Mapping[str, object]", held) if isinstance(held, Mapping) else dict[str, object]()
        return all(_same_value(inside.get(key), each) for key, each in cast("Mapping[str, object]", value).items())
    if isinstance(value, list):
        wanted, there = cast("list[object]", value), cast("list[object]", held) if isinstance(held, list) else []
        return len(wanted) == len(there) and all(map(_same_value, there, wanted))
    if str(value).endswith("%") and str(held).endswith("%"):
        # Books writes the share that it was given with two decimals.
        value, held = str(value).removesuffix("%"), str(held).removesuffix("%")
    for reading in (_number, _moment):
        given, there = reading(value), reading(held)
        if given is not None and there is not None:
            return given == there
    return str(held or "") == str(value or "")


def _moment(value: object) -> datetime | None:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, int | float | str | Decimal) and value != "" else None
    except InvalidOperation:
        return None
