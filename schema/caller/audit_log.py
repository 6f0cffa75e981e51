"""The audit log, for administrators: who changed what through the graph, the newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, cast

import msgspec
import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info
from strawberry.types.nodes import SelectedField, Selection

from domain.errors import BadUserInput
from domain.journal import ChainedEntry, IntentState, JournalEntry, JournalQuery, JournalValues, RecordedCall
from domain.modules.registry import modules
from domain.products import PRODUCTS, TRAITS
from resolvers.caller.administrators import tenant_of_administrator
from schema.caller.audit_entries import entries_shown
from schema.caller.permissions import ProductName
from schema.engine.declare import registry
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext
from schema.shared.history import WriteResult
from schema.shared.own_pages import page_info, page_size
from schema.shared.scalar_texts import instant_text

MOST_ENTRIES = 100
LONGEST_TEXT = 255
# Who the reader is, and one record of each module, to see whether their token reads it.
AUDIT_CALLS: OwnCosts = {
    product: Calls(0, sum(module.product == product for module in modules()) + int(TRAITS[product].is_tenant))
    for product in PRODUCTS
}
# The fields of an entry that show something of its record, for which the record's product is asked.
SHOWN_OF_RECORDS = frozenset({"recordId", "nodeId", "before", "after", "calls"})


@strawberry.type(description="The user whose token was used.")
class AuditAuthor:
    """The author of an audit entry."""

    name: str | None = strawberry.field(description="First and last name.")
    email: str | None = strawberry.field(description="E-mail address that the user signs in with.")
    zuid: str | None = strawberry.field(description="The user's Zoho id (ZUID), the same in every product.")
    crm_id: str | None = strawberry.field(description="The user's id in CRM, if it was known.")
    books_id: str | None = strawberry.field(description="The user's id in Books, if it was known.")
    billing_id: str | None = strawberry.field(description="The user's id in Billing, if it was known.")


@strawberry.type(description="A call to a product.")
class AuditCall:
    """One call."""

    product: ProductName = strawberry.field(description="The product.")
    method: str = strawberry.field(description="HTTP method.")
    path: str = strawberry.field(description="Path of the request, below the product's base URL.")
    body: JSON | None = strawberry.field(description="Body of the request.")
    status: int = strawberry.field(description="HTTP status; 0 if no response arrived.")
    code: str = strawberry.field(description="The product's own error code.")


@strawberry.type(
    description="An action in the audit log. Values are the product's own, under its own keys: those that you may see "
    "of the record today. Ids and values of records that you or your token may not view are null."
)
class AuditEntry:
    """One entry of the log."""

    sequence: int = strawberry.field(description="Number of the entry in the log, from 1, without gaps.")
    at: datetime = strawberry.field(description="When it was done.")
    author: AuditAuthor = strawberry.field(description="The user whose token was used.")
    act: str = strawberry.field(description="Name of the mutation, `createEstimate`.")
    module: str = strawberry.field(description="The module, `books.estimates`.")
    record_id: str | None = strawberry.field(description="The record's own id in its product.")
    node_id: strawberry.ID | None = strawberry.field(description="The record's `id` in the graph, for `node`.")
    result: WriteResult = strawberry.field(description="Outcome of the action.")
    codes: list[str] = strawberry.field(description="Codes of the errors that it returned.")
    before: JSON | None = strawberry.field(description="The changed values before the action.")
    after: JSON | None = strawberry.field(description="The changed values after the action.")
    calls: list[AuditCall] = strawberry.field(description="Calls to the products; none for a hidden record.")
    client: str = strawberry.field(description="Name of the client, as it reported itself.")
    document: str = strawberry.field(description="SHA-256 of the GraphQL document.")
    operation: str = strawberry.field(description="Name of the operation.")
    request_id: str = strawberry.field(description="Id of the request, as in the logs and in `X-Request-Id`.")
    permissions: str = strawberry.field(description="Fingerprint of the author's permissions.")
    hash: str = strawberry.field(description="The entry's hash in the chain.")


@strawberry.type(description="An entry of the audit log, with its cursor.")
class AuditEntryEdge:
    """An entry with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the entry, for `after`.")
    node: AuditEntry = strawberry.field(description="The entry.")


