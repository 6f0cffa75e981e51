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
    """A document's PDF: one call. Raises Forbidden where anything of the module is hidden: it shows everything."""
    view = await _viewable(loader, module)
    if view.dropped or view.hidden:
        raise Forbidden(SHOWS_ALL_FIELDS)
    client = await loader.books()
    return client.file(FINANCE[module].path, record_id, params=(("accept", "pdf"),), pdf=True, most=most)


async def attachment_of(
    loader: RecordLoader, module: Module, type_name: str, record_id: str, attachment_id: str, most: int | None = None
) -> AbstractAsyncContextManager[Download]:
    """A file of a record: one call, and one more for orders. Raises Forbidden and NotFound."""
    view = await _viewable(loader, module)
    _raise(view.hidden.get(f"{type_name}.attachments"))
    return await files_of(loader, module, record_id).opened(attachment_id, most)


async def _viewable(loader: RecordLoader, module: Module) -> ModuleView:
    view = await loader.permissions.of(module)
    _raise(view.denial("view"))
    return view


def _raise(denial: Denial | None) -> None:
    if denial is not None:
        raise denial.failure or Forbidden(denial.text)


async def attach_file(
    loader: RecordLoader, key: str | None, module: Module, type_name: str, record_id: str, file: FileToAttach
) -> tuple[MutationResult, AttachedFile | None]:
    """Attach a file under the caller's own name: three calls, four in CRM. What became of it, and the file itself.

    Neither product knows a key: a lost answer is found by the file's name, size and author.
    """
    holder, found = files_of(loader, module, record_id), list[AttachedFile | None]()
    given = {"id": record_id, "name": file.name, "size": file.size, "sha256": file.sha256}
    upload = Upload(holder.part, file.name, file.media_type, file.size, file.pieces)

    async def send(_mark: str) -> Row:
        await holder.attach(upload)
        found.append(await holder.own_again(file))
        return await holder.told()

    async def find(_intent: Intent) -> Row | None:
        if holder.before is None:
            # Taken up again: one that is like it may have been there before, and nothing tells them apart.
            return None
        found.append(await holder.own(file))
        return None if found[-1] is None else await holder.told()

    asking = MutationRequest("attachFile", given, key, {f"{type_name}.attachments": ("file",)})
    write = asking.write(module, "edit", send, record_id=record_id, check=holder.look, find=find, whole=False)
    done = await perform_mutation(loader, write)
    if done.problems:
        return done, None
    return done, found[-1] if found else await holder.own_again(file)


async def remove_attachment(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, attachment_id: str
) -> MutationResult:
    """Take a file off a record: three calls, of CRM too."""
    holder = files_of(loader, module, record_id, "recordId")
    is_last_only = module.files == "last"

    async def check() -> Row:
        row = await holder.look()
        files = holder.before or []
        if named_file(files, attachment_id) is None:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such file for you.", "attachmentId")
        if is_last_only and files[-1].id != attachment_id:
            raise not_done(ProblemCode.CONFLICT, ONLY_LAST, "attachmentId")
        return row

    async def send(_mark: str) -> Row:
        await holder.remove(attachment_id)
        return await holder.told()

    async def find(_intent: Intent) -> Row | None:
        return None if named_file(await holder.listed(), attachment_id) else await holder.told()

    # Books takes whichever file is the last by then off an order: nothing is sent twice, and here one by one.
    write = asking.write(
        module, "edit", send, record_id=record_id, check=check, find=find, repeatable=not is_last_only, whole=False
    )
    async with (
        loader.journal_writer.turn("the last file of", f"{module} {record_id}") if is_last_only else nullcontext()
    ):
        return await perform_mutation(loader, write)
