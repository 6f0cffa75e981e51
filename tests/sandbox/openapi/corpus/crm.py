"""What CRM is asked: every operation with at least one success, lists with and without rows, the usual refusals."""

from itertools import chain
from typing import Any

from tests.sandbox.openapi.steps import Step

UNKNOWN = "4150868000099999999"
STANDARD = {
    "Accounts": "Account_Name,Owner,Annual_Revenue,Tag",
    "Contacts": "Full_Name,Email,Account_Name,Mobile",
    "Deals": "Deal_Name,Amount,Stage,Closing_Date",
    "Vendors": "Vendor_Name,Email",
    "Products": "Product_Name,Unit_Price",
}
MIRRORS = ("CustomModule5001", "CustomModule5002", "CustomModule5003", "CustomModule5004", "CustomModule5011")
SET_UP = ("Accounts", "Deals", "CustomModule5001")


def _read(module: str, fields: str) -> list[Step]:
    return [
        Step(f"GET /{module}?fields={fields}&per_page=10", keep="id=data[0].id"),
        Step(f"GET /{module}?fields=id&per_page=200&page=9", status=204),
        Step(f"GET /{module}/{{id}}"),
        Step(f"GET /{module}/{{id}}?fields=id"),
        Step(f"GET /{module}/{UNKNOWN}", status=204),
        Step(f"GET /{module}", status=400),
        Step(f"GET /{module}/none", status=400),
        Step(f"GET /{module}?fields=id", persona="expired", status=401),
        Step(f"GET /{module}/actions/count"),
    ]


def _set_up(module: str) -> list[Step]:
    return [
        Step(f"GET /settings/fields?module={module}", keep="field=fields[0].id"),
        Step(f"GET /settings/fields/{{field}}?module={module}"),
        Step(
            f"GET /settings/custom_views?module={module}&per_page=2",
            keep="all=custom_views[0].id view=custom_views[1].id",
        ),
        Step(f"GET /settings/custom_views/{{all}}?module={module}"),
        Step(f"GET /settings/custom_views/{{view}}?module={module}"),
        Step(f"GET /settings/modules/{module}"),
    ]


