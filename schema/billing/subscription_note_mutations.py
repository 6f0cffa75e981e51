"""Notes on subscriptions of Billing, under the caller's own name."""

import strawberry

from domain.modules.billing import SUBSCRIPTIONS
from domain.writes import NotDone
from resolvers.writing.subscription_notes import LONGEST_NOTE, add_subscription_note, delete_subscription_note
from schema.billing.subscription_mutations import MOST_CHANGED, NAME, BillingSubscriptionPayload
from schema.engine.declare.payloads import MutationPayload, mutation
from schema.shared.inputs import Keyed
from schema.shared.mutation_requests import OperationInfo, own_id, refusal
from schema.shared.remarks import checked_remark_id, checked_text, request_on


@strawberry.input(description="A note on a subscription.")
class AddSubscriptionNoteInput(Keyed):
    """A note."""

    id: strawberry.ID = strawberry.field(description="The subscription's `id`, or its id in Billing.")
    text: str = strawberry.field(description=f"Text of the note, up to {LONGEST_NOTE:,} characters.")


@strawberry.input(description="A note of a subscription to delete.")
class DeleteSubscriptionNoteInput(Keyed):
    """A note to delete."""

    id: strawberry.ID = strawberry.field(description="The subscription's `id`, or its id in Billing.")
    note_id: str = strawberry.field(description="The note's `noteId`.")


@strawberry.type
class SubscriptionNoteMutations:
    """Mutations of notes on subscriptions."""

    @mutation(BillingSubscriptionPayload, "Add a note to a subscription.", [SUBSCRIPTIONS], "edit", MOST_CHANGED)
    async def add_subscription_note(self, info: OperationInfo, input: AddSubscriptionNoteInput) -> MutationPayload:
        """A note under the caller's own name."""
        try:
            record_id = own_id(str(input.id), NAME, "id")
            text = checked_text(input.text, LONGEST_NOTE, "text")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        request = request_on(info, input, SUBSCRIPTIONS, "notes", "text")
        return MutationPayload(await add_subscription_note(info.context.loader, request, record_id, text))

    @mutation(BillingSubscriptionPayload, "Delete a note of a subscription.", [SUBSCRIPTIONS], "edit", MOST_CHANGED)
    async def delete_subscription_note(
        self, info: OperationInfo, input: DeleteSubscriptionNoteInput
    ) -> MutationPayload:
        """The subscription without the note."""
        try:
            record_id = own_id(str(input.id), NAME, "id")
            note_id = checked_remark_id(input.note_id, "noteId")
        except NotDone as error:
            return refusal(SUBSCRIPTIONS, error)
        request = request_on(info, input, SUBSCRIPTIONS, "notes", "noteId")
        return MutationPayload(await delete_subscription_note(info.context.loader, request, record_id, note_id))
