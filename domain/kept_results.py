"""Results of closed periods that callers keep, so that a later one names what restated them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from domain.errors import StoreUnavailable

# How long a result is kept.
KEPT = timedelta(days=800)


class KeptResultError(StoreUnavailable):
    """Kept results could not be read or written."""


class RestatementCause(Enum):
    """Why a record adds another amount to a figure than when the figure was kept."""

    COUNTS_NOW = "counts_now"
    COUNTS_NO_LONGER = "counts_no_longer"
    COUNTS_DIFFERENTLY = "counts_differently"


@dataclass(frozen=True, slots=True)
class KeptResult:
    """The figures of the closed periods of one request, as one user was shown them.

    `rights` is the fingerprint of what the user might see then: with other rights the result is dropped. `figures` are
    JSON, which the store seals. `key` is the hash of the request without its days.
    """

    tenant: str
    owner: str
    key: str
    report: str
    rights: str
    figures: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class KeptShare:
    """What a record added to an operand: `amount` is a decimal number, `why` says why it counted."""

    amount: str
    why: str
    sources: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """One figure of a closed period, with the shares of its records by operand and record."""

    starts_on: str
    segment: tuple[str | None, ...]
    measure: str
    value: str | None
    shares: Mapping[str, Mapping[str, KeptShare]]


class KeptResults(Protocol):
    """Where results are kept. Each method raises KeptResultError, and shows nothing of other users."""

    async def one(self, tenant: str, owner: str, key: str) -> KeptResult | None:
        """A result of a user, None where there is none, or its seal cannot be opened any more."""
        ...

    async def keep(self, result: KeptResult) -> None:
        """Keep a result in place of the one with its key; what is older than `KEPT` is dropped."""
        ...

    async def forget(self, tenant: str, owner: str, key: str) -> bool:
        """Drop a result of a user; whether there was one."""
        ...
