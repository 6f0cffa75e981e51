"""The audit log, for administrators: who changed what through the graph, the newest first."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, cast

import msgspec
import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info

from domain.errors import BadUserInput, Forbidden
from domain.journal import ChainedEntry, IntentState, JournalEntry, JournalQuery, JournalValues, RecordedCall
from domain.queries import DEFAULT_PAGE
from resolvers.caller.authors import tenant_of
from schema.caller.permissions import ProductName
from schema.engine.declare import registry
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext
from schema.shared.history import WriteResult

MOST_ENTRIES = 100
LONGEST_TEXT = 255


@strawberry.type(description="Whose token it was.")
class AuditAuthor:
    """Who did it."""

    name: str = strawberry.field(description="First and last name.")
    email: str = strawberry.field(description="The address that is the user's login.")
    zuid: str | None = strawberry.field(description="Zoho's id of the user across products.")
    crm_id: str | None = strawberry.field(description="The user's id in CRM, as far as it was known.")
    books_id: str | None = strawberry.field(description="The user's id in Books, as far as it was known.")
    billing_id: str | None = strawberry.field(description="The user's id in Billing, as far as it was known.")


@strawberry.type(description="A call to a product.")
class AuditCall:
    """One call."""

    product: ProductName = strawberry.field(description="The product.")
    method: str = strawberry.field(description="HTTP's method.")
    path: str = strawberry.field(description="The path below the product's address.")
    body: JSON | None = strawberry.field(description="What was sent.")
    status: int = strawberry.field(description="HTTP's status; 0 where no answer came.")
    code: str = strawberry.field(description="The product's own code.")


@strawberry.type(description="An act. Values are the product's own, by its own keys.")
class AuditEntry:
    """One line of the log."""

    sequence: int = strawberry.field(description="Its place in the log, from 1, without gaps.")
    at: datetime = strawberry.field(description="When it was done.")
    author: AuditAuthor = strawberry.field(description="Whose token it was.")
    act: str = strawberry.field(description="The mutation, `createEstimate`.")
    module: str = strawberry.field(description="The module, `books.estimates`.")
    record_id: str | None = strawberry.field(description="The record's own id in its product.")
    node_id: strawberry.ID | None = strawberry.field(description="The record's `id` in the graph, for `node`.")
    result: WriteResult = strawberry.field(description="What came of it.")
    codes: list[str] = strawberry.field(description="The codes of the errors that it ended with.")
    before: JSON | None = strawberry.field(description="What was changed, as it was.")
    after: JSON | None = strawberry.field(description="What was changed, as it became.")
    calls: list[AuditCall] = strawberry.field(description="What the products were asked.")
    client: str = strawberry.field(description="The client's name, as it gave it.")
    document: str = strawberry.field(description="The SHA-256 of the document.")
    operation: str = strawberry.field(description="The operation's name.")
    request_id: str = strawberry.field(description="The request, as in the logs and `X-Request-Id`.")
    permissions: str = strawberry.field(description="The fingerprint of what the author was allowed.")
    hash: str = strawberry.field(description="The entry's hash in the chain.")


@strawberry.type(description="A place in the audit log.")
class AuditEntryEdge:
    """An entry with its cursor."""

    cursor: str = strawberry.field(description="For `after`.")
    node: AuditEntry = strawberry.field(description="The entry.")


@strawberry.type(description="A page of the audit log.")
class AuditEntryConnection:
    """A page."""

    edges: list[AuditEntryEdge] = strawberry.field(description="The entries with their cursors.")
    nodes: list[AuditEntry] = strawberry.field(description="The entries.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


@strawberry.input(description="Which entries: all that is given must hold.")
class AuditFilter:
    """What is to hold."""

    since: datetime | None = strawberry.field(default=None, description="Not before this instant.")
    until: datetime | None = strawberry.field(default=None, description="Before this instant.")
    author: str | None = strawberry.field(default=None, description="The author's e-mail address, in any case.")
    act: str | None = strawberry.field(default=None, description="The mutation.")
    module: str | None = strawberry.field(default=None, description="The module.")
    record_id: str | None = strawberry.field(default=None, description="The record's own id in its product.")
    result: WriteResult | None = strawberry.field(default=None, description="What came of it.")


AuditFirstArgument = Annotated[int | None, strawberry.argument(description=f"How many, 1 to {MOST_ENTRIES}.")]
AuditAfterArgument = Annotated[str | None, strawberry.argument(description="The `endCursor` of the page before.")]
AuditFilterArgument = Annotated[AuditFilter | None, strawberry.argument(description="Only what meets this.")]


async def audit_page(
    info: Info[OperationContext, None], first: int | None, after: str | None, chosen: AuditFilter | None
) -> AuditEntryConnection:
    """A page of the log of the caller's organisation. Raises Forbidden for all but administrators, and BadUserInput."""
    loader, cursors = info.context.loader, info.context.cursors
    if not await loader.permissions.is_administrator():
        raise Forbidden("Only an administrator of CRM may see the audit log.")
    if await loader.organizations.of_crm() is None:
        # Entries of people in no organisation would be everybody's who is in none.
        raise Forbidden("The caller is no member of an organisation in Zoho CRM.", service="crm")
    question = _question(await tenant_of(loader.permissions), chosen)
    # A cursor belongs to the organisation and the filter, not to how many were asked for.
    binding = b"audit log\0" + msgspec.json.encode(question, order="deterministic")
    question = replace(question, first=_size(first))
    if after is not None:
        [before] = cursors.open(binding, after)
        question = replace(question, before=int(before))
    page = await loader.journal.entries(question)
    edges = [AuditEntryEdge(cursor=cursors.seal(binding, (each.sequence,)), node=_entry(each)) for each in page.entries]
    ends = [edge.cursor for edge in edges] or [None]
    return AuditEntryConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=PageInfo(
            has_next_page=page.more, has_previous_page=after is not None, start_cursor=ends[0], end_cursor=ends[-1]
        ),
    )


def _size(first: int | None) -> int:
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= MOST_ENTRIES:
        raise BadUserInput(f"`first` is 1 to {MOST_ENTRIES}.")
    return size


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


def _instant(given: datetime | None) -> datetime | None:
    # The scalar has checked it, and is a text all the same.
    return None if given is None else datetime.fromisoformat(str(given))


def _text(given: str | None) -> str | None:
    if given is not None and not 1 <= len(given) <= LONGEST_TEXT:
        raise BadUserInput(f"A text of the filter has 1 to {LONGEST_TEXT} characters.")
    return given


def _entry(numbered: ChainedEntry) -> AuditEntry:
    entry = numbered.entry
    return AuditEntry(
        sequence=numbered.sequence,
        at=entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),  # pyright: ignore[reportArgumentType]  # as the scalar is written
        author=AuditAuthor(**asdict(entry.author)),
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


def _call(made: RecordedCall) -> AuditCall:
    return AuditCall(
        product=ProductName(made.product),
        method=made.method,
        path=made.path,
        body=_json(made.body),
        status=made.status,
        code=made.code,
    )


def _node_id(entry: JournalEntry) -> strawberry.ID | None:
    types = {str(module): name for name, module in registry.modules().items()}
    if entry.record_id is None or entry.module not in types:
        return None
    return strawberry.ID(global_id(types[entry.module], entry.record_id))


def _json(values: JournalValues | None) -> JSON | None:
    return None if values is None else JSON(dict(values))
