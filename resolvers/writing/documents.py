"""Books' documents: create, change, delete. Each function states its calls besides those that identify the author.

Source: Zoho Books v3, the modules' pages.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from adapters.books.document_lines import document_lines
from domain.errors import NotFound
from domain.journal import Intent
from domain.modules.books import CUSTOMERS, VENDORS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import Problem, ProblemCode, not_done
from resolvers.catalogue import FINANCE, key_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing import reconciliation
from resolvers.writing.counterparties import (
    DEALS,
    NamedRecords,
    books_counterparty,
    counterparty_rights,
    deal_of,
)
from resolvers.writing.currencies import check_currency, check_currency_of_party
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.references import Reference, check_rates, check_references, references_of
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# The key of a document's deal.
DEAL = "zcrm_potential_id"
NAMELESS_LINE = "A line has an item, a name, or an account with a description."


async def create_document_for(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    values: Mapping[str, Any],
    named: NamedRecords,
) -> MutationResult:
    """Create a document for the customer or vendor that the input names, imported from CRM where necessary.

    One call for the document, one for a deal, and up to four for the customer or vendor; for what the caller may only
    refer to those of `check_references`.
    """
    parties = ((CUSTOMERS, named.customer_id, "customer"), (VENDORS, named.vendor_id, "booksVendor"))
    references = [Reference(party, id_, ("party", path)) for party, id_, path in parties if id_] + references_of(values)

    async def body() -> Mapping[str, Any]:
        await check_rates(loader, values.get("line_items") or ())
        await check_references(loader, references)
        deal = await deal_of(loader, named.deal_id, named.deal_path) if named.deal_id else None
        document = {**values, **await books_counterparty(loader, module, named, deal)}
        await check_currency_of_party(loader, values, document, request.key_paths)
        return document

    return await create_document(loader, request, module, body, known=values, needs=counterparty_rights(named))


async def create_document(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    body: Callable[[], Awaitable[Mapping[str, Any]]],
    check: Callable[[], Awaitable[Row | None]] | None = None,
    *,
    known: Mapping[str, Any],
    needs: Sequence[RequiredRight] = (),
    complete: Callable[[Row], Awaitable[Row]] | None = None,
) -> MutationResult:
    """Create a document: one call, and those of `body`, which returns its values when it is about to be sent.

    `known` are the values that are known before; they distinguish a document whose answer was lost from others.
    `complete` is called with the new document, and returns it as it is then.
    """
    finance_module, reference = FINANCE[module], str(request.client_input.get("reference") or "")
    values = dict(known)

    async def send(mark: str) -> Row:
        values.update(await body())
        row = await (await loader.books()).create(finance_module, with_mark(loader, values, mark))
        return row if complete is None else await complete(row)

    async def find(intent: Intent) -> Row | None:
        return await reconciliation.created_record(loader, finance_module, intent, reference, known)

    repeatable = loader.journal_writer.key_field("books") is not None
    command = request.command(
        module,
        "create",
        send,
        find=find,
        check=check,
        repeatable=repeatable,
        needs=needs,
        lacks=partial(_unlinked, request, values),
    )
    return await perform_mutation(loader, command)


def _unlinked(request: MutationRequest, values: Mapping[str, Any], row: Row) -> list[Problem]:
    """The problem of a document that Books wrote without its link to a deal.

    No document of Zoho has the key of the deal for each kind of document (`books.deal-of-document`).
    """
    deal_id = values.get(DEAL)
    if not deal_id or str(row.get(DEAL)) == str(deal_id):
        return []
    text = "It was written, but Books shows no link to the deal. Link it in Books, and do not ask for the same again."
    return [Problem(ProblemCode.VALIDATION, text, request.key_paths.get(DEAL, ()))]


def with_mark(loader: RecordLoader, body: dict[str, Any], mark: str) -> dict[str, Any]:
    """The body with the mark in the unique custom field, where the organisation has one."""
    field = loader.journal_writer.key_field("books")
    if field is None:
        return body
    return {**body, "custom_fields": [*body.get("custom_fields", ()), {"api_name": field, "value": mark}]}


async def update_document(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """Change the values that are sent and no others: two calls, and one for a deal that is named."""
    current, finance_module = CurrentRecord(loader, module, record_id), FINANCE[module]
    deal_id = values.get(DEAL)

    async def check() -> Row:
        row = await current.read_unchanged(expected)
        await check_rates(loader, values.get("line_items") or (), row)
        await check_references(loader, references_of(values, row))
        looked_at = document_lines(row) if {"line_items", "discount_type"} & values.keys() else []
        lines_before = {str(line["line_item_id"]): line for line in looked_at}
        _check_lines(lines_before, values)
        _check_discounts(row, lines_before, values)
        await check_currency(loader, values, row.get("currency_code"), request.key_paths)
        if deal_id:
            await deal_of(loader, str(deal_id), ("dealId",))
        return row

    async def send(_mark: str) -> Row:
        return await (await loader.books()).change(finance_module, record_id, values)

    async def find(_intent: Intent) -> Row | None:
        row = await current.read()
        return row if reconciliation.holds_values(row, values) else None

    command = request.command(
        module,
        "edit",
        send,
        record_id=record_id,
        check=check,
        find=find,
        repeatable=True,
        needs=[RequiredRight(DEALS, at=("dealId",))] if deal_id else [],
        lacks=partial(_unlinked, request, values),
    )
    return await perform_mutation(loader, command)


def is_nameless(line: Mapping[str, Any]) -> bool:
    """Whether a line says nothing of what it is for: no item, no name, and no account with a description.

    Books v3, `POST /creditnotes`: a line with `account_id` and `description` alone was answered with 201.
    """
    if line.get("item_id") or _is_text(line.get("name")):
        return False
    return not (line.get("account_id") and _is_text(line.get("description")))


def _is_text(value: object) -> bool:
    return bool(str(value or "").strip())


def _check_lines(lines_before: Mapping[str, Row], values: Mapping[str, Any]) -> None:
    """Raise NotDone for a line that the document lacks: Books would replace the intended one by a new line."""
    for index, line in enumerate(values.get("line_items") or ()):
        path = ("lineItems", str(index))
        if not line.get("line_item_id"):
            continue
        if line["line_item_id"] not in lines_before:
            text = "It has no such line: leave the `lineItemId` of a new one out."
            raise not_done(ProblemCode.VALIDATION, text, *path, "lineItemId")
        if is_nameless({**lines_before[line["line_item_id"]], **line}):
            raise not_done(ProblemCode.VALIDATION, NAMELESS_LINE, *path, "name")


def _check_discounts(row: Row, lines_before: Mapping[str, Row], values: Mapping[str, Any]) -> None:
    """Raise NotDone where the document would have discounts both as a whole and on its lines."""
    level = values.get("discount_type")
    lines = [
        {**lines_before.get(str(line.get("line_item_id")), {}), **line}
        for line in values.get("line_items", lines_before.values())
    ]
    if level == "entity_level" and any(_is_some(line.get("discount")) for line in lines):
        raise not_done(ProblemCode.CONFLICT, "Lines of it have discounts: give these lines without.", "discount")
    keeps_discount = row.get("discount_type") == "entity_level" and "discount" not in values
    if level == "item_level" and keeps_discount and _is_some(row.get("discount")):
        raise not_done(ProblemCode.CONFLICT, "It has a discount on the whole: take it off as well.", "lineItems")


def _is_some(discount: object) -> bool:
    return bool(str(discount or "").strip("0.%"))


async def delete_document(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, expected: str | None = None
) -> MutationResult:
    """Delete a document: two calls."""
    current = CurrentRecord(loader, module, record_id)

    async def send(_mark: str) -> None:
        await (await loader.books()).write("DELETE", FINANCE[module].path, record_id)

    async def find(_intent: Intent) -> Row | None:
        try:
            await (await loader.books()).one(FINANCE[module], record_id)
        except NotFound:
            return {key_of(module): record_id}
        return None

    command = request.command(
        module,
        "delete",
        send,
        record_id=record_id,
        check=lambda: current.read_unchanged(expected),
        find=find,
        repeatable=True,
        whole=False,
    )
    return await perform_mutation(loader, command)
