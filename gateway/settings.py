"""Settings: read once from the environment at start, checked all at once, then frozen."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from pydantic import BaseModel, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from adapters.data_centres import DATA_CENTRES, DataCentre
from adapters.gates import Allowance
from adapters.lanes import OF_ACCOUNTS
from domain.errors import Service

PREFIX = "SUITEGRAPH_"
ADDRESS = r"^https?://[^\s/]+(/\S*)?$"
ORIGIN = r"^https?://[A-Za-z0-9.\-]+(:\d{1,5})?$"
RECORD = r"^[0-9]{1,25}$"
SERVERS = ("redis://", "rediss://", "unix://")
# As browsers write them.
Origin = Annotated[str, Field(pattern=r"^https?://[a-z0-9.\-]+(:\d{1,5})?$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9\-]{1,30}$")]


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
    custom_data_centres: Annotated[dict[Name, CustomDataCentre], NoDecode] = Field(
        default_factory=dict[str, CustomDataCentre],
        description='Data centres of your own as JSON: `{"local": {"accounts": "http://…", "api": "http://…"}}`.',
    )
    data_centres: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("us",),
        min_length=1,
        description="Data centres that callers may pick, comma separated; the first is the default.",
    )
    books_organization: str | None = Field(
        default=None, pattern=RECORD, description="The Books organisation; each caller's default one when unset."
    )
    billing_organization: str | None = Field(
        default=None, pattern=RECORD, description="The Billing organisation; each caller's default one when unset."
    )
    subscriptions_module: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        description="CRM's API name of the module that mirrors subscriptions; they have no mirror when unset.",
    )
    deadline_seconds: float = Field(default=10.0, gt=0, le=300, description="How long an operation may take.")
    connect_seconds: float = Field(default=2.0, gt=0, le=60, description="How long connecting to a product may take.")
    upstream_seconds: float = Field(default=6.0, gt=0, le=300, description="How long one call to a product may take.")
    upstream_at_once: int = Field(default=8, ge=1, le=100, description="Calls of one operation to one product at once.")
    upstream_max_bytes: int = Field(default=16_777_216, ge=1024, description="The largest answer taken from a product.")
    compiled: bool = Field(
        default=True,
        description="Whether queries of records are compiled; else GraphQL's standard executor answers all of them.",
    )
    books_calls: int = Field(
        default=95,
        ge=0,
        le=100_000,
        description="Calls of a Books organisation in any window; Zoho takes 100. 0: any.",
    )
    books_window_seconds: float = Field(default=60.0, gt=0, le=86_400, description="The window of `BOOKS_CALLS`.")
    books_at_once: int = Field(
        default=8,
        ge=1,
        le=1000,
        description="Calls of a Books organisation at once; Zoho takes 10, or 5 on the free plan.",
    )
    books_reserve: int = Field(
        default=100, ge=0, description="Calls of a Books organisation's day that bulk leaves to people."
    )
    billing_calls: int = Field(
        default=95,
        ge=0,
        le=100_000,
        description="Calls of a Billing organisation in any window; Zoho takes 100. 0: any.",
    )
    billing_window_seconds: float = Field(default=60.0, gt=0, le=86_400, description="The window of `BILLING_CALLS`.")
    billing_at_once: int = Field(
        default=8,
        ge=1,
        le=1000,
        description="Calls of a Billing organisation at once; Zoho takes 10, or 5 on the free plan.",
    )
    billing_reserve: int = Field(
        default=100, ge=0, description="Calls of a Billing organisation's day that bulk leaves to people."
    )
    crm_at_once: int = Field(
        default=9,
        ge=1,
        le=1000,
        description="Calls of a CRM organisation at once; Zoho takes 5 to 25 by edition, Standard 10.",
    )
    crm_reserve: int = Field(
        default=2000, ge=0, description="Credits of a CRM organisation's day that bulk leaves to people."
    )
    limits_url: SecretStr | None = Field(
        default=None,
        description="A Valkey or Redis server that shares these limits among processes; each keeps its own when unset.",
    )
    limits_workers: int = Field(
        default=4, ge=1, le=1000, description="Processes that share `LIMITS_URL`: a part each while the server fails."
    )
    remember_seconds: float = Field(
        default=300.0,
        gt=0,
        le=3600,
        description="How long facts of a caller are remembered.",
    )
    cache_scale: float = Field(
        default=1.0,
        ge=0,
        le=10,
        description="Multiplies how long answers of products are kept for their caller; 0 keeps none.",
    )
    cache_bytes: int = Field(
        default=67_108_864, ge=65_536, description="The most bytes of answers kept in the process."
    )
    cache_url: SecretStr | None = Field(
        default=None,
        description="A Valkey or Redis server that keeps answers for all processes; each keeps its own when unset.",
    )
    request_seconds: float = Field(
        default=10.0, gt=0, le=300, description="How long a request's head may take to arrive, and then its body."
    )
    max_body_bytes: int = Field(default=1_048_576, ge=1024, description="The largest request body.")
    max_characters: int = Field(default=100_000, ge=1, description="The most characters in a document.")
    max_tokens: int = Field(default=5000, ge=1, description="The most tokens in a document.")
    max_depth: int = Field(
        default=12, ge=1, description="The greatest depth of an operation; introspection has its own."
    )
    max_aliases: int = Field(
        default=30, ge=0, description="The most aliases in an operation, as fragments spread them."
    )
    max_root_fields: int = Field(default=20, ge=1, description="The most root fields in an operation.")
    max_selections: int = Field(
        default=1000, ge=1, description="The most fields and fragments in an operation, as fragments spread them."
    )
    max_calls: int | None = Field(
        default=None,
        ge=1,
        description="The most calls that an operation may be expected to take; any when unset.",
    )
    max_credits: int | None = Field(default=None, ge=1, description="The same in credits of CRM; any when unset.")
    cors_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        default=(), description="Origins of front ends in browsers, comma separated, `https://app.example`."
    )
    cursor_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=16,
        description="Seals cursors; the same in every process. Unset, cursors end with the process.",
    )
    grants: Path | None = Field(
        default=None, description="A TOML file of integration users and their grants; it replaces the roster at start."
    )
    policy: Path | None = Field(
        default=None, description="A TOML file of rules that take actions and fields away; none when unset."
    )
    database: SecretStr | None = Field(
        default=None,
        description="Where the roster is kept, `sqlite:////var/lib/suitegraph/store.db`; in memory when unset.",
    )
    graphiql: bool = Field(default=True, description="Whether browsers get GraphiQL at `/graphql`.")
    personas_url: str | None = Field(
        default=None,
        pattern=ADDRESS,
        description="Where GraphiQL's persona chooser comes from; only a sandbox has such a list.",
    )
    metrics_host: str = Field(default="127.0.0.1", description="The address at which `/metrics` is served.")
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="The port of `/metrics`; 0 picks a free one, unset there is none."
    )
    drain_seconds: float = Field(
        default=0.0, ge=0, le=300, description="How long `/readyz` says no before the server stops, after SIGTERM."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level logged: `debug`, `info`, `warning`, `error`."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="How log lines look: `json`, or `console` for people."
    )

    @field_validator("data_centres", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("custom_data_centres", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            raise ValueError("this is no JSON") from None

    @field_validator("data_centres")
    @classmethod
    def _known(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        # Absent where the custom ones are wrong themselves: that is told already.
        custom = info.data.get("custom_data_centres")
        if custom is not None and (unknown := set(value) - {*DATA_CENTRES, *custom}):
            raise ValueError(
                f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted({*DATA_CENTRES, *custom}))}"
            )
        return value

    @field_validator("grants", "policy")
    @classmethod
    def _valid_file(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        from gateway.files import grants_in, policy_in  # noqa: PLC0415  # it makes the graph: not for `--help`

        read = grants_in if info.field_name == "grants" else policy_in
        read(value)
        return value

    @field_validator("cache_url", "limits_url")
    @classmethod
    def _known_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(SERVERS):
            raise ValueError(f"begins with {', '.join(SERVERS)}")
        return value

    @field_validator("database")
    @classmethod
    def _reachable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        from adapters.store.database import problem_of  # noqa: PLC0415  # it loads a database: not for those without one

        if problem := problem_of(value.get_secret_value()):
            raise ValueError(problem)
        return value

    def every_data_centre(self) -> dict[str, DataCentre]:
        """The fixed table and the configured ones."""
        own = {
            name: DataCentre(made.accounts, made.api, made.crm, made.books, made.billing)
            for name, made in self.custom_data_centres.items()
        }
        return {**DATA_CENTRES, **own}

    def allowances(self) -> dict[Service, Allowance]:
        """What an organisation may ask, by product."""
        books = Allowance(self.books_at_once, self.books_calls, self.books_window_seconds, self.books_reserve)
        billing = Allowance(self.billing_at_once, self.billing_calls, self.billing_window_seconds, self.billing_reserve)
        crm = Allowance(self.crm_at_once, reserve=self.crm_reserve)
        return {"accounts": OF_ACCOUNTS, "crm": crm, "books": books, "billing": billing}

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
        # Without the input: it may be a secret.
        for problem in error.errors(include_input=False, include_url=False):
            name, *inside = (str(part) for part in problem["loc"])
            told = problem["msg"].removeprefix("Value error, ").splitlines()
            problems += [": ".join([PREFIX + name.upper(), *inside, line]) for line in told]
        settings = None
    if settings is None or problems:
        raise SettingsError("The configuration is not valid:\n" + "\n".join(f"  {problem}" for problem in problems))
    return settings
