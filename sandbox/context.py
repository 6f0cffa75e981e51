"""What every part of the sandbox shares: its options, data, tokens, faults, quotas and call log."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from sandbox.approvals import Approvals
from sandbox.call_log import CallLog
from sandbox.company.company import Company
from sandbox.company.story import TODAY, company
from sandbox.faults.rules import Faults
from sandbox.mailbox import Mailbox
from sandbox.outbox import Outbox
from sandbox.ports import Ports
from sandbox.quotas.meters import Quotas
from sandbox.store import Store
from sandbox.tokens import Limits, Tokens
from sandbox.webhooks import Webhooks

LARGEST_STORY = 20


@dataclass(frozen=True, slots=True)
class Options:
    """How the sandbox is set up. From `role_denial` on they stand for what Zoho leaves open (docs/fidelity.md).

    A `port` of 0 is any free one; `public_url` is what the sandbox calls itself where it is not the listening address.
    `staff` is how many users CRM has beside the personas; with `smtp_port` there is a mail server, 0 for any port. With
    `isolation` every answer shows whose token asked for it (sandbox/isolation.py). From a `scale` of LARGEST_STORY
    on only Billing grows, by whole copies of its customers: 2,000 are 50,000 subscriptions.
    """

    host: str = "127.0.0.1"
    port: int = 9000
    seed: int = 7
    scale: int = 1
    today: date = TODAY
    database: str = ""
    public_url: str = ""
    staff: int = 0
    smtp_port: int | None = None
    isolation: bool = False
    role_denial: tuple[int, int] = (401, 57)
    hidden_fields: Literal["omit", "blank"] = "omit"
    subscriptions_module: str = "CustomModule5011"
    token_limits: Limits = field(default_factory=Limits)

    @property
    def story_scale(self) -> int:
        """How many times larger the whole company is."""
        return min(self.scale, LARGEST_STORY)

    @property
    def copies(self) -> int:
        """How many copies of its customers Billing has besides."""
        return max(0, -(-self.scale // LARGEST_STORY) - 1)


@dataclass(slots=True, repr=False)  # a whole company in words takes a fifth of a second
class Sandbox:
    """One local Zoho. `pdf_padding` is how many bytes each PDF has beyond what it says.

    `seats` are the roles in Books that users were given since the seed, by address, None for whoever was removed there.
    """

    options: Options = field(default_factory=Options)
    calls: CallLog = field(default_factory=CallLog)
    ports: Ports = field(default_factory=Ports)
    quotas: Quotas = field(default_factory=Quotas)
    outbox: Outbox = field(default_factory=Outbox)
    mailbox: Mailbox = field(default_factory=Mailbox)
    smtp_port: int | None = None
    webhooks: Webhooks = field(default_factory=Webhooks)
    approvals: Approvals = field(default_factory=Approvals)
    pdf_padding: int = 0
    seats: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
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
        self.company = _company(self.options.seed, self.options.story_scale, self.options.today)

    def base_url(self) -> str:
        """The address that the sandbox names as its own, in `api_domain` and in links."""
        return self.options.public_url or f"http://{self.options.host}:{self.port}"


@lru_cache(maxsize=2)
def _company(seed: int, scale: int, today: date) -> Company:
    """The company of these options, which several sandboxes share: what is written goes into their stores."""
    return company(seed, scale, today)
