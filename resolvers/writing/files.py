"""Files of records: a document's PDF, and the files attached to documents and to records of CRM.

Source: Zoho Books v3, `accept=pdf`, `/{document}/{id}/attachment`, `/invoices/{id}/documents/{document}`; Zoho CRM
v8, "Attachments". Of an order's files Books gives access only to the one attached last; estimates have no files.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace

from adapters.books.attachments import DOCUMENTS_KEY as DOCUMENTS_KEY
from adapters.books.attachments import attachments_in
from adapters.downloads import Download
from adapters.messages import Upload
from domain.attachments import AttachedFile
from domain.errors import Forbidden, NotFound, SuitegraphError, UpstreamUnavailable
from domain.journal import Intent
from domain.permissions import Denial, ModuleView
from domain.queries import RECORD_ID, Row
from domain.sources import Module
from domain.writes import ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM, FINANCE, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import SHOWS_ALL_FIELDS, MutationRequest
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

IN_BOOKS = (SALES_ORDERS, INVOICES, PURCHASE_ORDERS)
IN_CRM = tuple(Module("crm", name) for name in ("accounts", "contacts", "deals", "vendors"))
HOLDERS = (*IN_BOOKS, *IN_CRM)
# Zoho Books help, "Attach files".
LARGEST_IN_BOOKS = 10 * 1024 * 1024
_NOT_LAST = "Only the file that was attached last can be reached: Books has no address for the others of an order."


@dataclass(frozen=True, slots=True)
class FileToAttach:
    """A file to attach: it has been received completely; `pieces` yields its content."""

    name: str
    media_type: str
    size: int
    sha256: str
    pieces: Callable[[], AsyncIterator[bytes]]


def attachments_of_document(module: Module, row: Row) -> list[AttachedFile] | None:
    """The files of a document by its single record, None where the row lacks them."""
    files = attachments_in(row)
    if files is None or module == INVOICES:
        return files
    return [replace(file, has_content=file is files[-1]) for file in files]


async def attachments_of_record(loader: RecordLoader, module: Module, record_id: str) -> list[AttachedFile]:
    """The files of a record of CRM, at most 200: one call. Raises UpstreamUnavailable for an id that cannot be one."""
    if RECORD_ID.fullmatch(record_id) is None:
        raise UpstreamUnavailable("Zoho CRM sent a record with a malformed id.", service="crm", detail="id")
    return await loader.crm.attachments(CRM[module], record_id)


async def pdf_of(
    loader: RecordLoader, module: Module, record_id: str, most: int | None = None
) -> AbstractAsyncContextManager[Download]:
    """A document's PDF: one call. Raises Forbidden where a field of the module is hidden: a PDF shows all."""
    view = await _module_view(loader, module)
    if view.dropped or view.hidden:
        raise Forbidden(SHOWS_ALL_FIELDS)
    client = await loader.books()
    return client.file(FINANCE[module].path, record_id, params=(("accept", "pdf"),), pdf=True, most=most)


async def attachment_of(
    loader: RecordLoader, module: Module, type_name: str, record_id: str, attachment_id: str, most: int | None = None
) -> AbstractAsyncContextManager[Download]:
    """A file of a record: one call, and one more for orders. Raises Forbidden and NotFound."""
    view = await _module_view(loader, module)
    _raise_denial(view.hidden.get(f"{type_name}.attachments"))
    if module.product == "crm":
        return loader.crm.file(CRM[module].api_name, record_id, "Attachments", attachment_id, most=most)
    client, finance_module = await loader.books(), FINANCE[module]
    if module == INVOICES:
        return client.file(finance_module.path, record_id, "documents", attachment_id, most=most)
    # It is read again, since a file that somebody else has attached meanwhile would be sent under this one's name.
    await loader.upstream.forget("books")
    files = attachments_of_document(module, await client.one(finance_module, record_id)) or []
    if not files or files[-1].id != attachment_id:
        raise NotFound(_NOT_LAST if _has_file(files, attachment_id) else "There is no such file for the caller.")
    return client.file(finance_module.path, record_id, "attachment", most=most)


async def _module_view(loader: RecordLoader, module: Module) -> ModuleView:
    """The caller's view of a module. Raises Forbidden, or the error of a source, where they may not view it."""
    view = await loader.permissions.of(module)
    _raise_denial(view.denial("view"))
    return view


def _raise_denial(denial: Denial | None) -> None:
    if denial is not None:
        raise denial.failure or Forbidden(denial.text)


def _has_file(files: list[AttachedFile], attachment_id: str) -> bool:
    return any(file.id == attachment_id for file in files)


