"""Files taken off records. They are attached over HTTP, since a file is no JSON."""

from dataclasses import replace

import strawberry

from domain.queries import RECORD_ID, Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing.files import file_holders, remove_attachment
from schema.engine.declare import registry
from schema.engine.declare.payloads import Payload, changed_node, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, refusal
from schema.shared.inputs import Keyed

HOLDERS = file_holders()


@strawberry.input(description="A file to take off a record.")
class RemoveAttachmentInput(Keyed):
    """A file and its record."""

    record_id: strawberry.ID = strawberry.field(description="The record's `id`.")
    attachment_id: strawberry.ID = strawberry.field(description="The file's `id`, as `attachments` tells it.")


@payload
class RemoveAttachmentPayload:
    """What came of it."""

    record: Row | None = changed_node("The record as it is now.")


@strawberry.type
class FileMutations:
    """Files."""

    @mutation(
        RemoveAttachmentPayload,
        "Take a file off a record. Of orders Books lets go of the file alone that was attached last.",
        HOLDERS,
        "edit",
        {"crm": 5, "books": 4},
    )
    async def remove_attachment(self, info: OperationInfo, input: RemoveAttachmentInput) -> Payload:
        """A record without the file."""
        try:
            module, record_id = any_id(str(input.record_id), HOLDERS, "recordId")
            if RECORD_ID.fullmatch(str(input.attachment_id)) is None:
                raise not_done(ProblemCode.VALIDATION, "This is no id of a file.", "attachmentId")
        except NotDone as error:
            return refusal(HOLDERS[0], error)
        touched = {f"{registry.type_of(module)}.attachments": ("attachmentId",)}
        asking = replace(asking_of(info, input), touched=touched)
        made = await remove_attachment(info.context.loader, asking, module, record_id, str(input.attachment_id))
        return Payload(made)
