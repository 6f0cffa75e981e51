"""The users of an organisation (Zoho Books API v3, page "Users") and what `GET /users/me` says about the caller."""

from collections.abc import Iterator

from sqlalchemy import true

from sandbox.books.blanks import blanks
from sandbox.books.catalogue import EVERY_ENTITY
from sandbox.books.memberships import Organization
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.rest import operations_of
from sandbox.books.roles import ROLES, SETTINGS, permission_tree
from sandbox.people import PERSONAS, Persona
from sandbox.store import Body, text_of


def _mark_self(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["is_current_user"] = body["user_id"] == request.persona.books_id


_KEYS = blanks(
    text="user_id role_id name email user_role user_role_formatted status photo_url user_type",
    no="is_current_user is_customer_segmented is_vendor_segmented is_employee is_super_admin",
    empty="custom_fields",
)
USERS = BooksModule(
    name="users",
    singular="user",
    plural="users",
    id_key="user_id",
    noun="User",
    scope="settings",
    entity=SETTINGS,
    report="Users",
    detail=_KEYS | blanks(text="created_time", zero="cost_rate", empty="email_ids"),
    row=_KEYS,
    views={
        "Status.All": true(),
        **{
            f"Status.{word}": text_of("status") == word.lower() for word in ("Active", "Inactive", "Invited", "Deleted")
        },
    },
    sorts=("name", "email", "user_role", "status"),
    sort=("name", "A"),
    personal=True,
    shape_row=_mark_self,
    shape_detail=_mark_self,
)


def seeded(organization: Organization) -> Iterator[Body]:
    """The organisation's users."""
    for persona in PERSONAS:
        if persona.books is not None and organization.has(persona):
            yield _told(persona, persona.books)


def _told(persona: Persona, role_name: str) -> Body:
    role = ROLES[role_name]
    return {
        "user_id": persona.books_id,
        "role_id": role.role_id,
        "name": persona.full_name,
        "email": persona.email,
        "email_ids": [{"email": persona.email, "is_selected": True}],
        "user_role": role.name,
        "user_role_formatted": role.display_name,
        "status": "active",
        "user_type": "zoho",
        "is_customer_segmented": role.segmented,
        "is_super_admin": role_name == "admin",
        "created_time": "2024-07-01T09:00:00+0200",
    }


def operations() -> list[Operation]:
    """List and read users, and oneself."""
    return [
        Operation("GET", "/users/me", "settings.READ", None, _me),
        *operations_of(USERS, ("list", "read")),
    ]


def _me(request: BooksRequest) -> BooksResponse:
    persona, role = request.persona, request.role
    user = USERS.rendered_detail(request, USERS.existing(request, persona.books_id))
    user |= {
        "is_accountant": False,
        "is_claimant": False,
        "is_associated_for_approval": role.may_approve or request.sandbox.approvals.name(persona.name),
        "is_associated_with_org_email": True,
        "branches": [],
        "default_branch_id": "",
        "segmentation_details": [],
        "role": {
            "role_id": role.role_id,
            "name": persona.full_name,
            "email": persona.email,
            "zuid": persona.zuid,
            "role": {
                "role_name": role.name,
                "display_name": role.display_name,
                "description": "",
                "permissions": permission_tree(role, EVERY_ENTITY),
            },
        },
    }
    return success(user=user)
