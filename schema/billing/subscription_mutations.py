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
    update_subscription,
)
from resolvers.writing.write_result import MutationResult
from schema.billing.subscription_inputs import (
    CreateBillingSubscriptionInput,
    NewSubscriptionValues,
    UpdateBillingSubscriptionInput,
)
from schema.engine.declare.inputs import NOT_SENT, ParsedInput, parse_input
from schema.engine.declare.payloads import MutationPayload, changed, mutation, payload
from schema.shared.checks import check_once, check_party
from schema.shared.inputs import Changing
from schema.shared.mutation_requests import OperationInfo, mutation_request_of, own_id, refusal

NAME = "BillingSubscription"
# What can wait for the next term; for anything else, what Billing would do is not documented.
WAITING = frozenset({"plan", "addons", "coupon_code"})


@payload
class BillingSubscriptionPayload:
    """Result of a mutation of a subscription."""

    subscription: Row | None = changed(
        "billing.subscriptions.BillingSubscription", "The subscription after the mutation."
    )


def parsed_subscription(mutation_input: object, blank: object) -> ParsedInput:
    """The parsed input of a subscription; custom fields are set once."""
    parsed = parse_input(mutation_input, NAME, blank)
    check_once(parsed)
    return parsed


def parsed_new_subscription(mutation_input: NewSubscriptionValues) -> ParsedInput:
    """The parsed input of a new subscription, with what is wrong with it."""
    parsed = parsed_subscription(mutation_input, NOT_SENT)
    check_party(parsed, mutation_input.party.deal, mutation_input.deal_id)
    if ("deal" in parsed.named or "deal_id" in parsed.named) and "reference_id" in parsed.values:
        text = "Set either a reference or a deal, whose id becomes the reference."
        parsed.problems.append(Problem(ProblemCode.VALIDATION, text, ("reference",)))
    return parsed


def named_records(parsed: ParsedInput) -> NamedRecords:
    """The records that the input of a new subscription names; the id of a deal becomes the reference."""
    deal_id = parsed.named.get("deal", parsed.named.get("deal_id"))
    deal_path = ("party", "deal") if "deal" in parsed.named else ("dealId",)
    if deal_id is not None:
        parsed.coordinate_paths.setdefault(f"{NAME}.reference", deal_path)
        parsed.key_paths.setdefault("reference_id", deal_path)
    return NamedRecords(
        customer_id=parsed.values.get("customer_id"),
        account_id=parsed.named.get("account"),
        contact_id=parsed.named.get("contact"),
        deal_id=deal_id,
        deal_path=deal_path,
    )


def expected_instant(mutation_input: Changing) -> str | None:
    """The `updatedAt` that the client expects, None for any."""
    return str(mutation_input.expected_updated_at) if mutation_input.expected_updated_at else None


MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 4, "books": 1, "billing": 4}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 1, "billing": 4}


@strawberry.type
class SubscriptionMutations:
    """Mutations of subscriptions."""

    @mutation(
        BillingSubscriptionPayload,
        "Subscribe a customer to a plan. Billing's activities and the audit log name you as the author.",
        [SUBSCRIPTIONS],
        "create",
        MOST_CREATED,
    )
    async def create_subscription(self, info: OperationInfo, input: CreateBillingSubscriptionInput) -> MutationPayload:
        """A new subscription."""
        parsed = parsed_new_subscription(input)
        if parsed.problems:
            return MutationPayload(MutationResult(SUBSCRIPTIONS, None, parsed.problems))
        named, request = named_records(parsed), mutation_request_of(info, input, parsed)
        return MutationPayload(await create_subscription(info.context.loader, request, parsed.values, named))

    @mutation(
        BillingSubscriptionPayload,
        "Update a subscription, now or with its next term.",
        [SUBSCRIPTIONS],
        "edit",
        MOST_CHANGED,
    )
    async def update_subscription(self, info: OperationInfo, input: UpdateBillingSubscriptionInput) -> MutationPayload:
        """A changed subscription."""
        parsed = parsed_subscription(input, "")
        if not parsed.problems and not parsed.values:
            parsed.problems.append(Problem(ProblemCode.VALIDATION, "Set at least one field to change."))
        others = [parsed.key_paths[key] for key in parsed.values if key not in WAITING] if input.at_term_end else []
        text = "Only the plan, the addons and the coupon can change with the next term."
        parsed.problems += [Problem(ProblemCode.VALIDATION, text, path) for path in others]
        if parsed.problems:
            return MutationPayload(MutationResult(SUBSCRIPTIONS, None, parsed.problems))
        try:
            record_id = own_id(str(input.id), NAME, "id")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        request = mutation_request_of(info, input, parsed)
        result = await update_subscription(
            info.context.loader,
            request,
            record_id,
            parsed.values,
            expected_instant(input),
            at_term_end=input.at_term_end,
        )
        return MutationPayload(result)
