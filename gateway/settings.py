"""Settings: read once from the environment at start, checked all at once, then frozen."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from gateway.configuration.sign_in import SignInSettings
from gateway.configuration.trusted_documents import TrustedDocumentSettings
from gateway.door_settings import DoorSettings
from gateway.products import ProductSettings
from gateway.setting_values import parts_of

PREFIX = "SUITEGRAPH_"
ADDRESS = r"^https?://[^\s/]+(/\S*)?$"
SHORTEST_SECRET = 16
SERVERS = ("redis://", "rediss://", "unix://")
# As browsers write them.
Origin = Annotated[str, Field(pattern=r"^https?://[a-z0-9.\-]+(:\d{1,5})?$")]
# A header's name, or what names begin with.
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9\-]{0,60}\*?$")]


class SettingsError(Exception):
    """The environment is not a valid configuration; the message names every variable that is wrong."""


class Settings(TrustedDocumentSettings, SignInSettings, DoorSettings, ProductSettings):
    """Every setting, `SUITEGRAPH_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 picks a free one.")
    compiled: bool = Field(
        default=True,
        description="Whether queries of records are compiled; else GraphQL's standard executor answers all of them.",
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
    compress_bytes: int = Field(
        default=2048,
        ge=0,
        description="Answers of so many bytes or more are compressed; 0 compresses none.",
    )
    file_seconds: float = Field(
        default=300.0, gt=0, le=3600, description="How long a file may take up or down, as long as it moves on."
    )
    max_file_bytes: int = Field(
        default=20_971_520, ge=1024, description="The largest file that is taken; Books itself takes 10 MiB."
    )
    max_download_bytes: int | None = Field(
        default=None, ge=1024, description="The largest file that is passed on from a product; any when unset."
    )
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
    cors_headers: Annotated[tuple[HeaderName, ...], NoDecode] = Field(
        default=(),
        description="Headers that front ends in browsers may send beside the usual ones, comma separated; "
        "`x-acme-*` stands for all that begin so.",
    )
    cursor_secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=16,
        description="Seals cursors, 16 characters or more, the same in every process; of several, comma separated, the "
        "first seals and all open. Unset, cursors end with the process.",
    )
    grants: Path | None = Field(
        default=None,
        description="A TOML file of integration users and their grants; it fills an empty roster at start.",
    )
    policy: Path | None = Field(
        default=None, description="A TOML file of rules that take actions and fields away; none when unset."
    )
    database: SecretStr | None = Field(
        default=None,
        description="Where the roster is kept, `sqlite:////var/lib/suitegraph/store.db`; in memory when unset.",
    )
    audit_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Seals the audit log; the same in every process, kept out of the database; of several, comma "
        "separated, `suitegraph keys rotate` lets the first seal. Plain hashes if unset.",
    )
    audit_reads: bool = Field(default=False, description="Whether reads of amounts are written into the audit log.")
    scim_requests: int = Field(
        default=3000,
        ge=10,
        le=100_000,
        description="The most requests that a directory may send to `/scim/v2` in a minute.",
    )
    graphiql: bool = Field(default=True, description="Whether browsers get GraphiQL at `/graphql`.")
    personas_url: str | None = Field(
        default=None,
        pattern=ADDRESS,
        description="Where GraphiQL's persona chooser comes from; only a sandbox has such a list.",
    )
    analytics: bool = Field(
        default=True, description="Whether browsers get the pages at `/analytics` and `/integration`."
    )
    report_rows_directory: Path | None = Field(
        default=None,
        description="Where rows of reports are kept, sealed by `SUITEGRAPH_SESSION_KEYS`, for people who want that; in "
        "memory when unset.",
    )
    report_rows_hours: float = Field(
        default=48.0, gt=0, le=720, description="How long such rows are kept after they were last read."
    )
    chart_seconds: float = Field(default=5.0, gt=0, le=60, description="How long drawing one chart may take.")
    chart_memory_bytes: int = Field(
        default=536_870_912, ge=268_435_456, description="The most memory of the process that draws charts."
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

    def cursor_secrets(self) -> list[str]:
        """What seals cursors, the first of them, and what opens those that were sealed before."""
        return [part.strip() for part in self.cursor_secret.get_secret_value().split(",")]

    def audit_keys(self) -> list[str]:
        """The keys of the audit log, none where it has none."""
        return [] if self.audit_key is None else [part.strip() for part in self.audit_key.get_secret_value().split(",")]

    @field_validator("cursor_secret", "audit_key")
    @classmethod
    def _long_parts(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and any(
            len(part.strip()) < SHORTEST_SECRET for part in value.get_secret_value().split(",")
        ):
            raise ValueError(f"each secret has {SHORTEST_SECRET} characters or more")
        return value

    @field_validator("cors_origins", "cors_headers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return parts_of(value)

    @field_validator("grants", "policy")
    @classmethod
    def _valid_file(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        # They make the graph: not for `--help`.
        from gateway.configuration.grants import grants_at  # noqa: PLC0415
        from gateway.configuration.policy import policy_at  # noqa: PLC0415

        read = grants_at if info.field_name == "grants" else policy_at
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
        from adapters.store.engines import problem_of  # noqa: PLC0415  # it loads a database: not for those without one

        if problem := problem_of(value.get_secret_value()):
            raise ValueError(problem)
        return value


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
            messages = problem["msg"].removeprefix("Value error, ").splitlines()
            problems += [": ".join([PREFIX + name.upper(), *inside, line]) for line in messages]
        settings = None
    if settings is None or problems:
        raise SettingsError("The configuration is not valid:\n" + "\n".join(f"  {problem}" for problem in problems))
    return settings
