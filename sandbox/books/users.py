"""The users of an organisation (Zoho Books API v3, page "Users") and what `GET /users/me` says about the caller."""

from collections.abc import Callable, Iterator

from sqlalchemy import true

from sandbox.books.blanks import blanks
from sandbox.books.catalogue import EVERY_ENTITY
from sandbox.books.memberships import Organization
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import invalid, user_exists
from sandbox.books.rest import operations_of, store_changed
from sandbox.books.roles import ROLES, SETTINGS, permission_tree
from sandbox.people import PERSONAS, Persona
from sandbox.store import Body, text_of


def _mark_self(request: BooksRequest, body: Body, shown: Body) -> None:
    shown["is_current_user"] = body["user_id"] == request.persona.books_id


def _invited(request: BooksRequest, body: Body) -> Body:
    """The user whom a `POST /users` invites; whoever is a persona works in Books with this role from now on."""
    name, email, role_id = (str(request.body.get(key) or "").strip() for key in ("name", "email", "role_id"))
    if not name or "@" not in email:
        raise invalid("email" if name else "name")
    role_name = next((known for known, role in ROLES.items() if role.role_id == role_id), None)
    if role_name is None:
        raise invalid("role_id")
    known = request.ledger.bodies("users")
    if any(str(each.get("email")).casefold() == email.casefold() for each in known):
        raise user_exists(email)
    request.sandbox.seats[email.casefold()] = role_name
    persona = next((each for each in PERSONAS if each.email == email.casefold()), None)
    body = _told(persona, role_name) if persona is not None else {**body, **_stranger(name, email, role_name)}
    return {**body, "status": "invited", "created_time": request.now}


def _stranger(name: str, email: str, role_name: str) -> Body:
    role = ROLES[role_name]
    return {
        "role_id": role.role_id,
        "name": name,
        "email": email,
        "email_ids": [{"email": email, "is_selected": True}],
        "user_role": role.name,
        "user_role_formatted": role.display_name,
        "user_type": "zoho",
        "is_customer_segmented": role.segmented,
        "is_super_admin": False,
    }


def _vacated(request: BooksRequest, body: Body) -> None:
    request.sandbox.seats[str(body["email"]).casefold()] = None


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
    messages=("The user has been added.", "", "The user has been removed."),
    write=_invited,
    guard=_vacated,
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
        *operations_of(USERS, ("list", "read", "create", "delete")),
        *(
            Operation("POST", f"/users/{{id}}/{mark}", "settings.CREATE", (SETTINGS, "edit"), _marking(mark))
            for mark in ("active", "inactive")
        ),
    ]


def _marking(mark: str) -> Callable[[BooksRequest], BooksResponse]:
    def act(request: BooksRequest) -> BooksResponse:
        stored = USERS.existing(request, request.ids["id"])
        role = next((name for name, role in ROLES.items() if role.role_id == stored["role_id"]), None)
        # Who is inactive has no place in the organisation.
        request.sandbox.seats[str(stored["email"]).casefold()] = role if mark == "active" else None
        store_changed(request, USERS, stored, {**stored, "status": mark})
        return success(f"The user has been marked as {mark}.")

    return act


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
