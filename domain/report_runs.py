"""Runs of reports as the store keeps them: what was asked and how far it is, no token, no row and no figure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.errors import StoreUnavailable

# A process that works on a run says so more often than this.
SILENCE = timedelta(seconds=45)
# How long a run is kept after it was last worked on.
KEPT = timedelta(days=7)


class ReportRunError(StoreUnavailable):
    """Runs could not be read or kept."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run of one user of a tenant. `request` is JSON; `state` is `running`, `done`, `failed` or `cancelled`.

    `failure` is the message of what it failed with. `touched_at` is when a process last worked on it.
    """

    id: str
    tenant: str
    owner: str
    request: str
    state: str
    calls_done: int
    calls_left: int | None
    failure: str | None
    started_at: datetime
    touched_at: datetime

    def is_abandoned(self, now: datetime) -> bool:
        """Whether nobody works on it although it is not ended: its process ended, or lost its database."""
        return self.state == "running" and now - self.touched_at > SILENCE

    def at(self, now: datetime, **changes: Any) -> "KeptRun":
        """The run with its progress of now."""
        return replace(self, touched_at=now, **changes)


class ReportRuns(Protocol):
    """Where runs are kept. Each method raises ReportRunError."""

    async def of(self, tenant: str, owner: str) -> Sequence[KeptRun]:
        """The runs of a user, the newest first."""
        ...

    async def one(self, tenant: str, owner: str, id_: str) -> KeptRun | None:
        """A run of a user, None where there is none."""
        ...

    async def keep(self, run: KeptRun) -> None:
        """Keep a new run, or what it has become; runs that nobody has worked on for a week are dropped."""
        ...

    async def claim(self, run: KeptRun, now: datetime) -> bool:
        """Take over a run as it was read; False where another process was faster."""
        ...
