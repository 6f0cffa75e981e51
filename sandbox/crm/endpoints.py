"""CRM's endpoints: which path and verb answers what, behind which scopes and which right in the module."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.context import Sandbox
from sandbox.crm import (
    field_settings,
    listing,
    mail,
    module_settings,
    notes,
    profile_settings,
    reading,
    searching,
    setup,
    users,
    writing,
)
from sandbox.crm.answers import Refusal, answer, invalid_module, not_supported
from sandbox.crm.caller import Call, module_scopes, require_scopes
from sandbox.crm.coql.execution import coql_result
from sandbox.crm.deleting import delete_record, delete_records
from sandbox.crm.profiles import Action
from sandbox.tokens import Grant

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_SCHEME = "Zoho-oauthtoken"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. `scopes` must all be held; an `action` asks for a module's own scope and right as well.

    `opened_by` names, for a module, the scopes of which one does instead of the module's own. `own` operations are not
    for the mirrors of finance records.
    """

    answered: Callable[[Call], Response]
    scopes: tuple[str, ...] = ()
    action: Action | None = None
    opened_by: Callable[[str], tuple[str, ...]] | None = None
    own: bool = False


def _settings(item: str, answered: Callable[[Call], Response]) -> Mapping[str, Endpoint]:
    return {"GET": Endpoint(answered, (f"ZohoCRM.settings.{item}.READ",))}


def _within(endpoints: Mapping[str, Endpoint]) -> Mapping[str, Endpoint]:
    """The same operations on what belongs to one record, which must be one that the user may view."""
    return {method: replace(each, action="View", own=True) for method, each in endpoints.items()}


_NOTES = {
    "GET": Endpoint(notes.list_of_notes, ("ZohoCRM.modules.notes.READ",)),
    "POST": Endpoint(notes.create_notes, ("ZohoCRM.modules.notes.CREATE",)),
    "PUT": Endpoint(notes.update_notes, ("ZohoCRM.modules.notes.UPDATE",)),
    "DELETE": Endpoint(notes.delete_notes, ("ZohoCRM.modules.notes.DELETE",)),
}
_NOTE = {
    "GET": Endpoint(notes.single_note, ("ZohoCRM.modules.notes.READ",)),
    "PUT": Endpoint(notes.update_note, ("ZohoCRM.modules.notes.UPDATE",)),
    "DELETE": Endpoint(notes.delete_note, ("ZohoCRM.modules.notes.DELETE",)),
}
_MAIL = Endpoint(mail.send_mail, action="View", opened_by=mail.scopes, own=True)
_SEARCH = ("ZohoSearch.securesearch.READ",)
_USERS = ("ZohoCRM.users.READ",)
OPERATIONS: Mapping[Action, str] = {"View": "READ", "Create": "CREATE", "Edit": "UPDATE", "Delete": "DELETE"}
PATHS: Mapping[str, Mapping[str, Endpoint]] = {
    "/users": {"GET": Endpoint(users.list_of_users, _USERS)},
    "/users/{id}": {"GET": Endpoint(users.single_user, _USERS)},
    "/org": {"GET": Endpoint(setup.organization, ("ZohoCRM.org.READ",))},
    "/settings/roles": _settings("roles", setup.list_of_roles),
    "/settings/roles/{id}": _settings("roles", setup.single_role),
    "/settings/profiles": _settings("profiles", profile_settings.list_of_profiles),
    "/settings/profiles/{id}": _settings("profiles", profile_settings.single_profile),
    "/settings/modules": _settings("modules", module_settings.list_of_modules),
    "/settings/modules/{name}": _settings("modules", module_settings.single_module),
    "/settings/fields": _settings("fields", field_settings.list_of_fields),
    "/settings/fields/{id}": _settings("fields", field_settings.single_field),
    "/settings/related_lists": _settings("related_lists", module_settings.list_of_related_lists),
    "/settings/custom_views": _settings("custom_views", module_settings.list_of_views),
    "/settings/custom_views/{id}": _settings("custom_views", module_settings.single_view),
    "/settings/emails/actions/from_addresses": _settings("emails", mail.list_of_addresses),
    "/coql": {"POST": Endpoint(coql_result, ("ZohoCRM.coql.READ",))},
    "/Notes": _NOTES,
    "/{module}": {
        "GET": Endpoint(listing.list_of_records, action="View"),
        "POST": Endpoint(writing.create_records, action="Create"),
        "PUT": Endpoint(writing.update_records, action="Edit"),
        "DELETE": Endpoint(delete_records, action="Delete"),
    },
    "/{module}/search": {"GET": Endpoint(searching.search_result, _SEARCH, "View")},
    "/{module}/actions/count": {"GET": Endpoint(searching.record_count, _SEARCH, "View")},
    "/{module}/upsert": {"POST": Endpoint(writing.upsert_records, action="Create")},
    "/{module}/deleted": {"GET": Endpoint(listing.list_of_deleted, action="View")},
    "/Notes/{note}": _NOTE,
    "/{module}/{id}": {
        "GET": Endpoint(reading.single_record, action="View"),
        "PUT": Endpoint(writing.update_record, action="Edit"),
        "DELETE": Endpoint(delete_record, action="Delete"),
    },
    "/{module}/{id}/actions/send_mail": {
        "POST": Endpoint(mail.send_mail, action="View", opened_by=mail.scopes, own=True)
    },
    "/{module}/{id}/Notes": _within(_NOTES),
    "/{module}/{id}/Notes/{note}": _within(_NOTE),
    "/{module}/{id}/{relation}": {"GET": Endpoint(listing.list_of_related, action="View")},
}


