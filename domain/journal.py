"""The journal of writes: the intent before, the result after, and the permanent record of who did what. Pure.

intent   committed before a product is called; answers a repeated idempotency key for 24 hours
entry    one entry of the audit log, chained to the one before it; never changed, never removed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from domain.errors import StoreUnavailable

# `pending`: begun, without a result yet. `unknown`: sent to the product, with an unknown outcome.
IntentState = Literal["pending", "done", "refused", "unknown"]
JournalValues = Mapping[str, Any]
# The module of acts on what the gateway itself keeps, such as the roster of integration users.
OF_GATEWAY = "gateway"
IDEMPOTENCY_SECONDS = 24 * 3600.0


class JournalError(StoreUnavailable):
    """The journal could not be read or written; its text says why, for operators and never for clients."""

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Author:
    """Whose token it was: the user's ids across Zoho (`zuid`) and in each product, as far as they are known."""

    name: str
    email: str
    zuid: str | None = None
    crm_id: str | None = None
    books_id: str | None = None
    billing_id: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call to a product as the audit log keeps it: never a token.

    `status` is 0 where no answer came; `code` is the product's own word for a refusal.
    """

    product: str
    method: str
    path: str
    body: JournalValues | None
    status: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One act. `tenant` is the data centre and the CRM organisation that it happened in, `act` the mutation's name.

    `module` is like `books.estimates`; `before` and `after` are the product's own keys. `document` is the SHA-256 of
    the GraphQL document, `permissions` the fingerprint of what the author was allowed. `codes` are those of the user
    errors that it ended with.
    """

    tenant: str
    at: datetime
    author: Author
    act: str
    module: str
    record_id: str | None
    result: IntentState = "pending"
    codes: tuple[str, ...] = ()
    before: JournalValues | None = None
    after: JournalValues | None = None
    exchanged: tuple[RecordedCall, ...] = ()
    client: str = ""
    document: str = ""
    operation: str = ""
    request_id: str = ""
    permissions: str = ""
    intent_id: str = ""


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry in its place: the sequence begins with 1 and has no gaps; `hash` is hexadecimal."""

    sequence: int
    hash: str
    entry: JournalEntry


@dataclass(frozen=True, slots=True)
class Intent:
    """A write about to be made. `owner` and `key` are unique together; without a key it answers no repetition.

    `fingerprint` is the SHA-256 of the mutation and its input; `mark` is what the product keeps in its unique field.
    `process` names the process that began it, which has given up at `until`. `entry` is what the audit log gets.
    """

    intent_id: str
    owner: str
    key: str | None
    fingerprint: str
    mark: str
    process: str
    until: datetime
    entry: JournalEntry
    state: IntentState = "pending"
    result: JournalValues | None = None

    def retaken(self, process: str, until: datetime) -> "Intent":
        """The same in the hands of another attempt."""
        return replace(self, process=process, until=until, state="pending", result=None)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How long the audit log is and the hash of its last entry: what shows a cut-off end when it is kept elsewhere."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """A query of the log: every condition must hold. Newest first; `before` is a sequence, `first` the page size."""

    tenant: str
    first: int = 50
    before: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    email: str | None = None
    act: str | None = None
    module: str | None = None
    record_id: str | None = None
    result: IntentState | None = None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries and whether older ones follow."""

    entries: Sequence[ChainedEntry] = field(default_factory=tuple)
    more: bool = False


class Journal(Protocol):
    """Where intents and the audit log are kept. Each method is one transaction and raises JournalError."""

    async def begin(self, intent: Intent) -> Intent | None:
        """Commit an intent; where its owner has used its key in the last 24 hours, that one instead, untouched."""
        ...

    async def retake(self, known: Intent, again: Intent) -> bool:
        """Put `again` in the place of an intent that is not done, unless another process has; whether it was put."""
        ...

    async def settle(self, intent: Intent, state: IntentState, result: JournalValues, entry: JournalEntry) -> None:
        """Commit the outcome of an intent together with its entry in the audit log."""
        ...

    async def note(self, entry: JournalEntry) -> None:
        """Commit an entry of the audit log that has no intent: a logged read."""
        ...

    async def entries(self, question: JournalQuery) -> JournalPage:
        """A page of the audit log."""
        ...
