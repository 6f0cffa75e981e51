"""Comments on documents of Books, changed by mutations."""

import strawberry
from strawberry import UNSET

from domain.modules.books import DOCUMENTS, ESTIMATES
from domain.writes import NotDone
from resolvers.writing import comments
from resolvers.writing.comments import LONGEST_COMMENT
from schema.books.document_mutations import MOST_CHANGED, DocumentPayload
from schema.engine.declare.payloads import MutationPayload, mutation
from schema.shared.mutation_requests import OperationInfo, any_id, refusal
from schema.shared.named_records import NamedRecord
from schema.shared.remarks import checked_remark_id, checked_text, request_on


@strawberry.input
class CommentText(NamedRecord):
    """The text of a comment, and its document."""

    text: str = strawberry.field(description=f"Text of the comment, up to {LONGEST_COMMENT:,} characters.")


@strawberry.input(description="A comment on a document.")
class AddCommentInput(CommentText):
    """A comment."""

    is_shown_to_customer: bool = strawberry.field(default=False, description="Whether the customer can read it.")


@strawberry.input(description="A new text for a comment.")
class UpdateCommentInput(CommentText):
    """A changed comment."""

    is_shown_to_customer: bool | None = strawberry.field(
        default=UNSET, description="Whether the customer can read it; unchanged if omitted."
    )
    comment_id: str = strawberry.field(description="The comment's `commentId`.")


@strawberry.input(description="A comment to delete.")
class DeleteCommentInput(NamedRecord):
    """A comment to delete."""

    comment_id: str = strawberry.field(description="The comment's `commentId`.")


@strawberry.type
class CommentMutations:
    """Mutations of comments."""

    @mutation(DocumentPayload, "Add a comment to a document.", DOCUMENTS, "edit", MOST_CHANGED)
    async def add_comment(self, info: OperationInfo, input: AddCommentInput) -> MutationPayload:
        """A comment under the caller's own name."""
        loader, shown = info.context.loader, input.is_shown_to_customer
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, DOCUMENTS, "id")
            text = checked_text(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = request_on(info, input, module, "comments", "text")
        return MutationPayload(await comments.add_comment(loader, request, module, record_id, text, to_customer=shown))

    @mutation(DocumentPayload, "Change a comment, if Books allows it.", DOCUMENTS, "edit", MOST_CHANGED)
    async def update_comment(self, info: OperationInfo, input: UpdateCommentInput) -> MutationPayload:
        """A changed comment."""
        choice = input.is_shown_to_customer
        loader, shown = info.context.loader, choice if isinstance(choice, bool) else None
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, DOCUMENTS, "id")
            comment_id, text = (
                checked_remark_id(input.comment_id, "commentId"),
                checked_text(input.text, LONGEST_COMMENT, "text"),
            )
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = request_on(info, input, module, "comments", "commentId")
        result = await comments.change_comment(loader, request, module, record_id, comment_id, text, to_customer=shown)
        return MutationPayload(result)

    @mutation(DocumentPayload, "Delete a comment, if Books allows it.", DOCUMENTS, "edit", MOST_CHANGED)
    async def delete_comment(self, info: OperationInfo, input: DeleteCommentInput) -> MutationPayload:
        """The document without the comment."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, DOCUMENTS, "id")
            comment_id = checked_remark_id(input.comment_id, "commentId")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = request_on(info, input, module, "comments", "commentId")
        return MutationPayload(
            await comments.delete_comment(info.context.loader, request, module, record_id, comment_id)
        )
