"""What each product's refusals mean to a client: one table a product, as its public pages list them."""

import json
from collections.abc import Callable

import pytest

from adapters.accounts.client import user_info
from adapters.crm import errors as crm
from adapters.finance_platform import envelope
from adapters.messages import Response
from adapters.refusals import NotMember
from domain.errors import (
    BadUserInput,
    Forbidden,
    NotFound,
    ServiceName,
    SuitegraphError,
    TooManyRequests,
    Unauthenticated,
    UpstreamRejected,
    UpstreamUnavailable,
)
from tests.adapters.products import JSON_TYPE, Way

Understanding = Callable[[Response], object]
FINANCE: tuple[ServiceName, ...] = ("books", "billing")


def answered(status: int, body: object, **headers: str) -> Response:
    """An answer as it would come from the wire."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {"Content-Type": JSON_TYPE, **headers}, content)


def refusal(understand: Understanding, response: Response) -> SuitegraphError:
    """The error that an answer means."""
    with pytest.raises(SuitegraphError) as raised:
        understand(response)
    return raised.value


# Zoho CRM v8, "Status codes and errors" and the errors of Get Records, Search Records and Get Related Records.
CRM = [
    (401, "INVALID_TOKEN", Unauthenticated),
    (401, "AUTHENTICATION_FAILURE", Unauthenticated),
    (401, "OAUTH_SCOPE_MISMATCH", Forbidden),
    (403, "OAUTH_SCOPE_MISMATCH", Forbidden),
    (400, "OAUTH_SCOPE_MISMATCH", Forbidden),
    (403, "NO_PERMISSION", Forbidden),
    (403, "AUTHORIZATION_FAILED", Forbidden),
    (403, "PERMISSION_DENIED", Forbidden),
    (400, "INVALID_MODULE", Forbidden),
    (400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", BadUserInput),
    (400, "PAGINATION_LIMIT_EXCEEDED", BadUserInput),
    (400, "LIMIT_REACHED", BadUserInput),
    (400, "CRITERIA_LIMIT_EXCEEDED", BadUserInput),
    (400, "INVALID_QUERY", BadUserInput),
    (400, "TOKEN_BOUND_DATA_MISMATCH", BadUserInput),
    (400, "EXPIRED_VALUE", BadUserInput),
    (400, "AMBIGUITY_DURING_PROCESSING", BadUserInput),
    (400, "INVALID_DATA", UpstreamRejected),
    (400, "REQUIRED_PARAM_MISSING", UpstreamRejected),
    (404, "INVALID_URL_PATTERN", UpstreamRejected),
    (405, "INVALID_REQUEST_METHOD", UpstreamRejected),
    (429, "TOO_MANY_REQUESTS", TooManyRequests),
    (429, "RATE_LIMIT_EXCEEDED", TooManyRequests),
    (500, "INTERNAL_ERROR", UpstreamUnavailable),
    (503, "SERVICE_UNAVAILABLE", UpstreamUnavailable),
    (400, "A_WORD_OF_2030", UpstreamRejected),
]


@pytest.mark.parametrize(("status", "code", "kind"), CRM)
def test_a_refusal_of_crm_means(status: int, code: str, kind: type[SuitegraphError]) -> None:
    body = {"code": code, "details": {"api_name": "Ms_Dahl"}, "message": "for Ms Dahl", "status": "error"}
    error = refusal(crm.success_body, answered(status, body))
    assert (type(error), error.service) == (kind, "crm")
    assert "Dahl" not in error.message


@pytest.mark.parametrize("body", [[], {}, "no", None, {"code": None}, {"code": {"a": 1}}, {"data": []}])
def test_a_refusal_of_crm_without_a_code_is_a_rejection(body: object) -> None:
    assert type(refusal(crm.success_body, answered(400, body))) is UpstreamRejected


@pytest.mark.parametrize("status", [204, 304])
def test_crm_says_nothing_where_there_is_nothing(status: int) -> None:
    assert crm.success_body(Response(status, {}, b"")) is None


# Zoho Books v3, "Errors"; Billing shares the platform, its page lists statuses alone.
REFUSED: list[tuple[int, object, type[SuitegraphError]]] = [
    (401, 14, Unauthenticated),
    (401, "14", Unauthenticated),
    (401, "INVALID_OAUTHTOKEN", Unauthenticated),
    (401, 57, Forbidden),
    (403, 57, Forbidden),
    (200, 57, Forbidden),
    (401, None, Forbidden),
    (403, 9999, Forbidden),
    (400, 6041, NotMember),
    (400, 9017, NotMember),
    (404, 1002, NotFound),
    (400, 1002, NotFound),
    (200, 1002, NotFound),
    (404, 5, UpstreamRejected),
    (405, 37, UpstreamRejected),
    (400, 2, BadUserInput),
    (400, 4, UpstreamRejected),
    (400, 1038, UpstreamRejected),
    (429, 44, TooManyRequests),
    (429, 45, TooManyRequests),
    (429, 1070, TooManyRequests),
    (429, 9999, TooManyRequests),
    (200, 43, TooManyRequests),
    (200, "43", TooManyRequests),
    (200, 44, TooManyRequests),
    (500, 1000, UpstreamUnavailable),
    (503, 1000, UpstreamUnavailable),
    (200, 9999, UpstreamRejected),
    (200, None, UpstreamRejected),
    (200, "zero", UpstreamRejected),
    (200, "9" * 5000, UpstreamRejected),
    (200, -1, UpstreamRejected),
    (200, False, UpstreamRejected),
    (200, 0.5, UpstreamRejected),
    (200, [0], UpstreamRejected),
]


@pytest.mark.parametrize("service", FINANCE)
@pytest.mark.parametrize(("status", "code", "kind"), REFUSED)
def test_a_refusal_of_books_or_billing_means(
    service: ServiceName, status: int, code: object, kind: type[SuitegraphError]
) -> None:
    body: dict[str, object] = {"code": code, "message": "The Customer Ms Dahl is not accessible.", "invoices": []}
    error = refusal(lambda answer: envelope.success_envelope(service, answer), answered(status, body))
    assert (type(error), error.service) == (kind, service)
    assert "Dahl" not in error.message + error.detail


@pytest.mark.parametrize("service", FINANCE)
def test_only_a_success_with_code_zero_is_one(service: ServiceName) -> None:
    for status, code in ((200, 0), (201, 0), (200, "0")):
        assert envelope.success_envelope(service, answered(status, {"code": code, "a": 1}))["a"] == 1
    assert (
        type(refusal(lambda answer: envelope.success_envelope(service, answer), answered(400, {"code": 0})))
        is UpstreamRejected
    )


@pytest.mark.parametrize("service", FINANCE)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, TooManyRequests),
        (500, UpstreamUnavailable),
        (502, UpstreamUnavailable),
        (302, UpstreamUnavailable),
        (400, UpstreamUnavailable),
        (204, UpstreamUnavailable),
    ],
)
def test_a_page_of_a_server_in_between_means_what_its_status_says(
    service: ServiceName, status: int, kind: type[SuitegraphError]
) -> None:
    page = Response(status, {"Content-Type": "text/html", "Retry-After": "30"}, b"<html>Ms Dahl</html>")
    error = refusal(lambda answer: envelope.success_envelope(service, answer), page)
    assert (type(error), error.service) == (kind, service)
    if status in {429, 500, 502}:
        assert error.extensions()["retryAfter"] == 30.0


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_of_crm_is_no_answer(status: int) -> None:
    assert type(refusal(crm.success_body, answered(status, b""))) is UpstreamUnavailable


# Zoho Accounts, pages "Access token expiry" and "User info".
ACCOUNTS: list[tuple[int, dict[str, str], type[SuitegraphError]]] = [
    (401, {"error": "INVALID_OAUTHTOKEN"}, Unauthenticated),
    (403, {"error": "no"}, Forbidden),
    (200, {"error": "INVALID_OAUTHSCOPE"}, Forbidden),
    (400, {"error": "invalid_scope"}, Forbidden),
    (400, {"error": "Access Denied", "status": "failure"}, TooManyRequests),
    (200, {"error": "general_error"}, UpstreamRejected),
    (404, {}, UpstreamRejected),
    (500, {}, UpstreamUnavailable),
]


@pytest.mark.parametrize(("status", "body", "kind"), ACCOUNTS)
async def test_a_refusal_of_accounts_means(
    way: Way, status: int, body: dict[str, str], kind: type[SuitegraphError]
) -> None:
    way.product.always(body, status)
    with pytest.raises(SuitegraphError) as raised:
        await user_info(way.upstream())
    assert (type(raised.value), raised.value.service) == (kind, "accounts")
