"""What a client sent: its caller and its GraphQL request, with a clear error for everything that is doubtful."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from starlette.requests import ClientDisconnect, Request

from domain.caller import MALFORMED, Caller, caller_of, secret_of
from domain.errors import BadUserInput, PayloadTooLarge, Unauthenticated
from domain.queries import RECORD_ID
from gateway.http.bodies import GraphQLBody, body_of, object_in
from gateway.http.document_ids import reference_of
from gateway.http.negotiation import JSON, parameters_of
from gateway.http.refusals import (
    AddressTooLong,
    CrossSite,
    MethodNotAllowed,
    TooSlow,
    UnsupportedMediaType,
    WrongShape,
)
from gateway.service import GatewayService
from gateway.settings import Settings
from gateway.trusted_documents.admission import DocumentReference
from schema.engine.execute.error_behavior import EXECUTORS, ErrorBehavior

# What HTTP counts as blank in a header; Python's strip() takes more away.
_BLANK = " \t"
LONGEST_CLIENT = 100
# Of the values within variables, each of which is looked at several times. The longest list that an operation takes has
# 5,000 of them.
MOST_VALUES = 10_000
# A head has 64 KiB in all.
LONGEST_ADDRESS = 49_152
# Apollo's header first, then GraphQL's.
CLIENT_PARTS = tuple(
    (f"apollographql-client-{part}".encode(), f"graphql-client-{part}".encode()) for part in ("name", "version")
)
CLIENT_HEADERS = frozenset(name for part in CLIENT_PARTS for name in part)
_ORGANIZATION = re.compile(r"(books|billing)=([0-9]{1,25})", re.ASCII)


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document, or what names it, the operation to run and its variables."""

    document: DocumentReference
    operation_name: str | None
    variables: dict[str, Any]
    on_error: ErrorBehavior = "PROPAGATE"


def is_strict(request: Request) -> bool:
    """Whether the client wants what is hidden not even named. Raises BadUserInput for any other word."""
    words = {word.strip(_BLANK).lower() for word in request.headers.getlist("suitegraph-visibility")}
    if words - {"strict"}:
        raise BadUserInput("`Suitegraph-Visibility` is `strict` or absent.")
    return bool(words)


def check_site(request: Request, settings: Settings) -> None:
    """Raise CrossSite for what a page of another site sends, unless its origin is listed."""
    origin = request.headers.get("origin")
    allowed = origin is not None and origin in settings.cors_origins
    if request.headers.get("sec-fetch-site") == "cross-site" and not allowed:
        raise CrossSite("Requests from pages of other sites are refused; SUITEGRAPH_CORS_ORIGINS allows an origin.")


def wants_fresh(request: Request) -> bool:
    """Whether the client takes no kept answer, as it asks with `Cache-Control: no-cache`."""
    words = ",".join(request.headers.getlist("cache-control")).lower().split(",")
    return "no-cache" in (word.strip(_BLANK) for word in words)


def caller_from(service: GatewayService, request: Request) -> Caller:
    """The caller of a request. Raises Unauthenticated and BadUserInput."""
    settings = service.settings
    authorization = request.headers.getlist("authorization")
    if len(authorization) > 1:
        raise Unauthenticated(MALFORMED)
    secret = secret_of(authorization[0] if authorization else None)
    default = settings.data_centres[0]
    # A malformed token is reported before anything else is looked at.
    caller = caller_of(secret, default, service.partition_key)
    data_centre = request.headers.get("suitegraph-data-centre", default).lower()
    if data_centre not in settings.data_centres:
        raise BadUserInput("`Suitegraph-Data-Centre` names no data centre that can be picked here.")
    organizations = organizations_of(request)
    if data_centre == default and not organizations:
        return caller
    return caller_of(secret, data_centre, service.partition_key, organizations)


def organizations_of(request: Request) -> tuple[tuple[str, str], ...]:
    """The organisations that the client picks, by product. Raises BadUserInput."""
    header = ",".join(request.headers.getlist("suitegraph-organization")).strip(_BLANK)
    if not header:
        return ()
    if RECORD_ID.fullmatch(header):
        return (("books", header), ("billing", header))
    matches = [_ORGANIZATION.fullmatch(part.strip(_BLANK)) for part in header.split(",")]
    chosen = {match[1]: match[2] for match in matches if match is not None}
    if len(chosen) < len(matches):
        raise BadUserInput("`Suitegraph-Organization` takes an id, or `books=<id>, billing=<id>`.")
    return tuple(chosen.items())


