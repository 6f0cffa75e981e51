"""The files of one record, as its product keeps them: Books lists them on a document, CRM beside a record.

Source: Zoho Books v3, `/{document}/{id}/attachment`, `/invoices/{id}/documents/{document}`; Zoho CRM v8,
"Attachments". Of orders Books reaches the file alone that was attached last; estimates take none.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from typing import ClassVar

from adapters.books.attachments import DOCUMENTS_KEY as DOCUMENTS_KEY
from adapters.books.attachments import attachments_in
from adapters.downloads import Download
from adapters.messages import Upload
from domain.attachments import AttachedFile
from domain.errors import NotFound, SuitegraphError, UpstreamUnavailable
from domain.journal import Author
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row
from domain.writes import ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord

ONLY_LAST = "Only the file that was attached last can be reached: Books has no address for the others of an order."
NO_FILE = "There is no such file for the caller."


@dataclass(frozen=True, slots=True)
class FileToAttach:
    """A file to attach: all of it is there, in `pieces`."""

    name: str
    media_type: str
    size: int
    sha256: str
    pieces: Callable[[], AsyncIterator[bytes]]


def attachments_of_document(module: Module, row: Row) -> list[AttachedFile] | None:
    """The files of a document by its single record, None where the row lacks them."""
    files = attachments_in(row)
    if files is None or module.files == "each":
        return files
    return [replace(file, has_content=file is files[-1]) for file in files]


async def attachments_of_record(loader: RecordLoader, module: Module, record_id: str) -> list[AttachedFile]:
    """The files of a record of CRM, at most 200: one call. Raises UpstreamUnavailable for an id that cannot be one."""
    if RECORD_ID.fullmatch(record_id) is None:
        raise UpstreamUnavailable("Zoho CRM sent a record with a malformed id.", service="crm", detail="id")
    return await loader.crm.attachments(CRM[module], record_id)


async def attachments_of(loader: RecordLoader, module: Module, record_id: str, row: Row) -> list[AttachedFile] | None:
    """The files of a record read as `row`, None where the row should list them and does not: at most one call."""
    if module.traits.lists_files:
        return attachments_of_document(module, row)
    return await attachments_of_record(loader, module, record_id)


@dataclass(slots=True)
class RecordFiles(ABC):
    """A record and its files as they stand; `files_before` are those that were there before a write.

    `path` says where in the input the record is named, `part` what its product calls a file in a form.
    """

    part: ClassVar[str]
    loader: RecordLoader
    module: Module
    record_id: str
    path: str = "id"
    files_before: list[AttachedFile] | None = None
    row: Row | None = None

    @abstractmethod
    async def read(self) -> Row:
        """Read them anew: one call for a document, two for a record of CRM. Raises NotDone where it is not there."""

    @abstractmethod
    async def listed(self) -> list[AttachedFile]:
        """The files as they are now: one call."""

    @abstractmethod
    async def opened(self, attachment_id: str, most: int | None) -> AbstractAsyncContextManager[Download]:
        """The content of a file: one call, two for an order. Raises NotFound."""

    @abstractmethod
    async def attach(self, upload: Upload) -> None:
        """Attach a file: one call."""

    @abstractmethod
    async def remove(self, attachment_id: str) -> None:
        """Take a file off: one call."""

    @abstractmethod
    def own_id(self, author: Author) -> str | None:
        """The author's id in the product."""

    async def new_file(self, file: FileToAttach) -> AttachedFile | None:
        """The caller's newest file that is like this one and was not there before: one call."""
        own_id = self.own_id(await author_of(self.loader.permissions))
        ids_before = {each.id for each in self.files_before or ()}
        matching = [
            each
            for each in await self.listed()
            if each.id not in ids_before and (each.name, each.size, each.author_id) == (file.name, file.size, own_id)
        ]
        return max(matching, key=lambda each: (each.created_at or "", each.id), default=None)

    async def written_file(self, file: FileToAttach) -> AttachedFile | None:
        """The same after a write, None as well where they cannot be read now: it must not look like a failure."""
        with suppress(SuitegraphError):
            return await self.new_file(file)
        return None

    async def written_row(self) -> Row:
        """The record, as its module's write answers it."""
        return self.row or await self.read()


