"""Customers of Billing, created under the caller's own name."""

from collections.abc import Mapping

import strawberry

from domain.modules.billing import CUSTOMERS
from domain.products import ZohoProduct
from domain.queries import Row
from resolvers.writing.billing_customers import create_billing_customer
from resolvers.writing.write_result import MutationResult
from schema.billing.customer_inputs import CreateBillingCustomerInput
from schema.engine.declare.inputs import NOT_SENT, parse_input
from schema.engine.declare.payloads import MutationPayload, changed, mutation, payload
from schema.shared.mutation_requests import OperationInfo, mutation_request_of

# The write, and what a lost answer is looked for with: the newest customers and three of them.
MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 1, "billing": 5}


@payload
class BillingCustomerPayload:
    """Result of a mutation of a customer in Billing."""

    customer: Row | None = changed("billing.customers.BillingCustomer", "The customer after the mutation.")


@strawberry.type
class BillingCustomerMutations:
    """Mutations of customers."""

    @mutation(
        BillingCustomerPayload,
        "Create a customer in Billing. It is linked with no record of CRM until Billing's own synchronisation does so.",
        [CUSTOMERS],
        "create",
        MOST_CREATED,
    )
    async def create_billing_customer(self, info: OperationInfo, input: CreateBillingCustomerInput) -> MutationPayload:
        """A new customer."""
        parsed = parse_input(input, "BillingCustomer", NOT_SENT)
        if parsed.problems:
            return MutationPayload(MutationResult(CUSTOMERS, None, parsed.problems))
        request = mutation_request_of(info, input, parsed)
        return MutationPayload(await create_billing_customer(info.context.loader, request, parsed.values))
