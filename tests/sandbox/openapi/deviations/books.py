"""Where the local Books differs from what its documents say of answers."""

from tests.sandbox.books.live_keys import DETAILS, LINES, ROWS
from tests.sandbox.openapi.deviations.books_types import TYPES, of_books
from tests.sandbox.openapi.listed import Deviation

# What the records of a module stand under in answers. Payments' rows do not: their key is a deviation of its own.
RECORDED = {
    "contacts": "contact",
    "items": "item",
    "estimates": "estimate",
    "invoices": "invoice",
    "purchaseorders": "purchaseorder",
    "creditnotes": "creditnote",
    "customerpayments": "payment",
    "bills": "bill",
    "vendorpayments": "vendorpayment",
    "expenses": "expense",
}
OF_RECORDED = tuple(f"* /{module}*" for module in RECORDED)
CUSTOM_FIELD = "api_name data_type field_id is_active value_formatted"


UNDOCUMENTED = (
    Deviation(
        "books",
        "Recorded answers carry these keys of rows, records and lines; the documents show a part of them.",
        "undocumented",
        OF_RECORDED,
        {
            **{f"{module}[]": ROWS[module] for module in RECORDED if module != "customerpayments"},
            **{one: DETAILS[module] for module, one in RECORDED.items()},
            **{f"{RECORDED[module]}.line_items[]": keys for module, keys in LINES.items()},
        },
        recorded=True,
    ),
    Deviation(
        "books",
        "The batch of items answers whole items, which recorded answers show with these keys.",
        "undocumented",
        ("GET /itemdetails",),
        {"items[]": DETAILS["items"]},
        recorded=True,
    ),
    of_books(
        "No answer with a single sales order is published; the document's examples are a part of one. It has what"
        " recorded records of estimates and invoices have.",
        "undocumented",
        "* /salesorders*",
        {
            "salesorder": """
                approver_id approvers_list attachment_name bcy_adjustment bcy_discount_total bcy_shipping_charge
                bcy_sub_total bcy_tax_total bcy_total billing_address billing_address_id can_send_in_mail
                client_viewed_time color_code contact_category contact_persons created_by_id created_date created_time
                crm_custom_reference_id crm_owner_id currency_code currency_id currency_symbol current_sub_status
                current_sub_status_id custom_field_hash customer_name discount_applied_on_amount discount_total
                is_emailed is_update_customer is_viewed_by_client last_modified_by_id last_modified_time lock_details
                locked_actions notes_default orientation page_height page_width price_precision pricebook_id
                roundoff_value salesorder_id shipping_address shipping_address_id status sub_statuses sub_total
                sub_total_inclusive_of_tax submitted_by submitted_by_email submitted_by_name submitted_by_photo_url
                submitted_date submitter_id tax_override_preference tax_rounding tax_total taxes tds_calculation_type
                template_name template_type terms_default total zcrm_potential_name
            """,
            "salesorder.line_items[]": """
                bcy_rate description discount discount_amount discounts header_id header_name image_document_id
                image_id image_name image_type internal_name is_invoiced is_taxable item_code item_custom_fields
                item_id item_order item_total item_total_inclusive_of_tax line_item_id line_item_taxes mapped_items
                name pricebook_id pricing_scheme project_name quantity rate sku stock_on_hand tax_name tax_percentage
                tax_type unit
            """,
            "salesorder.contact_persons_associated[].communication_preference": "is_sms_enabled",
        },
    ),
    of_books(
        "Recorded lists have a context with the report's name, the view and an empty list of custom fields; each"
        " document leaves out others of these, or the context.",
        "undocumented",
        ("GET /*",),
        {
            "": "page_context",
            "page_context": "applied_filter custom_fields report_name",
        },
    ),
    of_books(
        "In no document; public clients read these look-ups for forms.",
        "operation not documented",
        ("GET /salespersons", "GET /settings/paymentterms", "GET /settings/preferences/customfields"),
        {"": "*"},
    ),
    of_books(
        "Recorded lists of taxes name two dates in their context.",
        "undocumented",
        "GET /settings/taxes",
        {"page_context": "as_of_date to_date"},
    ),
    of_books(
        "`response_option` asks for counts and sums; where they stand is in no document.",
        "undocumented",
        "GET /invoices",
        {"": "invoices", "page_context": "response_option sum_columns total total_pages"},
    ),
    of_books(
        "Recorded answers list payments under `customerpayments`, the document under `customer_payments`.",
        "undocumented",
        "GET /customerpayments",
        {"": "customerpayments"},
    ),
    of_books(
        "The documents show an id, a label and a value; recorded custom fields of contacts say what they are, and so do"
        " all others here.",
        "undocumented",
        (
            "* /contacts*",
            "* /customerpayments*",
            "* /estimates*",
            "* /invoices*",
            "* /purchaseorders*",
            "* /salesorders*",
        ),
        {
            "*custom_fields[]": f"{CUSTOM_FIELD} customfield_id index label selected_option_id show_on_pdf",
        },
    ),
    of_books(
        "Recorded rows of contacts repeat each custom field as a key of the row.",
        "undocumented",
        "GET /contacts",
        {"contacts[]": "cf_*"},
    ),
    of_books(
        "The help pages describe one approval for all documents; the documents of invoices and credit notes have all of"
        " its operations.",
        "operation not documented",
        (
            "POST /estimates/{id}/approve/final",
            "POST /estimates/{id}/reject",
            "POST /purchaseorders/{id}/approve/final",
            "POST /salesorders/{id}/approve/final",
            "POST /salesorders/{id}/reject",
        ),
        {"": "*"},
    ),
    of_books(
        "The document of invoices shows of a file its size, its type and its times; here every record's files do, with"
        " what the user interface shows of them.",
        "undocumented",
        "GET /purchaseorders/{id}",
        {
            "purchaseorder.documents[]": """
                attachment_order can_send_in_mail file_size file_size_formatted file_type source uploaded_by
                uploaded_by_id uploaded_on
            """
        },
    ),
    of_books(
        "A recorded answer to a mail with an invoice says whether it was the first one.",
        "undocumented",
        "POST /invoices/{id}/email",
        {"": "is_first_email"},
    ),
    of_books(
        "Vendors are linked to CRM as customers are: the same document has `zcrm_vendor_id` as a filter.",
        "undocumented",
        "GET /contacts/{id}",
        {"contact": "zcrm_vendor_id"},
    ),
    of_books(
        "Recorded contacts, invoices and purchase orders have these keys of addresses; each document shows"
        " others of them.",
        "undocumented",
        (
            "* /contacts*",
            "* /creditnotes*",
            "* /estimates*",
            "* /invoices*",
            "* /purchaseorders*",
            "* /salesorders*",
        ),
        {
            "contact.*_address": "address_id country_code county latitude longitude",
            "*_address": "attention country_code phone street street2",
        },
    ),
    of_books(
        "The documents of other operations of the same product show these keys of the same objects.",
        "undocumented",
        (
            "* /contacts*",
            "* /creditnotes*",
            "* /estimates*",
            "* /invoices*",
            "* /purchaseorders*",
            "GET /salesorders/{id}/email",
        ),
        {
            "": "data",
            "data": "attach_pdf deprecated_placeholders_used",
            "contact.contact_persons[]": "is_added_in_portal",
            "contact_comments[]": "comment_type",
            "creditnote.contact_persons_associated[].communication_preference": "is_sms_enabled",
            "estimate.taxes[]": "tax_id",
            "invoice.taxes[]": "tax_id",
            "comment": "operation_type transaction_id transaction_type",
            "comments[]": "purchaseorder_id",
        },
    ),
    of_books(
        "Recorded contacts name their templates beside the ids.",
        "undocumented",
        "* /contacts*",
        {"contact.default_templates": "*_template_name"},
    ),
    of_books(
        "Recorded payments show more of the invoices that they pay.",
        "undocumented",
        "* /customerpayments*",
        {
            "payment.invoices[]": """
                allow_partial_payments apply_date balance discount_amount due_date installments invoice_customer_id
                invoice_customer_name invoice_installments invoice_payment_id is_early_payment_discount_applicable
                price_precision total
            """
        },
    ),
    of_books(
        "Recorded lists of organisations and currencies have these keys; here single ones have them too.",
        "undocumented",
        ("GET /organizations*", "GET /settings/currencies*"),
        {
            "currencies[]": "auto_exchange_rate_enabled currency_name_formatted",
            "currency": "auto_exchange_rate_enabled currency_name_formatted effective_date exchange_rate",
            "organization": "plan_name plan_period plan_type",
            "organization*": "country_code country_name is_dst_active org_settings portal_name",
            "organizations[]": """
                company_id_label company_id_value date_format field_separator industry_size industry_type tax_id_label
                tax_id_value
            """,
        },
    ),
    of_books(
        "Public clients' types of users, generated from live answers, have these keys and the tree of permissions.",
        "undocumented",
        ("GET /users", "GET /users/{id}", "GET /users/me"),
        {
            "user*": "is_super_admin user_role_formatted",
            "user": """
                branches default_branch_id email is_accountant is_associated_for_approval is_associated_with_org_email
                is_claimant is_current_user is_customer_segmented is_vendor_segmented role segmentation_details
            """,
            "users[]": "custom_fields is_employee",
        },
    ),
    of_books(
        "Whoever is invited is shown with 201, as records that are made are; the document shows a message alone.",
        "undocumented",
        ("POST /users",),
        {"": "user"},
    ),
    of_books(
        "Whoever is invited is shown with 201, as records that are made are; the document shows a message alone.",
        "status not documented",
        ("POST /users",),
        {"": "201"},
    ),
)
BOOKS = (*UNDOCUMENTED, *TYPES)
