"""Views that users save: whose they are, what they list, and where they are kept. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.journal import JournalEntry

VIEW_ID = re.compile(r"^view_[0-9a-f]{24}$", re.ASCII)
LONGEST_NAME = 100
MOST_COLUMNS = 50
# Of the definition as JSON, in characters.
LONGEST_DEFINITION = 8_000
# Of one user in one organisation, and shared views of one module there.
MOST_OF_USER = 100
MOST_SHARED = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """A user in an organisation. `tenant` is the data centre and the CRM organisation, `user` Zoho's id of the user."""

    tenant: str
    user: str


@dataclass(frozen=True, slots=True)
class ViewDefinition:
    """What a view lists, in the words of the graph: a filter as the list takes it, an order, and fields to show.

    It was valid for its owner when it was saved: whoever uses it, even they, has it checked anew.
    """

    filter: Mapping[str, Any] | None = None
    order: tuple[str, str] | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of one module's lists. `organization` is that of the module's product, empty where it is the tenant.

    `version` counts its changes, from 1: who changes it names the one that they have seen.
    """

    view_id: str
    owner: Owner
    organization: str
    module: str
    name: str
    definition: ViewDefinition
    shared: bool
    version: int
    updated_at: datetime

    def is_visible_to(self, reader: Owner) -> bool:
        """Whether a user may know of it: their own, and those that are shared in their organisation."""
        return self.owner == reader or (self.shared and self.owner.tenant == reader.tenant)


class SavedViews(Protocol):
    """Where views are kept. Each method is one transaction, with its entry of the audit log, and raises JournalError.

    Whoever reads or writes names who they are: nobody gets a view that they may not know of.
    """

    async def listed(self, reader: Owner, organization: str, module: str) -> Sequence[SavedView]:
        """The reader's own views of a module, and those shared in the organisation, by name."""
        ...

    async def one(self, reader: Owner, view_id: str) -> SavedView | None:
        """A view that the reader may know of, None for any other."""
        ...

    async def add(self, view: SavedView, entry: JournalEntry) -> None:
        """Keep a new view. Raises NotDone for one view too many, or for a name that the owner has used."""
        ...

    async def replace(self, view: SavedView, entry: JournalEntry) -> None:
        """Put a view in the place of its version before. Raises NotDone as `add` does, and for another version."""
        ...

    async def remove(self, view: SavedView, entry: JournalEntry) -> None:
        """Remove this version of a view. Raises NotDone for another one."""
        ...
