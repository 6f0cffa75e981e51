"""CRM's answers: JSON with its own content type, nothing at all as 204, and refusals as error envelopes."""

import json
from typing import Any

from starlette.responses import Response

from sandbox.store import Body

MEDIA_TYPE = "application/json;charset=UTF-8"


def answer(body: Body, status: int = 200) -> Response:
    """The body as CRM sends it."""
    return Response(json.dumps(body, separators=(",", ":")), status, media_type=MEDIA_TYPE)


def nothing() -> Response:
    """An empty result: 204 without a body (public page "Get Records", status codes)."""
    return Response(status_code=204)


class CrmRefusal(Exception):
    """An error that CRM answers with: the whole answer, or one item of a batch."""

    def __init__(self, code: str, message: str, status: int = 400, /, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.body: Body = {"code": code, "details": details, "message": message, "status": "error"}


def no_permission(*permissions: str) -> CrmRefusal:
    """The profile lacks these permissions."""
    return CrmRefusal("NO_PERMISSION", "permission denied", 403, permissions=list(permissions))


def invalid_module(**where: Any) -> CrmRefusal:
    """No such module."""
    return CrmRefusal("INVALID_MODULE", "the module name given seems to be invalid", **where)


def invalid_param(name: str, **details: Any) -> CrmRefusal:
    """A query parameter with a value that CRM cannot use."""
    return CrmRefusal("INVALID_DATA", "invalid data", param_name=name, **details)


def invalid_path(index: int, message: str = "the id given seems to be invalid") -> CrmRefusal:
    """A part of the path, counted from the first behind the version, that names nothing."""
    return CrmRefusal("INVALID_DATA", message, resource_path_index=index)


def invalid_part(name: str, path: str, message: str = "invalid data", **details: Any) -> CrmRefusal:
    """A part of the body, by its key and its JSON path, that CRM cannot use."""
    return CrmRefusal("INVALID_DATA", message, api_name=name, json_path=path, **details)


def missing_part(name: str, path: str) -> CrmRefusal:
    """A part of the body that must be there."""
    return CrmRefusal("MANDATORY_NOT_FOUND", "required field not found", api_name=name, json_path=path)


def not_supported(status: int = 400) -> CrmRefusal:
    """The module that the path names knows no such operation, or not for this user."""
    return CrmRefusal("NOT_SUPPORTED", "the module does not support this operation", status, resource_path_index=0)


def missing_param(name: str) -> CrmRefusal:
    """A query parameter that must be there."""
    return CrmRefusal("REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", param_name=name)


def over_limit(name: str, limit: int) -> CrmRefusal:
    """A query parameter that asks for more than is allowed."""
    return CrmRefusal("LIMIT_EXCEEDED", "Max limit exceeded", param_name=name, limit=limit)


def ambiguous(*names: str, message: str = "ambiguity while processing the request") -> CrmRefusal:
    """Query parameters that exclude each other."""
    due_to = [{"param_name": name} for name in names]
    return CrmRefusal("AMBIGUITY_DURING_PROCESSING", message, ambiguity_due_to=due_to)
