"""Settings of trusted documents: the mode of each client, and who persists queries automatically."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

from domain.trusted_documents import ANY_CLIENT, CLIENT_NAME, TrustMode
from gateway.setting_values import parts_of


class TrustedDocumentSettings(BaseSettings):
    """Which documents clients may send."""

    trusted_documents: Annotated[dict[str, TrustMode], NoDecode] = Field(
        default_factory=dict[str, TrustMode],
        description="The mode of each client by its name, comma separated: `web=enforce, ios=measure, *=off`; `*` is "
        "every other client, `off` when unset.",
    )
    automatic_queries: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Clients whose queries are persisted automatically as Apollo does it, comma separated, `*` for all "
        "that are not enforced.",
    )

    @field_validator("trusted_documents", mode="before")
    @classmethod
    def _modes_by_name(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        if any(not mode for _, _, mode in pairs):
            raise ValueError("a client and its mode are written `web=enforce`")
        modes = {name.strip(): mode.strip() for name, _, mode in pairs}
        if len(modes) < len(pairs):
            raise ValueError("a client is named twice")
        return modes

    @field_validator("automatic_queries", mode="before")
    @classmethod
    def _names_of_text(cls, value: object) -> object:
        return parts_of(value)

    @field_validator("trusted_documents", "automatic_queries")
    @classmethod
    def _names_of_clients(cls, value: dict[str, TrustMode] | tuple[str, ...]) -> dict[str, TrustMode] | tuple[str, ...]:
        for name in value:
            if name != ANY_CLIENT and not CLIENT_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a client")
        return value

    @field_validator("automatic_queries")
    @classmethod
    def _never_enforced(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        modes: dict[str, TrustMode] = info.data.get("trusted_documents") or {}
        for name in value:
            if name != ANY_CLIENT and modes.get(name) is TrustMode.ENFORCE:
                raise ValueError(f"{name} is enforced: what it persists automatically would never run")
        return value
