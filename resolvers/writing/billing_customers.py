"""Billing's customers: create.

Source: Zoho Billing v1, "Customers".
"""

from collections.abc import Mapping
from typing import Any

from domain.journal import Intent
from domain.modules.billing import CUSTOMERS
from domain.queries import RECORD_ID, Row
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.reconciliation import MOST_CANDIDATES, holds_values, is_made_since, only_unclaimed
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

_CUSTOMER = FINANCE[CUSTOMERS]


async def create_billing_customer(
    loader: RecordLoader, request: MutationRequest, values: Mapping[str, Any]
) -> MutationResult:
    """Create a customer: one call. A lost one is found among the newest customers by its name and its values."""

    async def send(_mark: str) -> Row:
        return await (await loader.billing()).create(_CUSTOMER, values)

    async def find(intent: Intent) -> Row | None:
        client = await loader.billing()
        page = await client.rows(_CUSTOMER, (("filter_by", _CUSTOMER.every or ""),))
        ids = [
            str(row[_CUSTOMER.id])
            for row in page.rows
            if row.get("display_name") == values["display_name"] and is_made_since(row, "created_time", intent)
        ]
        rows = [await client.one(_CUSTOMER, id_) for id_ in ids[:MOST_CANDIDATES] if RECORD_ID.fullmatch(id_)]
        equal = [row for row in rows if holds_values(row, values)]
        return await only_unclaimed(loader, intent, equal, _CUSTOMER.id)

    return await perform_mutation(loader, request.command(CUSTOMERS, "create", send, find=find))
