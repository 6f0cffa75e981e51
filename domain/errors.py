"""Every error that a client can see, as one tree.

    SuitegraphError
    ├── BadRequest              BAD_REQUEST                 the HTTP request is not a GraphQL request
    ├── PersistedQueryNotSupported  PERSISTED_QUERY_NOT_SUPPORTED  a hash stands in place of the document
    ├── PersistedQueryNotFound  PERSISTED_QUERY_NOT_FOUND   a hash that the caller has not registered yet
    ├── DocumentNotFound        DOCUMENT_NOT_FOUND          the client has published no document of this id
    ├── DocumentNotTrusted      DOCUMENT_NOT_TRUSTED        the client may send published documents alone
    ├── PayloadTooLarge         PAYLOAD_TOO_LARGE           the body is larger than allowed
    ├── ParseFailed             GRAPHQL_PARSE_FAILED        the document is not valid GraphQL
    ├── ValidationFailed        GRAPHQL_VALIDATION_FAILED   the document does not fit the schema or a limit
    ├── BadUserInput            BAD_USER_INPUT              a value is wrong: an id, a cursor, a filter, a variable
    ├── Unauthenticated         UNAUTHENTICATED             no token, or one that Zoho does not accept
    ├── Forbidden               FORBIDDEN                   the caller lacks the permission
    ├── Deactivated             DEACTIVATED                 the organisation's directory has deactivated the caller
    ├── NotFound                NOT_FOUND                   there is no such record for this caller
    ├── NotKnownYet             NOT_KNOWN_YET               another user's permissions are not known here yet
    ├── NotAvailableYet         NOT_AVAILABLE_YET           Zoho has not come to the caller's organisation yet
    ├── NotSetUp                INTEGRATION_NOT_SET_UP      the organisation has not set integration users up
    ├── TemplateInUse           TEMPLATE_IN_USE             a template of grants that somebody has cannot be removed
    ├── PlanOutdated            PLAN_OUTDATED               what a plan looked at has changed since
    ├── CostTooHigh             COST_TOO_HIGH               the operation may cost more than one is allowed to
    ├── StoreUnavailable        STORE_UNAVAILABLE           the gateway's own database did not answer properly
    ├── RateLimited             RATE_LIMITED                the caller or their client asks more often than it may
    ├── Overloaded              OVERLOADED                  the gateway has more requests than it can take
    ├── InternalError           INTERNAL_SERVER_ERROR       a fault of suitegraph itself, masked
    └── UpstreamError           a product failed to answer properly; `service` names it
        ├── UpstreamTimeout     UPSTREAM_TIMEOUT            no answer within the deadline
        ├── UpstreamUnavailable UPSTREAM_UNAVAILABLE        unreachable, broken off, 5xx, or no proper answer
        ├── UpstreamRejected    UPSTREAM_REJECTED           it refused the request itself
        ├── PermissionUnknown   UNKNOWN_TO_GATEWAY          it does not say whether something is hidden
        ├── TooManyRequests     TOO_MANY_REQUESTS           its quota is used up; `retry_after` in seconds
        └── OutcomeUnknown      OUTCOME_UNKNOWN             a write was sent, and its outcome is unknown

Messages are ours and safe to show; what a product said stays in `detail`, for the log alone.
"""

from typing import ClassVar, Literal, Self

ServiceName = Literal["accounts", "crm", "books", "billing"]


