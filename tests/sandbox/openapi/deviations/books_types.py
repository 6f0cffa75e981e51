"""Where values of the local Books have other types than its documents say."""

from collections.abc import Mapping

from tests.sandbox.openapi.listed import Deviation


def of_books(reason: str, what: str, operations: str | tuple[str, ...], at: Mapping[str, str]) -> Deviation:
    """A deviation of Books, of one operation or several."""
    return Deviation("books", reason, what, (operations,) if isinstance(operations, str) else operations, at)


TYPES = (
    of_books(
        "Amounts, rates and quantities are JSON numbers in recorded answers and in most of the documents' own examples;"
        " the documents declare some of them as texts.",
        "* instead of string",
        "*",
        {
            "creditnote.taxes[]": "tax_amount",
            "estimate": "shipping_charge",
            "invoice*": "balance shipping_charge total",
            "item*": "tax_percentage",
            "purchaseorder": "discount",
            "purchaseorder.line_items[]": "quantity",
            "salesorder": "discount",
            "salesorder.line_items[]": "discount",
        },
    ),
    of_books(
        "Amounts have decimals; the documents declare what their examples show, whole numbers.",
        "number instead of integer",
        ("GET /contacts*", "GET /purchaseorders/{id}"),
        {
            "contact": "outstanding_receivable_amount outstanding_receivable_amount_bcy",
            "contacts[]": "outstanding_receivable_amount unused_credits_receivable_amount",
            "purchaseorder.line_items[]": "bcy_rate item_total",
        },
    ),
    of_books(
        "A discount in per cent is a text with its sign, as the documents' own descriptions say.",
        "string instead of number",
        ("* /creditnotes", "* /estimates*", "* /invoices*"),
        {"*.line_items[]": "discount"},
    ),
    of_books(
        "The value of a custom field has the type of the field.",
        "* instead of string",
        ("GET /contacts/{id}", "GET /invoices/{id}"),
        {"*.custom_fields[]": "value"},
    ),
    of_books(
        'Recorded organisations have the month as "1" or by its name.',
        "string instead of number",
        "GET /organizations*",
        {"organization*": "fiscal_year_start_month"},
    ),
    of_books(
        "An order without a day of shipment has no number of days until it; absent values are empty texts.",
        "empty string instead of integer",
        "GET /salesorders",
        {"salesorders[]": "shipment_days"},
    ),
    of_books(
        "Recorded rows leave the precision empty.",
        "empty string instead of integer",
        "GET /purchaseorders",
        {"purchaseorders[]": "price_precision"},
    ),
    of_books(
        "Single records and the context of a list are objects in recorded answers; the documents declare lists.",
        "object instead of array",
        ("GET /estimates", "GET /invoices", "GET /settings/taxes/{id}", "* /salesorders*"),
        {"": "comment data page_context salesorder tax"},
    ),
    of_books(
        "Lists are lists in recorded answers and in the documents' own examples; the documents declare another type.",
        "array instead of *",
        ("GET /creditnotes", "GET /invoices/{id}/email", "POST /invoices/fromsalesorder", "GET /users/*"),
        {"": "creditnotes", "data": "documents", "invoice": "salesorders", "user": "custom_fields"},
    ),
    of_books(
        "Files are objects, as in the documents of purchase orders.",
        "object instead of string",
        "GET /salesorders/{id}",
        {"salesorder": "documents[]"},
    ),
    of_books(
        "Taxes are objects with a name and an amount, as in the documents of invoices and estimates.",
        "object instead of string",
        "* /purchaseorders*",
        {"purchaseorder": "taxes[]"},
    ),
)
