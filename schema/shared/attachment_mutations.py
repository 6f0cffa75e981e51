"""Files removed from records. They are attached over HTTP, since a file is not JSON."""

from dataclasses import replace

import strawberry
from strawberry import UNSET

from domain.queries import RECORD_ID, Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing.files import file_holders, remove_attachment
from schema.engine.declare import registry
from schema.engine.declare.payloads import MutationPayload, changed_node, mutation, payload
from schema.shared.inputs import Keyed
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, refusal
from schema.shared.record_types import RecordType

HOLDERS = file_holders()


@strawberry.input(description="A file to remove from a record.")
class RemoveAttachmentInput(Keyed):
    """A file and its record."""

    record_id: strawberry.ID = strawberry.field(
        description="The record's `id`, or its id in the product where `recordType` names its type."
    )
    record_type: RecordType | None = strawberry.field(
        default=UNSET, description="The record's type; needed only where `recordId` is its id in the product."
    )
    attachment_id: strawberry.ID = strawberry.field(description="The file's `id`, as in `attachments`.")


@payload
class RemoveAttachmentPayload:
    """Result of removing an attachment."""

    record: Row | None = changed_node("The record after the mutation.")


@strawberry.type
class FileMutations:
    """Mutations of attachments."""

    @mutation(
        RemoveAttachmentPayload,
        "Remove a file from a record. Of an order, Books removes only the file that was attached last.",
        HOLDERS,
        "edit",
        {"crm": 5, "books": 4},
    )
    async def remove_attachment(self, info: OperationInfo, input: RemoveAttachmentInput) -> MutationPayload:
        """The record without the file."""
        try:
            module, record_id = await any_id(info, str(input.record_id), input.record_type, HOLDERS, "recordId")
            if RECORD_ID.fullmatch(str(input.attachment_id)) is None:
                raise not_done(ProblemCode.VALIDATION, "This is not the id of a file.", "attachmentId")
        except NotDone as error:
            return refusal(HOLDERS[0], error)
        coordinate_paths = {f"{registry.type_of(module)}.attachments": ("attachmentId",)}
        request = replace(mutation_request_of(info, input), coordinate_paths=coordinate_paths)
        result = await remove_attachment(info.context.loader, request, module, record_id, str(input.attachment_id))
        return MutationPayload(result)
