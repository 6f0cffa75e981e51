"""What a reader of the audit log may see of its entries today: asked with their own token."""

from collections.abc import Iterable

from domain.errors import BadUserInput, Forbidden, NotFound, SuitegraphError, UpstreamRejected
from domain.modules.module import Module
from domain.permissions import ModuleView
from resolvers.catalogue import CRM, FINANCE
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader

# How a product refuses to list a module or to say who may, as opposed to how it fails.
REFUSALS = (Forbidden, NotFound, BadUserInput, UpstreamRejected)


async def views_of_readable(loader: RecordLoader, modules: Iterable[Module]) -> dict[Module, ModuleView]:
    """The reader's views of those modules whose records their token reads now: one call for each module.

    A token may have been made for less than its owner may see, which no source of permissions knows. Raises the error
    of a product or a source that could not be asked: it has refused nothing.
    """
    views = [await loader.permissions.of(module) for module in dict.fromkeys(modules)]
    viewable = [view for view in views if _is_viewable(view)]
    outcomes = await gathered([_read_one(loader, view.module) for view in viewable])
    for outcome in outcomes:
        if isinstance(outcome, SuitegraphError) and not isinstance(outcome, REFUSALS):
            raise outcome
    readable = zip(viewable, outcomes, strict=True)
    return {view.module: view for view, outcome in readable if outcome is None}


def _is_viewable(view: ModuleView) -> bool:
    try:
        return view.is_viewable()
    except REFUSALS:
        # A source that the token does not reach has refused.
        return False


async def _read_one(loader: RecordLoader, module: Module) -> None:
    """Read one record of a module. Raises the error of a token that may not."""
    if module in CRM:
        if CRM[module].api_name != "users":
            await loader.crm.rows((CRM[module].api_name,), frozenset({"id"}), (("per_page", "1"),))
        return
    known, client = FINANCE[module], await loader.finance(module)
    every = (("filter_by", known.every),) if known.every else ()
    await client.rows(known, (*every, ("per_page", "1")))
