"""Settings: read once from the environment at start, checked all at once, then frozen."""

import os
import secrets
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from adapters.data_centres import DATA_CENTRES, DataCentre

PREFIX = "SUITEGRAPH_"
ORIGIN = r"^https?://[A-Za-z0-9.\-]+(:\d{1,5})?$"
RECORD = r"^[0-9]{1,25}$"


class SettingsError(Exception):
    """The environment is not a valid configuration; the message names every variable that is wrong."""


class CustomDataCentre(BaseModel, frozen=True, extra="forbid"):
    """The addresses of a data centre of one's own: a sandbox, a proxy."""

    accounts: str = Field(pattern=ORIGIN)
    api: str = Field(pattern=ORIGIN)
    crm: str | None = Field(default=None, pattern=ORIGIN)
    books: str | None = Field(default=None, pattern=ORIGIN)
    billing: str | None = Field(default=None, pattern=ORIGIN)


class Settings(BaseSettings):
    """Every setting, `SUITEGRAPH_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 picks a free one.")
    data_centres: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("us",), description="Data centres that callers may pick, comma separated; the first is the default."
    )
    custom_data_centres: dict[str, CustomDataCentre] = Field(
        default_factory=dict[str, CustomDataCentre],
        description='Data centres of your own as JSON: `{"local": {"accounts": "http://…", "api": "http://…"}}`.',
    )
    books_organization: str | None = Field(
        default=None, pattern=RECORD, description="The Books organisation; each caller's default one when unset."
    )
    billing_organization: str | None = Field(
        default=None, pattern=RECORD, description="The Billing organisation; each caller's default one when unset."
    )
    deadline_seconds: float = Field(default=10.0, gt=0, le=300, description="How long an operation may take.")
    connect_seconds: float = Field(default=2.0, gt=0, le=60, description="How long connecting to a product may take.")
    upstream_seconds: float = Field(default=6.0, gt=0, le=300, description="How long one call to a product may take.")
    upstream_at_once: int = Field(default=8, ge=1, le=100, description="Calls of one operation to one product at once.")
    upstream_max_bytes: int = Field(default=16_777_216, ge=1024, description="The largest answer taken from a product.")
    remember_seconds: float = Field(
        default=300.0,
        gt=0,
        le=3600,
        description="How long facts of a caller are remembered.",
    )
    max_body_bytes: int = Field(default=1_048_576, ge=1024, description="The largest request body.")
    max_depth: int = Field(default=12, ge=1, description="The greatest depth of a document.")
    max_aliases: int = Field(default=30, ge=0, description="The most aliases in a document.")
    max_tokens: int = Field(default=5000, ge=1, description="The most tokens in a document.")
    max_root_fields: int = Field(default=20, ge=1, description="The most root fields in an operation.")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins of front ends in browsers, comma separated, `https://app.example`."
    )
    cursor_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=16,
        description="Seals cursors; the same in every process. Unset, cursors end with the process.",
    )
    graphiql: bool = Field(default=True, description="Whether browsers get GraphiQL at `/graphql`.")
    personas_url: str | None = Field(
        default=None, description="Where GraphiQL's persona chooser comes from; only a sandbox has such a list."
    )
    drain_seconds: float = Field(
        default=0.0, ge=0, le=300, description="How long `/readyz` says no before the server stops, after SIGTERM."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level logged."
    )
    log_format: Literal["json", "console"] = Field(default="json", description="How log lines look.")

    @field_validator("data_centres", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _known_data_centres(self) -> "Settings":
        unknown = [name for name in self.data_centres if name not in self.every_data_centre()]
        if unknown or not self.data_centres:
            known = ", ".join(sorted(self.every_data_centre()))
            raise ValueError(f"{PREFIX}DATA_CENTRES: unknown {', '.join(unknown) or 'empty list'}; known are {known}")
        return self

    def every_data_centre(self) -> dict[str, DataCentre]:
        """The fixed table and the configured ones."""
        own = {
            name: DataCentre(made.accounts, made.api, made.crm, made.books, made.billing)
            for name, made in self.custom_data_centres.items()
        }
        return {**DATA_CENTRES, **own}

    def organizations(self) -> dict[str, str]:
        """The configured organisation by finance product."""
        chosen = {"books": self.books_organization, "billing": self.billing_organization}
        return {product: id_ for product, id_ in chosen.items() if id_ is not None}


def settings_from_environment() -> Settings:
    """The settings. Raises SettingsError that names every unknown and every invalid variable at once."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    problems = [
        f"{name}: there is no such setting"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            place = "_".join(str(part) for part in problem["loc"]).upper()
            problems.append(f"{PREFIX}{place}: {problem['msg']}" if place else str(problem["msg"]))
        settings = None
    if settings is None or problems:
        raise SettingsError("The configuration is not valid:\n" + "\n".join(f"  {problem}" for problem in problems))
    return settings
