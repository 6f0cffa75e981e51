"""Changes of saved views: their owner makes them, and an administrator may delete what is shared."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from domain.errors import NotFound
from domain.journal import JournalEntry, JournalValues
from domain.modules.module import Module
from domain.permissions import fingerprint
from domain.saved_views import Owner, SavedView, ViewDefinition
from domain.writes import ProblemCode, not_done
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader
from resolvers.reading.saved_views import NO_VIEW, organization_of, reader_of, saved_view, store_of

# What the audit log calls the module of the views themselves, which is no product's.
VIEWS = "suitegraph.views"


async def create_view(
    loader: RecordLoader, module: Module, name: str, definition: ViewDefinition, *, shared: bool
) -> SavedView:
    """A new view of the caller's. Raises NotDone for one too many, or for a name that they have used."""
    view = SavedView(
        view_id=f"view_{secrets.token_hex(12)}",
        owner=await reader_of(loader),
        organization=await organization_of(loader, module),
        module=str(module),
        name=name,
        definition=definition,
        shared=shared,
        version=1,
        updated_at=datetime.now(UTC),
    )
    await store_of(loader).add(view, await _entry(loader, "createView", module, view, after=_kept(view)))
    return view


async def own_view(loader: RecordLoader, view_id: str) -> tuple[SavedView, Module]:
    """A view of the caller's own, with its module. Raises NotDone in the same words for every other id."""
    view, module, reader = await _known_view(loader, view_id)
    if view.owner != reader:
        raise not_done(ProblemCode.NOT_FOUND, NO_VIEW, "viewId")
    return view, module


async def replace_view(loader: RecordLoader, act: str, module: Module, view: SavedView, version: int) -> SavedView:
    """The view as changed from that version on. Raises NotDone where another one was saved meanwhile."""
    changed = replace(view, version=version + 1, updated_at=datetime.now(UTC))
    await store_of(loader).replace(changed, await _entry(loader, act, module, changed, after=_kept(changed)))
    return changed


async def delete_view(loader: RecordLoader, view_id: str, version: int) -> None:
    """Delete this version of a view: the caller's own, or for administrators of CRM a shared one. Raises NotDone."""
    view, module, reader = await _known_view(loader, view_id)
    if view.owner != reader and not await loader.permissions.is_administrator():
        raise not_done(ProblemCode.NOT_FOUND, NO_VIEW, "viewId")
    entry = await _entry(loader, "deleteView", module, view, before=_kept(view))
    await store_of(loader).remove(replace(view, version=version), entry)


async def _known_view(loader: RecordLoader, view_id: str) -> tuple[SavedView, Module, Owner]:
    try:
        view, module = await saved_view(loader, view_id)
    except NotFound:
        raise not_done(ProblemCode.NOT_FOUND, NO_VIEW, "viewId") from None
    return view, module, await reader_of(loader)


def _kept(view: SavedView) -> JournalValues:
    """What the audit log keeps of a view: not its filter, which may name what a reader of the log may not see."""
    return {"of": view.module, "name": view.name, "shared": view.shared, "version": view.version}


async def _entry(
    loader: RecordLoader,
    act: str,
    module: Module,
    view: SavedView,
    *,
    before: JournalValues | None = None,
    after: JournalValues | None = None,
) -> JournalEntry:
    return await entry_of(
        loader,
        act,
        module=VIEWS,
        record_id=view.view_id,
        tenant=view.owner.tenant,
        before=before,
        after=after,
        permissions=fingerprint([await loader.permissions.of(module)]),
    )
