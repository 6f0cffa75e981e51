"""What the quotas may be set to: Zoho's figures, or any others in their place."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Field, SQLModel

DAY = 86_400
EditionName = Literal["free", "standard", "professional", "enterprise", "ultimate"]
FinancePlan = Literal["free", "standard", "professional", "premium", "elite", "ultimate"]
# Books v3 API, page "Introduction": calls a day, and calls at once. Billing's own figures are not documented.
PLANS: dict[FinancePlan, tuple[int, int]] = {
    "free": (1_000, 5),
    "standard": (2_000, 10),
    "professional": (5_000, 10),
    "premium": (10_000, 10),
    "elite": (10_000, 10),
    "ultimate": (10_000, 10),
}


class FinanceQuota(SQLModel):
    """What each organisation of Books or Billing may do: `calls` within `window` seconds, `daily` and at once."""

    model_config = {"extra": "forbid", "strict": True}

    plan: FinancePlan = "professional"
    calls: int = Field(default=100, ge=0)
    window: float = Field(default=60, gt=0, le=DAY)
    daily: int | None = Field(default=None, ge=0)
    concurrent: int | None = Field(default=None, ge=0)

    def figures(self) -> dict[str, Any]:
        """Every figure, the plan's where no other is set."""
        daily, concurrent = PLANS[self.plan]
        of_plan = {"daily": daily, "concurrent": concurrent}
        return {name: of_plan[name] if figure is None else figure for name, figure in self.model_dump().items()}


@dataclass(frozen=True, slots=True)
class Edition:
    """What an edition of CRM grants: credits, credits for each user, but no more than `most`, and calls at once."""

    credits: int
    per_user: int
    most: int | None
    concurrent: int


# CRM v8 API, page "API Limits".
EDITIONS: dict[EditionName, Edition] = {
    "free": Edition(5_000, 0, 5_000, 5),
    "standard": Edition(50_000, 250, 100_000, 10),
    "professional": Edition(50_000, 500, 3_000_000, 15),
    "enterprise": Edition(50_000, 1_000, 5_000_000, 20),
    "ultimate": Edition(50_000, 2_000, None, 25),
}
# What the organisation has bought.
EDITION: EditionName = "enterprise"
LICENSES = 10


class Costs(SQLModel):
    """Credits of calls whose cost is documented for the sibling product Vertical Solutions alone."""

    model_config = {"extra": "forbid", "strict": True}

    saved_view: int = Field(default=3, ge=0)
    deleted_records: int = Field(default=2, ge=0)


class CrmQuota(SQLModel):
    """What the organisation may do in CRM: `credits` within `window` seconds; at once, and of that complex calls."""

    model_config = {"extra": "forbid", "strict": True}

    edition: EditionName = EDITION
    users: int = Field(default=LICENSES, ge=1)
    credits: int | None = Field(default=None, ge=0)
    window: float = Field(default=DAY, gt=0, le=DAY)
    concurrent: int | None = Field(default=None, ge=0)
    sub_concurrent: int = Field(default=10, ge=0)
    costs: Costs = Field(default_factory=Costs)

    def figures(self) -> dict[str, Any]:
        """Every figure, the edition's where no other is set."""
        edition = EDITIONS[self.edition]
        credits_ = edition.credits + edition.per_user * self.users
        of_edition = {"credits": min(credits_, edition.most or credits_), "concurrent": edition.concurrent}
        return {name: of_edition[name] if figure is None else figure for name, figure in self.model_dump().items()}


class QuotaSettings(SQLModel):
    """The quotas in force. A product that is not named has none."""

    model_config = {"extra": "forbid", "strict": True}

    crm: CrmQuota | None = None
    books: FinanceQuota | None = None
    billing: FinanceQuota | None = None

    def quotas(self) -> dict[str, CrmQuota | FinanceQuota]:
        """The quotas by product."""
        named = {"crm": self.crm, "books": self.books, "billing": self.billing}
        return {product: quota for product, quota in named.items() if quota is not None}


def setting_of(body: object) -> QuotaSettings:
    """The setting in a decoded JSON body, none at all for null; a ValueError says what is wrong with it."""
    return QuotaSettings() if body is None else QuotaSettings.model_validate(body)