READ = (
    *(step for module, fields in STANDARD.items() for step in _read(module, fields)),
    *(step for module in MIRRORS for step in _read(module, "Name,Status")),
    *(step for module in SET_UP for step in _set_up(module)),
)
PAGES = [
    Step("GET /Accounts?fields=id&per_page=3", keep="token=info.next_page_token"),
    Step("GET /Accounts?fields=id&per_page=3&page_token={token}"),
    Step("GET /Accounts?fields=id&page=1&page_token={token}", status=400),
    Step("GET /Accounts?fields=id&page_token=none", status=400),
    Step("GET /Accounts?fields=id&page=20&per_page=200", status=400),
    Step("GET /Accounts?fields=id&per_page=201", status=400),
    Step("GET /Accounts?fields=id&sort_by=Account_Name", status=400),
    Step("GET /Accounts?fields=id&sort_by=Created_Time&sort_order=asc"),
    Step("GET /Accounts?fields=id&cvid=1", status=400),
    Step("GET /settings/custom_views?module=Deals&per_page=3", keep="view=custom_views[1].id"),
    Step("GET /Deals?fields=id&cvid={view}&per_page=3", keep="deal=data[0].id deal2=data[1].id"),
    Step("GET /Deals?fields=id&cvid={view}&sort_by=id", status=400),
    Step("GET /Deals?fields=id&ids={deal},{deal2}"),
    Step("GET /Deals?fields=Deal_Name,Amount&per_page=5", persona="restricted"),
    Step("GET /Deals/{deal}", persona="accountant"),
    Step("GET /Nothing?fields=id", status=400),
    Step("GET /CustomModule5001?fields=id", persona="outsider", status=403),
    Step("GET /Deals?fields=id", persona=None, status=401),
    Step("GET /no/such/path/here", status=404),
    Step("PATCH /Deals", status=400),
    Step("GET /settings/related_lists?module=Accounts", keep="related=related_lists[0].api_name"),
    Step("GET /settings/related_lists?module=Products", status=204),
    Step("GET /settings/related_lists", status=400),
    Step("GET /Accounts?fields=id&per_page=1&sort_by=id&sort_order=asc", keep="account=data[0].id"),
    Step("GET /Accounts/{account}/Contacts?fields=Full_Name,Email"),
    Step("GET /Accounts/{account}/Contacts?fields=id&page=9", status=204),
    Step("GET /Accounts/{account}/Nothing?fields=id", status=400),
    Step(f"GET /Accounts/{UNKNOWN}/Contacts?fields=id", status=400),
    Step("GET /Deals/{deal}/Contact_Roles?fields=Full_Name,Contact_Role"),
]
SEARCHES = [
    Step("GET /Deals/search?criteria=(Stage:equals:Closed Won)&per_page=3"),
    Step("GET /Deals/search?word=zz-nothing", status=204),
    Step("GET /Contacts/search?email=nobody@nowhere.example", status=204),
    Step("GET /Contacts/search?phone=%2B0", status=204),
    Step("GET /Deals/search", status=400),
    Step("GET /Deals/search?criteria=(Nothing:equals:1)", status=400),
    Step("GET /Deals/search?criteria=nonsense", status=400),
    Step("GET /Deals/search?word=gmbh&page=20&per_page=200", status=400),
    Step("GET /Deals/search?word=gmbh&sort_by=Nothing", status=400),
    Step("GET /Deals/actions/count?criteria=(Stage:equals:Closed Won)"),
    Step("GET /Deals/actions/count?cvid={view}"),
    Step("GET /Deals/actions/count?cvid={view}&word=gmbh", status=400),
]
SETTINGS = [
    Step("GET /users", keep="user=users[0].id"),
    Step("GET /users?type=CurrentUser", persona="sales"),
    Step("GET /users?type=AdminUsers"),
    Step("GET /users?type=none", status=400),
    Step("GET /users?page=9", status=204),
    Step("GET /users/actions/count"),
    Step("GET /users/{user}"),
    Step("GET /users/1", status=204),
    Step("GET /org"),
    Step("GET /settings/roles", keep="role=roles[0].id"),
    Step("GET /settings/roles/{role}"),
    Step("GET /settings/roles/1", status=204),
    Step("GET /settings/profiles", keep="profile=profiles[0].id other=profiles[3].id"),
    Step("GET /settings/profiles/{profile}"),
    Step("GET /settings/profiles/{other}", persona="restricted"),
    Step("GET /settings/profiles/1", status=400),
    Step("GET /settings/modules"),
    Step("GET /settings/modules", persona="outsider"),
    Step("GET /settings/modules?status=user_hidden", status=204),
    Step("GET /settings/modules/Nothing", status=400),
    Step("GET /settings/fields?module=Deals", persona="restricted"),
    Step("GET /settings/fields?module=Accounts&type=unused", status=204),
    Step("GET /settings/fields", status=400),
    Step("GET /settings/fields?module=Nothing", status=400),
    Step("GET /settings/fields/1?module=Accounts", status=400),
    Step("GET /settings/custom_views", status=400),
    Step("GET /settings/custom_views/1?module=Accounts", status=204),
]
DEAL = {"Deal_Name": "Corpus", "Stage": "Qualification"}
NEW = {"data": [{**DEAL, "Amount": 10.5}]}
MIXED = {"data": [{**DEAL, "Deal_Name": "Corpus 2"}, {"Stage": "Qualification"}]}
WRITES = [
    Step("POST /Deals", NEW, 201, keep="new=data[0].details.id"),
    Step("POST /Deals", MIXED, 207, keep="new2=data[0].details.id"),
    Step("POST /Deals", {"data": []}, 400),
    Step("POST /Deals", {"data": [{"Deal_Name": "X", "Stage": "None", "Amount": "much"}]}, 400),
    Step("POST /Deals", {"data": [{"Deal_Name": "X", "Stage": "None"}]}, 400),
    Step("POST /Deals", NEW, 403, persona="outsider"),
    Step("GET /Contacts?fields=Email&per_page=1", keep="email=data[0].Email"),
    Step("POST /Contacts", {"data": [{"Last_Name": "X", "Email": "{email}"}]}, 400),
    Step("POST /CustomModule5001", {"data": [{"Name": "X"}]}, 400),
    Step("PUT /Deals", {"data": [{"id": "{new}", "Amount": 11}, {"id": UNKNOWN, "Amount": 11}]}, 207),
    Step("PUT /Deals", {"data": [{"id": "{new}", "Amount": 12}]}),
    Step("PUT /Deals/{new}", {"data": [{"Amount": 13}]}),
    Step("PUT /Deals/{new}", {"data": [{"Amount": []}]}, 400),
    Step("PUT /Deals/none", {"data": [{"Amount": 13}]}, 400),
    Step("PUT /Deals/{new}", {"data": [{"Amount": 13}]}, 412, headers={"If-Unmodified-Since": "2020-01-01T00:00:00Z"}),
    Step("POST /Deals/upsert", {"data": [{"Deal_Name": "Corpus", "Amount": 14}, {**DEAL, "Deal_Name": "Corpus 3"}]}),
    Step("POST /Deals/upsert", {"data": [{"Deal_Name": "X"}], "duplicate_check_fields": ["Amount"]}, 400),
    Step("DELETE /Deals/{new}"),
    Step("DELETE /Deals/{new}", status=400),
    Step("DELETE /Deals?ids={new2}"),
    Step("DELETE /Deals", status=400),
    Step("GET /Deals/deleted"),
    Step("GET /Deals/deleted?type=none", status=400),
    Step("GET /Vendors/deleted", status=204),
]


