"""What a data set was read from, and what it lacks: the calls that were made, and each gap with its reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from domain.products import ZohoProduct


class GapReason(Enum):
    """Why something is missing from a data set."""

    CALL_LIMIT = "call_limit"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True, slots=True)
class ReadCall:
    """One request for a page or a record: when it was answered, and with how many rows.

    The answer may have come from the caller's own response cache: then no call was sent.
    """

    product: ZohoProduct
    path: str
    at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: `source` names it, `missing` counts what is known to be there and was not read.

    `retry_after` is the seconds after which a product whose quota is used up lets it be read.
    """

    source: str
    reason: GapReason
    text: str
    missing: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class SetCoverage:
    """What a data set rests on: the instant of the oldest call, the calls, and the gaps; without any it is complete."""

    as_of: datetime
    calls: tuple[ReadCall, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps
