"""Files of records: a document's PDF, and what is attached to documents and to records of CRM.

Source: Zoho Books v3, `accept=pdf`, `/{document}/{id}/attachment`, `/invoices/{id}/documents/{document}`; Zoho CRM
v8, "Attachments". Of orders Books reaches the file alone that was attached last; estimates take none.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from posixpath import splitext
from typing import cast

from adapters.answers import mapping
from adapters.downloads import Download
from adapters.messages import Upload
from domain.errors import Forbidden, NotFound, SuitegraphError, UpstreamUnavailable
from domain.journal import Intent
from domain.permissions import Denial, ModuleView
from domain.queries import RECORD_ID, Row
from domain.sources import Module
from domain.writes import ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM, FINANCE, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import CurrentRecord, MutationRequest
from resolvers.writing.mutation_command import SHOWS_ALL_FIELDS
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

IN_BOOKS = (SALES_ORDERS, INVOICES, PURCHASE_ORDERS)
IN_CRM = tuple(Module("crm", name) for name in ("accounts", "contacts", "deals", "vendors"))
HOLDERS = (*IN_BOOKS, *IN_CRM)
# Zoho Books help, "Attach files".
LARGEST_IN_BOOKS = 10 * 1024 * 1024
# The column of a document that lists its files, and what is asked for of a file of CRM.
DOCUMENTS_KEY = "documents"
FIELDS = "id,File_Name,Size,Created_Time,Created_By,$link_url"
_NEITHER = "Only the file that was attached last can be reached: Books has no address for the others of an order."


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file on a record. `kind` is the ending of its name.

    It has no content to be had where it is a link of CRM, or a file of an order that is not its last.
    """

    id: str
    name: str
    size: int | None
    kind: str | None
    created_at: str | None
    author: str | None
    author_id: str | None
    has_content: bool = True


@dataclass(frozen=True, slots=True)
class FileToAttach:
    """A file to attach: all of it is there, in `pieces`."""

    name: str
    media_type: str
    size: int
    sha256: str
    pieces: Callable[[], AsyncIterator[bytes]]


def attachments_of_document(module: Module, row: Row) -> list[AttachedFile] | None:
    """The files of a document as its single answer tells them, None where it does not."""
    rows = row.get(DOCUMENTS_KEY)
    if not isinstance(rows, list):
        return None
    found = [
        _attached(each, "document_id", "file_name", "file_size", "uploaded_on", each.get("uploaded_by_id"))
        for each in map(mapping, cast("list[object]", rows))
        if each.get("document_id")
    ]
    if module == INVOICES:
        return found
    return [replace(each, has_content=each is found[-1]) for each in found]


async def attachments_of_record(loader: RecordLoader, module: Module, record_id: str) -> list[AttachedFile]:
    """The files of a record of CRM, at most 200: one call. Raises UpstreamUnavailable for an id that cannot be one."""
    if RECORD_ID.fullmatch(record_id) is None:
        raise UpstreamUnavailable("Zoho CRM sent a record with a malformed id.", service="crm", detail="id")
    rows = await loader.crm.related((CRM[module].api_name, record_id, "Attachments"), (("fields", FIELDS),))
    return [
        _attached(row, "id", "File_Name", "Size", "Created_Time", mapping(row.get("Created_By")).get("id"))
        for row in rows
    ]


def _attached(row: Row, id_key: str, name_key: str, size_key: str, time_key: str, author_id: object) -> AttachedFile:
    name, size = str(row.get(name_key) or ""), str(row.get(size_key) or "")
    author = row.get("uploaded_by") or mapping(row.get("Created_By")).get("name")
    return AttachedFile(
        id=str(row[id_key]),
        name=name,
        size=int(size) if size.isdecimal() and len(size) < 16 else None,
        kind=splitext(name)[1].removeprefix(".").lower() or None,
        created_at=str(row[time_key]) if row.get(time_key) else None,
        author=str(author) if author else None,
        author_id=str(author_id) if author_id else None,
        has_content=not row.get("$link_url"),
    )


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
    if module.product == "crm":
        return loader.crm.file(CRM[module].api_name, record_id, "Attachments", attachment_id, most=most)
    client, known = await loader.books(), FINANCE[module]
    if module == INVOICES:
        return client.file(known.path, record_id, "documents", attachment_id, most=most)
    # Anew: somebody else may have attached another file since, and that would come under this one's name.
    await loader.upstream.forget("books")
    files = attachments_of_document(module, await client.one(known, record_id)) or []
    if not files or files[-1].id != attachment_id:
        raise NotFound(_NEITHER if _named(files, attachment_id) else "There is no such file for the caller.")
    return client.file(known.path, record_id, "attachment", most=most)


async def _viewable(loader: RecordLoader, module: Module) -> ModuleView:
    view = await loader.permissions.of(module)
    _raise(view.denial("view"))
    return view


