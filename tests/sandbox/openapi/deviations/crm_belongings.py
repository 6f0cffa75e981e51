"""Where mail, and what hangs on CRM's records, differs from what the documents say."""

from tests.sandbox.openapi.deviations.crm import OTHER_VALUE, deviation
from tests.sandbox.openapi.differences import NOT_BUILT, UNKNOWN

WRITES = (
    "PUT /Notes/{note}",
    "DELETE /{module}/{id}/Notes",
    "DELETE /{module}/{id}/Notes/{note}",
    "PUT /{module}/{id}/Notes",
    "PUT /{module}/{id}/Notes/{note}",
)
TIMELINE = "GET /{module}/{id}/__timeline"
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
ATTACHMENTS = (
    deviation(
        "Several are deleted like several records, with a result for each also where none was.",
        "*",
        "DELETE /{module}/{id}/Attachments",
        {"": "code data details message status"},
    ),
    deviation(
        "Lists of attachments are lists of records, with the same pages and orders.",
        "*",
        "GET /{module}/{id}/Attachments",
        {"": "sort_by sort_order", "info": "call email *page_token* sort_by sort_order"},
    ),
    deviation(
        "Newer documents of the same operation name the error of an attachment without a file.",
        OTHER_VALUE,
        "GET /{module}/{id}/Attachments/{attachment}",
        {"": "code"},
    ),
    deviation(
        "Each error has its own details; the document declares those of another one.",
        "missing",
        ("GET /{module}/{id}/Attachments", "POST /{module}/{id}/Attachments"),
        {"details": "param"},
    ),
    deviation(
        "Who made and changed a record has a name and an id in the results of all writes.",
        "missing",
        "POST /{module}/{id}/Attachments",
        {"data[].details.Created_By": "email", "data[].details.Modified_By": "email"},
    ),
    deviation(
        "No document describes files by themselves; what is held against them is that of a module of this name.",
        "*",
        ("GET /files", "POST /files"),
        {"": "*", "data[]": "message", "data[].details": "name"},
    ),
)
TIMELINES = (
    deviation(
        'An empty result is a 204 without a body (page "Status Codes").',
        "status not documented",
        TIMELINE,
        {"": "204"},
    ),
    deviation(
        "What an entry has nothing to say about is null, as clients see it.",
        "null instead of *",
        TIMELINE,
        {
            "__timeline[]": "automation_details extension field_history related_record",
            "__timeline[].field_history[]._value": "old",
            "__timeline[].record": "id",
            "__timeline[].record.module": "id",
            "info": "previous_page_token",
        },
    ),
    deviation(
        "The page's example names the user's profile.",
        "undocumented",
        TIMELINE,
        {"__timeline[].done_by": "profile"},
    ),
    deviation(
        "The page names this error of two parameters that exclude each other.",
        "*",
        TIMELINE,
        {"": "code message", "details": "ambiguity_due_to"},
    ),
    deviation(
        "Entries come whole, in the order of time; filters and other kinds of entries are not built.",
        NOT_BUILT,
        TIMELINE,
        {"": "filters include include_inner_details include_timeline_type sort_by"},
    ),
)
CRM_BELONGINGS = (*MAIL, *NOTES, *ATTACHMENTS, *TIMELINES)
