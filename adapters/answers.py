"""What all products' answers share: content type, JSON, and the statuses that mean the same everywhere."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, cast

import msgspec

from adapters.messages import NAMES, Response
from domain.costs import CallParameters
from domain.errors import ServiceName, TooManyRequests, UpstreamRejected, UpstreamUnavailable
from domain.json_values import mapping

# Amounts are decimal numbers in JSON, and a float would change some of them: they stay texts.
_DECODER = msgspec.json.Decoder(float_hook=str)
_TRANSIENT = frozenset({502, 503, 504})
LONGEST_WAIT = 86_400.0


def parsed(service: ServiceName, response: Response) -> Any:
    """The JSON of an answer, numbers with a fraction as texts. Raises UpstreamUnavailable for other content."""
    if not is_json(response):
        raise _no_answer(service, f"content type {_content_type(response)[:60]!r}")
    try:
        return _DECODER.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_answer(service, type(error).__name__) from error


def is_json(response: Response) -> bool:
    """Whether the content type of an answer is JSON."""
    return _content_type(response) == "application/json"


def _content_type(response: Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def row_list(service: ServiceName, body: Any, key: str, id_key: str) -> list[dict[str, Any]]:
    """The rows under `key`. Raises UpstreamUnavailable where there is no list, or a row lacks `id_key`."""
    rows = mapping(body).get(key)
    if not isinstance(rows, list):
        raise _no_answer(service, f"no list under {key!r}")
    return [_identified(service, row, key, id_key) for row in cast("list[object]", rows)]


def one_row(service: ServiceName, body: Any, key: str, id_key: str) -> dict[str, Any]:
    """The object under `key`. Raises UpstreamUnavailable where there is none, or it lacks `id_key`."""
    return _identified(service, mapping(body).get(key), key, id_key)


def _identified(service: ServiceName, value: object, key: str, id_key: str) -> dict[str, Any]:
    row = mapping(value)
    id_ = row.get(id_key)
    # True is an integer of Python, and no id.
    if not (id_.strip() if isinstance(id_, str) else isinstance(id_, int) and id_ is not True and id_):
        raise _no_answer(service, f"no object with {id_key!r} under {key!r}")
    return row


def text_in(service: ServiceName, row: Mapping[str, Any], key: str) -> str | None:
    """The text, or number, under a key, None for nothing. Raises UpstreamUnavailable for anything else."""
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise _no_answer(service, f"no text under {key!r}")


def truth_in(service: ServiceName, row: Mapping[str, Any], key: str) -> bool:
    """Whether the value under a key is true; nothing is false. Raises UpstreamUnavailable for anything else."""
    value = row.get(key)
    if value is None or value == "" or isinstance(value, bool):
        return bool(value)
    raise _no_answer(service, f"no boolean under {key!r}")


def objects_in(service: ServiceName, row: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects under a key, none for nothing. Raises UpstreamUnavailable for anything else."""
    value = row.get(key)
    if value is None or value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in cast("list[object]", value)):
        raise _no_answer(service, f"no list of objects under {key!r}")
    return cast("list[dict[str, Any]]", value)


def _no_answer(service: ServiceName, detail: str) -> UpstreamUnavailable:
    return UpstreamUnavailable(
        f"{NAMES[service]} answered with something that is no answer.", service=service, detail=detail
    )


def is_followed(service: ServiceName, context: Mapping[str, Any], key: str, count: int, params: CallParameters) -> bool:
    """Whether another page follows one of `count` rows, which a call with `params` has asked for.

    An answer that does not say so is followed by another where it is full: the list would end without a word. Raises
    UpstreamUnavailable for what is no boolean.
    """
    value = context.get(key)
    if value is None or value == "":
        size = dict(params).get("per_page", "")
        return size.isdecimal() and count >= int(size)
    return truth_in(service, context, key)


def retry_after(response: Response) -> float | None:
    """The seconds to wait by `Retry-After`, a number or a date, at most a day; None without a valid header."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        instant = parsedate_to_datetime(value)
        # A date without a zone is in GMT, like every date in HTTP.
        seconds = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() - time()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, round(seconds, 3)), LONGEST_WAIT)


def check_server(service: ServiceName, response: Response) -> None:
    """Raise the error of a status that means the same for every product: 429, 5xx and redirects."""
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
    """The error of an exhausted quota; `transient` where it recovers within moments."""
    return TooManyRequests(
        f"The quota of {NAMES[service]} is used up. Try again later.",
        service=service,
        detail=detail,
        retry_after=retry_after(response),
        transient=transient,
    )


def rejected(service: ServiceName, detail: str) -> UpstreamRejected:
    """The error of a request that the product refused for a reason in the gateway."""
    return UpstreamRejected(f"{NAMES[service]} refused the request.", service=service, detail=detail)
