"""Links to hosted pages, which expire: for a new subscription, for changes of one, and for another card."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import strawberry

from domain.modules.billing import HOSTED_PAGES
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone
from resolvers.reading.loader import RecordLoader
from resolvers.writing.hosted_pages import new_subscription_page, update_card_page, update_subscription_page
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.write_result import MutationResult
from schema.billing.subscription_inputs import ChangedPlanInput, NewSubscriptionValues, SubscribedAddonInput
from schema.billing.subscription_mutations import (
    NAME,
    expected_instant,
    named_records,
    parsed_new_subscription,
    parsed_subscription,
)
from schema.engine.declare.inputs import NOT_SENT, ParsedInput, sent
from schema.engine.declare.payloads import MutationPayload, changed, mutation, payload
from schema.shared.checks import add_problem
from schema.shared.inputs import Changing
from schema.shared.mutation_requests import OperationInfo, mutation_request_of, own_id, refusal

# A scheme, the name of a host or an IPv6 address in brackets, a port, and anything without blanks: no credentials.
_ADDRESS = re.compile(r"https?://(?:[^\s/?#:@\[\]\\]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)

PageMaker = Callable[[RecordLoader, MutationRequest, str, Mapping[str, Any], str | None], Awaitable[MutationResult]]
MOST_HOSTED: Mapping[ZohoProduct, int] = {"crm": 4, "books": 1, "billing": 4}
REDIRECT = "Where the customer is sent afterwards: an address that begins with `https://` or `http://`."


@strawberry.input(description="A page at which a customer subscribes.")
class CreateNewSubscriptionPageInput(NewSubscriptionValues):
    """A page for a new subscription."""

    redirect_url: str | None = sent("redirect_url", REDIRECT, shows="url", longest=2000)


@strawberry.input(description="A page at which a customer accepts changes of a subscription.")
class CreateSubscriptionUpdatePageInput(Changing):
    """A page for changes of a subscription."""

    plan: ChangedPlanInput | None = sent("plan", "The plan to change to.", of="BillingSubscriptionPlan", needed=True)
    addons: list[SubscribedAddonInput] | None = sent(
        "addons", "Its addons. They replace the existing ones.", of="BillingSubscriptionAddon"
    )
    coupon_code: str | None = sent("coupon_code", "Code of the coupon to redeem.", shows="coupon", needed=True)
    redirect_url: str | None = sent("redirect_url", REDIRECT, shows="url", longest=2000)


@strawberry.input(description="A page at which a customer enters another card for a subscription.")
class CreateCardUpdatePageInput(Changing):
    """A page for another card."""

    redirect_url: str | None = sent("redirect_url", REDIRECT, shows="url", longest=2000)


@payload
class HostedPagePayload:
    """Result of a mutation that creates a hosted page."""

    hosted_page: Row | None = changed("billing.hosted_pages.HostedPage", "The page with its link.")


@strawberry.type
class HostedPageMutations:
    """Mutations that create hosted pages."""

    @mutation(
        HostedPagePayload,
        "Create a page at which a customer subscribes. It shows every field of the subscription.",
        [HOSTED_PAGES],
        "create",
        MOST_HOSTED,
    )
    async def create_new_subscription_page(
        self, info: OperationInfo, input: CreateNewSubscriptionPageInput
    ) -> MutationPayload:
        """A page for a new subscription."""
        parsed = _with_redirect(parsed_new_subscription(input), input.redirect_url)
        if "auto_collect" in parsed.values:
            add_problem(parsed, "On a page the customer decides how they pay: omit `autoCollect`.", "autoCollect")
        if parsed.problems:
            return MutationPayload(MutationResult(HOSTED_PAGES, None, parsed.problems))
        named, request = named_records(parsed), mutation_request_of(info, input, parsed)
        return MutationPayload(await new_subscription_page(info.context.loader, request, parsed.values, named))

    @mutation(
        HostedPagePayload,
        "Create a page at which a customer accepts changes of a subscription. It shows every field of it.",
        [HOSTED_PAGES],
        "create",
        MOST_HOSTED,
    )
    async def create_subscription_update_page(
        self, info: OperationInfo, input: CreateSubscriptionUpdatePageInput
    ) -> MutationPayload:
        """A page for changes of a subscription."""
        parsed = _with_redirect(parsed_subscription(input, NOT_SENT), input.redirect_url)
        return await _page_of(info, input, parsed, update_subscription_page)

    @mutation(
        HostedPagePayload,
        "Create a page at which a customer enters another card for a subscription.",
        [HOSTED_PAGES],
        "create",
        MOST_HOSTED,
    )
    async def create_card_update_page(self, info: OperationInfo, input: CreateCardUpdatePageInput) -> MutationPayload:
        """A page for another card."""
        parsed = _with_redirect(parsed_subscription(input, NOT_SENT), input.redirect_url)
        return await _page_of(info, input, parsed, update_card_page)


def _with_redirect(parsed: ParsedInput, url: object) -> ParsedInput:
    """The input, with a problem where the customer would be sent to no address of the web."""
    if isinstance(url, str) and "redirect_url" in parsed.values and _ADDRESS.fullmatch(url) is None:
        add_problem(parsed, "This must be an address that begins with `https://` or `http://`.", "redirectUrl")
    return parsed


async def _page_of(
    info: OperationInfo, mutation_input: Changing, parsed: ParsedInput, create: PageMaker
) -> MutationPayload:
    if parsed.problems:
        return MutationPayload(MutationResult(HOSTED_PAGES, None, parsed.problems))
    try:
        subscription_id = own_id(str(mutation_input.id), NAME, "id")
    except NotDone as error:
        return refusal(HOSTED_PAGES, error)
    request, expected = mutation_request_of(info, mutation_input, parsed), expected_instant(mutation_input)
    return MutationPayload(await create(info.context.loader, request, subscription_id, parsed.values, expected))
