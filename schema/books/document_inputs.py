"""What authors write of Books' documents: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from schema.engine.declare.inputs import naming, sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed


@strawberry.input(description="A line of a document. An item of the catalogue brings name, rate and unit along.")
class LineItemInput:
    """One line."""

    line_item_id: str | None = sent("line_item_id", "The line to keep or change; without it the line is new.")
    item_id: strawberry.ID | None = sent("item_id", "The item of the catalogue.", shows="item", refers_to="Item")
    name: str | None = sent("name", "What is sold or bought, where it is no item.")
    description: str | None = sent("description", "Free text.")
    quantity: Decimal | None = sent("quantity", "How much; 1 unless given.")
    unit: str | None = sent("unit", "The unit.")
    rate: Decimal | None = sent("rate", "The price of one unit, in the document's currency.")
    discount: str | None = sent("discount", "An amount, or a share like `10%`.")
    tax_id: str | None = sent("tax_id", 'The tax\'s id in Books; "" for none.', shows="taxName")
    account_id: str | None = sent("account_id", "The account of the books.", shows="account")

    def is_new(self) -> bool:
        """Whether it is a line that there was not before."""
        return not self.line_item_id


@strawberry.input(description="A postal address.")
class AddressInput:
    """A postal address."""

    attention: str | None = sent("attention", "Whose attention it is for.")
    street: str | None = sent("address", "Street and number.")
    street2: str | None = sent("street2", "A second line.")
    city: str | None = sent("city", "City.")
    state: str | None = sent("state", "State, province or region.")
    postal_code: str | None = sent("zip", "Postal code.")
    country: str | None = sent("country", "Country.")
    phone: str | None = sent("phone", "Phone.")


@strawberry.input
class DocumentValues:
    """What all four have."""

    reference: str | None = sent("reference_number", "The customer's or your own reference.")
    exchange_rate: Decimal | None = sent(
        "exchange_rate", "From the organisation's currency to the document's.", shows="exchangeRate"
    )
    adjustment: Decimal | None = sent("adjustment", "A last adjustment, in the document's currency.")
    adjustment_description: str | None = sent("adjustment_description", "What for.")
    line_items: list[LineItemInput] | None = sent(
        "line_items", "Its lines. They replace those before: give the `lineItemId` of each that stays.", of="LineItem"
    )
    discount: str | None = sent("discount", "A discount on the whole, an amount or a share like `10%`.")
    is_discount_before_tax: bool | None = sent("is_discount_before_tax", "Whether it comes off before tax.")
    is_inclusive_tax: bool | None = sent("is_inclusive_tax", "Whether the rates have the tax in them.")
    notes: str | None = sent("notes", "What stands below the lines.")
    terms: str | None = sent("terms", "Terms and conditions.")
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class SaleValues(DocumentValues):
    """What documents for customers have beside."""

    shipping_charge: Decimal | None = sent("shipping_charge", "Shipping, in the document's currency.")
    salesperson: str | None = sent("salesperson_name", "Who sells.")
    deal_id: strawberry.ID | None = sent(
        "zcrm_potential_id", "The deal that it is for.", shows="deal", refers_to="Deal"
    )


@strawberry.input
class EstimateValues(SaleValues):
    """What an estimate has."""

    number: str | None = sent("estimate_number", "Its number; the next one unless given.", needed=True)
    issued_on: date | None = sent("date", "Its day; today unless given.", needed=True)
    expires_on: date | None = sent("expiry_date", "Until when it holds.")


@strawberry.input
class SalesOrderValues(SaleValues):
    """What a sales order has."""

    number: str | None = sent("salesorder_number", "Its number; the next one unless given.", needed=True)
    ordered_on: date | None = sent("date", "Its day; today unless given.", needed=True)
    shipment_on: date | None = sent("shipment_date", "When it is to be shipped.")


@strawberry.input
class InvoiceValues(SaleValues):
    """What an invoice has."""

    number: str | None = sent("invoice_number", "Its number; the next one unless given.", needed=True)
    issued_on: date | None = sent("date", "Its day; today unless given.", needed=True)
    due_on: date | None = sent("due_date", "The day payment is due.", needed=True)
    payment_terms: int | None = sent("payment_terms", "Days until then.", settles="dueOn", least=0, most=9999)


@strawberry.input
class PurchaseOrderValues(DocumentValues):
    """What a purchase order has."""

    number: str | None = sent("purchaseorder_number", "Its number; the next one unless given.", needed=True)
    ordered_on: date | None = sent("date", "Its day; today unless given.", needed=True)
    delivery_on: date | None = sent("delivery_date", "When it is to be delivered.")


@strawberry.input
class ForCustomer(Keyed):
    """For whom a new document is: one of them."""

    customer_id: strawberry.ID | None = sent(
        "customer_id", "The customer in Books.", shows="customer", refers_to="Customer"
    )
    account_id: strawberry.ID | None = naming(
        "Or the account in CRM; it is imported into Books where it is not linked yet.", "Account", "customer"
    )
    contact_id: strawberry.ID | None = naming(
        "Or the contact in CRM; it is imported into Books where it is not linked yet.", "Contact", "customer"
    )


@strawberry.input(description="A new estimate. Give a customer, an account, a contact or just a deal.")
class CreateEstimateInput(ForCustomer, EstimateValues):
    """A new estimate."""


@strawberry.input(description="What to change of an estimate; what is not given stays, null empties.")
class UpdateEstimateInput(Changing, EstimateValues):
    """A changed estimate."""


@strawberry.input(description="A new sales order. Give a customer, an account, a contact or just a deal.")
class CreateSalesOrderInput(ForCustomer, SalesOrderValues):
    """A new sales order."""


@strawberry.input(description="What to change of a sales order; what is not given stays, null empties.")
class UpdateSalesOrderInput(Changing, SalesOrderValues):
    """A changed sales order."""


@strawberry.input(description="A new invoice. Give a customer, an account, a contact or just a deal.")
class CreateInvoiceInput(ForCustomer, InvoiceValues):
    """A new invoice."""


@strawberry.input(description="What to change of an invoice; what is not given stays, null empties.")
class UpdateInvoiceInput(Changing, InvoiceValues):
    """A changed invoice."""


@strawberry.input(description="A new purchase order. Give a vendor of Books or one of CRM.")
class CreatePurchaseOrderInput(Keyed, PurchaseOrderValues):
    """A new purchase order."""

    vendor_id: strawberry.ID | None = sent("vendor_id", "The vendor in Books.", shows="vendor", refers_to="BooksVendor")
    crm_vendor_id: strawberry.ID | None = naming(
        "Or the vendor in CRM; imported into Books where it is not linked yet.", "Vendor", "vendor"
    )


@strawberry.input(description="What to change of a purchase order; what is not given stays, null empties.")
class UpdatePurchaseOrderInput(Changing, PurchaseOrderValues):
    """A changed purchase order."""


@strawberry.input(description="Which record to delete.")
class DeleteInput(Changing):
    """A record to delete."""


@strawberry.input(description="Which document to convert.")
class ConvertInput(Keyed):
    """A document to convert."""

    id: strawberry.ID = strawberry.field(description="The document's `id`, or its own id in Books.")


@strawberry.enum(description="What an estimate is marked as.")
class EstimateMark(Enum):
    """Books' `status/` actions."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@strawberry.enum(description="What a sales order is marked as.")
class SalesOrderMark(Enum):
    """Books' `status/` actions."""

    OPEN = "open"
    VOID = "void"


@strawberry.enum(description="What an invoice is marked as; DRAFT takes a void one back.")
class InvoiceMark(Enum):
    """Books' `status/` actions."""

    SENT = "sent"
    VOID = "void"
    DRAFT = "draft"


@strawberry.enum(description="What a purchase order is marked as.")
class PurchaseOrderMark(Enum):
    """Books' `status/` actions."""

    OPEN = "open"
    BILLED = "billed"
    CANCELLED = "cancelled"


@strawberry.input
class DocumentInput(Keyed):
    """Which document."""

    id: strawberry.ID = strawberry.field(description="The document's `id`.")
