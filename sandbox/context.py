"""What every part of the sandbox shares: its options, data, tokens, faults and call log."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sandbox.calls import CallLog
from sandbox.company.story import TODAY, company
from sandbox.company.whole import Company
from sandbox.faults import Faults
from sandbox.store import Store
from sandbox.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Options:
    """How the sandbox is set up. The last three stand for what Zoho does not document (docs/fidelity.md)."""

    host: str = "127.0.0.1"
    port: int = 9000
    seed: int = 7
    scale: int = 1
    today: date = TODAY
    database: str = ""
    role_denial: tuple[int, int] = (401, 57)
    hidden_fields: Literal["omit", "blank"] = "omit"
    subscriptions_module: str = "CustomModule5011"


@dataclass(slots=True)
class Sandbox:
    """One local Zoho."""

    options: Options = field(default_factory=Options)
    tokens: Tokens = field(default_factory=Tokens)
    calls: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    store: Store = field(init=False)
    company: Company = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.options.database)
        self.company = company(self.options.seed, self.options.scale, self.options.today)

    def base_url(self) -> str:
        """The address that the sandbox names as its own, in `api_domain` and in links."""
        return f"http://{self.options.host}:{self.options.port}"