class DocumentFiles(RecordFiles):
    """The files of a document of Books."""

    part = "attachment"

    async def read(self) -> Row:
        """Read them anew: one call. Raises NotDone where it is not there."""
        self.row = await CurrentRecord(self.loader, self.module, self.record_id, path=self.path).read()
        self.files_before = attachments_of_document(self.module, self.row) or []
        return self.row

    async def listed(self) -> list[AttachedFile]:
        """The files as they are now: one call."""
        self.row = await (await self.loader.books()).one(FINANCE[self.module], self.record_id)
        return attachments_of_document(self.module, self.row) or []

    async def opened(self, attachment_id: str, most: int | None) -> AbstractAsyncContextManager[Download]:
        """The content of a file: one call, and one more for orders. Raises NotFound."""
        client, path = await self.loader.books(), FINANCE[self.module].path
        if self.module.files == "each":
            return client.file(path, self.record_id, "documents", attachment_id, most=most)
        # Anew: somebody else may have attached another file since, and that would come under this one's name.
        await self.loader.upstream.forget("books")
        files = await self.listed()
        if not files or files[-1].id != attachment_id:
            raise NotFound(ONLY_LAST if named_file(files, attachment_id) else NO_FILE)
        return client.file(path, self.record_id, "attachment", most=most)

    async def attach(self, upload: Upload) -> None:
        """Attach a file: one call."""
        await (await self.loader.books()).attach(FINANCE[self.module].path, self.record_id, "attachment", upload=upload)

    async def remove(self, attachment_id: str) -> None:
        """Take a file off: one call, and one that reads what is left."""
        path = ("documents", attachment_id) if self.module.files == "each" else ("attachment",)
        await (await self.loader.books()).write("DELETE", FINANCE[self.module].path, self.record_id, *path)
        # It is done: what cannot be read now must not look like a failure.
        with suppress(SuitegraphError):
            await self.listed()

    def own_id(self, author: Author) -> str | None:
        """The author's id in Books."""
        return author.books_id


class CrmFiles(RecordFiles):
    """The files of a record of CRM."""

    part = "file"

    async def read(self) -> Row:
        """Read them anew: two calls. Raises NotDone where it is not there."""
        await self.loader.upstream.forget("crm")
        if self.record_id not in await self.loader.crm.many(CRM[self.module], [self.record_id], frozenset()):
            raise not_done(ProblemCode.NOT_FOUND, "There is no such record for you.", self.path)
        self.files_before = await self.listed()
        self.row = {"id": self.record_id}
        return self.row

    async def listed(self) -> list[AttachedFile]:
        """The files as they are now: one call."""
        return await attachments_of_record(self.loader, self.module, self.record_id)

    async def opened(self, attachment_id: str, most: int | None) -> AbstractAsyncContextManager[Download]:
        """The content of a file: one call."""
        return self.loader.crm.file(CRM[self.module].api_name, self.record_id, "Attachments", attachment_id, most=most)

    async def attach(self, upload: Upload) -> None:
        """Attach a file: one call."""
        await self.loader.crm.attach(CRM[self.module].api_name, self.record_id, "Attachments", upload=upload)

    async def remove(self, attachment_id: str) -> None:
        """Take a file off: one call."""
        path = (CRM[self.module].api_name, self.record_id, "Attachments", attachment_id)
        await self.loader.crm.write("DELETE", path, [])

    def own_id(self, author: Author) -> str | None:
        """The author's id in CRM."""
        return author.crm_id


def files_of(loader: RecordLoader, module: Module, record_id: str, path: str = "id") -> RecordFiles:
    """The files of a record, where its product keeps them."""
    kind = DocumentFiles if module.traits.lists_files else CrmFiles
    return kind(loader, module, record_id, path)


def named_file(files: list[AttachedFile], attachment_id: str) -> AttachedFile | None:
    """The file of this id, None where there is none."""
    return next((each for each in files if each.id == attachment_id), None)
