"""Steps of Billing's subscriptions, and what is charged on them once."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.lifecycles import StepName
from domain.modules.billing import INVOICES, SUBSCRIPTIONS
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone
from resolvers.writing.subscription_charges import charge_subscription
from resolvers.writing.subscription_steps import move_subscription, remove_card
from resolvers.writing.write_result import MutationResult
from schema.billing.subscription_mutations import (
    MOST_CHANGED,
    NAME,
    BillingSubscriptionPayload,
    expected_instant,
)
from schema.billing.subscription_step_inputs import (
    BuyBillingAddonsInput,
    CancelBillingSubscriptionInput,
    CancelWhen,
    ChargeBillingSubscriptionInput,
    PauseBillingSubscriptionInput,
    PostponeBillingSubscriptionInput,
    ReactivateBillingSubscriptionInput,
    RemoveBillingSubscriptionCardInput,
    ResumeBillingSubscriptionInput,
)
from schema.engine.declare.inputs import NOT_SENT, ParsedInput, parse_input
from schema.engine.declare.payloads import MutationPayload, changed, mutation, payload
from schema.shared.checks import add_problem
from schema.shared.inputs import Changing
from schema.shared.mutation_requests import OperationInfo, mutation_request_of, own_id, refusal

# The subscription, the write, and what a lost answer is looked for with: the invoices and three of them.
MOST_CHARGED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 1, "billing": 7}
INVOICE_NAME = "BillingInvoice"


@payload
class BillingChargePayload:
    """Result of a charge on a subscription."""

    invoice: Row | None = changed("billing.invoices.BillingInvoice", "The invoice that Billing made of it.")


@strawberry.type
class SubscriptionStepMutations:
    """Steps of subscriptions."""

    @mutation(
        BillingSubscriptionPayload,
        "Cancel a subscription, now or at the end of its term.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def cancel_subscription(self, info: OperationInfo, input: CancelBillingSubscriptionInput) -> MutationPayload:
        """A cancelled subscription."""
        step: StepName = "cancel_at_term_end" if input.when is CancelWhen.TERM_END else "cancel"
        return await _moved(info, input, step)

    @mutation(
        BillingSubscriptionPayload,
        "Revoke the cancellation of a subscription before its term ends.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def reactivate_subscription(
        self, info: OperationInfo, input: ReactivateBillingSubscriptionInput
    ) -> MutationPayload:
        """A reactivated subscription."""
        return await _moved(info, input, "reactivate")

    @mutation(BillingSubscriptionPayload, "Pause a subscription.", [SUBSCRIPTIONS], "edit", MOST_CHANGED)
    async def pause_subscription(self, info: OperationInfo, input: PauseBillingSubscriptionInput) -> MutationPayload:
        """A paused subscription."""
        parsed = parse_input(input, NAME, NOT_SENT)
        if input.pauses_on and input.resumes_on and input.resumes_on <= input.pauses_on:
            add_problem(parsed, "It can only be resumed after the pause begins.", "resumesOn")
        return await _moved(info, input, "pause", parsed, shows=parsed.values)

    @mutation(BillingSubscriptionPayload, "Resume a paused subscription.", [SUBSCRIPTIONS], "edit", MOST_CHANGED)
    async def resume_subscription(self, info: OperationInfo, input: ResumeBillingSubscriptionInput) -> MutationPayload:
        """A resumed subscription."""
        return await _moved(info, input, "resume")

    @mutation(
        BillingSubscriptionPayload,
        "Postpone the next billing of a subscription.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def postpone_subscription(
        self, info: OperationInfo, input: PostponeBillingSubscriptionInput
    ) -> MutationPayload:
        """A subscription that is billed later."""
        parsed = parse_input(input, NAME, NOT_SENT)
        return await _moved(info, input, "postpone", parsed, shows={"next_billing_at": parsed.values.get("renewal_at")})

    @mutation(BillingSubscriptionPayload, "Remove the card of a subscription.", [SUBSCRIPTIONS], "edit", MOST_CHANGED)
    async def remove_subscription_card(
        self, info: OperationInfo, input: RemoveBillingSubscriptionCardInput
    ) -> MutationPayload:
        """A subscription without a card."""
        parsed = ParsedInput(NAME, coordinate_paths={f"{NAME}.card": ("id",), f"{NAME}.autoCollect": ("id",)})
        try:
            record_id = own_id(str(input.id), NAME, "id")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        request = mutation_request_of(info, input, parsed)
        return MutationPayload(await remove_card(info.context.loader, request, record_id, expected_instant(input)))

    @mutation(
        BillingChargePayload,
        "Charge an amount once on a subscription. Billing makes an invoice of it.",
        [INVOICES],
        "create",
        MOST_CHARGED,
    )
    async def charge_subscription(self, info: OperationInfo, input: ChargeBillingSubscriptionInput) -> MutationPayload:
        """The invoice of a charge."""
        parsed = parse_input(input, INVOICE_NAME, NOT_SENT)
        if input.amount <= 0:
            add_problem(parsed, "An amount to charge must be greater than zero.", "amount")
        return await _charged(info, input, "charge", parsed)

    @mutation(
        BillingChargePayload,
        "Buy one-time addons for a subscription. Billing makes an invoice of them.",
        [INVOICES],
        "create",
        MOST_CHARGED,
    )
    async def buy_subscription_addons(self, info: OperationInfo, input: BuyBillingAddonsInput) -> MutationPayload:
        """The invoice of one-time addons."""
        parsed = parse_input(input, INVOICE_NAME, NOT_SENT)
        if not parsed.values.get("addons") and not parsed.problems:
            add_problem(parsed, "Set at least one addon.", "addons")
        return await _charged(info, input, "buy_addon", parsed)


async def _moved(
    info: OperationInfo,
    mutation_input: Changing,
    step: StepName,
    parsed: ParsedInput | None = None,
    *,
    shows: Mapping[str, Any] | None = None,
) -> MutationPayload:
    if parsed is not None and parsed.problems:
        return MutationPayload(MutationResult(SUBSCRIPTIONS, None, parsed.problems))
    try:
        record_id = own_id(str(mutation_input.id), NAME, "id")
    except NotDone as error:
        return refusal(SUBSCRIPTIONS, error)
    result = await move_subscription(
        info.context.loader,
        mutation_request_of(info, mutation_input, parsed),
        record_id,
        step,
        expected_instant(mutation_input),
        values=parsed.values if parsed is not None and parsed.values else None,
        shows=shows,
    )
    return MutationPayload(result)


async def _charged(
    info: OperationInfo, mutation_input: Changing, step: StepName, parsed: ParsedInput
) -> MutationPayload:
    if parsed.problems:
        return MutationPayload(MutationResult(INVOICES, None, parsed.problems))
    try:
        subscription_id = own_id(str(mutation_input.id), NAME, "id")
    except NotDone as error:
        return refusal(INVOICES, error)
    request, expected = mutation_request_of(info, mutation_input, parsed), expected_instant(mutation_input)
    result = await charge_subscription(info.context.loader, request, subscription_id, step, parsed.values, expected)
    return MutationPayload(result)