@strawberry.type(description="A page of the audit log.")
class AuditEntryConnection:
    """A page."""

    edges: list[AuditEntryEdge] = strawberry.field(description="The entries with their cursors.")
    nodes: list[AuditEntry] = strawberry.field(description="The entries.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


@strawberry.input(description="Filter for audit entries; an entry must meet every condition.")
class AuditFilter:
    """Conditions on entries."""

    since: datetime | None = strawberry.field(default=None, description="Not before this instant.")
    until: datetime | None = strawberry.field(default=None, description="Before this instant.")
    author: str | None = strawberry.field(default=None, description="The author's e-mail address, in any case.")
    act: str | None = strawberry.field(default=None, description="Name of the mutation.")
    module: str | None = strawberry.field(default=None, description="The module.")
    record_id: str | None = strawberry.field(default=None, description="The record's own id in its product.")
    result: WriteResult | None = strawberry.field(default=None, description="Outcome of the action.")


AuditFirstArgument = Annotated[int | None, strawberry.argument(description=f"Number of entries, 1 to {MOST_ENTRIES}.")]
AuditAfterArgument = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]
AuditFilterArgument = Annotated[
    AuditFilter | None, strawberry.argument(description="Only entries that match this filter.")
]


async def audit_page(
    info: Info[OperationContext, None], first: int | None, after: str | None, chosen: AuditFilter | None
) -> AuditEntryConnection:
    """A page of the log of the caller's organisation. Raises Forbidden for all but administrators, and BadUserInput."""
    loader, cursors = info.context.loader, info.context.cursors
    # No product is asked for what the log keeps: whoever reads it is asked for anew.
    tenant = await tenant_of_administrator(loader.permissions, "Only an administrator of CRM may see the audit log.")
    question = _question(tenant, chosen)
    # A cursor belongs to the organisation and the filter, not to the page size.
    binding = b"audit log\0" + msgspec.json.encode(question, order="deterministic")
    question = replace(question, first=page_size(first, MOST_ENTRIES))
    if after:
        [before] = cursors.open(binding, after)
        question = replace(question, before=int(before))
    page = await loader.journal.entries(question)
    shows_values = not SHOWN_OF_RECORDS.isdisjoint(_selected(info.selected_fields))
    shown = await entries_shown(loader, [each.entry for each in page.entries], with_values=shows_values)
    info.context.hidden |= shown.hidden
    edges = [
        AuditEntryEdge(cursor=cursors.seal(binding, (each.sequence,)), node=_entry(each, entry))
        for each, entry in zip(page.entries, shown.entries, strict=True)
    ]
    return AuditEntryConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=page_info([edge.cursor for edge in edges], more=page.more),
    )


def _selected(selections: Iterable[Selection]) -> Iterator[str]:
    """The names of all fields that are selected, at any depth."""
    for each in selections:
        if isinstance(each, SelectedField):
            yield each.name
        yield from _selected(each.selections)


def _question(tenant: str, chosen: AuditFilter | None) -> JournalQuery:
    if chosen is None:
        return JournalQuery(tenant)
    return JournalQuery(
        tenant,
        since=_instant(chosen.since),
        until=_instant(chosen.until),
        email=_text(chosen.author),
        act=_text(chosen.act),
        module=_text(chosen.module),
        record_id=_text(chosen.record_id),
        result=None if chosen.result is None else cast("IntentState", chosen.result.name.lower()),
    )


def _instant(instant: datetime | None) -> datetime | None:
    # The scalar has validated it, but passes it on as text.
    return None if instant is None else datetime.fromisoformat(str(instant))


def _text(text: str | None) -> str | None:
    if text is not None and not 1 <= len(text) <= LONGEST_TEXT:
        raise BadUserInput(f"A text of the filter must have 1 to {LONGEST_TEXT} characters.")
    return text


def _entry(numbered: ChainedEntry, entry: JournalEntry) -> AuditEntry:
    return AuditEntry(
        sequence=numbered.sequence,
        at=instant_text(entry.at),
        author=AuditAuthor(
            **{**asdict(entry.author), "name": entry.author.name or None, "email": entry.author.email or None}
        ),
        act=entry.act,
        module=entry.module,
        record_id=entry.record_id,
        node_id=_node_id(entry),
        result=WriteResult[entry.result.upper()],
        codes=[*entry.codes],
        before=_json(entry.before),
        after=_json(entry.after),
        calls=[_call(each) for each in entry.exchanged],
        client=entry.client,
        document=entry.document,
        operation=entry.operation,
        request_id=entry.request_id,
        permissions=entry.permissions,
        hash=numbered.hash,
    )


def _call(call: RecordedCall) -> AuditCall:
    return AuditCall(
        product=ProductName(call.product),
        method=call.method,
        path=call.path,
        body=_json(call.body),
        status=call.status,
        code=call.code,
    )


def _node_id(entry: JournalEntry) -> strawberry.ID | None:
    types = {str(module): name for name, module in registry.modules().items()}
    if entry.record_id is None or entry.module not in types:
        return None
    return strawberry.ID(global_id(types[entry.module], entry.record_id))


def _json(values: JournalValues | None) -> JSON | None:
    return None if values is None else JSON(dict(values))
