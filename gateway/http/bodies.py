"""JSON that a client sent, read as a GraphQL request; for what cannot be read, a sentence with its place."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from domain.errors import BadRequest

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SHAPE = (
    "must be a JSON object with a string `query` and, where given, a string `operationName` "
    "and objects `variables` and `extensions`."
)
# Texts are tokens of their own, so that a word inside one is none.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:NaN|Infinity)', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class GraphQLBody(msgspec.Struct):
    """The JSON object of a request. Other members are ignored, and so are ids of documents beside a `query`."""

    query: str | None = None
    operationName: str | None = None  # noqa: N815  # the wire's name
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    documentId: Any = None  # noqa: N815  # the wire's name
    doc_id: Any = None
    id: Any = None


_BODY = msgspec.json.Decoder(GraphQLBody)
_OBJECT = msgspec.json.Decoder(dict[str, Any] | None)


def body_of(body: bytes) -> GraphQLBody:
    """The request in a body, which may begin with a byte order mark. Raises BadRequest."""
    try:
        return _BODY.decode(body.removeprefix(BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _refuse("The body", body, SHAPE, error)


def object_in(name: str, value: str) -> dict[str, Any] | None:
    """The JSON object in a parameter of the address. Raises BadRequest."""
    try:
        return _OBJECT.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _refuse(f"`{name}`", value.encode(errors="surrogatepass"), "must be a JSON object.", error)


def _refuse(what: str, body: bytes, shape: str, error: Exception) -> NoReturn:
    raise BadRequest(f"{what} {_fault_of(body) or shape}") from error


def _fault_of(body: bytes) -> str | None:
    """Why the bytes are no JSON, None where they are and only their shape is wrong."""
    if not body:
        return "is empty."
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 at byte {error.start}."
    try:
        # Whole numbers stay texts: Python refuses those of many digits.
        json.loads(text, parse_int=str)
    except json.JSONDecodeError as error:
        fault = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
        return f"is not JSON{_place(text, error.pos)}: {fault}."
    except RecursionError:
        return "is nested too deeply."
    return _odd_token(text)


def _odd_token(text: str) -> str | None:
    """What Python takes for JSON although it is none."""
    for token in _TOKEN.finditer(text):
        if not token[0].startswith('"'):
            return f"is not JSON{_place(text, token.start())}: JSON has no `{token[0]}`; send null, or leave it out."
        half = next(_half_surrogates(token[0]), None)
        if half is not None:
            return f"has half a surrogate pair{_place(text, token.start() + half)}: it is no character."
    return None


def _half_surrogates(token: str) -> Iterator[int]:
    """Where a text has an escaped surrogate without its other half."""
    first: int | None = None
    for escape in _ESCAPE.finditer(token):
        code = int(escape[1], 16) if escape[1] else 0
        if first is not None and (escape.start() != first + 6 or not 0xDC00 <= code < 0xE000):
            break
        if first is None and 0xDC00 <= code < 0xE000:
            first = escape.start()
            break
        first = escape.start() if 0xD800 <= code < 0xDC00 else None
    if first is not None:
        yield first


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f" at line {line}, column {position - text.rfind(chr(10), 0, position)}"
