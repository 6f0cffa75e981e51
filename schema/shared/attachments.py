"""Files attached to records: name, size and the URL of the content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from domain.modules.module import Module
from domain.queries import Row
from domain.sources import PRODUCT, Source
from resolvers.catalogue import key_of
from resolvers.writing.attachments import DOCUMENTS_KEY, AttachedFile, attachments_of
from schema.engine.declare import registry
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.records import part, upstream
from schema.engine.declare.sub_resources import PartsField


@part
class Attachment:
    """A file on a record."""

    id: str | None = upstream("id", "The file's id in the product.")
    file_name: str | None = upstream("name", "File name.")
    size: int | None = upstream("size", "Size in bytes, if known.", public="A number of bytes is no amount.")
    type: str | None = upstream("kind", "File name extension, `pdf`.")
    url: str | None = upstream(
        "url", "URL of its content, relative to the gateway; null for links and for all but the last file of an order."
    )
    created_at: datetime | None = upstream("created_at", "When it was attached.", is_moment=True)
    created_by: str | None = upstream("author", "Name of the user who attached it.", same_as="User.name")


def attachment_row(attached: AttachedFile, type_name: str, module: Module, record_id: str) -> Row:
    """An attachment as the row that the graph reads."""
    url = f"/files/{global_id(type_name, record_id)}/attachments/{attached.id}"
    return {
        "id": attached.id,
        "name": attached.name,
        "size": attached.size,
        "kind": attached.kind,
        "url": url if attached.has_content else None,
        "created_at": attached.created_at,
        "author": attached.author,
        PRODUCT: module.product,
    }


class AttachmentsField(PartsField):
    """The files of a record: a document's single answer lists them, a record of CRM takes a call of its own."""

    def __init__(self) -> None:
        text = "Files attached to it."
        super().__init__(Source(), text, list[Attachment] | None, costs={}, tells_amounts=False)

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a record of this module. Raises ValueError for one that takes no files."""
        super().belong_to(owner, name, annotation, module)
        if self.module.files is None:
            raise ValueError(f"{module} declares no `files`: none could be read or attached.")
        if self.module.traits.lists_files:
            self.source = Source((DOCUMENTS_KEY,), detail=True)
        else:
            self.description = "Files attached to it. Takes one call per record."
            self.costs = {self.module.product: 1}

    async def parts(self, row: Row, operation: OperationContext, arguments: Mapping[str, Any]) -> list[Row] | None:
        """The files."""
        type_name, record_id = registry.type_of(self.module), str(row[key_of(self.module)])
        files = await attachments_of(operation.loader, self.module, record_id, row)
        return None if files is None else [attachment_row(each, type_name, self.module, record_id) for each in files]


def attachments(*, init: Literal[False] = False) -> Any:
    """The files of a record."""
    return AttachmentsField()
