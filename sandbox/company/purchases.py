"""What the company ordered from its vendors."""

from datetime import timedelta

from sandbox.company.company import Company
from sandbox.company.documents import DocumentKind
from sandbox.company.drafts import Draft, Drafting
from sandbox.company.entities import Vendor
from sandbox.people import BY_NAME

PURCHASE_ORDER = DocumentKind("purchaseorder", "PO", 9_000_000)


def add_purchases(story: Company) -> None:
    """Add purchase orders to the story."""
    desk = Drafting(story)
    for vendor in story.vendors:
        _buy_from(desk, vendor)


def _buy_from(desk: Drafting, vendor: Vendor) -> None:
    for position, status in enumerate(("billed", "open", "draft", "cancelled")[: 2 + vendor.number % 3]):
        made_on = desk.story.today - timedelta(days=20 + 35 * position + vendor.number)
        sheet = desk.sheet(PURCHASE_ORDER)
        desk.file(
            Draft(
                sheet=sheet,
                party=vendor,
                lines=sheet.lines(at_cost=True),
                made_on=made_on,
                until=made_on + timedelta(days=28),
                status=status,
                author=BY_NAME["accountant"],
            )
        )
