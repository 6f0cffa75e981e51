"""What Books and Billing share as one finance platform: the envelope, its codes and its pages.

Source: Zoho Books v3 and Zoho Billing v1, introduction, errors and pagination.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from adapters.answers import check_server, is_followed, parsed, rejected, row_list, throttled
from adapters.decoding import projected_rows
from adapters.finance_platform.modules import FinanceModule
from adapters.messages import NAMES, Response
from adapters.refusals import NotMember, WriteRefused
from domain.costs import CallParameters
from domain.errors import (
    BadUserInput,
    Forbidden,
    NotFound,
    ServiceName,
    Unauthenticated,
    UpstreamRejected,
    UpstreamUnavailable,
)
from domain.json_values import mapping
from domain.queries import Row

LARGEST_PAGE = 200
_THROTTLED = frozenset({43, 44, 45, 1070})
# Too many concurrent calls; the other codes are about a minute or a day.
_IN_PROCESS = 1070
# Books' page "Errors" has the word, its answers have the number.
_BAD_TOKEN = ("14", "INVALID_OAUTHTOKEN")
_NOT_THERE = frozenset({1002})
# The organisation is another user's, or the user has none.
_NO_MEMBER = frozenset({6041, 9017})
# The most characters of a product's words about a refused write.
LONGEST_WORDS = 300
_NUMBER = re.compile(r"^-?[0-9]{1,9}$", re.ASCII)
FinanceValues = Mapping[str, Any]
# Amounts are exact numbers in JSON.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class FinancePage:
    """One upstream page and whether another follows. `size` is how many rows a page has, where the product says so."""

    rows: list[Row]
    more: bool
    size: int | None = None


def success_envelope(service: ServiceName, response: Response) -> dict[str, Any]:
    """The envelope of a success. Raises the error of a refusal.

    The `code` decides, not only the status: a refusal may have status 200. 401 with code 57 stands for a dead token, a
    missing scope or a missing right; it is reported as FORBIDDEN, since the token has just been accepted elsewhere.
    """
    try:
        body = mapping(parsed(service, response))
    except UpstreamUnavailable:
        # The status says more than the error page of a proxy.
        check_server(service, response)
        raise
    code = str(body.get("code", ""))[:60]
    number = int(code) if _NUMBER.fullmatch(code) else None
    if number in _THROTTLED:
        raise throttled(service, response, f"code {number}", transient=number == _IN_PROCESS)
    check_server(service, response)
    if response.status < 300 and number == 0:
        return body
    if response.status == 401 and code in _BAD_TOKEN:
        raise Unauthenticated(
            "Zoho does not accept the access token.", service=service, detail=f"status 401 code {code}"
        )
    raise _refusal(service, response.status, number)


def encoded(values: FinanceValues) -> bytes:
    """The values of a write as a JSON body."""
    return _ENCODER.encode(values)


def write_envelope(service: ServiceName, response: Response) -> dict[str, Any]:
    """The envelope of a successful write. Raises WriteRefused where the product has a reason of its own.

    The error has the code and the words, since few codes are documented (page "Errors").
    """
    try:
        return success_envelope(service, response)
    except (UpstreamRejected, BadUserInput, NotFound) as error:
        if response.status in {404, 405}:
            # The address is wrong, or the record does not exist.
            raise
        body = mapping(parsed(service, response))
        if response.status < 300 and "code" not in body:
            # Without a code it is unknown whether the write was made.
            raise UpstreamUnavailable(
                f"{NAMES[service]} answered with something that is no answer.", service=service, detail="no code"
            ) from error
        words = str(body.get("message", ""))[:LONGEST_WORDS]
        raise WriteRefused(service=service, reason=str(body.get("code", ""))[:60], words=words) from error


def _refusal(service: ServiceName, status: int, code: int | None) -> Exception:
    name, detail = NAMES[service], f"status {status} code {code}"
    if code in _NO_MEMBER:
        return NotMember(service, detail)
    if status in {401, 403} or code == 57:
        return Forbidden(f"{name} does not allow this to the caller (scope or role).", service=service, detail=detail)
    if code in _NOT_THERE:
        return NotFound(f"{name} has no such record for the caller.", service=service, detail=detail)
    if status == 400 and code == 2:
        return BadUserInput(f"{name} does not accept this filter, view or order.", service=service, detail=detail)
    return rejected(service, detail)


def finance_page(
    service: ServiceName,
    response: Response,
    module: FinanceModule,
    columns: frozenset[str] | None,
    params: CallParameters,
) -> FinancePage:
    """The page in an answer to a call with `params`: rows with these columns only, or whole ones for None.

    Raises the error of a refusal.
    """
    if columns is not None and module.inside is None:
        projected = projected_rows(response, module.rows, module.id, columns, "page_context", code=True)
        if projected is not None:
            return _page(service, projected.rows, projected.envelope, params)
    try:
        body = success_envelope(service, response)
    except (UpstreamRejected, NotFound) as error:
        if response.status != 404 or not module.instead:
            raise
        text = f"{NAMES[service]} has no list of {module.rows}, which no document of Zoho promises. {module.instead}"
        raise UpstreamRejected(text, service=service, detail=error.detail) from error
    inner = body if module.inside is None else mapping(body.get(module.inside))
    return _page(service, row_list(service, inner, module.rows, module.id), body, params)


def _page(service: ServiceName, rows: list[Row], envelope: Mapping[str, Any], params: CallParameters) -> FinancePage:
    size = page_context(envelope).get("per_page")
    more = has_more_pages(service, envelope, len(rows), params)
    return FinancePage(rows, more, size if isinstance(size, int) and size > 0 else None)


def has_more_pages(service: ServiceName, envelope: Mapping[str, Any], count: int, params: CallParameters) -> bool:
    """Whether another page follows one of `count` rows, which a call with `params` has asked for."""
    return is_followed(service, page_context(envelope), "has_more_page", count, params)


def page_context(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """The `page_context`, which is a list in some answers."""
    context = envelope.get("page_context")
    return mapping(cast("list[Any]", context)[0]) if isinstance(context, list) and context else mapping(context)
