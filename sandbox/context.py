"""What every part of the sandbox shares: its options, data, tokens, faults, quotas and call log."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sandbox.approvals import Approvals
from sandbox.call_log import CallLog
from sandbox.company.company import Company
from sandbox.company.story import TODAY, company
from sandbox.faults.rules import Faults
from sandbox.outbox import Outbox
from sandbox.ports import Ports
from sandbox.quotas.meters import Quotas
from sandbox.store import Store
from sandbox.tokens import Limits, Tokens
from sandbox.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Options:
    """How the sandbox is set up. From `role_denial` on they stand for what Zoho leaves open (docs/fidelity.md).

    A `port` of 0 is any free one; `public_url` is what the sandbox calls itself where it is not the listening address.
    With `isolation` every answer shows whose token asked for it (sandbox/isolation.py).
    """

    host: str = "127.0.0.1"
    port: int = 9000
    seed: int = 7
    scale: int = 1
    today: date = TODAY
    database: str = ""
    public_url: str = ""
    isolation: bool = False
    role_denial: tuple[int, int] = (401, 57)
    hidden_fields: Literal["omit", "blank"] = "omit"
    subscriptions_module: str = "CustomModule5011"
    token_limits: Limits = field(default_factory=Limits)


@dataclass(slots=True, repr=False)  # a whole company in words takes a fifth of a second
class Sandbox:
    """One local Zoho. `pdf_padding` is how many bytes each PDF has beyond what it says."""

    options: Options = field(default_factory=Options)
    calls: CallLog = field(default_factory=CallLog)
    ports: Ports = field(default_factory=Ports)
    quotas: Quotas = field(default_factory=Quotas)
    outbox: Outbox = field(default_factory=Outbox)
    webhooks: Webhooks = field(default_factory=Webhooks)
    approvals: Approvals = field(default_factory=Approvals)
    pdf_padding: int = 0
    port: int = field(init=False)
    tokens: Tokens = field(init=False)
    faults: Faults = field(init=False)
    store: Store = field(init=False)
    company: Company = field(init=False)

    def __post_init__(self) -> None:
        self.port = self.options.port
        self.tokens = Tokens(self.options.token_limits)
        self.faults = Faults(self.ports)
        self.store = Store(self.options.database)
        self.company = company(self.options.seed, self.options.scale, self.options.today)

    def base_url(self) -> str:
        """The address that the sandbox names as its own, in `api_domain` and in links."""
        return self.options.public_url or f"http://{self.options.host}:{self.port}"
