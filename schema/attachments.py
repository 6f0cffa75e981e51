"""Files on records: what is known of each, and where its content is."""

from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, cast

import strawberry
from strawberry.types.info import Info

from domain.queries import Row
from domain.sources import Module, Source
from resolvers.catalogue import key_of
from resolvers.files import DOCUMENTS_KEY, Attached, of_document, of_record
from schema.engine.fields import SourcedField
from schema.engine.ids import global_id
from schema.engine.operation import Operation
from schema.engine.payloads import COSTS
from schema.engine.scalars import instant_of


@strawberry.type(description="A file on a record.")
class Attachment:
    """One file."""

    id: strawberry.ID = strawberry.field(description="The file's id in the product.")
    file_name: str = strawberry.field(description="Its name.")
    size: int | None = strawberry.field(description="Bytes, where they are known.")
    type: str | None = strawberry.field(description="The ending of its name, `pdf`.")
    url: str | None = strawberry.field(
        description="Where its content is, relative to the gateway; null for what Books has no address for, and for "
        "links of CRM."
    )
    created_at: datetime | None = strawberry.field(description="When it was attached.")
    created_by: str | None = strawberry.field(description="Who attached it.")


def told(attached: Attached, type_name: str, record_id: str) -> Attachment:
    """A file as the graph tells it."""
    url = f"/files/{global_id(type_name, record_id)}/attachments/{attached.id}"
    return Attachment(
        id=strawberry.ID(attached.id),
        file_name=attached.name,
        size=attached.size,
        type=attached.kind,
        url=url if attached.has_content else None,
        created_at=cast("datetime | None", _instant(attached.created_at)),
        created_by=attached.author,
    )


def _instant(value: str | None) -> str | None:
    try:
        return None if value is None else instant_of(value)
    except ValueError:
        return None


class AttachmentsField(SourcedField):
    """The files of a record: of a document its single answer tells them, of a record of CRM a call of its own."""

    def __init__(self, type_name: str, module: Module) -> None:
        in_crm = module.product == "crm"
        text = f"The files that are attached to it{': one call for each record' if in_crm else ''}."
        super().__init__(Source() if in_crm else Source((DOCUMENTS_KEY,), detail=True), text, list[Attachment] | None)
        self.metadata = MappingProxyType({COSTS: {"crm": 1}} if in_crm else {})
        self._type_name = type_name
        self.module = module

    @property
    def is_basic_field(self) -> bool:
        """It may ask."""
        return False

    async def answer(self, row: Row, info: Info[Operation, None], given: dict[str, Any]) -> list[Attachment] | None:
        """The files; None where they are hidden."""
        desk, record_id = info.context.desk, str(row[key_of(self.module)])
        view = desk.permissions.known(self.module)
        if view is not None and f"{self._type_name}.attachments" in view.hidden:
            return None
        in_crm = self.module.product == "crm"
        found = await of_record(desk, self.module, record_id) if in_crm else of_document(self.module, row)
        return None if found is None else [told(each, self._type_name, record_id) for each in found]


def attachments(type_name: str, module: Module, *, init: Literal[False] = False) -> Any:
    """The files of a record of this type and module."""
    return AttachmentsField(type_name, module)
