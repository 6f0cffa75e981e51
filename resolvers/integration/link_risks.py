"""Links between the products that a change in CRM or of the connected organisations would break."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import BadUserInput
from domain.integration import IntegrationSettings
from domain.integration_plans import LinkAtRisk
from domain.modules.module import Module
from resolvers.integration.duplicates import links_at_risk
from resolvers.reading.loader import RecordLoader

MOST_RECORDS = 25


@dataclass(frozen=True, slots=True)
class LinkedRecords:
    """Records of one module of CRM that somebody is about to merge, delete or disconnect there."""

    module: Module
    ids: tuple[str, ...]


async def risks_of(loader: RecordLoader, records: LinkedRecords) -> list[LinkAtRisk]:
    """Which of the records others lead to: two calls for an account, one for a contact or vendor. Raises BadUserInput.

    What the caller may not view is left out.
    """
    if not 1 <= len(records.ids) <= MOST_RECORDS:
        raise BadUserInput(f"Name 1 to {MOST_RECORDS} records at a time.")
    at_risk = await links_at_risk(loader, records.module, records.ids)
    return [
        LinkAtRisk(str(records.module), id_, sorted((str(module), other) for module, other in matches))
        for id_, matches in sorted(at_risk.items())
    ]


def disconnections(before: IntegrationSettings, after: IntegrationSettings) -> Sequence[str]:
    """Which organisation is no longer connected, a sentence each: links into it lead nowhere then."""
    return [
        f"{name} of the organisation {old} {'is disconnected' if not new else f'gives way to that of {new}'}: links "
        "between its customers and CRM are not followed any more. `duplicates` shows those that need care first."
        for name, old, new in (
            ("Books", before.books_organization, after.books_organization),
            ("Billing", before.billing_organization, after.billing_organization),
        )
        if old and old != new
    ]
