"""The answers that rest on an assumption, each altered in every way that could prove it false."""

import json
from collections.abc import Iterator, Mapping, Sequence

from tests.unverified.alterations import SHAPES, WORDS, Change, at, refused
from tests.unverified.proxy import Alteration

ME = "GET /books/v3/users/me"
USER_INFO = "GET /oauth/user/info"
MODULES, FIELDS = "GET /crm/v8/settings/modules", "GET /crm/v8/settings/fields"
CRM_USER = "GET /crm/v8/users"
BOOKS_ORGANIZATIONS, BILLING_ORGANIZATIONS = "GET /books/v3/organizations", "GET /billing/v1/organizations"
PAYMENTS = "GET /billing/v1/payments"
DOCUMENTS = r"GET /books/v3/(estimates|invoices|salesorders|purchaseorders)(/\d+)?"
_PERMISSION = "user.role.role.permissions.*"
Refusals = Sequence[tuple[int, Mapping[str, object]]]
_PLATFORM_REFUSALS: Refusals = [
    (404, {"code": 5, "message": "Invalid URL Passed"}),
    (403, {"code": 57, "message": "You are not authorized to perform this operation"}),
    (401, {"code": 57, "message": "You are not authorized to perform this operation"}),
    (400, {"code": 1002, "message": "Resource does not exist."}),
]
_CRM_REFUSALS: Refusals = [
    (404, {"code": "INVALID_URL_PATTERN", "status": "error", "message": "", "details": {}}),
    (403, {"code": "NO_PERMISSION", "status": "error", "message": "", "details": {}}),
    (401, {"code": "OAUTH_SCOPE_MISMATCH", "status": "error", "message": "", "details": {}}),
]
_ACCOUNTS_REFUSALS: Refusals = [(404, {"error": "not_found"}), (403, {"error": "invalid_scope"})]


def _each(endpoint: str, places: Mapping[str, Mapping[str, Change]]) -> Iterator[Alteration]:
    for place, changes in places.items():
        for change in changes.values():
            yield at(endpoint, place, change)


def _refusals(endpoint: str, bodies: Refusals) -> Iterator[Alteration]:
    yield from (refused(endpoint, status, body) for status, body in bodies)
    for body in ("null", "[]", "{}", '"word"'):
        yield refused(endpoint, 200, json.loads(body))


def _books_user() -> Iterator[Alteration]:
    yield from _each(
        ME,
        {
            "user": SHAPES,
            "user.user_id": SHAPES,
            "user.user_role": WORDS,
            "user.is_customer_segmented": SHAPES,
            "user.role": SHAPES,
            "user.role.role": SHAPES,
            "user.role.role.permissions": SHAPES,
            f"{_PERMISSION}.entity": WORDS,
            f"{_PERMISSION}.full_access": SHAPES,
            f"{_PERMISSION}.can_view": SHAPES,
            f"{_PERMISSION}.can_edit": SHAPES,
        },
    )
    yield from _refusals(ME, _PLATFORM_REFUSALS)


def _organizations(endpoint: str) -> Iterator[Alteration]:
    yield from _each(
        endpoint,
        {
            "organizations": SHAPES,
            "organizations.*.organization_id": SHAPES,
            "organizations.*.is_default_org": SHAPES,
        },
    )
    yield from _refusals(endpoint, _PLATFORM_REFUSALS)


def _crm() -> Iterator[Alteration]:
    flags = {f"modules.*.{flag}": SHAPES for flag in ("viewable", "creatable", "editable", "deletable")}
    yield from _each(MODULES, {"modules": SHAPES, "modules.*.api_name": WORDS, **flags})
    finance = ("CustomModule5001", "CustomModule5011")
    for name in finance:
        for change in WORDS.values():
            yield at(MODULES, "modules.*.api_name", change, only=lambda each, name=name: each.get("api_name") == name)
    fields = ("visible", "read_only", "data_type", "custom_field")
    yield from _each(
        FIELDS, {"fields": SHAPES, "fields.*.api_name": WORDS, **{f"fields.*.{flag}": SHAPES for flag in fields}}
    )
    for name in ("Grand_Total", "Amount"):
        for change in WORDS.values():
            yield at(FIELDS, "fields.*.api_name", change, only=lambda each, name=name: each.get("api_name") == name)
    yield from _each(CRM_USER, {"users": SHAPES, "users.*.id": SHAPES, "users.*.profile": SHAPES})
    yield from _each(CRM_USER, {"users.*.profile.name": SHAPES, "users.*.email": SHAPES})
    for endpoint in (MODULES, FIELDS, CRM_USER):
        yield from _refusals(endpoint, _CRM_REFUSALS)


def _accounts() -> Iterator[Alteration]:
    yield from _each(USER_INFO, dict.fromkeys(("Email", "ZUID", "Display_Name", "First_Name", "Last_Name"), SHAPES))
    yield from _refusals(USER_INFO, _ACCOUNTS_REFUSALS)


def _statuses() -> Iterator[Alteration]:
    for holder in ("estimates.*", "estimate", "invoices.*", "invoice"):
        for change in WORDS.values():
            yield at(DOCUMENTS, f"{holder}.status", change, only=lambda each: each["status"] == "pending_approval")


ALTERED: Mapping[str, tuple[Alteration, ...]] = {
    "accounts.user-keys": tuple(_accounts()),
    "crm": tuple(_crm()),
    "books.user": tuple(_books_user()),
    "books.organizations": tuple(_organizations(BOOKS_ORGANIZATIONS)),
    "billing.organizations": tuple(_organizations(BILLING_ORGANIZATIONS)),
    "billing.payments-list": (*_each(PAYMENTS, {"payments": SHAPES}), *_refusals(PAYMENTS, _PLATFORM_REFUSALS)),
    "books.approval-status": tuple(_statuses()),
}
# What is asked where an answer of the group is altered.
ASKED: Mapping[str, tuple[str, ...]] = {
    "accounts.user-keys": ("documents", "billing", "crm", "viewer"),
    "crm": ("documents", "billing", "crm", "joins", "graph"),
    "books.user": ("documents", "transactions", "joins", "graph"),
    "books.organizations": ("documents", "joins", "approvals", "viewer", "graph"),
    "billing.organizations": ("billing", "joins", "viewer", "graph"),
    "billing.payments-list": ("billing",),
    "books.approval-status": ("approvals",),
}
