"""Settings of the door: how much a client, a user or one operation may ask, and how HTTP answers."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

HttpProfile = Literal["audits", "draft"]


class DoorSettings(BaseSettings):
    """What holds for every request before anything of its meaning is looked at."""

    http_profile: HttpProfile = Field(
        default="audits",
        description="Which status GraphQL's own errors have where the newer media type is accepted: 400 as the "
        "`audits` of graphql-http want it, or 422 and 294 as the newer `draft` of GraphQL over HTTP.",
    )
    on_error: bool = Field(
        default=False,
        description="Whether a request may say by `onError` what an error does: `PROPAGATE`, `NULL` or `HALT`.",
    )
    max_directives: int = Field(
        default=100, ge=0, description="The most directives in an operation, as fragments spread them."
    )
    operation_max_bytes: int = Field(
        default=134_217_728,
        ge=1024,
        description="How many bytes of products' answers one operation may read before it may ask for no more.",
    )
    user_requests: int = Field(
        default=0, ge=0, le=1_000_000, description="Requests to `/graphql` of one user in a minute. 0: any."
    )
    client_requests: int = Field(
        default=0,
        ge=0,
        le=10_000_000,
        description="Requests to `/graphql` of one client, by the name that it sends, in a minute. 0: any.",
    )
    user_at_once: int = Field(
        default=0, ge=0, le=100_000, description="Requests to `/graphql` of one user at the same time. 0: any."
    )
    requests_at_once: int = Field(
        default=1000, ge=0, le=100_000, description="Requests of everybody at the same time; more get 503. 0: any."
    )
    connections: int = Field(
        default=5000, ge=0, le=1_000_000, description="Connections at the same time; more get 503. 0: any."
    )
    keep_alive_seconds: int = Field(
        default=30, ge=1, le=3600, description="How long a connection may stay idle between two requests."
    )
    keep_alive_requests: int = Field(
        default=10_000, ge=1, le=10_000_000, description="Requests on one connection, after which it ends."
    )
