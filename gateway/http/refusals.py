"""Why a request is refused before anything runs: what only HTTP knows, and the status of every error."""

import math
from collections.abc import Mapping

from domain.errors import (
    BadRequest,
    BadUserInput,
    CostTooHigh,
    Deactivated,
    DocumentNotFound,
    DocumentNotTrusted,
    Forbidden,
    NotAvailableYet,
    NotFound,
    NotKnownYet,
    NotSetUp,
    OutcomeUnknown,
    Overloaded,
    ParseFailed,
    PayloadTooLarge,
    PermissionUnknown,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
    PlanOutdated,
    RateLimited,
    StoreUnavailable,
    SuitegraphError,
    TemplateInUse,
    TooManyRequests,
    Unauthenticated,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamUnavailable,
    ValidationFailed,
)

METHODS = "GET, HEAD, OPTIONS, POST"


class MethodNotAllowed(BadRequest):
    """The request, or its operation, may not travel by this method."""

    def __init__(self, message: str, allowed: str = METHODS) -> None:
        """`allowed` are the methods by which it may."""
        super().__init__(message)
        self.allowed = allowed


class UnsupportedMediaType(BadRequest):
    """The body is something else than JSON."""


class NotAcceptable(BadRequest):
    """The client accepts neither of the two media types."""


class CrossSite(BadRequest):
    """Another site's page sent the request."""


class TooSlow(BadRequest):
    """The body did not arrive in time."""


# The nearest class counts.
STATUS: Mapping[type[SuitegraphError], int] = {
    BadRequest: 400,
    PersistedQueryNotSupported: 400,
    PersistedQueryNotFound: 400,
    DocumentNotFound: 404,
    DocumentNotTrusted: 403,
    ParseFailed: 400,
    ValidationFailed: 400,
    BadUserInput: 400,
    CostTooHigh: 400,
    RateLimited: 429,
    Overloaded: 503,
    Unauthenticated: 401,
    Deactivated: 403,
    Forbidden: 403,
    CrossSite: 403,
    NotFound: 404,
    NotAvailableYet: 403,
    NotKnownYet: 404,
    NotSetUp: 409,
    TemplateInUse: 409,
    PlanOutdated: 409,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    TooSlow: 408,
    PayloadTooLarge: 413,
    UnsupportedMediaType: 415,
    TooManyRequests: 429,
    OutcomeUnknown: 502,
    SuitegraphError: 500,
    UpstreamRejected: 502,
    PermissionUnknown: 502,
    StoreUnavailable: 503,
    UpstreamUnavailable: 503,
    UpstreamTimeout: 504,
}


def status_of(error: SuitegraphError) -> int:
    """The HTTP status of a request that is refused with this error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def headers_of(error: SuitegraphError, *, with_token: bool) -> dict[str, str]:
    """The headers that belong to the status. `with_token` says that the client sent what should be a token."""
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        # RFC 6750: without a token the challenge names no error.
        headers["WWW-Authenticate"] = 'Bearer realm="suitegraph"' + (', error="invalid_token"' if with_token else "")
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = error.allowed
    if error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    return headers
