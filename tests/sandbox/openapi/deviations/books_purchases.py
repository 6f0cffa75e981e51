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
        "Recorded payments to vendors show more of the bills that they pay, and of the check.",
        "undocumented",
        "GET /vendorpayments/{id}",
        {
            "vendorpayment.bills[]": """
                apply_date balance bill_number date due_date is_opening_balance price_precision total
                unprocessed_payment_amount
            """,
            "vendorpayment.check_details": "retain_txn_in_void_check template_id",
        },
    ),
    of_books(
        "Recorded payments to vendors have a text for their number, objects and lists for what is declared otherwise.",
        "* instead of *",
        ("GET /vendorpayments", "GET /vendorpayments/{id}"),
        {
            "vendorpayment": "billing_address comments payment_number",
            "vendorpayments[]": "check_details payment_number",
        },
    ),
    of_books(
        "Recorded expenses without a journey leave its readings empty.",
        "empty string instead of number",
        ("GET /expenses", "GET /expenses/{id}"),
        {"expense": "end_reading start_reading", "expenses[]": "end_reading start_reading"},
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
