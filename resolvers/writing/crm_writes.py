"""Records of CRM: create and change. Source: Zoho CRM v8, "Insert Records" and "Update Records"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from adapters.crm.lookups import lookup_id
from adapters.refusals import WriteRefused
from domain.custom_fields import CustomKind, kind_of
from domain.journal import Intent
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.caller.crm_fields import CrmFields
from resolvers.catalogue import CRM
from resolvers.reading.loader import RecordLoader
from resolvers.writing.currencies import WrittenAmount, check_decimals, has_fractions
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.reconciliation import holds_values, is_made_since, only_unclaimed
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# The newest records, among which a record whose answer was lost is looked for.
NEWEST = 10
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
ATTRIBUTION_FIELDS = frozenset({"Modified_Time", "Created_Time", "Created_By"})


async def create_record(
    loader: RecordLoader, request: MutationRequest, module: Module, values: Mapping[str, Any]
) -> MutationResult:
    """Create a record: one call, and one for the module's fields, which is then cached."""
    try:
        converted = await _crm_values(loader, module, values)
        amounts = _amounts(values, request)
        if has_fractions(amounts):
            # What is new is in the organisation's own currency: no input names another.
            check_decimals(amounts, await loader.organizations.currency_of_crm())
    except NotDone as error:
        return MutationResult(module, None, error.problems)
    return await _create(loader, _with_custom_keys(request, values), module, converted)


async def update_record(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """Change the values that are sent and no others: two calls, and one for the module's fields, which is then cached.

    CRM itself compares the record with the `expected` instant.
    """
    try:
        converted = await _crm_values(loader, module, values)
    except NotDone as error:
        return MutationResult(module, None, error.problems)
    return await _update(loader, _with_custom_keys(request, values), module, record_id, converted, expected)


async def _create(
    loader: RecordLoader, request: MutationRequest, module: Module, values: Mapping[str, Any]
) -> MutationResult:
    crm_module, key_field = CRM[module], loader.journal_writer.key_field("crm")

    async def send(mark: str) -> Row:
        marked = dict(values) if key_field is None else {**values, key_field: mark}
        try:
            return {**values, **await loader.crm.write("POST", (crm_module.api_name,), [marked])}
        except WriteRefused as error:
            # There is no upsert by the mark: where it finds no record, another unique field would decide.
            if key_field is None or not error.other:
                raise
            row = (await loader.crm.many(crm_module, [error.other], frozenset({key_field}))).get(error.other)
            if row is None or row.get(key_field) != mark:
                raise
            return {**values, **row}

    async def find(intent: Intent) -> Row | None:
        # It is looked for among the newest records, since an index for searches may lag.
        params = (("sort_by", "Created_Time"), ("sort_order", "desc"), ("per_page", str(NEWEST)))
        fields = frozenset(values) | ATTRIBUTION_FIELDS | {key_field or "id"}
        page = await loader.crm.rows((crm_module.api_name,), fields, params)
        if key_field is not None:
            return next((row for row in page.rows if row.get(key_field) == intent.mark), None)
        # Without a mark it is the author's own record that has the same values and was made by no other write.
        own_id = (await author_of(loader.permissions)).crm_id
        own = [row for row in page.rows if lookup_id(row, "Created_By") == own_id]
        equal = [row for row in own if is_made_since(row, "Created_Time", intent) and holds_values(row, values)]
        return await only_unclaimed(loader, intent, equal, "id")

    command = request.command(module, "create", send, find=find, repeatable=key_field is not None)
    return await perform_mutation(loader, command)


async def _update(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None,
) -> MutationResult:
    crm_module, amounts = CRM[module], _amounts(values, request)
    currency = frozenset({module.currency_column} if has_fractions(amounts) else ())

    async def read() -> Row:
        await loader.upstream.forget("crm")
        rows = await loader.crm.many(crm_module, [record_id], frozenset(values) | ATTRIBUTION_FIELDS | currency)
        if record_id not in rows:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", "id")
        if currency:
            home = await loader.organizations.currency_of_crm()
            check_decimals(amounts, rows[record_id].get(module.currency_column) or home)
        return rows[record_id]

    async def send(_mark: str) -> Row:
        path = (crm_module.api_name, record_id)
        return {**values, **await loader.crm.write("PUT", path, [dict(values)], expected)}

    async def find(_intent: Intent) -> Row | None:
        row = await read()
        return row if holds_values(row, values) else None

    command = request.command(module, "edit", send, record_id=record_id, check=read, find=find, repeatable=True)
    return await perform_mutation(loader, command)


def _amounts(values: Mapping[str, Any], request: MutationRequest) -> list[WrittenAmount]:
    """The amounts that are written, with their places in the input: amounts alone are decimal numbers in its inputs."""
    return [(request.key_paths.get(key, (key,)), value) for key, value in values.items() if isinstance(value, Decimal)]


def _with_custom_keys(request: MutationRequest, values: Mapping[str, Any]) -> MutationRequest:
    """The request with the paths of the custom fields, which are keys of the record in CRM."""
    custom = {
        str(each["api_name"]): ("customFields", str(index), "value")
        for index, each in enumerate(values.get("custom_fields") or ())
    }
    return replace(request, key_paths={**request.key_paths, **custom})


async def _crm_values(loader: RecordLoader, module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as CRM takes them, custom fields as keys of the record. Raises NotDone for an unknown custom field.

    A whole number is a text in the graph where it serves as a name.
    """
    fields = await loader.permissions.sources.crm_fields(CRM[module].api_name)

    def is_whole_number(key: str, value: object) -> bool:
        field = fields.by_name.get(key)
        return field is not None and field.whole and isinstance(value, str) and bool(WHOLE_NUMBER.fullmatch(value))

    plain = {
        key: int(value) if is_whole_number(key, value) else value
        for key, value in values.items()
        if key != "custom_fields"
    }
    custom: Sequence[Mapping[str, Any]] = values.get("custom_fields") or ()
    return {**plain, **_custom_values(fields, loader.journal_writer.key_field("crm"), custom)}


def _custom_values(fields: CrmFields, key_field: str | None, custom: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Custom fields as keys of the record. Raises NotDone for a name that is no custom field.

    A standard field under that name would evade its permission, and the field for marks cannot be set by anybody.
    """
    settable = {str(row["api_name"]): row for row in fields.custom if row["api_name"] != key_field}
    problems: list[Problem] = []
    for index, each in enumerate(custom):
        name, path = str(each["api_name"]), ("customFields", str(index), "name")
        if name not in settable:
            problems.append(Problem(ProblemCode.VALIDATION, "There is no such custom field.", path))
        elif fields.by_name[name].read_only:
            problems.append(Problem(ProblemCode.FIELD_NOT_EDITABLE, f"`{name}` is read-only for you.", path))
    if problems:
        raise NotDone(*problems)
    return {str(each["api_name"]): _custom_value(settable[str(each["api_name"])], each["value"]) for each in custom}


def _custom_value(field: Row, value: object) -> object:
    if value in ("", None):
        return None
    return {"id": value} if kind_of(field.get("data_type")) is CustomKind.REFERENCE else value
