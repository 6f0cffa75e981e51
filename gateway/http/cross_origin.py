"""Front ends of other origins, and the headers that their requests may carry."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

OURS = (
    "Accept",
    "Authorization",
    "Cache-Control",
    "Content-Type",
    "Idempotency-Key",
    "Suitegraph-Data-Centre",
    "Suitegraph-Organization",
    "Suitegraph-Visibility",
    "GraphQL-Require-Preflight",
    "apollographql-client-name",
    "apollographql-client-version",
    "graphql-client-name",
    "graphql-client-version",
)
# What tracing libraries add to every request, and Apollo's and Datadog's families. None of them travels to a product.
TRACING = ("traceparent", "tracestate", "baggage", "sentry-trace", "x-request-id", "b3", "newrelic")
FAMILIES = ("apollo-*", "x-apollo-*", "x-b3-*", "x-datadog-*")
EXPOSED = ("X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy", "Content-Disposition")
REMEMBERED_SECONDS = 600
REQUESTED, ALLOWED = "access-control-request-headers", "Access-Control-Allow-Headers"
NAME = re.compile(r"[a-z0-9\-]{1,100}", re.ASCII)


class CrossOrigin(CORSMiddleware):
    """Answers preflights, and lets the listed origins read answers."""

    def __init__(self, app: ASGIApp, origins: Collection[str], more_headers: Collection[str]) -> None:
        """`more_headers` are names, or beginnings of names that end in `*`."""
        headers = (*OURS, *TRACING, *FAMILIES, *more_headers)
        self._beginnings = tuple(name[:-1].lower() for name in headers if name.endswith("*"))
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=[name for name in headers if not name.endswith("*")],
            expose_headers=EXPOSED,
            max_age=REMEMBERED_SECONDS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """The answer to a preflight, with each header of a family that was asked for: browsers know no beginnings."""
        asked = [name.strip().lower() for name in request_headers.get(REQUESTED, "").split(",")]
        of_families = sorted({name for name in asked if name.startswith(self._beginnings) and NAME.fullmatch(name)})
        if not of_families:
            return super().preflight_response(request_headers)
        rest = MutableHeaders(raw=list(request_headers.raw))
        rest[REQUESTED] = ", ".join(["accept", *(name for name in asked if name not in of_families)])
        response = super().preflight_response(rest)
        response.headers[ALLOWED] = ", ".join([response.headers[ALLOWED], *of_families])
        return response
