"""A record's history: the gateway's audit log, Books' comments, CRM's timeline and Billing's activities."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.crm.client import CrmPage
from domain.errors import BadUserInput
from domain.journal import JournalEntry, JournalQuery
from domain.modules.billing import SUBSCRIPTIONS
from domain.modules.books import CUSTOMER_PAYMENTS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.queries import EntryWindow, Row, RowPage
from resolvers.caller.authors import tenant_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.comments import comments_of
from resolvers.reading.loader import RecordLoader

# How Books writes times of day, in the organisation's zone.
# Its pages follow from one another: each page beyond the first takes one call more.
TIMELINE_REACH = 2000
TIMES = ("%I:%M %p", "%H:%M")


async def entries_of(loader: RecordLoader, module: Module, record_id: str, newest: int) -> Sequence[JournalEntry]:
    """The newest entries of the audit log about a record, the newest first; none where there is no journal.

    The caller must have read the record before.
    """
    if not loader.has_journal:
        return ()
    tenant = await tenant_of(loader.permissions)
    page = await loader.journal.entries(JournalQuery(tenant, newest, module=str(module), record_id=record_id))
    return [each.entry for each in page.entries]


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, newest: int) -> CrmPage:
    """The newest entries of CRM's own history of a record: one call per 200. Raises BadUserInput beyond its reach."""
    if newest > TIMELINE_REACH:
        raise BadUserInput(f"CRM's own history of a record can be paged to {TIMELINE_REACH:,} entries.")
    return await loader.crm.timeline((CRM[module].api_name, record_id), newest)


async def comments_page(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of the comments in Books that the caller may see: one call, for a customer up to five."""
    return window.of(await comments_shown(loader, module, record_id, window.end + 1))


async def comments_shown(loader: RecordLoader, module: Module, record_id: str, newest: int | None = None) -> list[Row]:
    """The comments in Books that the caller may see, in Books' order, the last ones first.

    At most `newest`, None for all: one call either way, for a customer up to five.

    Comments that Books writes itself may name amounts: their text is left out where a field of what they are about is
    hidden.
    """
    view, subjects = await loader.permissions.of(module), _subjects()
    visible: list[Row] = []
    for row in reversed(await comments_of(loader, module, record_id, module.comment_calls)):
        # A customer's comments are about documents, an invoice's about its payments.
        subject_view = await loader.permissions.of(subjects.get(str(row.get("transaction_type")), module))
        if subject_view.viewable:
            is_withheld = row.get("comment_type") == "system" and (view.dropped or subject_view.dropped)
            visible.append({**row, "description": None} if is_withheld else row)
        if len(visible) == newest:
            break
    return visible


async def activities_shown(loader: RecordLoader, record_id: str) -> list[Row]:
    """The activities that Billing recorded on a subscription: one call.

    Their descriptions are left out where a field of subscriptions is hidden, since they may name its value.
    """
    rows = await (await loader.billing()).activities(record_id)
    view = await loader.permissions.of(SUBSCRIPTIONS)
    return [{**row, "description": None} for row in rows] if view.dropped else rows


def _subjects() -> dict[str, Module]:
    """The modules by Books' words for what a comment is about."""
    return {
        **{FINANCE[module].row: module for module in modules() if module.comment_calls},
        "customer_payment": CUSTOMER_PAYMENTS,
    }


def instant_of(row: Row, zone: ZoneInfo) -> str | None:
    """The instant of a comment to the minute, in ISO 8601; the start of its day where the time cannot be parsed."""
    day, time = str(row.get("date") or ""), str(row.get("time") or "").strip()
    for form in TIMES:
        try:
            return datetime.strptime(f"{day} {time}", f"%Y-%m-%d {form}").replace(tzinfo=zone).isoformat()
        except ValueError:
            continue
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone).isoformat()
    except ValueError:
        return None
