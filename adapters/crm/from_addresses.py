"""The addresses that a caller may send from. Source: Zoho CRM v8, "From Addresses"."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.answers import text_in, truth_in
from domain.queries import Row


@dataclass(frozen=True, slots=True)
class SenderAddress:
    """An address that the caller may send from. `is_default` is the one that is used where the input names none."""

    id: str | None
    name: str
    email: str
    is_default: bool


def own_addresses(rows: Sequence[Row]) -> list[SenderAddress]:
    """The addresses without the organisation's. Raises UpstreamUnavailable for values of another form."""
    return [
        SenderAddress(
            text_in("crm", row, "id"),
            text_in("crm", row, "user_name") or "",
            text_in("crm", row, "email") or "",
            truth_in("crm", row, "default"),
        )
        for row in rows
        if text_in("crm", row, "type") != "org_email"
    ]
