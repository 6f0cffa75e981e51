"""Records of CRM as their author writes them. Source: Zoho CRM v8, "Insert Records" and "Update Records"."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.answers import WriteRefused, mapping
from domain.custom_fields import CustomKind, kind_of
from domain.journal import Intent
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import MutationRequest
from resolvers.writing.reconciliation import holds_values, is_made_since, is_of_another_write
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# The newest records among which a lost one is looked for.
NEWEST = 10
WHOLE = re.compile(r"-?[0-9]{1,18}")
ATTRIBUTION_FIELDS = frozenset({"Modified_Time", "Created_Time", "Created_By"})


async def create_record(
    loader: RecordLoader, asking: MutationRequest, module: Module, values: Mapping[str, Any]
) -> MutationResult:
    """Create a record: one call."""
    known, key = CRM[module], loader.journal_writer.key_field("crm")

    async def send(mark: str) -> Row:
        marked = dict(values) if key is None else {**values, key: mark}
        try:
            return {**values, **await loader.crm.write("POST", (known.api_name,), [marked])}
        except WriteRefused as error:
            # No upsert by the mark: where it finds none, another unique field decides, and with it another's record.
            if key is None or not error.other:
                raise
            row = (await loader.crm.many(known, [error.other], frozenset({key}))).get(error.other)
            if row is None or row.get(key) != mark:
                raise
            return {**values, **row}

    async def find(intent: Intent) -> Row | None:
        # The newest records tell, so that no index is asked that may lag.
        params = (("sort_by", "Created_Time"), ("sort_order", "desc"), ("per_page", str(NEWEST)))
        page = await loader.crm.rows((known.api_name,), frozenset(values) | ATTRIBUTION_FIELDS | {key or "id"}, params)
        if key is not None:
            return next((row for row in page.rows if row.get(key) == intent.mark), None)
        # Nothing marks it: it is the author's own, has the same values and is of no other write.
        mine = (await author_of(loader)).crm_id
        own = [row for row in page.rows if mapping(row.get("Created_By")).get("id") == mine]
        since = [row for row in own if is_made_since(row, "Created_Time", intent) and holds_values(row, values)]
        found = [row for row in since if not await is_of_another_write(loader, intent, str(row["id"]))]
        return found[0] if len(found) == 1 else None

    return await perform_mutation(loader, asking.write(module, "create", send, find=find, repeatable=key is not None))


async def update_record(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """Change what is sent and nothing else: two calls. CRM itself holds the record against the `expected` instant."""
    known = CRM[module]

    async def look() -> Row:
        await loader.upstream.forget("crm")
        rows = await loader.crm.many(known, [record_id], frozenset(values) | ATTRIBUTION_FIELDS)
        if record_id not in rows:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", "id")
        return rows[record_id]

    async def send(_mark: str) -> Row:
        path = (known.api_name, record_id)
        return {**values, **await loader.crm.write("PUT", path, [dict(values)], expected)}

    async def find(_intent: Intent) -> Row | None:
        row = await look()
        return row if holds_values(row, values) else None

    write = asking.write(module, "edit", send, record_id=record_id, check=look, find=find, repeatable=True)
    return await perform_mutation(loader, write)


async def crm_values(loader: RecordLoader, module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as CRM takes them: whole numbers as such, which the graph has as texts where they are only names."""
    fields = (await loader.permissions.facts.crm_fields(CRM[module].api_name)).by_name

    def is_whole(key: str, value: object) -> bool:
        return key in fields and fields[key].whole and isinstance(value, str) and WHOLE.fullmatch(value) is not None

    return {key: int(value) if is_whole(key, value) else value for key, value in values.items()}


async def custom_values(loader: RecordLoader, module: Module, given: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Custom fields as CRM takes them, keys of the record. Raises NotDone for a name that is no custom field.

    A standard field under that name would go past its permission.
    """
    if not given:
        return {}
    fields = await loader.permissions.facts.crm_fields(CRM[module].api_name)
    known = {str(row["api_name"]): row for row in fields.custom}
    # What marks writes is nobody's to set.
    known.pop(loader.journal_writer.key_field("crm") or "", None)
    unknown: list[Problem] = []
    for place, each in enumerate(given):
        name, path = str(each["api_name"]), ("customFields", str(place), "name")
        if name not in known:
            unknown.append(Problem(ProblemCode.VALIDATION, "There is no such custom field.", path))
        elif fields.by_name[name].read_only:
            unknown.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, f"`{name}` is read-only for you.", path))
    if unknown:
        raise NotDone(*unknown)
    return {str(each["api_name"]): _custom_value(known[str(each["api_name"])], each["value"]) for each in given}


def _custom_value(field: Row, value: object) -> object:
    if value in ("", None):
        return None
    return {"id": value} if kind_of(field.get("data_type")) is CustomKind.REFERENCE else value
