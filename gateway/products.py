"""Settings of the products: where they are, how long a call may take, and what an organisation may ask of them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from adapters.data_centres import DATA_CENTRES, DataCentre
from adapters.limits.limiters import OF_ACCOUNTS
from adapters.limits.permits import Allowance
from domain.entity_words import EntityWords
from domain.errors import ServiceName
from domain.modules.registry import module_named, modules
from domain.products import ZohoProduct
from gateway.job_settings import JobSettings
from gateway.setting_values import json_of, parts_of

ORIGIN = r"^https?://[A-Za-z0-9.\-]+(:\d{1,5})?$"
RECORD = r"^[0-9]{1,25}$"
EntityWordText = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_ .-]{0,39}=books\.[a-z_]{1,40}$")]
DataCentreName = Annotated[str, Field(pattern=r"^[a-z0-9\-]{1,30}$")]


class CustomDataCentre(BaseModel, frozen=True, extra="forbid"):
    """The addresses of a data centre of one's own: a sandbox, a proxy."""

    accounts: str = Field(pattern=ORIGIN)
    api: str = Field(pattern=ORIGIN)
    crm: str | None = Field(default=None, pattern=ORIGIN)
    books: str | None = Field(default=None, pattern=ORIGIN)
    billing: str | None = Field(default=None, pattern=ORIGIN)


def _calls(product: str) -> Any:
    return Field(
        default=95,
        ge=0,
        le=100_000,
        description=f"Calls of a {product} organisation in any window; Zoho takes 100. 0: any.",
    )


def _window(of: str) -> Any:
    return Field(default=60.0, gt=0, le=86_400, description=f"The window of `{of}`.")


def _at_once(product: str) -> Any:
    return Field(
        default=8,
        ge=1,
        le=1000,
        description=f"Calls of a {product} organisation at once; Zoho takes 10, or 5 on the free plan.",
    )


def _reserve(product: str) -> Any:
    return Field(default=100, ge=0, description=f"Calls of a {product} organisation's day that bulk leaves to people.")


class ProductSettings(JobSettings):
    """What is asked of the products."""

    custom_data_centres: Annotated[dict[DataCentreName, CustomDataCentre], NoDecode] = Field(
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
    books_entity_words: Annotated[tuple[EntityWordText, ...], NoDecode] = Field(
        default=(),
        description="Words of Books' roles for modules beside the known ones, `x_invoice=books.invoices`, comma "
        "separated.",
    )
    unread_twins: Literal["hide", "show"] = Field(
        default="hide",
        description="What becomes of a field of a finance document whose twin in CRM's mirror is not described: `hide` "
        "it with an error, or `show` it.",
    )
    names_of_parties: Literal["record", "document"] = Field(
        default="record",
        description="Where the name of a document's customer or vendor comes from when no more is asked of them: their "
        "own `record`, a call each, or the `document`, none.",
    )
    crm_composites: bool = Field(
        default=True,
        description="Whether what an operation reads of CRM at the same moment goes in one composite request, where "
        "enough calls at once are free.",
    )
    books_pending_status: str = Field(
        default="pending_approval",
        pattern=r"^[a-z][a-z_]{0,39}$",
        description="Books' status of a document that waits for approval.",
    )
    books_key_field: str | None = Field(
        default=None,
        pattern=r"^cf_[a-z0-9_]{1,60}$",
        description="Books' unique custom field by which a repeated write is recognised, on estimates, sales orders, "
        "invoices, purchase orders and customer payments.",
    )
    crm_key_field: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        description="CRM's unique custom field (API name) by which a repeated write is recognised, on accounts, "
        "contacts and deals.",
    )
    deadline_seconds: float = Field(default=10.0, gt=0, le=300, description="How long an operation may take.")
    connect_seconds: float = Field(default=2.0, gt=0, le=60, description="How long connecting to a product may take.")
    upstream_seconds: float = Field(default=6.0, gt=0, le=300, description="How long one call to a product may take.")
    upstream_at_once: int = Field(default=8, ge=1, le=100, description="Calls of one operation to one product at once.")
    upstream_max_bytes: int = Field(default=16_777_216, ge=1024, description="The largest answer taken from a product.")
    books_calls: int = _calls("Books")
    books_window_seconds: float = _window("BOOKS_CALLS")
    books_at_once: int = _at_once("Books")
    books_reserve: int = _reserve("Books")
    billing_calls: int = _calls("Billing")
    billing_window_seconds: float = _window("BILLING_CALLS")
    billing_at_once: int = _at_once("Billing")
    billing_reserve: int = _reserve("Billing")
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
        description="A Valkey or Redis server that shares these limits, and those of users and clients in a minute, "
        "among processes; each keeps its own when unset.",
    )
    limits_workers: int = Field(
        default=4, ge=1, le=1000, description="Processes that share `LIMITS_URL`: a part each while the server fails."
    )

    @field_validator("books_entity_words")
    @classmethod
    def _of_modules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = {str(module) for module in modules() if module.entity is not None}
        if unknown := {name for _, _, name in (text.partition("=") for text in value)} - known:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
        return value

    @field_validator("data_centres", "books_entity_words", mode="before")
    @classmethod
    def _parts(cls, value: object) -> object:
        return parts_of(value)

    @field_validator("custom_data_centres", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        return json_of(value)

    @field_validator("data_centres")
    @classmethod
    def _known(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        # Absent where the custom ones are wrong themselves: that is reported already.
        custom = info.data.get("custom_data_centres")
        if custom is not None and (unknown := set(value) - {*DATA_CENTRES, *custom}):
            raise ValueError(
                f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted({*DATA_CENTRES, *custom}))}"
            )
        return value

    def every_data_centre(self) -> dict[str, DataCentre]:
        """The fixed table and the configured ones."""
        own = {
            name: DataCentre(custom.accounts, custom.api, custom.crm, custom.books, custom.billing)
            for name, custom in self.custom_data_centres.items()
        }
        return {**DATA_CENTRES, **own}

    def entity_words(self) -> EntityWords:
        """Books' words for its modules, the operator's first."""
        own = (text.partition("=") for text in self.books_entity_words)
        return EntityWords(modules(), [(word, module_named(name)) for word, _, name in own])

    def allowances(self) -> dict[ServiceName, Allowance]:
        """What an organisation may ask, by product."""
        books = Allowance(self.books_at_once, self.books_calls, self.books_window_seconds, self.books_reserve)
        billing = Allowance(self.billing_at_once, self.billing_calls, self.billing_window_seconds, self.billing_reserve)
        crm = Allowance(self.crm_at_once, reserve=self.crm_reserve)
        return {"accounts": OF_ACCOUNTS, "crm": crm, "books": books, "billing": billing}

    @property
    def key_fields(self) -> dict[ZohoProduct, str | None]:
        """The unique custom fields that hold a write's mark, by product."""
        return {"books": self.books_key_field, "crm": self.crm_key_field}

    def organizations(self) -> dict[str, str]:
        """The configured organisation by finance product."""
        chosen = {"books": self.books_organization, "billing": self.billing_organization}
        return {product: id_ for product, id_ in chosen.items() if id_ is not None}
