"""Files of records as callers ask for them: a document's PDF, an attachment to read, to add or to take off.

Source: Zoho Books v3, `accept=pdf`.
"""

from contextlib import AbstractAsyncContextManager, nullcontext

from adapters.downloads import Download
from adapters.messages import Upload
from domain.errors import Forbidden
from domain.journal import Intent
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import Denial, ModuleView
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.attachments import ONLY_LAST, AttachedFile, FileToAttach, files_of, named_file
from resolvers.writing.documents import MutationRequest
from resolvers.writing.mutation_command import SHOWS_ALL_FIELDS
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult


def file_holders() -> tuple[Module, ...]:
    """The modules whose records take files."""
    return tuple(module for module in modules() if module.files is not None)


def modules_on_paper() -> tuple[Module, ...]:
    """The modules whose records can be had as a PDF."""
    return tuple(module for module in modules() if module.has_pdf)


async def pdf_of(
    loader: RecordLoader, module: Module, record_id: str, most: int | None = None
) -> AbstractAsyncContextManager[Download]:
    """A document's PDF: one call. Raises Forbidden where a field of the module is hidden: a PDF shows all."""
    view = await _module_view(loader, module)
    if not view.shows_all:
        raise Forbidden(SHOWS_ALL_FIELDS)
    client = await loader.books()
    return client.file(FINANCE[module].path, record_id, params=(("accept", "pdf"),), pdf=True, most=most)


async def attachment_of(
    loader: RecordLoader, module: Module, type_name: str, record_id: str, attachment_id: str, most: int | None = None
) -> AbstractAsyncContextManager[Download]:
    """A file of a record: one call, and one more for orders. Raises Forbidden and NotFound."""
    view = await _module_view(loader, module)
    _raise_denial(view.hidden.get(f"{type_name}.attachments"))
    return await files_of(loader, module, record_id).opened(attachment_id, most)


async def _module_view(loader: RecordLoader, module: Module) -> ModuleView:
    """The caller's view of a module. Raises Forbidden, or the error of a source, where they may not view it."""
    view = await loader.permissions.of(module)
    _raise_denial(view.denial("view"))
    return view


def _raise_denial(denial: Denial | None) -> None:
    if denial is not None:
        raise denial.failure or Forbidden(denial.text)


async def attach_file(
    loader: RecordLoader, key: str | None, module: Module, type_name: str, record_id: str, file: FileToAttach
) -> tuple[MutationResult, AttachedFile | None]:
    """Attach a file under the caller's own name: three calls, four in CRM. The result, and the file itself.

    Neither product takes a mark: a file whose answer was lost is found by its name, size and author.
    """
    holder, attached = files_of(loader, module, record_id), list[AttachedFile | None]()
    upload = Upload(holder.part, file.name, file.media_type, file.size, file.pieces)

    async def send(_mark: str) -> Row:
        await holder.attach(upload)
        attached.append(await holder.written_file(file))
        return await holder.written_row()

    async def find(_intent: Intent) -> Row | None:
        if holder.files_before is None:
            # The write is resumed: an equal file may have been there before, and could not be distinguished.
            return None
        attached.append(await holder.new_file(file))
        return None if attached[-1] is None else await holder.written_row()

    client_input = {"id": record_id, "name": file.name, "size": file.size, "sha256": file.sha256}
    request = MutationRequest("attachFile", client_input, key, {f"{type_name}.attachments": ("file",)})
    command = request.command(module, "edit", send, record_id=record_id, check=holder.read, find=find, whole=False)
    result = await perform_mutation(loader, command)
    if result.problems:
        return result, None
    return result, attached[-1] if attached else await holder.written_file(file)


async def remove_attachment(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, attachment_id: str
) -> MutationResult:
    """Take a file off a record: three calls, of CRM too."""
    holder = files_of(loader, module, record_id, "recordId")
    is_last_only = module.files == "last"

    async def check() -> Row:
        row = await holder.read()
        files = holder.files_before or []
        if named_file(files, attachment_id) is None:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such file for you.", "attachmentId")
        if is_last_only and files[-1].id != attachment_id:
            raise not_done(ProblemCode.CONFLICT, ONLY_LAST, "attachmentId")
        return row

    async def send(_mark: str) -> Row:
        await holder.remove(attachment_id)
        return await holder.written_row()

    async def find(_intent: Intent) -> Row | None:
        return None if named_file(await holder.listed(), attachment_id) else await holder.written_row()

    # Books removes whichever file of an order is the last at that moment: nothing is sent twice, or concurrently.
    command = request.command(
        module, "edit", send, record_id=record_id, check=check, find=find, repeatable=not is_last_only, whole=False
    )
    async with (
        loader.journal_writer.lock_of("the last file of", f"{module} {record_id}") if is_last_only else nullcontext()
    ):
        return await perform_mutation(loader, command)
