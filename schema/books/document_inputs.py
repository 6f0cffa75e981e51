"""Inputs for documents of Books: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET

from schema.engine.declare.inputs import naming, party, sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed
from schema.shared.money import TO_BASE
from schema.shared.named_records import GLOBAL_ID_OR, NAMED_TYPE
from schema.shared.record_types import RecordType


@strawberry.input(
    description="A line of a document. An item of the catalogue provides name, rate and unit; without an item it has a "
    "name, or an account and a description."
)
class LineItemInput:
    """One line."""

    line_item_id: str | None = sent("line_item_id", "Id of the line to keep or change; omit it for a new line.")
    item_id: strawberry.ID | None = sent("item_id", "The item of the catalogue.", shows="item", refers_to="Item")
    name: str | None = sent("name", "Name of what is sold or bought, if it is not an item.", longest=100)
    description: str | None = sent("description", "Free text.")
    quantity: Decimal | None = sent("quantity", "Quantity; 1 if omitted.")
    unit: str | None = sent("unit", "The unit.", longest=100)
    rate: Decimal | None = sent("rate", "The price of one unit, in the document's currency.")
    discount: str | None = sent("discount", "Discount on the line, an amount or a percentage like `10%`.")
    tax_id: str | None = sent("tax_id", 'Id of the tax in Books; "" for no tax.', shows="taxName")
    account_id: str | None = sent(
        "account_id", "Id of the account in the chart of accounts that it is booked on.", shows="ledgerAccount"
    )

    def is_new(self) -> bool:
        """Whether the line is new."""
        return not self.line_item_id


@strawberry.input(description="A postal address.")
class AddressInput:
    """A postal address."""

    attention: str | None = sent("attention", "Person or department to address.", longest=100)
    street: str | None = sent("address", "Street and number.", longest=500)
    street2: str | None = sent("street2", "A second line.", longest=255)
    city: str | None = sent("city", "City.", longest=100)
    state: str | None = sent("state", "State, province or region.", longest=100)
    postal_code: str | None = sent("zip", "Postal code.", longest=50)
    country: str | None = sent("country", "Country.", longest=100)
    phone: str | None = sent("phone", "Phone.", longest=50)


@strawberry.input
class DocumentValues:
    """Fields of every kind of document."""

    reference: str | None = sent("reference_number", "The customer's or your own reference.")
    currency_id: strawberry.ID | None = sent(
        "currency_id",
        "Its currency, one of `currencies`; that of the customer or vendor if omitted. Amounts keep their numbers, and "
        "Books fills in its own rate where `exchangeRateToBase` is omitted.",
        shows="currency",
        refers_to="Currency",
        needed=True,
    )
    exchange_rate_to_base: Decimal | None = sent("exchange_rate", TO_BASE)
    adjustment: Decimal | None = sent("adjustment", "Final adjustment, in the document's currency.")
    adjustment_description: str | None = sent("adjustment_description", "Reason for the adjustment.")
    line_items: list[LineItemInput] | None = sent(
        "line_items",
        "Its lines. They replace the existing ones: set the `lineItemId` of each line to keep.",
        of="LineItem",
    )
    discount: str | None = sent("discount", "Discount on the whole document, an amount or a percentage like `10%`.")
    is_discount_before_tax: bool | None = sent("is_discount_before_tax", "Whether the discount is applied before tax.")
    is_inclusive_tax: bool | None = sent("is_inclusive_tax", "Whether the rates include tax.")
    template_id: str | None = sent(
        "template_id", "Id of the template of its PDF in Books, of `documentTemplates`.", shows="template"
    )
    notes: str | None = sent("notes", "Notes below the lines.")
    terms: str | None = sent("terms", "Terms and conditions.")
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class SaleValues(DocumentValues):
    """Further fields of documents for customers."""

    shipping_charge: Decimal | None = sent("shipping_charge", "Shipping charge, in the document's currency.")
    salesperson: str | None = sent("salesperson_name", "Name of the salesperson.", longest=200)
    deal_id: strawberry.ID | None = sent(
        "zcrm_potential_id", "The deal that it belongs to, whomever it is for.", shows="deal", refers_to="Deal"
    )


@strawberry.input
class EstimateValues(SaleValues):
    """Fields of an estimate."""

    number: str | None = sent("estimate_number", "Number; the next free one if omitted.", needed=True)
    issued_on: date | None = sent("date", "Date; today if omitted.", needed=True)
    expires_on: date | None = sent("expiry_date", "Day on which it expires.")


@strawberry.input
class SalesOrderValues(SaleValues):
    """Fields of a sales order."""

    number: str | None = sent("salesorder_number", "Number; the next free one if omitted.", needed=True)
    ordered_on: date | None = sent("date", "Date; today if omitted.", needed=True)
    shipment_on: date | None = sent("shipment_date", "When it is to be shipped.")


@strawberry.input
class InvoiceValues(SaleValues):
    """Fields of an invoice."""

    number: str | None = sent("invoice_number", "Number; the next free one if omitted.", needed=True)
    issued_on: date | None = sent("date", "Date; today if omitted.", needed=True)
    due_on: date | None = sent("due_date", "The day payment is due.", needed=True)
    payment_terms: int | None = sent(
        "payment_terms", "Number of days until payment is due.", settles="dueOn", least=0, most=9999
    )


@strawberry.input
class PurchaseOrderValues(DocumentValues):
    """Fields of a purchase order."""

    number: str | None = sent("purchaseorder_number", "Number; the next free one if omitted.", needed=True)
    ordered_on: date | None = sent("date", "Date; today if omitted.", needed=True)
    delivery_on: date | None = sent("delivery_date", "When it is to be delivered.")


@strawberry.input(one_of=True, description="Whom a new document is for; set exactly one field.")
class DocumentPartyInput:
    """The customer, or what leads to it."""

    customer: strawberry.ID | None = sent(
        "customer_id", "The customer in Books.", shows="customer", refers_to="Customer"
    )
    account: strawberry.ID | None = naming(
        "The account in CRM; it is imported into Books if it is not linked yet.", "Account", "customer"
    )
    contact: strawberry.ID | None = naming(
        "The contact in CRM; it is imported into Books if it is not linked yet.", "Contact", "customer"
    )
    deal: strawberry.ID | None = sent(
        "zcrm_potential_id",
        "The deal in CRM, for whose account the document is; that is imported into Books if it is not linked yet.",
        shows="deal",
        refers_to="Deal",
    )


@strawberry.input
class ForCustomer(Keyed):
    """What every new document for a customer needs."""

    party: DocumentPartyInput = party("Whom it is for.")
    line_items: list[LineItemInput] = sent("line_items", "Its lines, one at least.", of="LineItem")


@strawberry.input(description="A new estimate.")
class CreateEstimateInput(ForCustomer, EstimateValues):  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs lines
    """A new estimate."""


@strawberry.input(description="Changes to an estimate. Omitted fields keep their values; null clears a field.")
class UpdateEstimateInput(Changing, EstimateValues):
    """A changed estimate."""


@strawberry.input(description="A new sales order.")
class CreateSalesOrderInput(ForCustomer, SalesOrderValues):  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs lines
    """A new sales order."""


@strawberry.input(description="Changes to a sales order. Omitted fields keep their values; null clears a field.")
class UpdateSalesOrderInput(Changing, SalesOrderValues):
    """A changed sales order."""


@strawberry.input(description="A new invoice.")
class CreateInvoiceInput(ForCustomer, InvoiceValues):  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs lines
    """A new invoice."""


@strawberry.input(description="Changes to an invoice. Omitted fields keep their values; null clears a field.")
class UpdateInvoiceInput(Changing, InvoiceValues):
    """A changed invoice."""


@strawberry.input(one_of=True, description="From whom is ordered; set exactly one field.")
class VendorPartyInput:
    """The vendor, or what leads to it."""

    books_vendor: strawberry.ID | None = sent(
        "vendor_id", "The vendor in Books.", shows="vendor", refers_to="BooksVendor"
    )
    vendor: strawberry.ID | None = naming(
        "The vendor in CRM; it is imported into Books if it is not linked yet.", "Vendor", "vendor"
    )


@strawberry.input(description="A new purchase order.")
class CreatePurchaseOrderInput(Keyed, PurchaseOrderValues):
    """A new purchase order."""

    party: VendorPartyInput = party("From whom is ordered.")
    line_items: list[LineItemInput] = sent(  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it
        "line_items", "Its lines, one at least.", of="LineItem"
    )


@strawberry.input(description="Changes to a purchase order. Omitted fields keep their values; null clears a field.")
class UpdatePurchaseOrderInput(Changing, PurchaseOrderValues):
    """A changed purchase order."""


@strawberry.input(description="The record to delete.")
class DeleteInput(Changing):
    """A record to delete."""

    id: strawberry.ID = strawberry.field(description=GLOBAL_ID_OR)
    type_: RecordType | None = strawberry.field(name="type", default=UNSET, description=NAMED_TYPE)


@strawberry.input(description="The document to convert.")
class ConvertInput(Keyed):
    """A document to convert."""

    id: strawberry.ID = strawberry.field(description="The document's `id`, or its id in Books.")


@strawberry.enum(description="Status that an estimate can be marked with.")
class EstimateMark(Enum):
    """Books' `status/` actions."""

    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    ACCEPTED = strawberry.enum_value("accepted", description="Accepted by the customer.")
    DECLINED = strawberry.enum_value("declined", description="Declined by the customer.")


@strawberry.enum(description="Status that a sales order can be marked with.")
class SalesOrderMark(Enum):
    """Books' `status/` actions."""

    OPEN = strawberry.enum_value("open", description="In force.")
    VOID = strawberry.enum_value("void", description="Declared void.")


@strawberry.enum(description="Status that an invoice can be marked with; DRAFT restores a void invoice.")
class InvoiceMark(Enum):
    """Books' `status/` actions."""

    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    DRAFT = strawberry.enum_value("draft", description="A void invoice becomes a draft again.")


@strawberry.enum(description="Status that a purchase order can be marked with.")
class PurchaseOrderMark(Enum):
    """Books' `status/` actions."""

    OPEN = strawberry.enum_value("open", description="In force.")
    BILLED = strawberry.enum_value("billed", description="Billed as a whole.")
    CANCELLED = strawberry.enum_value("cancelled", description="Cancelled.")


@strawberry.input
class DocumentInput(Keyed):
    """The document."""

    id: strawberry.ID = strawberry.field(description="The document's `id`, or its id in Books.")
