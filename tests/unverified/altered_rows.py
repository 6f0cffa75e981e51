"""What may become of an answer of any endpoint: another status, another body, and each of its keys otherwise."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from adapters.messages import Request, Response
from tests.unverified.endpoints import endpoint_of
from tests.unverified.losses import MARK

# The keys on the way to a value; members of a list share theirs.
Place = tuple[str, ...]
Alter = Callable[[int, Any], tuple[int, Any]]
REFUSALS: Mapping[str, tuple[tuple[int, Any], ...]] = {
    "accounts": ((404, {"error": "not_found"}), (403, {"error": "invalid_scope"})),
    "crm": (
        (404, {"code": "INVALID_URL_PATTERN", "status": "error", "message": "", "details": {}}),
        (403, {"code": "NO_PERMISSION", "status": "error", "message": "", "details": {}}),
        (401, {"code": "OAUTH_SCOPE_MISMATCH", "status": "error", "message": "", "details": {}}),
    ),
    "books": (
        (404, {"code": 5, "message": "Invalid URL Passed"}),
        (403, {"code": 57, "message": "You are not authorized to perform this operation"}),
        (401, {"code": 57, "message": "You are not authorized to perform this operation"}),
    ),
}
BODIES: tuple[Any, ...] = (None, [], "word", 7)
# In place of any value. What is blank is nothing, and what has the mark stands nowhere as its text.
BLANK: tuple[Any, ...] = (None, "")
OTHERS: tuple[Any, ...] = ([MARK], {MARK: 1}, [], True, False, [[]], [None], MARK)
# Of what is no id: another id would be that of another record.
NUMBERS: tuple[Any, ...] = (7, 0)
OUTSIDE = re.compile(r"code|message|page_context|info|.*\bformatted")
_JSON = msgspec.json


@dataclass(slots=True)
class Altering:
    """Alters the answers of one endpoint; `count` says how many."""

    endpoint: str
    alter: Alter
    name: str
    may_be_nothing: bool = False
    count: int = field(default=0, repr=False)

    def spoilt(self, request: Request, response: Response) -> Response:
        """The answer, altered where it is of the endpoint."""
        if endpoint_of(request) != self.endpoint or not response.body:
            return response
        status, body = self.alter(response.status, _JSON.decode(response.body))
        altered = _JSON.encode(body)
        self.count += altered != response.body
        return Response(status, response.headers, altered)


def whole(endpoint: str) -> Iterator[Altering]:
    """Another status, and another body."""
    product = endpoint.partition(" ")[0]
    for status, body in REFUSALS.get(product, REFUSALS["books"]):
        yield Altering(endpoint, lambda _status, _body, s=status, b=body: (s, b), f"{status} {body}")
    for body in BODIES:
        yield Altering(endpoint, lambda _status, _body, b=body: (200, b), f"200 {body}")


def others_at(place: Place) -> tuple[Any, ...]:
    """What may stand at a place by mistake."""
    return OTHERS if place[-1] == "id" or place[-1].endswith("_id") else (*OTHERS, *NUMBERS)


def of_envelope(endpoint: str, answer: Any) -> Iterator[Altering]:
    """The keys around the rows: renamed, missing, null, of another type."""
    known = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
    for key, value in known.items():
        if key in {"code", "message"} or not isinstance(value, list | dict):
            continue
        for name, changed in (("renamed", {f"x_{key}": value}), ("missing", {}), *_typed(key)):
            yield Altering(endpoint, _with(key, changed), f"{key} {name}")


def _typed(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for value in (None, 17, "word", True):
        yield f"{value!r}", {key: value}


def _with(key: str, changed: dict[str, Any]) -> Alter:
    def alter(status: int, body: Any) -> tuple[int, Any]:
        if not isinstance(body, dict):
            return status, body
        return status, {name: each for name, each in cast("dict[str, Any]", body).items() if name != key} | changed

    return alter


def places(value: Any, path: Place = ()) -> set[Place]:
    """The places of everything in an answer, but for what surrounds its rows."""
    if isinstance(value, list):
        return set[Place]().union(*(places(each, path) for each in cast("list[Any]", value)))
    if not isinstance(value, dict):
        return set()
    row = cast("dict[str, Any]", value)
    inside = {key: each for key, each in row.items() if path or OUTSIDE.fullmatch(key) is None}
    here = {(*path, key) for key in inside} if path else set[Place]()
    return here.union(*(places(each, (*path, key)) for key, each in inside.items()))


def of_row(endpoint: str, altered: Mapping[Place, Any]) -> Altering:
    """Other values at these places, in each row."""

    def alter(status: int, body: Any) -> tuple[int, Any]:
        return status, _replaced(body, (), altered)

    name = ", ".join(f"{'.'.join(place)} = {value!r}" for place, value in altered.items())
    return Altering(endpoint, alter, name, may_be_nothing=all(value in BLANK for value in altered.values()))


def _replaced(value: Any, path: Place, altered: Mapping[Place, Any]) -> Any:
    if path in altered:
        return deepcopy(altered[path])
    if isinstance(value, list):
        return [_replaced(each, path, altered) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    return {key: _replaced(each, (*path, key), altered) for key, each in cast("dict[str, Any]", value).items()}
