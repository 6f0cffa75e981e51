"""Which documents of Books must be approved, and by whom: what `POST /_sandbox/approvals` sets."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, model_validator
from sqlmodel import Field, SQLModel

from sandbox.people import BY_NAME

# Zoho Books help, "Multi-level approval".
LEVELS = 10


def _member(name: str) -> str:
    if name not in BY_NAME or BY_NAME[name].books is None:
        raise ValueError(f"no user of Books is called {name}")
    return name


Level = Annotated[list[Annotated[str, AfterValidator(_member)]], Field(min_length=1)]


class Approval(SQLModel):
    """How the documents of one module are approved. Of each level one approver decides, level after level."""

    model_config = {"extra": "forbid", "strict": True}

    type: Literal["none", "simple", "multi_level"] = "none"
    approve_own: bool = False
    levels: list[Level] = Field(default=[], max_length=LEVELS)

    @model_validator(mode="after")
    def _levels_fit(self) -> "Approval":
        if bool(self.levels) != (self.type == "multi_level"):
            raise ValueError("a multi_level approval has levels, and no other has")
        return self


class ApprovalSettings(SQLModel):
    """The approvals of all modules. A module that is not named has none."""

    model_config = {"extra": "forbid", "strict": True}

    estimates: Approval = Approval()
    salesorders: Approval = Approval()
    invoices: Approval = Approval()
    purchaseorders: Approval = Approval()
    creditnotes: Approval = Approval()


class Approvals:
    """The approvals in force."""

    def __init__(self) -> None:
        self._setting = ApprovalSettings()

    def replace(self, setting: ApprovalSettings) -> None:
        """Put these in place of those in force."""
        self._setting = setting

    def clear(self) -> None:
        """No module wants approval."""
        self._setting = ApprovalSettings()

    def of(self, module: str) -> Approval:
        """How the module's documents are approved."""
        return getattr(self._setting, module, Approval())

    def name(self, persona: str) -> bool:
        """Whether a level of some module waits for that persona."""
        modules: list[Approval] = [getattr(self._setting, module) for module in ApprovalSettings.model_fields]
        return any(persona in level for approval in modules for level in approval.levels)

    def shown(self) -> dict[str, Any]:
        """What `GET /_sandbox/approvals` answers."""
        return self._setting.model_dump()