def client_of(request: Request) -> str:
    """The client's name and version as it gives them (Apollo's headers or GraphQL's), empty where it gives none."""
    return client_text(client_parts_of(request))


def client_text(parts: tuple[str, str]) -> str:
    """A client's name and version in one text, as logs have them."""
    return "/".join(filter(None, parts))


def client_parts_of(request: Request) -> tuple[str, str]:
    """The client's name and version, each empty where it gives none that can be printed."""
    texts: dict[bytes, str] = {}
    for name, value in request.scope["headers"]:
        if name in CLIENT_HEADERS:
            texts.setdefault(name, value.decode("latin-1"))
    if not texts:
        return "", ""
    chosen = [texts.get(apollo) or texts.get(standard) or "" for apollo, standard in CLIENT_PARTS]
    name, version = (text[:LONGEST_CLIENT] if text.isprintable() else "" for text in chosen)
    return name, version


async def graphql_request_of(request: Request, settings: Settings) -> GraphQLRequest:
    """The GraphQL request, by whatever method. Raises BadRequest and its kin."""
    if request.method in {"GET", "HEAD"}:
        return _request_in_query(request, settings)
    if request.method != "POST":
        raise MethodNotAllowed("Send a query with POST or GET.")
    content_type, parameters = parameters_of(request.headers.get("content-type", ""))
    charset = parameters.get("charset", "utf-8").strip('"')
    if content_type != JSON or charset != "utf-8" or request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType(f"Send the request as {JSON}, in UTF-8 and not compressed.")
    body = body_of(await whole_body(request, settings.max_body_bytes, settings.request_seconds))
    return _checked(request, body, settings)


def _request_in_query(request: Request, settings: Settings) -> GraphQLRequest:
    if len(request.scope["query_string"]) > LONGEST_ADDRESS:
        raise AddressTooLong(f"A query in the address has {LONGEST_ADDRESS} bytes at most: send it with POST.")
    parameters = request.query_params
    variables, extensions = (
        object_in(name, value) if (value := parameters.get(name)) else None for name in ("variables", "extensions")
    )
    sent = [parameters.get(name) for name in ("documentId", "doc_id", "id", "onError")]
    body = GraphQLBody(parameters.get("query"), parameters.get("operationName"), variables, extensions, *sent)
    return _checked(request, body, settings)


def _checked(request: Request, body: GraphQLBody, settings: Settings) -> GraphQLRequest:
    behavior = _error_behavior(body.onError) if settings.on_error else "PROPAGATE"
    reference = reference_of(body, request.scope["path"])
    variables = body.variables or {}
    if _have_too_many_values(variables):
        raise BadUserInput(
            f"The variables have more than {MOST_VALUES:,} values: send some of them in another request."
        )
    return GraphQLRequest(reference, body.operationName or None, variables, behavior)


def _have_too_many_values(variables: dict[str, Any]) -> bool:
    count, rest = 0, list[Any](variables.values())
    while rest and count <= MOST_VALUES:
        count += len(rest)
        rest = [inner for value in rest for inner in _within(value)]
    return count > MOST_VALUES


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("list[Any]", value) if isinstance(value, list) else ()


def _error_behavior(word: object) -> ErrorBehavior:
    if word is None:
        return "PROPAGATE"
    for behavior in EXECUTORS:
        if behavior == word:
            return behavior
    raise WrongShape("`onError` is `PROPAGATE`, `NULL` or `HALT`.")


async def whole_body(request: Request, largest: int, seconds: float) -> bytes:
    """The body, which has `largest` bytes at most and arrives in time. Raises PayloadTooLarge and TooSlow."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > largest:
        raise _too_large(largest)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            # Starlette's `stream` is a generator more.
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                body += message.get("body", b"")
                if len(body) > largest:
                    raise _too_large(largest)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError as error:
        raise TooSlow(f"The body did not arrive within {seconds:g} seconds.") from error


def _too_large(largest: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The body may have {largest} bytes at most.")
