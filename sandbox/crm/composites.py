"""Composite requests: up to five calls in one exchange (CRM v8 API, page "Composite API").

Reads alone are built: no roll-back, no writes and no references between sub-requests.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope

from sandbox.crm.responses import CrmRefusal, answer, invalid_part, missing_part
from sandbox.faults.captured import CapturedResponse
from sandbox.store import Body

PATH = "/__composite_requests"
# Where the gate puts how sub-requests are served.
IN_SCOPE = "sub_requests"
SCOPE = "ZohoCRM.composite_requests.CUSTOM"
KEY = "__composite_requests"
MOST = 5
MOST_RECORDS = 25
VERSION = 8
_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_]*")
_URI = re.compile(r"/crm/v([0-9]+)(?:[.][0-9]+)?(/[^?#]*)")
_RESTRICTED = frozenset({"authorization", "x-crm-org"})
# What is read without a restriction, and what up to 25 records of (the page's table of allowed APIs).
_FREE = re.compile(
    r"/(org|settings/(modules|fields|related_lists|custom_views|layouts|profiles|roles)(/[^/]+)?"
    r"|settings/emails/actions/from_addresses|[^/]+/actions/count|[^/]+/[^/]+/Attachments)"
)
_BOUNDED = re.compile(r"/(?!settings\b|org\b|coql\b|files\b|_)[^/]+(/[^/]+(/[^_/][^/]*)?)?")
# A single record, whose answer has no page.
_SINGLE = re.compile(r"/[^/]+/[0-9]+")


@dataclass(frozen=True, slots=True)
class SubRequests:
    """How the gate serves sub-requests, each under the faults that meet its path, and what has been noted of them."""

    serve: ASGIApp
    noted: list[Body] = field(default_factory=list[Body])


@dataclass(frozen=True, slots=True)
class SubRequest:
    """One call within a composite request."""

    path: str
    query: str
    headers: Mapping[str, str]

    def scope(self, outer: Scope) -> Scope:
        """The call as the sandbox serves it: it has the token of the whole request."""
        kept = [(name, value) for name, value in outer["headers"] if name in {b"authorization", b"host"}]
        own = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        return {
            **{name: outer[name] for name in ("type", "http_version", "scheme", "server", "client", "state")},
            "method": "GET",
            "root_path": "",
            "path": f"/crm/v{VERSION}{self.path}",
            "raw_path": f"/crm/v{VERSION}{self.path}".encode(),
            "query_string": self.query.encode(),
            "headers": [*kept, *own],
        }


async def composite_answer(request: Request, body: Any, sub_requests: SubRequests) -> Response:
    """What all sub-requests answered, in their order: 200 where each was executed, 207 for some, 400 for none.

    Raises CrmRefusal for a request that is none.
    """
    listed = _listed(body)
    asked = [_sub_request(index, each) for index, each in enumerate(listed)]
    _refuse_twins(asked, listed)
    executed = [each for each in asked if isinstance(each, SubRequest)]
    answers = iter(await asyncio.gather(*(_executed(each, request, sub_requests.serve) for each in executed)))
    items: list[Body] = []
    for each in asked:
        if isinstance(each, CrmRefusal):
            items.append(each.body)
            continue
        captured = next(answers)
        path = f"/crm/v{VERSION}{each.path}"
        sub_requests.noted.append({"method": "GET", "path": path, "query": each.query, "status": captured.status})
        items.append(_item(captured))
    status = 200 if len(executed) == len(asked) else 207 if executed else 400
    return answer({KEY: items}, status)


def _listed(body: Any) -> list[Any]:
    whole = cast("Body", body) if isinstance(body, dict) else {}
    for name in ("rollback_on_fail", "parallel_execution"):
        if not isinstance(whole.get(name, False), bool):
            raise invalid_part(name, f"$.{name}", expected_data_type="boolean")
    if whole.get(KEY) is None:
        raise missing_part(KEY, f"$.{KEY}")
    listed = whole[KEY]
    if not isinstance(listed, list) or not listed:
        raise invalid_part(KEY, f"$.{KEY}", expected_data_type="jsonarray")
    if len(cast("list[Any]", listed)) > MOST:
        raise invalid_part(KEY, f"$.{KEY}", maximum_length=MOST)
    if whole.get("rollback_on_fail"):
        if whole.get("parallel_execution"):
            due = [{"api_name": name, "json_path": f"$.{name}"} for name in ("rollback_on_fail", "parallel_execution")]
            message = "ambiguity while processing the request"
            raise CrmRefusal("AMBIGUITY_DURING_PROCESSING", message, ambiguity_due_to=due)
        raise CrmRefusal("NOT_BUILT", "NOT_BUILT: the sandbox rolls no composite request back.", 501)
    return cast("list[Any]", listed)


def _sub_request(index: int, value: Any) -> SubRequest | CrmRefusal:
    """One sub-request, or the refusal that stands in its place."""
    where = f"$.{KEY}[{index}]"
    sub = cast("Body", value) if isinstance(value, dict) else {}
    for name in ("method", "uri"):
        if not isinstance(sub.get(name), str):
            return missing_part(name, f"{where}.{name}")
    id_ = sub.get("sub_request_id")
    if id_ is not None and not (isinstance(id_, str) and _ID.fullmatch(id_)):
        return invalid_part("sub_request_id", f"{where}.sub_request_id", regex=_ID.pattern)
    if "@{" in json.dumps(sub):
        raise CrmRefusal("NOT_BUILT", "NOT_BUILT: the sandbox has no references between sub-requests.", 501)
    uri = _URI.fullmatch(sub["uri"])
    if uri is None:
        return invalid_part("uri", f"{where}.uri", regex=_URI.pattern)
    if int(uri[1]) > VERSION:
        versions = {"sub_request_version": int(uri[1]), "composite_request_version": VERSION}
        return CrmRefusal("NOT_ALLOWED", "the version of the sub-request is too high", **versions)
    headers = {str(name): str(text) for name, text in _part(sub, "headers").items()}
    if restricted := sorted(_RESTRICTED.intersection(map(str.lower, headers))):
        return invalid_part("headers", f"{where}.headers", restricted_headers=restricted)
    return _allowed(sub["method"], uri[2], {name: str(text) for name, text in _part(sub, "params").items()}, headers)


def _part(sub: Body, name: str) -> Body:
    part = sub.get(name)
    return cast("Body", part) if isinstance(part, dict) else {}


def _allowed(method: str, path: str, params: dict[str, str], headers: Mapping[str, str]) -> SubRequest | CrmRefusal:
    if method != "GET":
        raise CrmRefusal("NOT_BUILT", "NOT_BUILT: the sandbox has no sub-requests that write.", 501)
    if not _FREE.fullmatch(path):
        if not _BOUNDED.fullmatch(path):
            services = ["org", "settings", "users", "records", "related_records", "search", "count"]
            return CrmRefusal("NOT_SUPPORTED", "the API is not supported", allowed_services=services)
        size, ids = params.get("per_page", ""), params.get("ids", "")
        if (size.isdecimal() and int(size) > MOST_RECORDS) or ids.count(",") >= MOST_RECORDS:
            return CrmRefusal("LIMIT_EXCEEDED", "the limit of records is exceeded", limit=MOST_RECORDS)
        if not _SINGLE.fullmatch(path):
            # As in the page's sample, whose answer has pages of this size.
            params.setdefault("per_page", str(MOST_RECORDS))
    return SubRequest(path, urlencode(params), headers)


def _refuse_twins(asked: list[SubRequest | CrmRefusal], listed: list[Any]) -> None:
    """Put a refusal in the place of each sub-request whose id another one has."""
    ids = [cast("Body", each).get("sub_request_id") if isinstance(each, dict) else None for each in listed]
    for index, id_ in enumerate(ids):
        if id_ is not None and ids.count(id_) > 1:
            where = f"$.{KEY}[{index}].sub_request_id"
            twins = [other for other, each in enumerate(ids) if each == id_ and other != index]
            asked[index] = CrmRefusal(
                "DUPLICATE_DATA",
                "duplicate data",
                api_name="sub_request_id",
                json_path=where,
                sub_request_indexes=twins,
            )


async def _executed(sub: SubRequest, request: Request, serve: ASGIApp) -> CapturedResponse:
    captured, is_sent = CapturedResponse(), False

    async def receive() -> Message:
        nonlocal is_sent
        if is_sent:
            # The next message can only be that the client left.
            return await request.receive()
        is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    await serve(sub.scope(request.scope), receive, captured.catch)
    return captured


def _item(captured: CapturedResponse) -> Body:
    try:
        body: Any = json.loads(captured.body) if captured.body else None
    except ValueError:
        message = "an internal error occurred while executing the sub-request"
        return CrmRefusal("INTERNAL_ERROR", message).body
    response = {"status_code": captured.status, "headers": dict(captured.headers.items()), "body": body}
    return {
        "code": "SUCCESS",
        "details": {"response": response},
        "message": "composite sub request executed successfully",
        "status": "success",
    }
