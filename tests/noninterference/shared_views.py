"""Views that a colleague saved and shared: each orders by one field of its module and shows another."""

from collections.abc import Sequence
from datetime import UTC, datetime

from domain.journal import JournalEntry
from domain.modules.module import Module
from domain.saved_views import Owner, SavedView, ViewDefinition
from schema.engine.declare import registry
from schema.engine.declare.listings import listing_of
from tests.noninterference.cells import MODULES

SAVED_AT = datetime(2026, 9, 1, tzinfo=UTC)


def orders_of(module: Module) -> Sequence[str]:
    """The names of the fields that a module's lists can be ordered by."""
    order = listing_of(registry.type_of(module)).order
    return () if order is None else [*order.__members__]


def shared_view_id(module: Module, number: int) -> str:
    """The id of the view that orders by a module's nth field."""
    return f"view_{MODULES.index(module):012x}{number:012x}"


class SharedViews:
    """The colleague's views, as everybody in the organisation may know of them."""

    def __init__(self, organization: str) -> None:
        """`organization` is that of the finance products."""
        self._organization = organization

    async def listed(self, reader: Owner, organization: str, module: str) -> Sequence[SavedView]:
        """Those of a module."""
        found = next(each for each in MODULES if str(each) == module)
        return [self._view(reader, found, number) for number in range(len(orders_of(found)))]

    async def one(self, reader: Owner, view_id: str) -> SavedView | None:
        """One of them."""
        at, number = int(view_id[5:17], 16), int(view_id[17:], 16)
        known = at < len(MODULES) and number < len(orders_of(MODULES[at]))
        return self._view(reader, MODULES[at], number) if known else None

    def _view(self, reader: Owner, module: Module, number: int) -> SavedView:
        fields = [*registry.fields_of(registry.type_of(module))]
        columns = (fields[7 * number % len(fields)],)
        return SavedView(
            shared_view_id(module, number),
            Owner(reader.tenant, "a colleague"),
            "" if module.traits.is_tenant else f"{module.product}={self._organization}",
            str(module),
            f"by {orders_of(module)[number]}",
            ViewDefinition(order=(orders_of(module)[number], "ASC"), columns=columns),
            shared=True,
            version=1,
            updated_at=SAVED_AT,
        )

    async def add(self, view: SavedView, entry: JournalEntry) -> None:
        """A new view, which nobody looks up."""

    async def replace(self, view: SavedView, entry: JournalEntry) -> None:
        """Nothing: they are the colleague's."""

    async def remove(self, view: SavedView, entry: JournalEntry) -> None:
        """Nothing: they are the colleague's."""
