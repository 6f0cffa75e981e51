"""Webhooks: the calls that Billing would make to a subscriber for each event. None leaves the sandbox."""

from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.store import Body

CAPACITY = 5_000
WEBHOOK_ID = "903000000000777"
URL = "https://hooks.halvorsen.example/billing"
# A status that the documents know ("Events"): the call is due and was not made.
SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class RecordedWebhook:
    """One call that is due: its body is the event's payload, whose `event_id` identifies it."""

    sequence: int
    at: str
    webhook_id: str
    url: str
    event_type: str
    status: str
    body: Body


class Webhooks:
    """The last calls that are due, oldest first."""

    def __init__(self) -> None:
        self._recorded: deque[RecordedWebhook] = deque(maxlen=CAPACITY)
        self._last = 0

    def add(self, event_type: str, body: Body) -> RecordedWebhook:
        """Record the call for an event."""
        self._last += 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        webhook = RecordedWebhook(self._last, at, WEBHOOK_ID, URL, event_type, SCHEDULED, body)
        self._recorded.append(webhook)
        return webhook

    def since(self, sequence: int) -> list[dict[str, Any]]:
        """The calls after that sequence number."""
        return [asdict(each) for each in self._recorded if each.sequence > sequence]

    def clear(self) -> None:
        """Discard all of them, but go on counting."""
        self._recorded.clear()
