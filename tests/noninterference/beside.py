"""What the products hold beside their records: histories, notes, comments, rates and events, with values of their own.

What is hidden of these differs between two worlds as cells do, under the coordinate that shows it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from domain.json_values import mapping
from domain.modules import billing, books, crm
from domain.modules.module import Module
from domain.permissions import ColumnPath
from domain.queries import Row
from schema.engine.declare import registry

# What a record leads to, and the fields of it that have a value here.
PARTS: Mapping[str, tuple[str, ...]] = {
    "timeline": ("TimelineEntry.action", "TimelineEntry.through"),
    "notes": ("Note.title", "Note.text"),
    "comments": ("Comment.text", "Comment.operation"),
    "exchangeRates": ("ExchangeRate.rateToBase",),
    "activities": ("BillingActivity.text",),
    "history": ("HistoryEntry.requestId",),
    "stageDetails": ("DealStage.colour",),
}
PAST = "BillingSubscription.history"
Changed = Mapping[Module, frozenset[ColumnPath]]
_ENCODER = msgspec.json.Encoder()


def beside(coordinate: str) -> ColumnPath:
    """Where something stands that is in no row."""
    return ("::beside", coordinate)


def unseen_beside(module: Module, fields: frozenset[str], *, views: bool, reads_log: bool) -> Iterator[ColumnPath]:
    """What a caller may not see of it, from whom these coordinates are hidden. Who reads the log has its ids there."""
    type_name = registry.type_of(module)
    for name, parts in PARTS.items():
        if name in registry.fields_of(type_name) and not (reads_log and name == "history"):
            hidden = not views or f"{type_name}.{name}" in fields
            yield from (beside(part) for part in parts if hidden or part in fields)
    if module == billing.SUBSCRIPTIONS and (not views or PAST in fields):
        yield beside(PAST)


@dataclass(frozen=True, slots=True)
class Beside:
    """It in one of two worlds."""

    changed: Changed

    def word(self, module: Module, coordinate: str) -> str:
        """The text that stands there in this world."""
        return f"word {int(beside(coordinate) in self.changed.get(module, ()))}"

    def timeline(self, module: Module, row: Row) -> Row:
        """Every value of a record as if it had just been changed."""
        values = [{"api_name": name, "_value": {"old": None, "new": value}} for name, value in row.items()]
        return {
            "id": "1",
            "action": self.word(module, "TimelineEntry.action"),
            "source": self.word(module, "TimelineEntry.through"),
            "audited_time": "2026-10-01T08:00:00+02:00",
            "field_history": values,
        }

    def note(self, module: Module) -> Row:
        """A note of somebody's."""
        return {
            "id": "1",
            "Note_Title": self.word(module, "Note.title"),
            "Note_Content": self.word(module, "Note.text"),
        }

    def comments(self, module: Module, own: Mapping[str, Row]) -> list[Row]:
        """A word of somebody's, and Books' own words about every value of some records, by what Books calls these."""
        when = {"date": "2026-10-01", "time": "8:00 AM"}
        text, operation = self.word(module, "Comment.text"), self.word(module, "Comment.operation")
        by_books = [{"description": repr(row), "transaction_type": kind} for kind, row in own.items()]
        return [
            {"comment_id": "1", "comment_type": "internal", "description": text, "operation_type": operation, **when},
            *({"comment_id": "2", "comment_type": "system", **each, **when} for each in by_books),
        ]

    def activities(self) -> list[Row]:
        """What Billing says in its own words."""
        text = self.word(billing.SUBSCRIPTIONS, "BillingActivity.text")
        return [{"activity_id": "1", "description": text, "activity_time": "2026-10-01T08:00:00+02:00"}]

    def rates(self) -> list[Row]:
        """What a currency was worth."""
        rate = 0.5 + int(beside("ExchangeRate.rateToBase") in self.changed.get(books.CURRENCIES, ()))
        return [{"exchange_rate_id": "1", "rate": rate, "effective_date": "2026-10-01"}]

    def stages(self, rows: Iterable[Row]) -> list[Row]:
        """The choices of deals' stages, among which are those of these deals."""
        colour = self.word(crm.DEALS, "DealStage.colour")
        names = dict.fromkeys(str(row["Stage"]) for row in rows)
        return [{"display_value": name, "sequence_number": 1, "colour_code": colour} for name in names]

    def request_id(self, module: Module) -> str:
        """The id of the request that an entry of the audit log is about."""
        return self.word(module, "HistoryEntry.requestId")

    def events(self, row_of: Callable[[int], Row], rows: int) -> list[Row]:
        """Two events of each subscription: the second is another one where the past is hidden."""
        is_other = beside(PAST) in self.changed.get(billing.SUBSCRIPTIONS, ())
        found: list[Row] = []
        for number in range(rows):
            row = row_of(number)
            changed = {**row, "amount": float(mapping(row).get("amount") or 0) / 2, "status": "live"}
            kinds = ("subscription_created", "subscription_paused" if is_other else "subscription_upgraded")
            for at, (kind, then) in enumerate(zip(kinds, (row, changed), strict=True)):
                payload = _ENCODER.encode({"data": {"subscription": then}}).decode()
                found.append(
                    {
                        "event_id": str(8_000_000_000 + 10 * number + at),
                        "event_type": kind,
                        "event_time": f"19{10 + 10 * at + (7 if at and is_other else 0)}-01-01T00:00:00+00:00",
                        "payload": payload,
                    }
                )
        return found
