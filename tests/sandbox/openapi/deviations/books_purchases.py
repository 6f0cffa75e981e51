"""Where the local Books' bills, vendor payments and expenses differ from what their documents say."""

from tests.sandbox.openapi.deviations.books_types import of_books

BOOKS_PURCHASES = (
    of_books(
        "Amounts have decimals; the documents of purchases declare what their examples show, whole numbers.",
        "number instead of integer",
        ("GET /bills", "GET /bills/{id}", "GET /vendorpayments"),
        {
            "bill": "payment_made sub_total tax_total total",
            "bill.line_items[]": "bcy_rate item_total",
            "bills[]": "balance total",
            "vendorpayments[]": "bcy_amount",
        },
    ),
    of_books(
        "No line of a bill is recorded; it has what recorded lines of purchase orders have.",
        "undocumented",
        "GET /bills/{id}",
        {
            "bill.line_items[]": """
                discount discounts header_id header_name item_code item_type line_item_taxes pricebook_id
            """,
            "bill.billing_address": "phone",
            "bill.taxes[]": "tax_id",
        },
    ),
    of_books(
        "Taxes of bills have numbers for amounts, as those of other documents.",
        "number instead of string",
        "GET /bills/{id}",
        {"bill.taxes[]": "tax_amount"},
    ),
    of_books(
        "The sandbox's guess, since no expense and no payment to a vendor is recorded: what creates and filters them"
        " is in the answers too.",
        "undocumented",
        ("GET /expenses", "GET /expenses/{id}", "GET /vendorpayments/{id}"),
        {
            "expense": """
                created_by_id created_by_name created_time currency_symbol documents mileage_unit
                paid_through_account_id vendor_id vendor_name
            """,
            "expenses[]": "has_attachment paid_through_account_name vendor_id vendor_name",
            "vendorpayment": "currency_code",
            "vendorpayment.bills[]": "bill_number",
        },
    ),
    of_books(
        "An expense's line has numbers, as the lines of other documents.",
        "* instead of string",
        "GET /expenses/{id}",
        {"expense.line_item": "item_order item_total"},
    ),
    of_books(
        "The context of a list of expenses is an object as that of all other lists.",
        "* instead of *",
        "GET /expenses",
        {"": "page_context", "page_context": "page per_page"},
    ),
    of_books(
        "The context of a list of expenses has the keys of all other lists.",
        "undocumented",
        "GET /expenses",
        {"page_context": "has_more_page sort_order"},
    ),
    of_books(
        "Comments of expenses have the keys of other comments.",
        "undocumented",
        "GET /expenses/{id}/comments",
        {"comments[]": "comment_type date"},
    ),
)