def _raise(denial: Denial | None) -> None:
    if denial is not None:
        raise denial.failure or Forbidden(denial.text)


def _named(files: list[AttachedFile], attachment_id: str) -> AttachedFile | None:
    return next((each for each in files if each.id == attachment_id), None)


@dataclass(slots=True)
class _Holder:
    """A record and its files as they stand; `before` are those that were there before a write."""

    loader: RecordLoader
    module: Module
    record_id: str
    # Where in the input it is named.
    path: str = "id"
    before: list[AttachedFile] | None = None
    row: Row | None = None

    async def look(self) -> Row:
        """Read them anew: one call for a document, two for a record of CRM. Raises NotDone where it is not there."""
        if self.module.product == "books":
            self.row = await CurrentRecord(self.loader, self.module, self.record_id, path=self.path).look()
            self.before = attachments_of_document(self.module, self.row) or []
            return self.row
        known = CRM[self.module]
        await self.loader.upstream.forget("crm")
        if self.record_id not in await self.loader.crm.many(known, [self.record_id], frozenset()):
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", self.path)
        self.before = await attachments_of_record(self.loader, self.module, self.record_id)
        self.row = {"id": self.record_id}
        return self.row

    async def files(self) -> list[AttachedFile]:
        """The files as they are now: one call."""
        if self.module.product == "crm":
            return await attachments_of_record(self.loader, self.module, self.record_id)
        self.row = await (await self.loader.books()).one(FINANCE[self.module], self.record_id)
        return attachments_of_document(self.module, self.row) or []

    async def own(self, file: FileToAttach) -> AttachedFile | None:
        """The caller's newest file that is like this one and was not there before: one call."""
        author = await author_of(self.loader)
        mine = author.crm_id if self.module.product == "crm" else author.books_id
        before = {each.id for each in self.before or ()}
        like = [
            each
            for each in await self.files()
            if each.id not in before and (each.name, each.size, each.author_id) == (file.name, file.size, mine)
        ]
        return max(like, key=lambda each: (each.created_at or "", each.id), default=None)

    async def own_again(self, file: FileToAttach) -> AttachedFile | None:
        """The same after a write, None as well where they cannot be read now: it must not look like a failure."""
        with suppress(SuitegraphError):
            return await self.own(file)
        return None

    async def told(self) -> Row:
        """The record, as its module's write answers it."""
        return self.row or await self.look()


async def attach_file(
    loader: RecordLoader, key: str | None, module: Module, type_name: str, record_id: str, file: FileToAttach
) -> tuple[MutationResult, AttachedFile | None]:
    """Attach a file under the caller's own name: three calls, four in CRM. What became of it, and the file itself.

    Neither product knows a key: a lost answer is found by the file's name, size and author.
    """
    holder, found = _Holder(loader, module, record_id), list[AttachedFile | None]()
    given = {"id": record_id, "name": file.name, "size": file.size, "sha256": file.sha256}
    part = "file" if module.product == "crm" else "attachment"
    upload = Upload(part, file.name, file.media_type, file.size, file.pieces)

    async def send(_mark: str) -> Row:
        if module.product == "crm":
            await loader.crm.attach(CRM[module].api_name, record_id, "Attachments", upload=upload)
        else:
            await (await loader.books()).attach(FINANCE[module].path, record_id, "attachment", upload=upload)
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
    holder = _Holder(loader, module, record_id, "recordId")
    is_last_only = module in {SALES_ORDERS, PURCHASE_ORDERS}

    async def check() -> Row:
        row = await holder.look()
        files = holder.before or []
        if _named(files, attachment_id) is None:
            raise not_done(ProblemCode.NOT_FOUND, "There is no such file for you.", "attachmentId")
        if is_last_only and files[-1].id != attachment_id:
            raise not_done(ProblemCode.CONFLICT, _NEITHER, "attachmentId")
        return row

    async def send(_mark: str) -> Row:
        if module.product == "crm":
            await loader.crm.write("DELETE", (CRM[module].api_name, record_id, "Attachments", attachment_id), [])
            return await holder.told()
        path = ("documents", attachment_id) if module == INVOICES else ("attachment",)
        await (await loader.books()).write("DELETE", FINANCE[module].path, record_id, *path)
        # It is done: what cannot be read now must not look like a failure.
        with suppress(SuitegraphError):
            await holder.files()
        return await holder.told()

    async def find(_intent: Intent) -> Row | None:
        return None if _named(await holder.files(), attachment_id) else await holder.told()

    # Books takes whichever file is the last by then off an order: nothing is sent twice, and here one by one.
    write = asking.write(
        module, "edit", send, record_id=record_id, check=check, find=find, repeatable=not is_last_only, whole=False
    )
    async with (
        loader.journal_writer.turn("the last file of", f"{module} {record_id}") if is_last_only else nullcontext()
    ):
        return await perform_mutation(loader, write)
