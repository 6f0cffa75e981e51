"""What is known of a record's past: the gateway's audit log, Books' comments, CRM's timeline, Billing's activities."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.journal import JournalEntry, JournalQuery
from domain.modules.billing import SUBSCRIPTIONS
from domain.modules.books import CUSTOMER_PAYMENTS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.queries import Row
from resolvers.caller.authors import tenant_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.comments import comments_of
from resolvers.reading.loader import RecordLoader

# How Books writes times of day, in the organisation's zone.
TIMES = ("%I:%M %p", "%H:%M")


async def entries_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> Sequence[JournalEntry]:
    """The audit log's lines about a record, the newest first; none where nothing is written down.

    Whoever asks must have read the record.
    """
    if not loader.has_journal:
        return ()
    tenant = await tenant_of(loader)
    page = await loader.journal.entries(JournalQuery(tenant, first, module=str(module), record_id=record_id))
    return [each.entry for each in page.entries]


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """CRM's own history of a record, the newest first: one call."""
    return await loader.crm.timeline((CRM[module].api_name, record_id), first)


async def comments_shown(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """What the caller may see of a record's comments in Books, the newest first: one call, of a customer up to five.

    What Books notes itself may name amounts: its text is left out where anything of what it tells of is hidden.
    """
    own, subjects = await loader.permissions.of(module), _subjects()
    shown: list[Row] = []
    for row in reversed(await comments_of(loader, module, record_id, module.comment_calls)):
        # A customer's comments tell of documents, an invoice's of its payments.
        about = await loader.permissions.of(subjects.get(str(row.get("transaction_type")), module))
        if about.viewable:
            is_withheld = row.get("comment_type") == "system" and (own.dropped or about.dropped)
            shown.append({**row, "description": None} if is_withheld else row)
        if len(shown) == first:
            break
    return shown


async def activities_shown(loader: RecordLoader, record_id: str) -> list[Row]:
    """What happened to a subscription, as Billing tells it: one call. Its words are left out where anything is hidden.

    They may name it.
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


async def zone_of(loader: RecordLoader) -> ZoneInfo:
    """The zone of the caller's organisation in Books, UTC where it names none that is known."""
    name = str((await loader.organizations.of("books")).get("time_zone") or "")
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return ZoneInfo("UTC")


def instant_of(row: Row, zone: ZoneInfo) -> str | None:
    """When a comment was made, to the minute, in ISO 8601; the day's beginning where the time cannot be read."""
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
