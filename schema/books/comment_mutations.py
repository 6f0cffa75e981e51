"""Comments on documents of Books: writing, changing and deleting them."""

import strawberry
from strawberry import UNSET

from domain.modules.books import DOCUMENTS, ESTIMATES
from domain.writes import NotDone
from resolvers.writing import comments
from resolvers.writing.comments import LONGEST_COMMENT
from schema.books.document_inputs import DocumentInput
from schema.books.document_mutations import MOST_CHANGED, DocumentPayload
from schema.engine.declare.payloads import Payload, mutation
from schema.shared.asking import OperationInfo, any_id, refusal
from schema.shared.inputs import Keyed
from schema.shared.remarks import checked_remark_id, checked_text, request_on


@strawberry.input
class CommentText(DocumentInput):
    """What a comment says, and of which document."""

    text: str = strawberry.field(description=f"What to say, up to {LONGEST_COMMENT} characters.")


@strawberry.input(description="A comment on a document.")
class AddCommentInput(CommentText):
    """A comment."""

    is_shown_to_customer: bool = strawberry.field(default=False, description="Whether the customer reads it too.")


@strawberry.input(description="Another text for a comment.")
class UpdateCommentInput(CommentText):
    """A changed comment."""

    is_shown_to_customer: bool | None = strawberry.field(
        default=UNSET, description="Whether the customer reads it too; as before unless given."
    )
    comment_id: str = strawberry.field(description="The comment's `commentId`.")


@strawberry.input(description="A comment to delete.")
class DeleteCommentInput(Keyed):
    """A comment that goes."""

    id: strawberry.ID = strawberry.field(description="The document's `id`.")
    comment_id: str = strawberry.field(description="The comment's `commentId`.")


@strawberry.type
class CommentMutations:
    """Commenting on documents."""

    @mutation(DocumentPayload, "Comment on a document.", DOCUMENTS, "edit", MOST_CHANGED)
    async def add_comment(self, info: OperationInfo, input: AddCommentInput) -> Payload:
        """A comment under the caller's own name."""
        loader, shown = info.context.loader, input.is_shown_to_customer
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            text = checked_text(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = request_on(info, input, module, "comments", "text")
        return Payload(await comments.add_comment(loader, asking, module, record_id, text, to_customer=shown))

    @mutation(DocumentPayload, "Change a comment, as far as Books lets you.", DOCUMENTS, "edit", MOST_CHANGED)
    async def update_comment(self, info: OperationInfo, input: UpdateCommentInput) -> Payload:
        """A changed comment."""
        given = input.is_shown_to_customer
        loader, shown = info.context.loader, given if isinstance(given, bool) else None
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id, text = (
                checked_remark_id(input.comment_id, "commentId"),
                checked_text(input.text, LONGEST_COMMENT, "text"),
            )
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = request_on(info, input, module, "comments", "commentId")
        made = await comments.change_comment(loader, asking, module, record_id, comment_id, text, to_customer=shown)
        return Payload(made)

    @mutation(DocumentPayload, "Delete a comment, as far as Books lets you.", DOCUMENTS, "edit", MOST_CHANGED)
    async def delete_comment(self, info: OperationInfo, input: DeleteCommentInput) -> Payload:
        """A comment less."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id = checked_remark_id(input.comment_id, "commentId")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = request_on(info, input, module, "comments", "commentId")
        return Payload(await comments.delete_comment(info.context.loader, asking, module, record_id, comment_id))