SENT = {"from": {"user_name": "Ingrid Halvorsen", "email": "{from}"}, "to": [{"email": "buyer@customer.example"}]}
MAIL = [
    Step("GET /settings/emails/actions/from_addresses", keep="from=from_addresses[0].email"),
    Step("GET /settings/emails/actions/from_addresses?user_id=1", status=400),
    Step("POST /Accounts/{account}/actions/send_mail", {"data": [{**SENT, "subject": "Hello", "content": "Hello"}]}),
    Step("POST /Accounts/{account}/actions/send_mail", {"data": [{**SENT, "from": {"email": "x@y.example"}}]}, 400),
    Step("POST /Accounts/{account}/actions/send_mail", {"data": [{**SENT, "to": []}]}, 400),
    Step("POST /Accounts/{account}/actions/send_mail", {"data": [{**SENT, "cc": {}}]}, 400),
    Step(f"POST /Accounts/{UNKNOWN}/actions/send_mail", {"data": [SENT]}, 400),
    Step("POST /Vendors/1/actions/send_mail", {"data": [SENT]}, 403, persona="outsider"),
]


NOTE = {"Note_Title": "Corpus", "Note_Content": "Here"}
NOTE_FIELDS = ",".join(
    (
        "id,Note_Title,Note_Content,Parent_Id,Owner,Created_By,Created_Time,Modified_By,Modified_Time,$editable",
        "$sharing_permission,$attachments,$is_shared_to_client,$size,$state,$voice_note",
    )
)
OF_ACCOUNT = {"Parent_Id": {"module": {"api_name": "Accounts"}, "id": "{account}"}}
NOTES = [
    Step(f"GET /Notes?fields={NOTE_FIELDS}&per_page=3"),
    Step("GET /Notes?fields=id", persona="sales", status=403),
    Step("GET /Notes", status=400),
    Step(
        "POST /Notes",
        {"data": [NOTE | OF_ACCOUNT, NOTE | OF_ACCOUNT]},
        201,
        keep="n1=data[0].details.id n2=data[1].details.id",
    ),
    Step("POST /Notes", {"data": [NOTE]}, 400),
    Step("POST /Notes", {"data": [NOTE | OF_ACCOUNT | {"Note_Content": 5}, NOTE | OF_ACCOUNT]}, 207),
    Step(f"GET /Notes/{{n1}}?fields={NOTE_FIELDS}"),
    Step("GET /Notes/1?fields=id", status=204),
    Step("GET /Notes/none?fields=id", status=400),
    Step("PUT /Notes/{n1}", {"data": [{"Note_Content": "There"}]}),
    Step("PUT /Notes/{n1}", {"data": [{"Note_Content": "Theirs"}]}, 400, persona="sales"),
    Step("PUT /Notes", {"data": [{"id": "{n1}", "Note_Title": "Two"}, {"id": "{n2}", "Note_Title": "Two"}]}),
    Step("PUT /Notes/1", {"data": [{"Note_Content": "There"}]}, 400),
    Step("POST /Accounts/{account}/Notes", {"data": [NOTE]}, 201, keep="n3=data[0].details.id"),
    Step(
        "POST /Accounts/{account}/Notes",
        {"data": [NOTE, NOTE]},
        201,
        keep="n4=data[0].details.id n5=data[1].details.id",
    ),
    Step("GET /Accounts/{account}/Notes?fields=Note_Title,Note_Content,Owner"),
    Step("GET /Accounts/{account}/Notes?fields=id&page=9", status=204),
    Step("GET /Accounts/{account}/Notes/{n3}?fields=Note_Title"),
    Step("PUT /Accounts/{account}/Notes", {"data": [{"id": "{n3}", "Note_Title": "Three"}]}),
    Step("PUT /Accounts/{account}/Notes/{n3}", {"data": [{"Note_Title": "Four"}]}),
    Step("DELETE /Accounts/{account}/Notes/{n3}"),
    Step("DELETE /Accounts/{account}/Notes?ids={n4}"),
    Step("DELETE /Notes/{n1}"),
    Step("DELETE /Notes?ids={n2}"),
    Step("DELETE /Notes?ids={n2}", status=400),
    Step("DELETE /Notes", status=400),
]
ATTACHMENT_FIELDS = ",".join(
    (
        "id,File_Name,Size,Parent_Id,Owner,Created_By,Created_Time,Modified_By,Modified_Time,$editable",
        "$sharing_permission,$file_id,$type,$se_module,$link_url,$state",
    )
)
LINK = "attachmentUrl=https://customer.example/plan&title=Plan"
WITH_FILES = {"attachments": [{"id": "{a1}"}, {"id": "{file}"}]}
FILES = [
    Step("POST /Accounts/{account}/Attachments", file="file=offer.pdf", keep="a1=data[0].details.id"),
    Step(f"POST /Accounts/{{account}}/Attachments?{LINK}", keep="a2=data[0].details.id"),
    Step("POST /Accounts/{account}/Attachments", status=400),
    Step(f"POST /Accounts/{UNKNOWN}/Attachments", file="file=offer.pdf", status=400),
    Step("POST /Vendors/1/Attachments", file="file=offer.pdf", status=403, persona="outsider"),
    Step(f"GET /Accounts/{{account}}/Attachments?fields={ATTACHMENT_FIELDS}"),
    Step("GET /Accounts/{account}/Attachments", status=400),
    Step("GET /Accounts/{account}/Attachments?fields=id&page=9", status=204),
    Step("GET /Accounts/{account}/Attachments/{a1}"),
    Step("GET /Accounts/{account}/Attachments/{a2}", status=400),
    Step("GET /Accounts/{account}/Attachments/1", status=204),
    Step("POST /files", file="file=terms.pdf", keep="file=data[0].details.id"),
    Step("GET /files?id={file}"),
    Step("GET /files?id=1", status=204),
    Step("GET /files", status=400),
    Step("POST /Accounts/{account}/actions/send_mail", {"data": [SENT | WITH_FILES]}),
    Step("DELETE /Accounts/{account}/Attachments/{a1}"),
    Step("DELETE /Accounts/{account}/Attachments?ids={a2}"),
    Step("DELETE /Accounts/{account}/Attachments?ids={a2}", status=400),
]
TIMELINE = [
    Step("PUT /Accounts/{account}", {"data": [{"Rating": "Active", "Employees": 12, "Key_Account": True}]}),
    Step("GET /Accounts/{account}/__timeline?per_page=2", keep="token=info.next_page_token"),
    Step("GET /Accounts/{account}/__timeline?page_token={token}"),
    Step("GET /Accounts/{account}/__timeline?per_page=2&page_token={token}", status=400),
    Step("GET /Accounts/{account}/__timeline?page=99", status=204),
    Step(f"GET /Accounts/{UNKNOWN}/__timeline", status=400),
    Step("GET /Nothing/1/__timeline", status=400),
]


