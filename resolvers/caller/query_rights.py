"""What a list may be asked for: nothing whose value could be guessed from what it leaves out, or from its order."""

from collections.abc import Iterable, Sequence

from adapters.crm.client import Crm
from adapters.crm.criteria import fields_of_view
from domain.custom_fields import CustomKind, kind_of
from domain.errors import Forbidden
from domain.modules.module import Module
from domain.permissions import Denial, ModuleView
from domain.queries import ListQuery, Within
from resolvers.caller.permissions import Permissions
from resolvers.catalogue import CRM, FINANCE


async def check_query(
    permissions: Permissions,
    view: ModuleView,
    query: ListQuery,
    compared: Sequence[str] | None = None,
    *,
    names: bool = True,
) -> None:
    """Raise Forbidden where the query filters, orders or may search by a hidden field: that would reveal it.

    `compared` are the columns that its view compares, None where that is not known; `names` says whether what is
    hidden may be named.
    """
    if not view.dropped and not view.withheld:
        return
    for column in compared_columns(query):
        if _column(view.module, column) in view.columns:
            name = display_name(permissions, view, column) if names else "A field"
            raise Forbidden(f"{name} is hidden from the caller: nothing can be filtered or ordered by it.")
    if query.search is not None and view.search_denial is not None:
        raise Forbidden(f"`search` may look into a field of {view.module} that is hidden from the caller.")
    if query.view is not None and compared is not None:
        hidden = hidden_column(view, compared)
        if hidden is not None:
            column, denial = hidden
            name = display_name(permissions, view, column) if names else "a field"
            raise Forbidden(f"This view compares {name}, which is hidden from the caller ({denial.reason.name}).")
    elif query.view is not None and await _may_reveal_hidden(permissions, view, query.view):
        raise Forbidden("This view may compare, or order by, a field that is hidden from the caller.")


def compared_columns(query: ListQuery) -> list[str]:
    """The columns, or the parameters named after them, that a query compares or orders by."""
    ordered = () if query.order is None else (query.order.column,)
    return [*(condition.column for condition in query.conditions), *ordered]


def hidden_column(view: ModuleView, columns: Iterable[str]) -> tuple[str, Denial] | None:
    """The first of some columns that is hidden, and who hides it; None where all are visible."""
    for column in columns:
        path = (_column(view.module, column),)
        denial = view.dropped.get(path) or view.withheld.get(path)
        if denial is not None:
            return column, denial
    return None


def relation_denial(view: ModuleView, within: Within) -> Denial | None:
    """Why the field that relates a list to its parent is hidden, None where it is visible: the list reveals it."""
    names = (_column(view.module, within.column), within.exactly)
    return next((view.dropped[name,] for name in names if name is not None and (name,) in view.dropped), None)


def display_name(permissions: Permissions, view: ModuleView, column: str) -> str:
    """The coordinate of the field that shows a column, for a message."""
    # What only follows from a value comes after the field that shows it.
    fields = sorted(permissions.rules.fields.get(view.module, ()), key=lambda each: bool(each.rests_on))
    path = (_column(view.module, column),)
    return next((f"`{each.coordinate}`" for each in fields if path in each.paths), "This field")


async def _may_reveal_hidden(permissions: Permissions, view: ModuleView, name: str) -> bool:
    if not view.module.traits.shows_saved_views:
        return name != FINANCE[view.module].every
    crm_module, hidden = CRM[view.module], view.columns
    if any(view.hides_custom(kind) for kind in CustomKind):
        custom = (await permissions.sources.crm_fields(crm_module.api_name)).custom
        hidden |= {str(each["api_name"]) for each in custom if view.hides_custom(kind_of(each.get("data_type")))}
    saved_view = await Crm(permissions.upstream).view(crm_module, name)
    compared = fields_of_view(saved_view)
    return compared is None or not hidden.isdisjoint(compared)


def _column(module: Module, name: str) -> str:
    """The column behind a list parameter: some parameters of finance products have another name than their column."""
    finance_module = FINANCE.get(module)
    return name if finance_module is None else dict(finance_module.compares).get(name, name)
