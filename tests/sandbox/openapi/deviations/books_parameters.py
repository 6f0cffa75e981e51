"""Where the local Books differs from what its documents say of query parameters."""

from tests.sandbox.openapi.differences import NOT_BUILT, UNKNOWN
from tests.sandbox.openapi.listed import Deviation

BOOKS_PARAMETERS = (
    Deviation(
        "books",
        "The documents of invoices and credit notes have a reason for a rejection.",
        UNKNOWN,
        ("POST /purchaseorders/{id}/reject",),
        {"": "reason"},
    ),
    Deviation(
        "books",
        "Every list sorts in both directions; public clients send `sort_order` to all of them.",
        UNKNOWN,
        ("GET /*",),
        {"": "sort_order"},
    ),
    Deviation(
        "books",
        "The smaller lists sort like the others.",
        UNKNOWN,
        ("GET /settings/*", "GET /contacts/{id}/contactpersons", "GET /transactionlocks"),
        {"": "sort_column"},
    ),
    Deviation(
        "books",
        "The context of recorded lists of taxes names a view.",
        UNKNOWN,
        ("GET /settings/taxes",),
        {"": "filter_by"},
    ),
    Deviation(
        "books",
        "Documents of other lists name these variants of the same filters; each list here has them all.",
        UNKNOWN,
        (
            "GET /creditnotes",
            "GET /customerpayments",
            "GET /estimates",
            "GET /invoices",
            "GET /items",
            "GET /purchaseorders",
            "GET /salesorders",
        ),
        {
            "": """
                balance_greater_* balance_less_* total_greater_* total_less_*
                date_after date_before date_end date_start created_date_after created_date_before
                creditnote_number_* customer_name_* email_* item_id_* line_item_id_* reference_number_* tax_id_*
                tax_name_*
            """
        },
    ),
    Deviation(
        "books",
        "Documents of other lists describe `custom_field` and its variants; here every list whose records have custom"
        " fields takes them, and a parameter for each of its fields.",
        UNKNOWN,
        (
            "GET /contacts",
            "GET /customerpayments",
            "GET /estimates",
            "GET /invoices",
            "GET /purchaseorders",
            "GET /salesorders",
        ),
        {"": "cf_* custom_field*"},
    ),
    Deviation(
        "books",
        "Locations, tax exemptions, saved views and the codes of single countries' editions are not built.",
        NOT_BUILT,
        (
            "GET /creditnotes",
            "GET /estimates",
            "GET /items",
            "GET /purchaseorders",
            "GET /salesorders",
        ),
        {"": "customview_id location_ids sat_item_key_code tax_exemption_id unitkey_code"},
    ),
    Deviation(
        "books",
        "Lists are answered as JSON alone.",
        NOT_BUILT,
        ("GET /salesorders",),
        {"": "accept print"},
    ),
)