def crm_routes(sandbox: Sandbox) -> list[BaseRoute]:
    """Every path, and behind them the answer for any other."""
    known = [Route(path, _serve(sandbox, endpoints), methods=METHODS) for path, endpoints in PATHS.items()]
    return [*known, Route("/{path:path}", _unknown, methods=METHODS)]


async def _unknown(_: Request) -> Response:
    message = "Please check if the URL trying to access is a correct one"
    return answer(Refusal("INVALID_URL_PATTERN", message).body, 404)


def _serve(sandbox: Sandbox, endpoints: Mapping[str, Endpoint]) -> Callable[[Request], Any]:
    async def served(request: Request) -> Response:
        body = await request.body()
        try:
            return _answered(sandbox, endpoints, request, body)
        except Refusal as refusal:
            return answer(refusal.body, refusal.status)

    return served


def _answered(sandbox: Sandbox, endpoints: Mapping[str, Endpoint], request: Request, raw: bytes) -> Response:
    endpoint = endpoints.get(request.method)
    if endpoint is None:
        raise Refusal("INVALID_REQUEST_METHOD", "The http request method type is not a valid one")
    grant = _authenticated(sandbox, request)
    for scope in endpoint.scopes:
        require_scopes(grant, scope)
    call = Call(sandbox, request, grant)
    if endpoint.action is not None:
        _authorize(call, endpoint, endpoint.action)
    return endpoint.answered(Call(sandbox, request, grant, _decoded(raw)))


def _authenticated(sandbox: Sandbox, request: Request) -> Grant:
    """Whose token it is (public page "Status Codes"): only the scheme `Zoho-oauthtoken` is one of CRM's."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != _SCHEME or not token.strip():
        raise Refusal("AUTHENTICATION_FAILURE", "Authentication failed", 401)
    grant = sandbox.tokens.grant(token.strip())
    if grant is None or grant.expired:
        raise Refusal("INVALID_TOKEN", "invalid oauth token", 401)
    return grant


def _authorize(call: Call, endpoint: Endpoint, action: Action) -> None:
    """The module's scope, the module itself and the profile's right, in this order."""
    name = call.path("module")
    module = call.modules.named.get(name)
    custom = module is not None and module.mirror
    own = module_scopes(name, OPERATIONS[action], custom=custom)
    require_scopes(call.grant, *(endpoint.opened_by(name) if endpoint.opened_by else own))
    if module is None:
        raise invalid_module(resource_path_index=0)
    call.require(action, module)
    if module.mirror and (action != "View" or endpoint.own):
        # The finance products own these records; how CRM refuses to change them is not documented.
        raise not_supported()


def _decoded(raw: bytes) -> Any:
    """The body as JSON, whatever its content type says."""
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError as error:
        message = "unable to process your request. please verify method name, parameters and their values"
        raise Refusal("INVALID_REQUEST", message) from error
