"""How an operation of CRM is served: its body is read, its caller admitted, its refusals become answers."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.context import Sandbox
from sandbox.crm.caller import Call, module_scopes, require_scopes
from sandbox.crm.documented import UNBUILT
from sandbox.crm.forms import Limit, form_of
from sandbox.crm.profiles import CrmAction
from sandbox.crm.responses import CrmRefusal, answer, invalid_module, not_supported
from sandbox.tokens import Grant

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_VARIES = re.compile(r"(/\{\w+\})+")
_SCHEME = "Zoho-oauthtoken"
OPERATIONS: Mapping[CrmAction, str] = {"View": "READ", "Create": "CREATE", "Edit": "UPDATE", "Delete": "DELETE"}


@dataclass(frozen=True, slots=True)
class CrmEndpoint:
    """One operation. `scopes` must all be held; an `action` asks for a module's own scope and right as well.

    `opened_by` names, for a module, the scopes of which one does instead of the module's own. `own` operations are not
    for the mirrors of finance records. With `uploads` the body is a form with files.
    """

    answered: Callable[[Call], Response | Awaitable[Response]]
    scopes: tuple[str, ...] = ()
    action: CrmAction | None = None
    opened_by: Callable[[str], tuple[str, ...]] | None = None
    own: bool = False
    uploads: Limit | None = None


def routes_of(sandbox: Sandbox, paths: Mapping[str, Mapping[str, CrmEndpoint]]) -> list[BaseRoute]:
    """Every path with its operations by method, and behind them the answer for any other."""
    known = [_route(sandbox, path, endpoints) for path, endpoints in paths.items()]
    unbuilt = [_route(sandbox, path, {}) for path in UNBUILT if path not in paths]
    # Where every part of a path varies, it would stand for others.
    special = [each for each in unbuilt if not _VARIES.fullmatch(each.path)]
    general = [each for each in unbuilt if _VARIES.fullmatch(each.path)]
    return [*special, *known, *general, Route("/{path:path}", _unknown, methods=METHODS)]


def _route(sandbox: Sandbox, path: str, endpoints: Mapping[str, CrmEndpoint]) -> Route:
    return Route(path, _serve(sandbox, path, endpoints), methods=METHODS)


async def _unknown(_: Request) -> Response:
    refusal = _wrong_url()
    return answer(refusal.body, refusal.status)


def _wrong_url() -> CrmRefusal:
    message = "Please check if the URL trying to access is a correct one"
    return CrmRefusal("INVALID_URL_PATTERN", message, 404)


def _not_built(call: Call) -> Response:
    if call.request.path_params.get("module", "Deals") not in call.modules.named:
        raise _wrong_url() if "related" in call.request.path_params else invalid_module(resource_path_index=0)
    what = f"{call.request.method} {call.request.url.path}"
    raise CrmRefusal("NOT_BUILT", f"NOT_BUILT: the sandbox does not have {what}, which Zoho CRM documents.", 501)


def _serve(sandbox: Sandbox, path: str, endpoints: Mapping[str, CrmEndpoint]) -> Callable[[Request], Any]:
    async def served(request: Request) -> Response:
        endpoint = endpoints.get(request.method)
        if endpoint is None and request.method in UNBUILT.get(path, ()):
            endpoint = CrmEndpoint(_not_built)
        if endpoint is None:
            wrong = CrmRefusal("INVALID_REQUEST_METHOD", "The http request method type is not a valid one")
            return answer(wrong.body, wrong.status)
        try:
            if endpoint.uploads is not None:
                async with form_of(request, endpoint.uploads) as form:
                    return await _awaited(_answered(sandbox, endpoint, request, lambda: form))
            raw = await request.body()
            return await _awaited(_answered(sandbox, endpoint, request, lambda: _decoded(raw)))
        except CrmRefusal as refusal:
            return answer(refusal.body, refusal.status)

    return served


async def _awaited(answered: Response | Awaitable[Response]) -> Response:
    return answered if isinstance(answered, Response) else await answered


def _answered(
    sandbox: Sandbox, endpoint: CrmEndpoint, request: Request, body: Callable[[], Any]
) -> Response | Awaitable[Response]:
    grant = _authenticated(sandbox, request)
    for scope in endpoint.scopes:
        require_scopes(grant, scope)
    call = Call(sandbox, request, grant)
    if endpoint.action is not None:
        _authorize(call, endpoint, endpoint.action)
    return endpoint.answered(Call(sandbox, request, grant, body()))


def _authenticated(sandbox: Sandbox, request: Request) -> Grant:
    """Whose token it is (public page "Status Codes"): only the scheme `Zoho-oauthtoken` is one of CRM's."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != _SCHEME or not token.strip():
        raise CrmRefusal("AUTHENTICATION_FAILURE", "Authentication failed", 401)
    grant = sandbox.tokens.grant(token.strip())
    if grant is None or grant.expired:
        raise CrmRefusal("INVALID_TOKEN", "invalid oauth token", 401)
    return grant


def _authorize(call: Call, endpoint: CrmEndpoint, action: CrmAction) -> None:
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
        raise CrmRefusal("INVALID_REQUEST", message) from error
