"""Where mail, and what hangs on CRM's records, differs from what the documents say."""

from tests.sandbox.openapi.deviations.crm import OTHER_VALUE, deviation
from tests.sandbox.openapi.differences import UNKNOWN

WRITES = (
    "PUT /Notes/{note}",
    "DELETE /{module}/{id}/Notes",
    "DELETE /{module}/{id}/Notes/{note}",
    "PUT /{module}/{id}/Notes",
    "PUT /{module}/{id}/Notes/{note}",
)
MAIL = (
    deviation(
        "The document's pattern fits its own example alone.",
        "against its pattern",
        "GET /settings/emails/actions/from_addresses",
        {"from_addresses[]": "email"},
    ),
    deviation(
        "Newer documents of the same operation show the message's id alone; no address is ever blocked here.",
        "missing",
        "POST /{module}/{id}/actions/send_mail",
        {"data[].details": "blocked_email_addresses"},
    ),
    deviation(
        "The errors are those of the document, in the envelope that it declares for one of them.",
        "*",
        "POST /{module}/{id}/actions/send_mail",
        {"data[]": "code", "data[].details": "expected_data_type"},
    ),
)
NOTES = (
    deviation(
        'No document describes it; the page "Create Notes" does.',
        "operation not documented",
        "POST /{module}/{id}/Notes",
        {"": "*"},
    ),
    deviation(
        'What is made answers 201, what succeeds in part 207, an empty result 204 (page "Status Codes").',
        "status not documented",
        ("POST /Notes", "GET /{module}/{id}/Notes"),
        {"": "201 204 207"},
    ),
    deviation(
        "The document of related records has one message for all of them; the pages of notes name these.",
        OTHER_VALUE,
        WRITES,
        {"data[]": "message"},
    ),
    deviation(
        "The pages of notes show who made and changed the note, and when, the document of related records its id.",
        "undocumented",
        ("PUT /{module}/{id}/Notes", "PUT /{module}/{id}/Notes/{note}"),
        {"data[].details": "Created_By Created_Time Modified_By Modified_Time"},
    ),
    deviation(
        'A note that is gone has nothing but its id (page "Delete Notes").',
        "missing",
        ("DELETE /Notes", "DELETE /Notes/{note}"),
        {"data[].details": "Created_By Created_Time Modified_By Modified_Time"},
    ),
    deviation(
        "Some errors are described under statuses that do not fit them, others not at all; these are those of records.",
        "*",
        ("GET /Notes", "GET /Notes/{note}", "POST /Notes", "DELETE /Notes"),
        {
            "": "code details message status",
            "data[]": "code message status",
            "data[].details": "Created_By Created_Time Modified_By Modified_Time json_path",
        },
    ),
    deviation(
        "A note without attachments has no size; the page's example shows null.",
        "null instead of string",
        ("GET /Notes", "GET /Notes/{note}"),
        {"data[]": "$size"},
    ),
    deviation(
        "Lists of notes are lists of records, with the same pages and orders.",
        "*",
        ("GET /Notes", "GET /{module}/{id}/Notes"),
        {"info": "call email next_page_token page_token_expiry previous_page_token"},
    ),
    deviation(
        "Lists of notes are lists of records, with the same parameters.",
        UNKNOWN,
        ("GET /Notes", "GET /{module}/{id}/Notes"),
        {"": "ids page_token sort_by sort_order"},
    ),
)
CRM_BELONGINGS = (*MAIL, *NOTES)
