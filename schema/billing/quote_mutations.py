"""The conversion of a quote of Billing into a subscription."""

from collections.abc import Mapping
from datetime import date

import strawberry

from domain.modules.billing import QUOTES, SUBSCRIPTIONS
from domain.products import ZohoProduct
from domain.writes import NotDone
from resolvers.writing.quote_conversions import MOST_CALLS, convert_quote
from resolvers.writing.write_result import MutationResult
from schema.billing.subscription_mutations import NAME, BillingSubscriptionPayload, expected_instant
from schema.engine.declare.inputs import NOT_SENT, parse_input, sent
from schema.engine.declare.payloads import MutationPayload, mutation
from schema.shared.inputs import Changing
from schema.shared.mutation_requests import OperationInfo, mutation_request_of, own_id, refusal

MOST_CONVERTED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 1, "billing": MOST_CALLS}
# What the quote fills in, by the coordinates of the subscription that show it.
FILLED = (
    "BillingSubscription.customer",
    "BillingSubscription.plan",
    "BillingSubscription.addons",
    "BillingSubscription.reference",
    "BillingSubscription.salesperson",
    "BillingSubscription.contactPersons",
    "BillingSubscriptionPlan.code",
    "BillingSubscriptionPlan.quantity",
    "BillingSubscriptionPlan.price",
    "BillingSubscriptionAddon.code",
    "BillingSubscriptionAddon.quantity",
    "BillingSubscriptionAddon.price",
)


@strawberry.input(description="The quote to convert, and what it does not say of a subscription.")
class ConvertBillingQuoteInput(Changing):
    """A quote to convert."""

    coupon_code: str | None = sent(
        "coupon_code",
        "Code of the coupon to redeem; needed if the quote has a discount, since a subscription takes no other.",
        shows="coupon",
        needed=True,
    )
    starts_on: date | None = sent("starts_at", "When it starts; today if omitted.", shows="activatedOn")
    auto_collect: bool | None = sent("auto_collect", "Whether the customer is charged automatically.")


@strawberry.type
class QuoteMutations:
    """Mutations of quotes."""

    @mutation(
        BillingSubscriptionPayload,
        "Convert a quote to a subscription with its customer, plan, addons, quantities and prices, and mark the quote "
        "as accepted if it was sent. The quote's id becomes the reference. You need the rights to convert quotes and "
        "to create subscriptions.",
        [QUOTES],
        "convert",
        MOST_CONVERTED,
    )
    async def convert_quote_to_subscription(
        self, info: OperationInfo, input: ConvertBillingQuoteInput
    ) -> MutationPayload:
        """The subscription of a quote."""
        parsed = parse_input(input, NAME, NOT_SENT)
        if parsed.problems:
            return MutationPayload(MutationResult(SUBSCRIPTIONS, None, parsed.problems))
        try:
            quote_id = own_id(str(input.id), "BillingQuote", "id")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        for coordinate in FILLED:
            parsed.coordinate_paths.setdefault(coordinate, ("id",))
        request = mutation_request_of(info, input, parsed)
        return MutationPayload(
            await convert_quote(info.context.loader, request, quote_id, parsed.values, expected_instant(input))
        )
