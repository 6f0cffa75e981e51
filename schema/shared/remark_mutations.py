"""What people write on records, changed by mutations: comments in Books, notes in CRM."""

from dataclasses import replace
from typing import Any

import strawberry
from strawberry import UNSET

from domain.modules.books import DOCUMENTS, ESTIMATES
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.products import ZohoProduct
from domain.queries import RECORD_ID, Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing import comments
from resolvers.writing.comments import LONGEST_COMMENT, LONGEST_NOTE, LONGEST_TITLE
from resolvers.writing.mutation_command import MutationRequest
from schema.books.document_inputs import DocumentInput
from schema.books.document_mutations import MOST_CHANGED, DocumentPayload
from schema.engine.declare import registry
from schema.engine.declare.inputs import text_at
from schema.engine.declare.payloads import MutationPayload, changed_node, mutation, payload
from schema.shared.inputs import Keyed
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, refusal

# Calls for the returned record, the existing comments, the write and, if its response was lost, a search for it.
NOTED = tuple(module for module in modules() if module.has_notes)
MOST_NOTED: dict[ZohoProduct, int] = {"crm": 4, "books": 1}


@strawberry.input
class CommentText(DocumentInput):
    """The text of a comment, and its document."""

    text: str = strawberry.field(description=f"Text of the comment, up to {LONGEST_COMMENT} characters.")


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
class DeleteCommentInput(Keyed):
    """A comment to delete."""

    id: strawberry.ID = strawberry.field(description="The document's `id`.")
    comment_id: str = strawberry.field(description="The comment's `commentId`.")


@strawberry.input(description="A note on an account, a contact, a deal or a vendor of CRM.")
class AddNoteInput(Keyed):
    """A note."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    title: str | None = strawberry.field(default=UNSET, description=f"A title, up to {LONGEST_TITLE} characters.")
    text: str = strawberry.field(description=f"Text of the note, up to {LONGEST_NOTE} characters.")


@strawberry.input(description="Changes to a note. Omitted fields keep their values.")
class UpdateNoteInput(Keyed):
    """A changed note."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    note_id: str = strawberry.field(description="The note's `noteId`.")
    title: str | None = strawberry.field(
        default=UNSET, description=f"A title, up to {LONGEST_TITLE} characters; null clears it."
    )
    text: str | None = strawberry.field(
        default=UNSET, description=f"Text of the note, up to {LONGEST_NOTE} characters."
    )


@strawberry.input(description="A note to delete.")
class DeleteNoteInput(Keyed):
    """A note to delete."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    note_id: str = strawberry.field(description="The note's `noteId`.")


@payload
class NotePayload:
    """Result of a mutation of a note."""

    record: Row | None = changed_node("The record that the note belongs to.")


def _checked(text: object, longest: int, name: str) -> str:
    """A text without blanks around it. Raises NotDone."""
    checked = text.strip() if isinstance(text, str) else ""
    if not 1 <= len(checked) <= longest:
        raise not_done(ProblemCode.VALIDATION, f"It must have 1 to {longest} characters.", name)
    return text_at(checked, longest, name)


def _checked_id(record_id: str, name: str) -> str:
    """The product's id of a comment or note. Raises NotDone."""
    if RECORD_ID.fullmatch(record_id) is None:
        raise not_done(ProblemCode.VALIDATION, "This is not a valid id.", name)
    return record_id


def _note(title: object, text: object) -> dict[str, Any]:
    """The values of a note that are set, as CRM takes them. Raises NotDone."""
    values: dict[str, Any] = {}
    if title is not UNSET:
        values["Note_Title"] = _checked(title, LONGEST_TITLE, "title") if title else ""
    if text is not UNSET:
        values["Note_Content"] = _checked(text, LONGEST_NOTE, "text")
    if not values:
        raise not_done(ProblemCode.VALIDATION, "Set at least one field to change.")
    return values


def _request_on(info: OperationInfo, mutation_input: Keyed, module: Module, field: str, *path: str) -> MutationRequest:
    """The request of a mutation whose result the record's `field` shows."""
    return replace(
        mutation_request_of(info, mutation_input), coordinate_paths={f"{registry.type_of(module)}.{field}": path}
    )


@strawberry.type
class RemarkMutations:
    """Mutations of comments and notes."""

    @mutation(DocumentPayload, "Add a comment to a document.", DOCUMENTS, "edit", MOST_CHANGED)
    async def add_comment(self, info: OperationInfo, input: AddCommentInput) -> MutationPayload:
        """A comment under the caller's own name."""
        loader, shown = info.context.loader, input.is_shown_to_customer
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            text = _checked(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = _request_on(info, input, module, "comments", "text")
        return MutationPayload(await comments.add_comment(loader, request, module, record_id, text, to_customer=shown))

    @mutation(DocumentPayload, "Change a comment, if Books allows it.", DOCUMENTS, "edit", MOST_CHANGED)
    async def update_comment(self, info: OperationInfo, input: UpdateCommentInput) -> MutationPayload:
        """A changed comment."""
        choice = input.is_shown_to_customer
        loader, shown = info.context.loader, choice if isinstance(choice, bool) else None
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id, text = _checked_id(input.comment_id, "commentId"), _checked(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = _request_on(info, input, module, "comments", "commentId")
        result = await comments.change_comment(loader, request, module, record_id, comment_id, text, to_customer=shown)
        return MutationPayload(result)

    @mutation(DocumentPayload, "Delete a comment, if Books allows it.", DOCUMENTS, "edit", MOST_CHANGED)
    async def delete_comment(self, info: OperationInfo, input: DeleteCommentInput) -> MutationPayload:
        """The document without the comment."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id = _checked_id(input.comment_id, "commentId")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = _request_on(info, input, module, "comments", "commentId")
        return MutationPayload(
            await comments.delete_comment(info.context.loader, request, module, record_id, comment_id)
        )

    @mutation(NotePayload, "Add a note to a record of CRM.", NOTED, "edit", MOST_NOTED)
    async def add_note(self, info: OperationInfo, input: AddNoteInput) -> MutationPayload:
        """A note under the caller's own name."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            title = _checked(input.title, LONGEST_TITLE, "title") if input.title else None
            text = _checked(input.text, LONGEST_NOTE, "text")
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = _request_on(info, input, module, "notes", "text")
        return MutationPayload(await comments.add_note(info.context.loader, request, module, record_id, title, text))

    @mutation(NotePayload, "Change a note, if CRM allows it.", NOTED, "edit", MOST_NOTED)
    async def update_note(self, info: OperationInfo, input: UpdateNoteInput) -> MutationPayload:
        """A changed note."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            note_id, values = _checked_id(input.note_id, "noteId"), _note(input.title, input.text)
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = _request_on(info, input, module, "notes", "noteId")
        return MutationPayload(
            await comments.change_note(info.context.loader, request, module, record_id, note_id, values)
        )

    @mutation(NotePayload, "Delete a note, if CRM allows it.", NOTED, "edit", MOST_NOTED)
    async def delete_note(self, info: OperationInfo, input: DeleteNoteInput) -> MutationPayload:
        """The record without the note."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            note_id = _checked_id(input.note_id, "noteId")
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = _request_on(info, input, module, "notes", "noteId")
        return MutationPayload(await comments.delete_note(info.context.loader, request, module, record_id, note_id))
