"""What people write on records: comments in Books, notes in CRM."""

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
from schema.engine.declare.payloads import Payload, changed_node, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, refusal
from schema.shared.inputs import Keyed

# The record that is answered, what is said already, the write and, where its answer was lost, a look for it.
NOTED = tuple(module for module in modules() if module.has_notes)
MOST_NOTED: dict[ZohoProduct, int] = {"crm": 4, "books": 1}


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


@strawberry.input(description="A note on an account, a contact, a deal or a vendor of CRM.")
class AddNoteInput(Keyed):
    """A note."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    title: str | None = strawberry.field(default=UNSET, description=f"A title, up to {LONGEST_TITLE} characters.")
    text: str = strawberry.field(description=f"What to say, up to {LONGEST_NOTE} characters.")


@strawberry.input(description="What to change of a note; what is not given stays.")
class UpdateNoteInput(Keyed):
    """A changed note."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    note_id: str = strawberry.field(description="The note's `noteId`.")
    title: str | None = strawberry.field(
        default=UNSET, description=f"A title, up to {LONGEST_TITLE} characters; null empties it."
    )
    text: str | None = strawberry.field(default=UNSET, description=f"What to say, up to {LONGEST_NOTE} characters.")


@strawberry.input(description="A note to delete.")
class DeleteNoteInput(Keyed):
    """A note that goes."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
    note_id: str = strawberry.field(description="The note's `noteId`.")


@payload
class NotePayload:
    """What came of it."""

    record: Row | None = changed_node("The record that the note is on.")


def _said(text: object, longest: int, name: str) -> str:
    """A text without blanks around it. Raises NotDone."""
    said = text.strip() if isinstance(text, str) else ""
    if not 1 <= len(said) <= longest:
        raise not_done(ProblemCode.VALIDATION, f"It has 1 to {longest} characters.", name)
    return text_at(said, longest, name)


def _own(given: str, name: str) -> str:
    """The product's id of a comment or note. Raises NotDone."""
    if RECORD_ID.fullmatch(given) is None:
        raise not_done(ProblemCode.VALIDATION, "This is no such id.", name)
    return given


def _note(title: object, text: object) -> dict[str, Any]:
    """What is given of a note, as CRM takes it. Raises NotDone."""
    values: dict[str, Any] = {}
    if title is not UNSET:
        values["Note_Title"] = _said(title, LONGEST_TITLE, "title") if title else ""
    if text is not UNSET:
        values["Note_Content"] = _said(text, LONGEST_NOTE, "text")
    if not values:
        raise not_done(ProblemCode.VALIDATION, "Give something to change.")
    return values


def _on(info: OperationInfo, given: Keyed, module: Module, field: str, *path: str) -> MutationRequest:
    """What a client asks for, which the record's `field` tells."""
    return replace(asking_of(info, given), touched={f"{registry.type_of(module)}.{field}": path})


@strawberry.type
class RemarkMutations:
    """Saying something, and taking it back."""

    @mutation(DocumentPayload, "Comment on a document.", DOCUMENTS, "edit", MOST_CHANGED)
    async def add_comment(self, info: OperationInfo, input: AddCommentInput) -> Payload:
        """A comment under the caller's own name."""
        loader, shown = info.context.loader, input.is_shown_to_customer
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            text = _said(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = _on(info, input, module, "comments", "text")
        return Payload(await comments.add_comment(loader, asking, module, record_id, text, to_customer=shown))

    @mutation(DocumentPayload, "Change a comment, as far as Books lets you.", DOCUMENTS, "edit", MOST_CHANGED)
    async def update_comment(self, info: OperationInfo, input: UpdateCommentInput) -> Payload:
        """A changed comment."""
        given = input.is_shown_to_customer
        loader, shown = info.context.loader, given if isinstance(given, bool) else None
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id, text = _own(input.comment_id, "commentId"), _said(input.text, LONGEST_COMMENT, "text")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = _on(info, input, module, "comments", "commentId")
        made = await comments.change_comment(loader, asking, module, record_id, comment_id, text, to_customer=shown)
        return Payload(made)

    @mutation(DocumentPayload, "Delete a comment, as far as Books lets you.", DOCUMENTS, "edit", MOST_CHANGED)
    async def delete_comment(self, info: OperationInfo, input: DeleteCommentInput) -> Payload:
        """A comment less."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            comment_id = _own(input.comment_id, "commentId")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        asking = _on(info, input, module, "comments", "commentId")
        return Payload(await comments.delete_comment(info.context.loader, asking, module, record_id, comment_id))

    @mutation(NotePayload, "Write a note on a record of CRM.", NOTED, "edit", MOST_NOTED)
    async def add_note(self, info: OperationInfo, input: AddNoteInput) -> Payload:
        """A note under the caller's own name."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            title = _said(input.title, LONGEST_TITLE, "title") if input.title else None
            text = _said(input.text, LONGEST_NOTE, "text")
        except NotDone as error:
            return refusal(NOTED[0], error)
        asking = _on(info, input, module, "notes", "text")
        return Payload(await comments.add_note(info.context.loader, asking, module, record_id, title, text))

    @mutation(NotePayload, "Change a note, as far as CRM lets you.", NOTED, "edit", MOST_NOTED)
    async def update_note(self, info: OperationInfo, input: UpdateNoteInput) -> Payload:
        """A changed note."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            note_id, values = _own(input.note_id, "noteId"), _note(input.title, input.text)
        except NotDone as error:
            return refusal(NOTED[0], error)
        asking = _on(info, input, module, "notes", "noteId")
        return Payload(await comments.change_note(info.context.loader, asking, module, record_id, note_id, values))

    @mutation(NotePayload, "Delete a note, as far as CRM lets you.", NOTED, "edit", MOST_NOTED)
    async def delete_note(self, info: OperationInfo, input: DeleteNoteInput) -> Payload:
        """A note less."""
        try:
            module, record_id = any_id(str(input.id), NOTED, "id")
            note_id = _own(input.note_id, "noteId")
        except NotDone as error:
            return refusal(NOTED[0], error)
        asking = _on(info, input, module, "notes", "noteId")
        return Payload(await comments.delete_note(info.context.loader, asking, module, record_id, note_id))