class SuitegraphError(Exception):
    """An error with a code that clients can rely on."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    transient: bool = False

    def __init__(self, message: str, *, service: ServiceName | None = None, detail: str = "") -> None:
        """`message` is shown to the client, `detail` goes into the log."""
        super().__init__(message)
        self.message = message
        self.service = service
        self.detail = detail
        self.retry_after: float | None = None
        self.done_id: str | None = None

    def after(self, done_id: str) -> Self:
        """The same error for a write that was made, but whose record, with this global id, could not be read."""
        error = self.__class__.__new__(self.__class__)
        error.__dict__ |= self.__dict__
        error.message, error.done_id = (
            f"The change was made, but the record cannot be read now: {self.message}",
            done_id,
        )
        return error

    def extensions(self) -> dict[str, object]:
        """What stands beside the message in a GraphQL error."""
        extensions: dict[str, object] = {"code": self.code}
        if self.service is not None:
            extensions["service"] = self.service
        if self.retry_after is not None:
            extensions["retryAfter"] = self.retry_after
        if self.done_id is not None:
            extensions["doneId"] = self.done_id
        return extensions


class BadRequest(SuitegraphError):
    """The HTTP request is not a GraphQL request."""

    code = "BAD_REQUEST"


class PersistedQueryNotSupported(SuitegraphError):
    """The request has a hash in place of its document. Clients look for the message and send the document then."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class PersistedQueryNotFound(SuitegraphError):
    """The hash was not registered by this caller yet. Clients look for the message and send the document once."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class DocumentNotFound(SuitegraphError):
    """The client has published no document of this id."""

    code = "DOCUMENT_NOT_FOUND"


class DocumentNotTrusted(SuitegraphError):
    """The client may send published documents alone, and this one is none."""

    code = "DOCUMENT_NOT_TRUSTED"


class PayloadTooLarge(SuitegraphError):
    """The body is larger than allowed."""

    code = "PAYLOAD_TOO_LARGE"


class ParseFailed(SuitegraphError):
    """The document is not valid GraphQL."""

    code = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(SuitegraphError):
    """The document does not fit the schema or a limit."""

    code = "GRAPHQL_VALIDATION_FAILED"


class BadUserInput(SuitegraphError):
    """A value of the client is wrong."""

    code = "BAD_USER_INPUT"


class Unauthenticated(SuitegraphError):
    """No token, or one that Zoho does not accept."""

    code = "UNAUTHENTICATED"

    def name_data_centre(self, name: str) -> None:
        """Say which data centre rejected the token: a token is valid in one alone."""
        self.message = (
            f"Zoho's data centre `{name}` does not accept the access token. It may have expired, "
            f"or be valid in another data centre, which `Suitegraph-Data-Centre` picks."
        )


class Forbidden(SuitegraphError):
    """The caller lacks the permission."""

    code = "FORBIDDEN"


class Deactivated(SuitegraphError):
    """The directory of the caller's organisation has deactivated them."""

    code = "DEACTIVATED"


class NotFound(SuitegraphError):
    """There is no such record for this caller."""

    code = "NOT_FOUND"


class NotKnownYet(SuitegraphError):
    """Another user's permissions are not known here yet."""

    code = "NOT_KNOWN_YET"


class NotAvailableYet(SuitegraphError):
    """Zoho has not come to the caller's organisation yet."""

    code = "NOT_AVAILABLE_YET"


class NotSetUp(SuitegraphError):
    """The organisation has not set integration users up."""

    code = "INTEGRATION_NOT_SET_UP"


class TemplateInUse(SuitegraphError):
    """A template of grants that somebody has cannot be removed."""

    code = "TEMPLATE_IN_USE"


class PlanOutdated(SuitegraphError):
    """What a plan looked at has changed since it was made."""

    code = "PLAN_OUTDATED"


class CostTooHigh(SuitegraphError):
    """The operation may cost more than one is allowed to."""

    code = "COST_TOO_HIGH"


class StoreUnavailable(SuitegraphError):
    """The gateway's own database did not answer properly; what it said is for operators."""

    code = "STORE_UNAVAILABLE"

    def __init__(self, detail: str) -> None:
        super().__init__("The gateway's database does not answer properly. Try again later.", detail=detail)


class _Later(SuitegraphError):
    """The same request may be answered later; `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(_Later):
    """The caller, or their client, asks more often than it may."""

    code = "RATE_LIMITED"


class Overloaded(_Later):
    """The gateway has more requests than it can take."""

    code = "OVERLOADED"


class InternalError(SuitegraphError):
    """A fault of suitegraph itself."""

    code = "INTERNAL_SERVER_ERROR"


class UpstreamError(SuitegraphError):
    """A product failed to answer properly. A `transient` error may be gone at the next attempt."""

    service: ServiceName  # pyright: ignore[reportIncompatibleVariableOverride]  # never None here
    # Whether the product may have had the request: it may have done what it was asked.
    reached: bool = True

    def __init__(
        self,
        message: str,
        *,
        service: ServiceName,
        detail: str = "",
        retry_after: float | None = None,
        transient: bool = False,
    ) -> None:
        """`retry_after` is in seconds, as the product asked."""
        super().__init__(message, service=service, detail=detail)
        self.retry_after = retry_after
        self.transient = transient


class UpstreamTimeout(UpstreamError):
    """No answer within the deadline."""

    code = "UPSTREAM_TIMEOUT"


class UpstreamUnavailable(UpstreamError):
    """Unreachable, broken off, 5xx, or something that is no answer."""

    code = "UPSTREAM_UNAVAILABLE"


class UpstreamRejected(UpstreamError):
    """The product refused the request itself."""

    code = "UPSTREAM_REJECTED"


class PermissionUnknown(UpstreamError):
    """The product does not say, in words that the gateway knows, whether something is hidden: it stays hidden."""

    code = "UNKNOWN_TO_GATEWAY"


class TooManyRequests(UpstreamError):
    """The product's quota is used up."""

    code = "TOO_MANY_REQUESTS"


class OutcomeUnknown(UpstreamError):
    """A write was sent, and its outcome is unknown."""

    code = "OUTCOME_UNKNOWN"
