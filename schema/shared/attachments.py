"""Files on records: what is known of each, and where its content is."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from domain.attachments import AttachedFile
from domain.queries import Row
from domain.sources import PRODUCT, Module, Source
from resolvers.catalogue import key_of
from resolvers.writing.files import DOCUMENTS_KEY, attachments_of_document, attachments_of_record
from schema.engine.declare.fields import COSTS
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.pdf_urls import PartsField
from schema.engine.declare.records import part, upstream


@part
class Attachment:
    """A file on a record."""

    id: str | None = upstream("id", "The file's id in the product.")
    file_name: str | None = upstream("name", "Its name.")
    size: int | None = upstream("size", "Bytes, where they are known.")
    type: str | None = upstream("kind", "The ending of its name, `pdf`.")
    url: str | None = upstream(
        "url", "Where its content is, relative to the gateway; null where there is none: links, and an order's others."
    )
    created_at: datetime | None = upstream("created_at", "When it was attached.")
    created_by: str | None = upstream("author", "Who attached it.")


def attachment_row(attached: AttachedFile, type_name: str, module: Module, record_id: str) -> Row:
    """A file as the graph reads it."""
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
    """The files of a record: of a document its single answer tells them, of a record of CRM a call of its own."""

    def __init__(self, type_name: str, module: Module) -> None:
        in_crm = module.product == "crm"
        text = f"The files that are attached to it{': one call for each record' if in_crm else ''}."
        super().__init__(Source() if in_crm else Source((DOCUMENTS_KEY,), detail=True), text, list[Attachment] | None)
        self.metadata = MappingProxyType({COSTS: {"crm": 1}} if in_crm else {})
        self._type_name = type_name
        self.module = module

    async def found(
        self, row: Row, operation: OperationContext, _spot: object, _given: Mapping[str, Any]
    ) -> list[Row] | None:
        """The files; None where they are hidden."""
        loader, record_id = operation.loader, str(row[key_of(self.module)])
        view = loader.permissions.known(self.module)
        if view is not None and f"{self._type_name}.attachments" in view.hidden:
            return None
        in_crm = self.module.product == "crm"
        found = (
            await attachments_of_record(loader, self.module, record_id)
            if in_crm
            else attachments_of_document(self.module, row)
        )
        return (
            None if found is None else [attachment_row(each, self._type_name, self.module, record_id) for each in found]
        )


def attachments(type_name: str, module: Module, *, init: Literal[False] = False) -> Any:
    """The files of a record of this type and module."""
    return AttachmentsField(type_name, module)
