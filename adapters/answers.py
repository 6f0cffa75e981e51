"""What every product's answer goes through: content type, JSON, and the statuses that mean the same everywhere."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, cast

import msgspec

from adapters.messages import NAMES, Response
from domain.errors import ServiceName, TooManyRequests, UpstreamRejected, UpstreamUnavailable

# Amounts are decimal numbers on the wire; a float on the way would change some of them. They stay the text they are.
_DECODER = msgspec.json.Decoder(float_hook=str)
_TRANSIENT = frozenset({502, 503, 504})
LONGEST_WAIT = 86_400.0


def parsed(service: ServiceName, response: Response) -> Any:
    """The JSON of an answer, numbers with a fraction as text. Raises UpstreamUnavailable for what is no JSON."""
    if not is_json(response):
        raise _no_answer(service, f"content type {_content_type(response)[:60]!r}")
    try:
        return _DECODER.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_answer(service, type(error).__name__) from error


def is_json(response: Response) -> bool:
    """Whether an answer says that it is JSON."""
    return _content_type(response) == "application/json"


def _content_type(response: Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a JSON object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    """The members of a JSON array, each an object or empty; an empty list for anything that is no array."""
    return [mapping(member) for member in cast("list[object]", value)] if isinstance(value, list) else []


def row_list(service: ServiceName, body: Any, key: str, id_key: str) -> list[dict[str, Any]]:
    """The rows under `key`. Raises UpstreamUnavailable where there is no list, or a row has nothing at `id_key`."""
    rows = mapping(body).get(key)
    if not isinstance(rows, list):
        raise _no_answer(service, f"no list under {key!r}")
    return [_identified(service, row, key, id_key) for row in cast("list[object]", rows)]


def one_row(service: ServiceName, body: Any, key: str, id_key: str) -> dict[str, Any]:
    """The object under `key`. Raises UpstreamUnavailable where there is none, or nothing at its `id_key`."""
    return _identified(service, mapping(body).get(key), key, id_key)


def _identified(service: ServiceName, row: object, key: str, id_key: str) -> dict[str, Any]:
    found = mapping(row)
    id_ = found.get(id_key)
    if not (id_.strip() if isinstance(id_, str) else isinstance(id_, int) and id_):
        raise _no_answer(service, f"no object with {id_key!r} under {key!r}")
    return found


def _no_answer(service: ServiceName, detail: str) -> UpstreamUnavailable:
    return UpstreamUnavailable(
        f"{NAMES[service]} answered with something that is no answer.", service=service, detail=detail
    )


def retry_after(response: Response) -> float | None:
    """Seconds to wait as `Retry-After` says, in seconds or as a date, at most a day; None where it does not."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
        # A date without a zone is GMT, as every date in HTTP.
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - time()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, round(seconds, 3)), LONGEST_WAIT)


def check_server(service: ServiceName, response: Response) -> None:
    """Raise for the statuses that no product explains: 429, 5xx and redirects."""
    name, status = NAMES[service], response.status
    if status == 429:
        raise throttled(service, response)
    if status >= 500:
        raise UpstreamUnavailable(
            f"{name} is not available at the moment.",
            service=service,
            detail=f"status {status}",
            retry_after=retry_after(response),
            transient=status in _TRANSIENT,
        )
    if 300 <= status < 400:
        raise _no_answer(service, f"status {status}")


def throttled(
    service: ServiceName, response: Response, detail: str = "", *, transient: bool = False
) -> TooManyRequests:
    """The product's quota is used up; `transient` where that is a matter of moments."""
    return TooManyRequests(
        f"The quota of {NAMES[service]} is used up. Try again later.",
        service=service,
        detail=detail,
        retry_after=retry_after(response),
        transient=transient,
    )


def rejected(service: ServiceName, detail: str) -> UpstreamRejected:
    """The product refused the request for a reason that is ours to find."""
    return UpstreamRejected(f"{NAMES[service]} refused the request.", service=service, detail=detail)
