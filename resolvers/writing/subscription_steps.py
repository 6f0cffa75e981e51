"""Steps of Billing's subscriptions: each has an endpoint of its own, and a rule in the state machine.

Source: Zoho Billing v1, "Subscriptions"; pause and resume stand in no public document (`docs/unverified.md`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.journal import Intent
from domain.lifecycles import StepName
from domain.modules.billing import SUBSCRIPTIONS
from domain.queries import Row
from domain.subscription_steps import SUBSCRIPTION_LIFECYCLE
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.reconciliation import holds_values
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# The endpoint of each step, and its parameters.
_ENDPOINTS: Mapping[StepName, tuple[str, tuple[tuple[str, str], ...]]] = {
    "cancel": ("cancel", (("cancel_at_end", "false"),)),
    "cancel_at_term_end": ("cancel", (("cancel_at_end", "true"),)),
    "reactivate": ("reactivate", ()),
    "pause": ("pause", ()),
    "resume": ("resume", ()),
    "postpone": ("postpone", ()),
}


async def move_subscription(
    loader: RecordLoader,
    request: MutationRequest,
    record_id: str,
    step: StepName,
    expected: str | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    shows: Mapping[str, Any] | None = None,
) -> MutationResult:
    """Take a step of a subscription with these values: two calls, one where its status makes the step impossible.

    A lost answer is found by the values that the record `shows` after the step, else by its status.
    """
    current = CurrentRecord(loader, SUBSCRIPTIONS, record_id)
    endpoint, params = _ENDPOINTS[step]

    async def send(_mark: str) -> Row:
        return await (await loader.billing()).move(FINANCE[SUBSCRIPTIONS], record_id, endpoint, params, values)

    command = request.command(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=lambda: current.read_for(step, expected),
        find=_search(current, _is_taken(step, shows)),
        repeatable=True,
    )
    return await perform_mutation(loader, command)


def _is_taken(step: StepName, shows: Mapping[str, Any] | None) -> Callable[[Row], bool]:
    if shows:
        return lambda row: holds_values(row, shows)
    statuses = SUBSCRIPTION_LIFECYCLE.reached(step)
    return lambda row: row.get(SUBSCRIPTION_LIFECYCLE.column) in statuses


def _search(current: CurrentRecord, is_taken: Callable[[Row], bool]) -> Callable[[Intent], Any]:
    async def find(_intent: Intent) -> Row | None:
        row = await current.read()
        return row if is_taken(row) else None

    return find


async def remove_card(
    loader: RecordLoader, request: MutationRequest, record_id: str, expected: str | None = None
) -> MutationResult:
    """Remove the card of a subscription, which is then offline: two calls. Billing answers without a record."""
    current = CurrentRecord(loader, SUBSCRIPTIONS, record_id)

    async def send(_mark: str) -> Row:
        await (await loader.billing()).write("DELETE", FINANCE[SUBSCRIPTIONS].path, record_id, "card")
        return {FINANCE[SUBSCRIPTIONS].id: record_id}

    command = request.command(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=lambda: current.read_unchanged(expected),
        find=_search(current, lambda row: not row.get("card")),
        repeatable=True,
        whole=False,
    )
    return await perform_mutation(loader, command)
