"""The root of all changes."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from resolvers.writing.forgotten_users import forget_permissions
from schema.analytics.roots import AnalyticsMutations
from schema.billing.customer_mutations import BillingCustomerMutations
from schema.billing.hosted_page_mutations import HostedPageMutations
from schema.billing.quote_mutations import QuoteMutations
from schema.billing.subscription_mutations import SubscriptionMutations
from schema.billing.subscription_note_mutations import SubscriptionNoteMutations
from schema.billing.subscription_step_mutations import SubscriptionStepMutations
from schema.books.comment_mutations import CommentMutations
from schema.books.document_mutations import DocumentMutations
from schema.books.transition_mutations import StepMutations
from schema.caller.permissions import (
    ViewerPermissions,
    permissions_of,
)
from schema.crm.mutations import CrmMutations
from schema.crm.note_mutations import NoteMutations
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, REMEMBERED, own_field
from schema.integration.roster_mutations import RosterMutations
from schema.shared.attachment_mutations import FileMutations
from schema.shared.mail_mutations import (
    MailMutations,
)
from schema.shared.view_mutations import ViewMutations

ForgottenUser = Annotated[str, strawberry.argument(description="E-mail address that the user signs in with.")]


@strawberry.type(description="Changes to records, made under the caller's own name.")
class Mutation(
    CrmMutations,
    AnalyticsMutations,
    DocumentMutations,
    FileMutations,
    MailMutations,
    CommentMutations,
    NoteMutations,
    StepMutations,
    SubscriptionMutations,
    ViewMutations,
    RosterMutations,
    SubscriptionStepMutations,
    SubscriptionNoteMutations,
    HostedPageMutations,
    BillingCustomerMutations,
    QuoteMutations,
):
    """The root of all mutations."""

    @own_field(
        "End what the gateway remembers of a user's identity and permissions, in every process that shares its server. "
        "For administrators.",
        costs={"crm": 2},
        acts=NO_RECORDS,
    )
    async def forget_permissions(self, info: Info[OperationContext, None], user: ForgottenUser) -> str | None:
        """The address whose permissions are asked anew from now on."""
        await forget_permissions(info.context.loader, user)
        return user

    @own_field("Fetch the caller's permissions from the products again.", costs=REMEMBERED, acts=NO_RECORDS)
    async def refresh_permissions(self, info: Info[OperationContext, None]) -> ViewerPermissions | None:
        """Discard the cached permissions of the caller, then fetch them."""
        await info.context.loader.permissions.refresh()
        return await permissions_of(info.context)
