"""The call log: each request to the sandbox, the owner of its token, and the status of the answer."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

CAPACITY = 20_000


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One answered request. `token_owner` is the persona's name, None where no known token came.

    `sub_requests` are the calls within a composite request of CRM; no other request has any.
    """

    sequence: int
    at: str
    product: str
    method: str
    path: str
    query: str
    token_owner: str | None
    status: int
    sub_requests: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        """The call as the control plane lists it."""
        listed = asdict(self)
        if not self.sub_requests:
            del listed["sub_requests"]
        return listed


class CallLog:
    """The last calls, oldest first. Sequence numbers go on after a reset, so that `since` stays true."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=CAPACITY)
        self._last = 0

    def add(
        self,
        product: str,
        method: str,
        path: str,
        query: str,
        token_owner: str | None,
        status: int,
        sub_requests: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write one call down. A status of 0 means that no answer was sent."""
        self._last += 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._calls.append(LoggedCall(self._last, at, product, method, path, query, token_owner, status, sub_requests))

    def since(self, sequence: int) -> list[dict[str, Any]]:
        """The calls after that sequence number."""
        return [call.as_json() for call in self._calls if call.sequence > sequence]

    @property
    def last(self) -> int:
        """The sequence number of the last call, 0 before the first."""
        return self._last

    def clear(self) -> None:
        """Forget the calls, but not the count."""
        self._calls.clear()