@dataclass(slots=True)
class _FileHolder:
    """A record and its files, `files_before` before a write; `path` is the input field that names the record."""

    loader: RecordLoader
    module: Module
    record_id: str
    path: str = "id"
    files_before: list[AttachedFile] | None = None
    row: Row | None = None

    async def read(self) -> Row:
        """The record, read again with its files: one call, two in CRM. Raises NotDone where the caller sees none."""
        if self.module.product == "books":
            self.row = await CurrentRecord(self.loader, self.module, self.record_id, path=self.path).read()
            self.files_before = attachments_of_document(self.module, self.row) or []
            return self.row
        await self.loader.upstream.forget("crm")
        if self.record_id not in await self.loader.crm.many(CRM[self.module], [self.record_id], frozenset()):
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", self.path)
        self.files_before = await attachments_of_record(self.loader, self.module, self.record_id)
        self.row = {"id": self.record_id}
        return self.row

    async def files(self) -> list[AttachedFile]:
        """The files as they are now: one call."""
        if self.module.product == "crm":
            return await attachments_of_record(self.loader, self.module, self.record_id)
        self.row = await (await self.loader.books()).one(FINANCE[self.module], self.record_id)
        return attachments_of_document(self.module, self.row) or []

    async def new_file(self, file: FileToAttach) -> AttachedFile | None:
        """The caller's newest file with this name and size that was not there before: one call."""
        author = await author_of(self.loader.permissions)
        own_id = author.crm_id if self.module.product == "crm" else author.books_id
        ids_before = {each.id for each in self.files_before or ()}
        matching = [
            each
            for each in await self.files()
            if each.id not in ids_before and (each.name, each.size, each.author_id) == (file.name, file.size, own_id)
        ]
        return max(matching, key=lambda each: (each.created_at or "", each.id), default=None)

    async def written_file(self, file: FileToAttach) -> AttachedFile | None:
        """The new file after a write; None also where the files cannot be read, since the write has been made."""
        with suppress(SuitegraphError):
            return await self.new_file(file)
        return None

    async def written_row(self) -> Row:
        """The record after a write."""
        return self.row or await self.read()


async def attach_file(
    loader: RecordLoader, key: str | None, module: Module, type_name: str, record_id: str, file: FileToAttach
) -> tuple[MutationResult, AttachedFile | None]:
    """Attach a file under the caller's own name: three calls, four in CRM. The result, and the file itself.

    Neither product takes a mark: a file whose answer was lost is found by its name, size and author.
    """
    holder, attached = _FileHolder(loader, module, record_id), list[AttachedFile | None]()
    part = "file" if module.product == "crm" else "attachment"
    upload = Upload(part, file.name, file.media_type, file.size, file.pieces)

    async def send(_mark: str) -> Row:
        if module.product == "crm":
            await loader.crm.attach(CRM[module].api_name, record_id, "Attachments", upload=upload)
        else:
            await (await loader.books()).attach(FINANCE[module].path, record_id, "attachment", upload=upload)
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
    """Remove a file from a record: three calls, in CRM as well."""
    holder = _FileHolder(loader, module, record_id, "recordId")
    is_last_only = module in {SALES_ORDERS, PURCHASE_ORDERS}

    async def check() -> Row:
        row = await holder.read()
        files = holder.files_before or []
        if not _has_file(files, attachment_id):
            raise not_done(ProblemCode.NOT_FOUND, "There is no such file for you.", "attachmentId")
        if is_last_only and files[-1].id != attachment_id:
            raise not_done(ProblemCode.CONFLICT, _NOT_LAST, "attachmentId")
        return row

    async def send(_mark: str) -> Row:
        if module.product == "crm":
            await loader.crm.write("DELETE", (CRM[module].api_name, record_id, "Attachments", attachment_id), [])
            return await holder.written_row()
        path = ("documents", attachment_id) if module == INVOICES else ("attachment",)
        await (await loader.books()).write("DELETE", FINANCE[module].path, record_id, *path)
        # The write has been made: files that cannot be read must not make it look like a failure.
        with suppress(SuitegraphError):
            await holder.files()
        return await holder.written_row()

    async def find(_intent: Intent) -> Row | None:
        return None if _has_file(await holder.files(), attachment_id) else await holder.written_row()

    # Books removes whichever file of an order is the last at that moment: nothing is sent twice, or concurrently.
    command = request.command(
        module, "edit", send, record_id=record_id, check=check, find=find, repeatable=not is_last_only, whole=False
    )
    async with (
        loader.journal_writer.lock_of("the last file of", f"{module} {record_id}") if is_last_only else nullcontext()
    ):
        return await perform_mutation(loader, command)