def _query(text: str, status: int = 200) -> Step:
    return Step("POST /coql", {"select_query": text}, status)


QUERIES = [
    _query("select Deal_Name, Account_Name.Account_Name from Deals where Amount > 0 limit 3"),
    _query("select Stage, COUNT(id), SUM(Amount) from Deals where id is not null group by Stage"),
    _query("select id from Deals where Deal_Name = 'zz-nothing'", 204),
    _query("select id from Deals", 400),
    _query("select id where", 400),
    _query("select id from Deals where Stage equals 'a'", 400),
    _query("select Nothing from Deals where id is not null", 400),
    _query("select id from Nothing where id is not null", 400),
    _query("select id from Deals where id is not null limit 2001", 400),
    Step("POST /coql", {}, 400),
    Step(
        "POST /coql",
        {"select_query": "select id from Deals where id is not null limit 2", "include_meta": ["fields"]},
    ),
]
ORGANIZATION: dict[str, Any] = {"method": "GET", "uri": "/crm/v8/org", "headers": {}, "params": {}}
COMPOSITES = [
    Step("POST /__composite_requests", {"__composite_requests": [ORGANIZATION]}),
    Step("POST /__composite_requests", {"__composite_requests": [ORGANIZATION] * 6}, 400),
]
STEPS = tuple(chain(READ, PAGES, SEARCHES, SETTINGS, WRITES, MAIL, NOTES, FILES, TIMELINE, QUERIES, COMPOSITES))
