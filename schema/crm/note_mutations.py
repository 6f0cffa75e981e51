"""Notes on records of CRM, changed by mutations."""

from typing import Any

import strawberry
from strawberry import UNSET

from domain.modules.registry import modules
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.writing import comments
from resolvers.writing.comments import LONGEST_NOTE, LONGEST_TITLE
from schema.engine.declare.payloads import MutationPayload, changed_node, mutation, payload
from schema.shared.mutation_requests import OperationInfo, any_id, refusal
from schema.shared.named_records import NamedRecord
from schema.shared.remarks import checked_remark_id, checked_text, request_on

# Calls for the returned record, the existing notes, the write and, if its response was lost, a search for it.
MOST_NOTED: dict[ZohoProduct, int] = {"crm": 4, "books": 1}
NOTED = tuple(module for module in modules() if module.has_notes)


@strawberry.input(description="A note on an account, a contact, a deal or a vendor of CRM.")
class AddNoteInput(NamedRecord):
    """A note."""

    title: str | None = strawberry.field(default=UNSET, description=f"A title, up to {LONGEST_TITLE:,} characters.")
    text: str = strawberry.field(description=f"Text of the note, up to {LONGEST_NOTE:,} characters.")


@strawberry.input(description="Changes to a note. Omitted fields keep their values.")
class UpdateNoteInput(NamedRecord):
    """A changed note."""

    note_id: str = strawberry.field(description="The note's `noteId`.")
    title: str | None = strawberry.field(
        default=UNSET, description=f"A title, up to {LONGEST_TITLE:,} characters; null clears it."
    )
    text: str | None = strawberry.field(
        default=UNSET, description=f"Text of the note, up to {LONGEST_NOTE:,} characters."
    )


@strawberry.input(description="A note to delete.")
class DeleteNoteInput(NamedRecord):
    """A note to delete."""

    note_id: str = strawberry.field(description="The note's `noteId`.")


@payload
class NotePayload:
    """Result of a mutation of a note."""

    record: Row | None = changed_node("The record that the note belongs to.")


def _note(title: object, text: object) -> dict[str, Any]:
    """The values of a note that are set, as CRM takes them. Raises NotDone."""
    values: dict[str, Any] = {}
    if title is not UNSET:
        values["Note_Title"] = checked_text(title, LONGEST_TITLE, "title") if title else ""
    if text is not UNSET:
        values["Note_Content"] = checked_text(text, LONGEST_NOTE, "text")
    if not values:
        raise not_done(ProblemCode.VALIDATION, "Set at least one field to change.")
    return values


@strawberry.type
class NoteMutations:
    """Mutations of notes."""

    @mutation(NotePayload, "Add a note to a record of CRM.", NOTED, "edit", MOST_NOTED)
    async def add_note(self, info: OperationInfo, input: AddNoteInput) -> MutationPayload:
        """A note under the caller's own name."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, NOTED, "id")
            title = checked_text(input.title, LONGEST_TITLE, "title") if input.title else None
            text = checked_text(input.text, LONGEST_NOTE, "text")
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = request_on(info, input, module, "notes", "text")
        return MutationPayload(await comments.add_note(info.context.loader, request, module, record_id, title, text))

    @mutation(NotePayload, "Change a note, if CRM allows it.", NOTED, "edit", MOST_NOTED)
    async def update_note(self, info: OperationInfo, input: UpdateNoteInput) -> MutationPayload:
        """A changed note."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, NOTED, "id")
            note_id, values = checked_remark_id(input.note_id, "noteId"), _note(input.title, input.text)
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = request_on(info, input, module, "notes", "noteId")
        return MutationPayload(
            await comments.change_note(info.context.loader, request, module, record_id, note_id, values)
        )

    @mutation(NotePayload, "Delete a note, if CRM allows it.", NOTED, "edit", MOST_NOTED)
    async def delete_note(self, info: OperationInfo, input: DeleteNoteInput) -> MutationPayload:
        """The record without the note."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, NOTED, "id")
            note_id = checked_remark_id(input.note_id, "noteId")
        except NotDone as error:
            return refusal(NOTED[0], error)
        request = request_on(info, input, module, "notes", "noteId")
        return MutationPayload(await comments.delete_note(info.context.loader, request, module, record_id, note_id))
