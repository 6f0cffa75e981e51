"""The custom fields of modules, as public client code asks for them: no page of Zoho Books has the address."""

from collections.abc import Mapping, Sequence

from sandbox.books import custom_fields
from sandbox.books.custom_fields import CustomField
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import invalid
from sandbox.books.roles import (
    CONTACT,
    CREDIT_NOTE,
    CUSTOMER_PAYMENT,
    ESTIMATE,
    INVOICE,
    ITEM,
    PURCHASE_ORDER,
    SALES_ORDER,
    Entity,
)
from sandbox.store import Body

ENTITY = Entity("customfields", "setting")
FIELDS: Mapping[str, Sequence[CustomField]] = {
    CONTACT.word: custom_fields.OF_CONTACTS,
    ESTIMATE.word: custom_fields.OF_ESTIMATES,
    SALES_ORDER.word: custom_fields.OF_SALES_ORDERS,
    INVOICE.word: custom_fields.OF_INVOICES,
    PURCHASE_ORDER.word: custom_fields.OF_PURCHASE_ORDERS,
    CUSTOMER_PAYMENT.word: custom_fields.OF_CUSTOMER_PAYMENTS,
    ITEM.word: (),
    CREDIT_NOTE.word: (),
    **dict.fromkeys(("bill", "vendorpayment", "expense"), ()),
}


def operations() -> list[Operation]:
    """List the custom fields of one module."""
    return [Operation("GET", "/settings/preferences/customfields", "settings.READ", (ENTITY, "view"), _listed)]


def _listed(request: BooksRequest) -> BooksResponse:
    fields = FIELDS.get(request.params.get("entity", ""))
    if fields is None:
        raise invalid("entity")
    return success(customfields=[_shown(field) for field in fields])


def _shown(field: CustomField) -> Body:
    return {
        "customfield_id": field.field_id,
        "index": field.index,
        "api_name": field.api_name,
        "label": field.label,
        "data_type": field.data_type,
        "is_active": True,
        "is_mandatory": False,
        "show_on_pdf": False,
        "values": [{"name": option, "order": order} for order, option in enumerate(field.options, start=1)],
    }
