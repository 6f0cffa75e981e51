"""Composite requests: several reads of CRM in one exchange (CRM v8 API, page "Composite API").

One takes up to five calls, each answered by itself, for one credit and five places. Metadata is read without a
restriction, and up to 25 records are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from cachetools import TTLCache

from adapters.limits.call_kinds import COMPOSITE, kind_of
from adapters.messages import Request, Response, quoted
from domain.caller import Caller

MOST = 5
# How many calls at once it counts for, however many it carries.
PLACES = 5
MOST_RECORDS = 25
METADATA = frozenset({"modules", "fields", "custom_views", "related_lists", "profiles"})
# How long it is remembered that CRM executes no composite request for a caller, or none of that shape.
REFUSED_SECONDS = 300.0
MOST_REFUSALS = 20_000
# Refusals of the request as a whole that a read by itself would meet as well.
_SHARED = frozenset({"INVALID_TOKEN", "AUTHENTICATION_FAILURE", "TOO_MANY_REQUESTS"})
_ALL = ""
EXECUTED = "SUCCESS"


class _Answer(msgspec.Struct):
    status_code: int
    headers: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    body: msgspec.Raw = msgspec.Raw(b"")


class _Details(msgspec.Struct):
    response: _Answer


class _Item(msgspec.Struct):
    code: str
    details: msgspec.Raw = msgspec.Raw(b"")


class _Envelope(msgspec.Struct):
    items: list[_Item] = msgspec.field(name="__composite_requests", default_factory=list[_Item])
    code: str = ""


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_DETAILS = msgspec.json.Decoder(_Details)
_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ROWS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
_ENCODER = msgspec.json.Encoder()
# Under which answers have their rows.
_KEYS = frozenset({"data", "count", "org", "users"} | METADATA)


def carried_params(request: Request) -> dict[str, str] | None:
    """The parameters of a read within a composite request, None for what cannot be carried.

    Searches, sorted lists and saved views have a limit of their own at CRM and go by themselves.
    """
    if request.service != "crm" or request.method != "GET" or request.headers or kind_of(request) == "heavy":
        return None
    params, path = dict(request.params), request.path
    texts = (*path, *params.values())
    # `@{` begins a reference to another sub-request.
    if request.is_file or len(params) < len(request.params) or any("@{" in text for text in texts):
        return None
    if path == ("org",) or (len(path) == 2 and path[0] == "settings" and path[1] in METADATA):
        return params
    if path[0] != "users" and path[1:] == ("actions", "count"):
        return params
    if len(path) == 1 and path[0] != "settings":
        return _bounded(params)
    is_related = len(path) == 3 and path[1].isdecimal() and path[2][0] != "_" and path[2] != "Attachments"
    return _bounded(params) if is_related else None


def _bounded(params: dict[str, str]) -> dict[str, str] | None:
    """The parameters of a list of records, None where it may have more of them than one may read."""
    if params.get("type") == "CurrentUser":
        return params
    size = params.get("per_page", "")
    return params if size.isdecimal() and int(size) <= MOST_RECORDS else None


def shape_of(request: Request) -> str:
    """What reads of one kind have in common: CRM takes all of them or none."""
    path = request.path
    if path[0] in {"org", "settings", "users"}:
        return "/".join(path)
    return "/".join(("{module}", *("{id}" if each.isdecimal() else each for each in path[1:])))


def composite_of(requests: Sequence[Request]) -> Request:
    """The request that carries these reads, all of which can be carried."""
    items = [
        {
            "sub_request_id": str(index),
            "method": "GET",
            "uri": f"/crm/v8/{'/'.join(map(quoted, request.path))}",
            "params": carried_params(request),
            "headers": {},
        }
        for index, request in enumerate(requests)
    ]
    # No answer names the read that it belongs to. Where they could be taken for each other, CRM answers one after the
    # other, as no document says that answers of reads that run at once keep their order.
    marks = [_mark_of(request) for request in requests]
    apart = len({*marks}) == len(marks)
    body = {"rollback_on_fail": False, "parallel_execution": apart, "__composite_requests": items}
    return Request("crm", COMPOSITE, method="POST", body=_ENCODER.encode(body))


def _mark_of(request: Request) -> tuple[str, frozenset[str]]:
    """What an answer to a read is known by: the key of its rows, and their fields as far as the read names them."""
    path = request.path
    if path[0] in {"org", "settings", "users"}:
        return (path[1] if path[0] == "settings" else path[0]), frozenset()
    if path[1:] == ("actions", "count"):
        return "count", frozenset()
    return "data", frozenset(filter(None, dict(request.params).get("fields", "").split(",")))


def _is_of_another(request: Request, response: Response) -> bool:
    """Whether an answer has the rows of another read than this one."""
    key, fields = _mark_of(request)
    try:
        body = _BODY.decode(response.body)
        if key not in body:
            return not _KEYS.isdisjoint(body)
        rows = _ROWS.decode(body[key]) if fields else ()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # It is no answer to any of them.
        return False
    return any(name not in fields and name != "id" and name[:1] != "$" for row in rows for name in row)


def answers_in(response: Response, requests: Sequence[Request]) -> list[Response | str] | Response | str:
    """The answer to each of the reads, or CRM's word for one that it did not execute.

    Of a request that was refused as a whole, the refusal where a read by itself would meet it too, else CRM's word.
    """
    if response.status == 429 or response.status >= 500:
        return response
    try:
        envelope = _ENVELOPE.decode(response.body)
        items = [_answer_in(each) for each in envelope.items]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "no answer"
    if envelope.code in _SHARED:
        return response
    if len(items) != len(requests):
        return envelope.code or "no answer"
    pairs = zip(requests, items, strict=True)
    if any(isinstance(item, Response) and _is_of_another(request, item) for request, item in pairs):
        return "answers of other reads"
    return items


def _answer_in(item: _Item) -> Response | str:
    if item.code != EXECUTED:
        return item.code
    answer = _DETAILS.decode(item.details).response
    headers = {"-".join(map(str.capitalize, name.split("-"))): str(text) for name, text in answer.headers.items()}
    # The body is JSON within JSON, whatever its own headers are.
    return Response(answer.status_code, {"Content-Type": "application/json"} | headers, bytes(answer.body))


@dataclass(frozen=True, slots=True)
class _Refusal:
    partition: str
    shape: str


class Composites:
    """What this process has learnt of the composite requests that CRM refuses to its callers."""

    def __init__(self) -> None:
        self._refused: TTLCache[_Refusal, bool, float] = TTLCache[_Refusal, bool, float](MOST_REFUSALS, REFUSED_SECONDS)

    def takes(self, caller: Caller, request: Request) -> bool:
        """Whether a read may go with others, as far as is known."""
        if carried_params(request) is None:
            return False
        shapes = (_ALL, shape_of(request))
        return not any(_Refusal(caller.partition, shape) in self._refused for shape in shapes)

    def serves(self, caller: Caller) -> bool:
        """Whether a read costs no exchange and no credit of its own beside another one, as far as is known."""
        return _Refusal(caller.partition, _ALL) not in self._refused

    def refused(self, caller: Caller, request: Request | None = None) -> None:
        """Note that CRM carries no read of that shape for the caller, or none at all."""
        self._refused[_Refusal(caller.partition, _ALL if request is None else shape_of(request))] = True
