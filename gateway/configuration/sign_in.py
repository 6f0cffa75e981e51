"""Settings of signing in: the gateway's registrations with Zoho, where it is, and how long sessions last."""

import secrets
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

from gateway.products import ORIGIN, DataCentreName
from gateway.setting_values import SealingKeys, json_of, parts_of

# What the whole graph asks for.
SCOPES = (
    "AaaServer.profile.READ",
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.users.READ",
    "ZohoCRM.org.READ",
    "ZohoCRM.coql.READ",
    "ZohoCRM.composite_requests.CUSTOM",
    "ZohoCRM.files.READ",
    "ZohoCRM.files.CREATE",
    "ZohoCRM.send_mail.all.CREATE",
    "ZohoSearch.securesearch.READ",
    "ZohoBooks.fullaccess.all",
    "ZohoSubscriptions.fullaccess.all",
)
OAuthScope = Annotated[str, Field(pattern=r"^[A-Za-z]{2,40}(\.[A-Za-z_]{1,60}){1,4}$")]


class RegisteredClient(BaseModel, frozen=True, extra="forbid"):
    """The gateway's registration in one data centre, a server-based client of Zoho's API console."""

    id: str = Field(pattern=r"^[A-Za-z0-9.\-]{4,200}$")
    secret: SecretStr = Field(min_length=8)


class SignInSettings(BaseSettings):
    """What browsers need to sign in; without `oauth_clients` there are no sessions."""

    oauth_clients: Annotated[dict[DataCentreName, RegisteredClient], NoDecode] = Field(
        default_factory=dict[str, RegisteredClient],
        description="The gateway's clients of Zoho's API console by data centre, as JSON: "
        '`{"us": {"id": "1000.…", "secret": "…"}}`; browsers cannot sign in when unset.',
    )
    oauth_scopes: Annotated[tuple[OAuthScope, ...], NoDecode] = Field(
        default=SCOPES, min_length=1, description="The scopes that a sign-in asks for, comma separated."
    )
    public_url: str | None = Field(
        default=None,
        pattern=ORIGIN,
        description="The gateway's own address as browsers have it, `https://graph.example`; Zoho's API console has "
        "it with `/auth/callback`. Unset, browsers sign in at `127.0.0.1` and `localhost` alone.",
    )
    session_keys: SealingKeys = Field(
        default_factory=lambda: (SecretStr(secrets.token_urlsafe(32)),),
        min_length=1,
        description="Seal the tokens of sessions, comma separated, 32 characters or more each; the first seals and "
        "all open. The same in every process. Unset, sessions end with the process.",
    )
    session_seconds: float = Field(
        default=28_800.0, ge=60, le=604_800, description="How long a browser stays signed in at most."
    )
    session_idle_seconds: float = Field(
        default=3600.0, ge=60, le=604_800, description="How long a browser stays signed in without asking anything."
    )

    @field_validator("oauth_scopes", mode="before")
    @classmethod
    def _parts_of_text(cls, value: object) -> object:
        return parts_of(value)

    @field_validator("oauth_clients", mode="before")
    @classmethod
    def _decoded_clients(cls, value: object) -> object:
        return json_of(value)

    @field_validator("oauth_clients")
    @classmethod
    def _in_data_centres(cls, value: dict[str, RegisteredClient], info: ValidationInfo) -> dict[str, RegisteredClient]:
        # Absent where they are wrong themselves: that is reported already.
        allowed = info.data.get("data_centres")
        if allowed is not None and (unknown := set(value) - set(allowed)):
            raise ValueError(f"not among SUITEGRAPH_DATA_CENTRES: {', '.join(sorted(unknown))}")
        return value
