"""Records of one of several types: by their global id, or by their type and their id in the product."""

from enum import Enum

import strawberry
from strawberry import UNSET

from schema.shared.inputs import Keyed

GLOBAL_ID_OR = "The record's `id`, or its id in the product where `type` names its type."
NAMED_TYPE = "The record's type; needed only where `id` is its id in the product."


@strawberry.enum(description="A type of documents.")
class DocumentType(Enum):
    """Types of documents of Books; the values are names of types."""

    ESTIMATE = strawberry.enum_value("Estimate", description="An estimate.")
    SALES_ORDER = strawberry.enum_value("SalesOrder", description="A sales order.")
    INVOICE = strawberry.enum_value("Invoice", description="An invoice.")
    PURCHASE_ORDER = strawberry.enum_value("PurchaseOrder", description="A purchase order.")


@strawberry.enum(description="A type of records of CRM with notes and e-mail.")
class CrmRecordType(Enum):
    """Types of records of CRM; the values are names of types."""

    ACCOUNT = strawberry.enum_value("Account", description="An account.")
    CONTACT = strawberry.enum_value("Contact", description="A contact.")
    DEAL = strawberry.enum_value("Deal", description="A deal.")
    VENDOR = strawberry.enum_value("Vendor", description="A vendor.")


@strawberry.enum(description="A type of records that files are attached to.")
class FileHolderType(Enum):
    """Types of records with attachments; the values are names of types."""

    ACCOUNT = strawberry.enum_value("Account", description="An account.")
    CONTACT = strawberry.enum_value("Contact", description="A contact.")
    DEAL = strawberry.enum_value("Deal", description="A deal.")
    VENDOR = strawberry.enum_value("Vendor", description="A vendor.")
    SALES_ORDER = strawberry.enum_value("SalesOrder", description="A sales order.")
    INVOICE = strawberry.enum_value("Invoice", description="An invoice.")
    PURCHASE_ORDER = strawberry.enum_value("PurchaseOrder", description="A purchase order.")


@strawberry.input
class OfDocument(Keyed):
    """A document of any type."""

    id: strawberry.ID = strawberry.field(description=GLOBAL_ID_OR)
    type_: DocumentType | None = strawberry.field(name="type", default=UNSET, description=NAMED_TYPE)


@strawberry.input
class OfCrmRecord(Keyed):
    """A record of CRM of any type."""

    id: strawberry.ID = strawberry.field(description=GLOBAL_ID_OR)
    type_: CrmRecordType | None = strawberry.field(name="type", default=UNSET, description=NAMED_TYPE)
