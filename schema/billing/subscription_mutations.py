"""Subscriptions of Billing, written under the caller's own name."""

from collections.abc import Mapping

import strawberry

from domain.modules.billing import SUBSCRIPTIONS
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode
from resolvers.writing.counterparties import NamedRecords
from resolvers.writing.subscriptions import (
    create_subscription,
    move_subscription,
    update_subscription,
)
from resolvers.writing.write_result import MutationResult
from schema.billing.subscription_inputs import (
    CancelBillingSubscriptionInput,
    CancelWhen,
    CreateBillingSubscriptionInput,
    ReactivateBillingSubscriptionInput,
    UpdateBillingSubscriptionInput,
)
from schema.engine.declare.inputs import NOT_SENT, ReadInput, read_input
from schema.engine.declare.payloads import Payload, changed, mutation, payload
from schema.shared.asking import OperationInfo, asking_of, own_id, refusal
from schema.shared.checks import check_once
from schema.shared.inputs import Changing

NAME = "BillingSubscription"
# What waits for the next term; of the rest nobody tells what Billing would do.
WAITING = frozenset({"plan", "addons", "coupon_code"})


@payload
class BillingSubscriptionPayload:
    """What came of it."""

    subscription: Row | None = changed("billing.subscriptions.BillingSubscription", "The subscription as it is now.")


def _taken(given: object, blank: object) -> ReadInput:
    found = read_input(given, NAME, blank)
    check_once(found)
    return found


def _check_new(given: CreateBillingSubscriptionInput, found: ReadInput) -> None:
    if not found.problems and not found.values.get("plan", {}).get("plan_code"):
        found.problems.append(Problem(ProblemCode.VALIDATION, "Give the plan's code.", ("plan", "code")))
    if given.deal_id and "reference_id" in found.values:
        text = "Give a reference or a deal, whose id becomes the reference."
        found.problems.append(Problem(ProblemCode.VALIDATION, text, ("reference",)))


def _expected(given: Changing) -> str | None:
    return str(given.expected_updated_at) if given.expected_updated_at else None


MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 3, "books": 1, "billing": 3}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 1, "billing": 4}


@strawberry.type
class SubscriptionMutations:
    """Writing in Billing."""

    @mutation(
        BillingSubscriptionPayload,
        "Subscribe a customer to a plan. Its activities in Billing and the audit log name you.",
        [SUBSCRIPTIONS],
        "create",
        MOST_CREATED,
    )
    async def create_subscription(self, info: OperationInfo, input: CreateBillingSubscriptionInput) -> Payload:
        """A new subscription."""
        found = _taken(input, NOT_SENT)
        _check_new(input, found)
        if found.problems:
            return Payload(MutationResult(SUBSCRIPTIONS, None, found.problems))
        # Whichever record is named, and be it the deal, it sets the customer.
        found.touched.setdefault(f"{NAME}.customer", ("dealId",))
        if input.deal_id:
            found.touched.setdefault(f"{NAME}.reference", ("dealId",))
            found.keys.setdefault("reference_id", ("dealId",))
        named = NamedRecords(customer_id=found.values.get("customer_id"), **found.named)
        request = asking_of(info, input, found)
        return Payload(await create_subscription(info.context.loader, request, found.values, named))

    @mutation(
        BillingSubscriptionPayload,
        "Change a subscription, now or with its next term.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def update_subscription(self, info: OperationInfo, input: UpdateBillingSubscriptionInput) -> Payload:
        """A changed subscription."""
        found = _taken(input, "")
        if not found.problems and not found.values:
            found.problems.append(Problem(ProblemCode.VALIDATION, "Give something to change."))
        others = [found.keys[key] for key in found.values if key not in WAITING] if input.at_term_end else []
        text = "Only plan, addons and coupon can wait for the next term."
        found.problems += [Problem(ProblemCode.VALIDATION, text, path) for path in others]
        if found.problems:
            return Payload(MutationResult(SUBSCRIPTIONS, None, found.problems))
        try:
            record_id = own_id(str(input.id), NAME, "id")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        asking = asking_of(info, input, found)
        made = await update_subscription(
            info.context.loader, asking, record_id, found.values, _expected(input), at_term_end=input.at_term_end
        )
        return Payload(made)

    @mutation(
        BillingSubscriptionPayload, "End a subscription, now or with its term.", [SUBSCRIPTIONS], "edit", MOST_CHANGED
    )
    async def cancel_subscription(self, info: OperationInfo, input: CancelBillingSubscriptionInput) -> Payload:
        """A cancelled subscription."""
        at_term_end = input.when is CancelWhen.TERM_END
        return await _moved(info, input, "cancel", (("cancel_at_end", str(input.when.value)),), at_term_end=at_term_end)

    @mutation(
        BillingSubscriptionPayload,
        "Take back that a subscription ends with its term.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def reactivate_subscription(self, info: OperationInfo, input: ReactivateBillingSubscriptionInput) -> Payload:
        """A subscription that goes on."""
        return await _moved(info, input, "reactivate")


async def _moved(
    info: OperationInfo,
    given: Changing,
    step: str,
    params: tuple[tuple[str, str], ...] = (),
    *,
    at_term_end: bool = False,
) -> Payload:
    try:
        record_id = own_id(str(given.id), NAME, "id")
    except NotDone as error:
        return refusal(SUBSCRIPTIONS, error)
    made = await move_subscription(
        info.context.loader,
        asking_of(info, given),
        record_id,
        step,
        _expected(given),
        params=params,
        at_term_end=at_term_end,
    )
    return Payload(made)
