"""What is charged on a subscription once: an amount, or one-time addons. Billing makes an invoice of it.

Source: Zoho Billing v1, "Add charge" and "Buy one-time addon".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.journal import Intent
from domain.json_values import mappings
from domain.lifecycles import StepName
from domain.modules.billing import INVOICES, SUBSCRIPTIONS
from domain.queries import RECORD_ID, Row
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.currencies import amounts_of_subscription, check_decimals
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.reconciliation import MOST_CANDIDATES, holds_values, is_made_since, only_unclaimed
from resolvers.writing.references import check_references, references_of
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

_INVOICE = FINANCE[INVOICES]
_ENDPOINTS: Mapping[StepName, str] = {"charge": "charge", "buy_addon": "buyonetimeaddon"}


async def charge_subscription(
    loader: RecordLoader,
    request: MutationRequest,
    subscription_id: str,
    step: StepName,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """The invoice of an amount or of one-time addons: two calls, one where the status makes it impossible.

    A charge is never sent again: where its invoice is not found among the newest of the subscription, it is unknown.
    """
    current = CurrentRecord(loader, SUBSCRIPTIONS, subscription_id)

    async def check() -> Row | None:
        row = await current.read_for(step, expected)
        check_decimals(amounts_of_subscription(values), row.get("currency_code"))
        await check_references(loader, references_of(values))
        # The audit log compares invoices: of this one there was nothing before.
        return None

    async def send(_mark: str) -> Row:
        path = (FINANCE[SUBSCRIPTIONS].path, subscription_id, _ENDPOINTS[step])
        return await (await loader.billing()).make(_INVOICE, *path, values=values)

    async def find(intent: Intent) -> Row | None:
        return await _invoice_since(loader, intent, subscription_id, _lines_of(values))

    needs = [RequiredRight(SUBSCRIPTIONS, "edit", ("id",))]
    command = request.command(INVOICES, "create", send, check=check, find=find, needs=needs)
    return await perform_mutation(loader, command)


def _lines_of(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The lines of the invoice as far as they follow from what is sent."""
    if "addons" not in values:
        described = {"description": values["description"]} if values.get("description") else {}
        return [{"item_total": values["amount"], **described}]
    return [
        {"code": each["addon_code"], **{key: each[key] for key in ("quantity", "price") if key in each}}
        for each in mappings(values["addons"])
    ]


async def _invoice_since(
    loader: RecordLoader, intent: Intent, subscription_id: str, lines: Sequence[Mapping[str, Any]]
) -> Row | None:
    """The invoice of these lines that was made since, and by no other known write: one call and one for each."""
    client = await loader.billing()
    params = (("subscription_id", subscription_id), ("filter_by", _INVOICE.every or ""))
    page = await client.rows(_INVOICE, params)
    since = [row for row in page.rows if is_made_since(row, "created_time", intent)]
    ids = [str(row[_INVOICE.id]) for row in since[:MOST_CANDIDATES]]
    rows = [await client.one(_INVOICE, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]
    equal = [row for row in rows if holds_values(row, {"invoice_items": lines})]
    return await only_unclaimed(loader, intent, equal, _INVOICE.id)
