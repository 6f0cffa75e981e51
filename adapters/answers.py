"""What every product's answer goes through: content type, JSON, and the statuses that mean the same everywhere."""

from decimal import Decimal
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, cast

import msgspec

from adapters.http import NAMES, Response
from domain.errors import Service, TooManyRequests, UpstreamRejected, UpstreamUnavailable

# Amounts are decimal numbers on the wire; a float on the way would change some of them.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_TRANSIENT = frozenset({502, 503, 504})


def parsed(service: Service, response: Response) -> Any:
    """The JSON of an answer, amounts as Decimal. Raises UpstreamUnavailable for anything that is no JSON."""
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise _no_answer(service, f"content type {content_type[:60]!r}")
    try:
        return _DECODER.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_answer(service, type(error).__name__) from error


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a JSON object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def row_list(service: Service, body: Any, key: str) -> list[dict[str, Any]]:
    """The list of rows under `key`. Raises UpstreamUnavailable where there is none."""
    rows = mapping(body).get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in cast("list[object]", rows)):
        raise _no_answer(service, f"no list under {key!r}")
    return cast("list[dict[str, Any]]", rows)


def one_row(service: Service, body: Any, key: str) -> dict[str, Any]:
    """The object under `key`. Raises UpstreamUnavailable where there is none."""
    row = mapping(body).get(key)
    if not isinstance(row, dict):
        raise _no_answer(service, f"no object under {key!r}")
    return cast("dict[str, Any]", row)


def _no_answer(service: Service, detail: str) -> UpstreamUnavailable:
    return UpstreamUnavailable(
        f"{NAMES[service]} answered with something that is no answer.", service=service, detail=detail
    )


def retry_after(response: Response) -> float | None:
    """Seconds to wait as `Retry-After` says, in seconds or as a date; None where it does not."""
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isdecimal():
        return float(min(int(value[:9]), 86_400))
    try:
        return max(0.0, round(parsedate_to_datetime(value).timestamp() - time(), 3))
    except (TypeError, ValueError, OverflowError):
        return None


def check_server(service: Service, response: Response) -> None:
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


def throttled(service: Service, response: Response, detail: str = "") -> TooManyRequests:
    """The product's quota is used up."""
    return TooManyRequests(
        f"The quota of {NAMES[service]} is used up. Try again later.",
        service=service,
        detail=detail,
        retry_after=retry_after(response),
    )


def rejected(service: Service, detail: str) -> UpstreamRejected:
    """The product refused the request for a reason that is ours to find."""
    return UpstreamRejected(f"{NAMES[service]} refused the request.", service=service, detail=detail)
