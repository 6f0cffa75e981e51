"""Hosted pages: links at which a customer subscribes, changes a subscription or enters another card.

Source: Zoho Billing v1, "Hosted pages".
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.billing.subscriptions import changed_subscription, subscription_body
from domain.modules.billing import HOSTED_PAGES, SUBSCRIPTIONS
from domain.queries import Row
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.counterparties import NamedRecords
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.references import check_references, references_of
from resolvers.writing.subscriptions import new_subscription_body, new_subscription_rights
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult


async def new_subscription_page(
    loader: RecordLoader, request: MutationRequest, values: Mapping[str, Any], named: NamedRecords
) -> MutationResult:
    """A page at which a customer subscribes: one call, one for a deal and up to two for a customer."""

    async def body() -> Mapping[str, Any]:
        return await new_subscription_body(loader, values, named)

    needs = [*new_subscription_rights(values, named), RequiredRight(SUBSCRIPTIONS, "create", shows_all=True)]
    return await _page(loader, request, "newsubscription", body, needs)


async def update_subscription_page(
    loader: RecordLoader,
    request: MutationRequest,
    subscription_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """A page at which the customer accepts changes of a subscription: two calls."""
    current = CurrentRecord(loader, SUBSCRIPTIONS, subscription_id)

    async def body() -> Mapping[str, Any]:
        row = await current.read_for("edit", expected)
        await check_references(loader, references_of(values, row))
        changes = {**changed_subscription(row, values), "subscription_id": subscription_id}
        # The page is for the subscription, whose customer stays.
        return {key: value for key, value in changes.items() if key != "customer_id"}

    needs = [RequiredRight(SUBSCRIPTIONS, "edit", ("id",), shows_all=True)]
    return await _page(loader, request, "updatesubscription", body, needs)


async def update_card_page(
    loader: RecordLoader,
    request: MutationRequest,
    subscription_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """A page at which the customer enters another card for a subscription: two calls."""
    current = CurrentRecord(loader, SUBSCRIPTIONS, subscription_id)

    async def body() -> Mapping[str, Any]:
        await current.read_unchanged(expected)
        return {**subscription_body(values), "subscription_id": subscription_id}

    needs = [RequiredRight(SUBSCRIPTIONS, "edit", ("id",), shows_all=True)]
    return await _page(loader, request, "updatecard", body, needs)


async def _page(
    loader: RecordLoader,
    request: MutationRequest,
    kind: str,
    body: Callable[[], Awaitable[Mapping[str, Any]]],
    needs: list[RequiredRight],
) -> MutationResult:
    """A lost page is not looked for: the list does not say for whom a page is, and another must not be taken for it."""

    async def send(_mark: str) -> Row:
        page = FINANCE[HOSTED_PAGES]
        return await (await loader.billing()).make(page, page.path, kind, values=await body())

    command = request.command(HOSTED_PAGES, "create", send, needs=needs)
    return await perform_mutation(loader, command)
