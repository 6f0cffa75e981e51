"""Billing's events: the list names what happened and when; the single event has the record as it was then.

Source: Zoho Billing v1, "Events": their scope is the webhooks'. The payload is a text of JSON inside the JSON.
"""

import msgspec

from adapters.finance_platform.modules import FinanceModule
from domain.json_values import mapping
from domain.queries import Row

EVENTS = FinanceModule("events", "events", "event", "event_id")
# Amounts are decimal numbers in JSON, and a float would change some of them: they stay texts.
_PAYLOAD = msgspec.json.Decoder(float_hook=str)


def subscription_then(event: Row) -> Row | None:
    """The subscription as it was at a single event, None where the event is about something else or is malformed.

    Some deliveries call the member of the payload `data`, others have the record at the top.
    """
    payload = event.get("payload")
    if not isinstance(payload, str):
        return None
    try:
        body = mapping(_PAYLOAD.decode(payload))
    except (msgspec.DecodeError, RecursionError):
        return None
    row = mapping(mapping(body.get("data")).get("subscription")) or mapping(body.get("subscription"))
    return row if row.get("subscription_id") else None
