"""The saved views that a caller may know of: their own, and those that are shared in their organisation."""

from collections.abc import Sequence
from typing import cast

from domain.errors import Forbidden, NotFound
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.saved_views import VIEW_ID, Owner, SavedView, SavedViews
from resolvers.caller.authors import tenant_of
from resolvers.caller.identity import identity_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

NO_VIEW = "There is no such view."


def store_of(loader: RecordLoader) -> SavedViews:
    """Where views are kept. Raises RuntimeError where they are not."""
    if loader.saved_views is None:
        raise RuntimeError("this operation has no saved views")
    return loader.saved_views


async def reader_of(loader: RecordLoader) -> Owner:
    """The caller as views know them: one call for the organisation of CRM, then cached. Raises Forbidden without one.

    Users without an organisation would share one otherwise.
    """
    organization = await loader.organizations.of_crm()
    if organization is None or not organization.get("id"):
        raise Forbidden("Views are kept for an organisation in Zoho CRM, of which the caller is no member.")
    identity = await identity_of(loader.upstream, loader.caller_cache)
    return Owner(await tenant_of(loader.permissions), identity.zuid or identity.email.casefold())


async def organization_of(loader: RecordLoader, module: Module) -> str:
    """The organisation of a module's product as views know it, empty for CRM's, which is the tenant."""
    if module.traits.is_tenant:
        return ""
    return f"{module.product}={await loader.organizations.id_of(cast('FinanceProduct', module.product))}"


async def views_of_module(loader: RecordLoader, module: Module) -> Sequence[SavedView]:
    """The caller's own views of a module and those shared in the organisation, by name. Raises Forbidden."""
    return await store_of(loader).listed(await reader_of(loader), await organization_of(loader, module), str(module))


async def saved_view(loader: RecordLoader, view_id: str) -> tuple[SavedView, Module]:
    """A view that the caller may know of, with its module. Raises NotFound in the same words for any other id.

    Where the module is of another organisation than the one that the request works in, there is no such view either.
    """
    reader = await reader_of(loader)
    view = await store_of(loader).one(reader, view_id) if VIEW_ID.fullmatch(view_id) else None
    module = None if view is None else next((each for each in modules() if str(each) == view.module), None)
    if view is None or module is None or not await _is_in_organization(loader, view, module):
        raise NotFound(NO_VIEW)
    return view, module


async def _is_in_organization(loader: RecordLoader, view: SavedView, module: Module) -> bool:
    try:
        return view.organization == await organization_of(loader, module)
    except Forbidden:
        # Who is no member of it has no view there.
        return False
