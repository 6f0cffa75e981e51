"""What a client sent: its GraphQL request, taken apart with every doubt resolved into a clear error."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request

from domain.caller import Caller, caller_of, secret_of
from domain.errors import BadRequest, BadUserInput, PayloadTooLarge
from domain.queries import RECORD_ID
from gateway.service import Service

BODY_SECONDS = 10.0
_ORGANIZATIONS = re.compile(r"^(books|billing)=([0-9]{1,25})$", re.ASCII)


class Posted(msgspec.Struct):
    """The JSON object of a request. Other members are ignored."""

    query: str | None = None
    operationName: str | None = None  # noqa: N815  # the wire's name
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document, the operation to run and its variables."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


_POSTED = msgspec.json.Decoder(Posted)
_VARIABLES = msgspec.json.Decoder(dict[str, Any])


def caller_from(service: Service, request: Request) -> Caller:
    """The caller of a request. Raises Unauthenticated and BadUserInput."""
    settings = service.settings
    data_centre = request.headers.get("suitegraph-data-centre", settings.data_centres[0]).lower()
    if data_centre not in settings.data_centres:
        raise BadUserInput(f"`Suitegraph-Data-Centre` must be one of {', '.join(settings.data_centres)}.")
    secret = secret_of(request.headers.get("authorization"))
    organizations = _organizations(request.headers.get("suitegraph-organization"))
    return caller_of(secret, data_centre, service.partition_key, organizations)


def _organizations(header: str | None) -> tuple[tuple[str, str], ...]:
    if not header:
        return ()
    if RECORD_ID.fullmatch(header.strip()):
        return (("books", header.strip()), ("billing", header.strip()))
    found = [_ORGANIZATIONS.fullmatch(part.strip()) for part in header.split(",")]
    if not all(found):
        raise BadUserInput("`Suitegraph-Organization` takes an id, or `books=<id>, billing=<id>`.")
    return tuple((match[1], match[2]) for match in found if match is not None)


async def posted(request: Request, largest: int) -> GraphQLRequest:
    """The request in a POST body. Raises BadRequest and PayloadTooLarge."""
    body = await _whole_body(request, largest)
    try:
        sent = _POSTED.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(
            "The body must be a JSON object with a string `query` and, where given, "
            "a string `operationName` and objects `variables` and `extensions`."
        ) from error
    return _complete(sent)


def queried(request: Request) -> GraphQLRequest:
    """The request in the parameters of a GET. Raises BadRequest."""
    try:
        variables, extensions = (
            _VARIABLES.decode(value) if (value := request.query_params.get(name)) else None
            for name in ("variables", "extensions")
        )
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest("`variables` and `extensions` must be JSON objects.") from error
    query, name = request.query_params.get("query"), request.query_params.get("operationName")
    return _complete(Posted(query, name or None, variables, extensions))


def _complete(sent: Posted) -> GraphQLRequest:
    if not sent.query:
        raise BadRequest("A request needs a `query`.")
    return GraphQLRequest(sent.query, sent.operationName or None, sent.variables or {})


async def _whole_body(request: Request, largest: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > largest:
        raise PayloadTooLarge(f"The body may have {largest} bytes at most.")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > largest:
                    raise PayloadTooLarge(f"The body may have {largest} bytes at most.")
    except TimeoutError as error:
        raise BadRequest(f"The body did not arrive within {BODY_SECONDS:.0f} seconds.") from error
    return bytes(body)
