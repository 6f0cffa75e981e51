"""What the quotas may be set to: Zoho's figures, or any others in their place."""

from typing import Any, Literal

from sqlmodel import Field, SQLModel

DAY = 86_400
Plan = Literal["free", "standard", "professional", "premium", "elite", "ultimate"]
# Books v3 API, page "Introduction": calls a day, and calls at once. Billing's own figures are not documented.
PLANS: dict[Plan, tuple[int, int]] = {
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

    plan: Plan = "professional"
    calls: int = Field(default=100, ge=0)
    window: float = Field(default=60, gt=0, le=DAY)
    daily: int | None = Field(default=None, ge=0)
    concurrent: int | None = Field(default=None, ge=0)

    def figures(self) -> dict[str, Any]:
        """Every figure, the plan's where no other is set."""
        daily, concurrent = PLANS[self.plan]
        of_plan = {"daily": daily, "concurrent": concurrent}
        return {name: of_plan[name] if figure is None else figure for name, figure in self.model_dump().items()}


class Setting(SQLModel):
    """The quotas in force. A product that is not named has none."""

    model_config = {"extra": "forbid", "strict": True}

    books: FinanceQuota | None = None
    billing: FinanceQuota | None = None

    def quotas(self) -> dict[str, FinanceQuota]:
        """The quotas by product."""
        named = {"books": self.books, "billing": self.billing}
        return {product: quota for product, quota in named.items() if quota is not None}


def setting_of(body: object) -> Setting:
    """The setting in a decoded JSON body, none at all for null; a ValueError says what is wrong with it."""
    return Setting() if body is None else Setting.model_validate(body)
