"""The walk with which kinds of fields report their costs: bounds of records, pages and own calls at a place.

The bounds hold for a known caller with empty caches of records and links; retries after failures come on top. What the
caller may not see costs nothing. Where only the products know how many rows there are, the figures below are assumed.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import ceil

from domain.modules.module import Module
from domain.products import TRAITS, ZohoProduct
from domain.sources import Needs
from resolvers.catalogue import CRM, CRM_FIELDS_AT_ONCE, CRM_IDS_AT_ONCE, FINANCE
from schema.engine.declare.costs import Calls, CostEstimate, OwnCosts, PlaceEstimate, RowCount, own_calls
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import ArgumentLookup, ResponsePath, SelectedField, answers_list

# Objects in a list inside a record: lines, addons, applied payments.
MOST_INSIDE = 50
ONE_ROW = RowCount(1, 1)


@dataclass(slots=True)
class CostWalk(ABC):
    """A walk over a document that adds up the costs of its places.

    `level` is how many rows there are where the walk stands. The standard executor follows links row by row, so that
    those of one level may miss each other's calls: `compiled` says that it is not the one that answers.
    `counts_custom_fields` says that the figures rest on how many custom fields of CRM the caller sees, `consulted` on
    the views of which modules.
    """

    operation: OperationContext
    arguments: ArgumentLookup
    compiled: bool
    level: RowCount = ONE_ROW
    estimate: CostEstimate = field(default_factory=CostEstimate)
    counts_custom_fields: bool = False
    consulted: set[Module] = field(default_factory=set[Module])
    _seen: set[object] = field(default_factory=set[object])

    @abstractmethod
    def visit(self, selected: Sequence[SelectedField], place: ResponsePath, level: RowCount) -> None:
        """Add the costs of the fields of one selection."""

    def visit_below(self, selected: SelectedField, place: ResponsePath, level: RowCount) -> None:
        """Add the costs of the selection on what a field returns."""
        for fields in selected.below.values():
            self.visit(fields, place, level)

    def visit_inside(self, selected: SelectedField, place: ResponsePath) -> None:
        """Add what is selected of the parts that lie in the rows here, several in each where there is a list."""
        groups, rows = self.level
        self.visit_below(selected, place, RowCount(groups, rows * (MOST_INSIDE if answers_list(selected.field) else 1)))

    def add(self, place: ResponsePath, product: ZohoProduct, calls: Calls, credits_of_each: int = 1) -> None:
        """Calls to a product; `credits_of_each` counts where the product counts credits."""
        credits_of_each = credits_of_each if TRAITS[product].counts_credits else 0
        self.estimate.places.append(PlaceEstimate(place, product, calls.least, calls.most, credits_of_each))

    def add_own(self, costs: OwnCosts, selected: SelectedField, place: ResponsePath) -> None:
        """The calls that a field says it takes itself for each row."""
        for product, cost in costs.items():
            calls = own_calls(cost, lambda: self.arguments(selected))
            self.add(place, product, Calls(calls.least, self.level.rows * calls.most))

    def add_records(
        self, place: ResponsePath, module: Module, needs: Needs, groups: int, rows: int, *, least: bool
    ) -> None:
        """Records by id: CRM's of one group a hundred at once, others one by one."""
        if module.batched_by_id:
            most = groups * ceil(rows / groups / CRM_IDS_AT_ONCE) * self.field_parts(module, needs)
        else:
            singly = rows * FINANCE[module].most_calls_of_one(listed=bool(needs.listed))
            most = singly + self._catalogue_pages(module, rows)
        self.add(place, module.product, Calls(int(least), most))

    def _catalogue_pages(self, module: Module, rows: int) -> int:
        """The page in which several records of a catalogue are looked for, once in an operation."""
        is_one_of_several = rows > 1 or not self.is_first((module, "one of a catalogue"))
        return int(FINANCE[module].is_catalogue and is_one_of_several and self.is_first((module, "catalogue")))

    def list_key(self, module: Module, key: object) -> object:
        """What identifies a list: `key`, unless its records are looked up in lists, where one call may serve both."""
        return key if module not in FINANCE or FINANCE[module].is_read_singly else (module, "record")

    def field_parts(self, module: Module, needs: Needs) -> int:
        """How many calls the fields of a CRM module take."""
        if module.name == "users":
            return 1
        custom = 0 if needs.custom is None else len(needs.custom) or self._custom_fields(module)
        return max(1, ceil((len(needs.columns) + custom) / CRM_FIELDS_AT_ONCE))

    def asks_for_currencies(self, module: Module, needs: Needs) -> bool:
        """Whether a list names no currency, so that each row may take a call for that of its customer or vendor."""
        lacks = module in FINANCE and FINANCE[module].party is not None and not needs.detail
        return lacks and module.currency_column in needs.columns

    def needs(self, place: ResponsePath, module: Module, type_name: str) -> Needs:
        """What a place needs of rows of a type, as far as the caller sees it."""
        self.consulted.add(module)
        view = self.operation.loader.permissions.known(module)
        return self.operation.plan.at(place, type_name, () if view is None else view.hidden_names)

    def is_hidden(self, selected: SelectedField, module: Module) -> bool:
        """Whether no call is made, since the caller may not see it; what is not known counts as visible."""
        self.consulted.add(module)
        permissions = self.operation.loader.permissions
        view = permissions.known(module)
        return (view is not None and not view.viewable) or permissions.hidden(selected.coordinate) is not None

    def shows_columns(self, module: Module, columns: Collection[str]) -> bool:
        """Whether it is certain that these columns are in the caller's rows of a module."""
        self.consulted.add(module)
        view = self.operation.loader.permissions.known(module)
        return view is not None and view.columns.isdisjoint(columns)

    def is_first(self, key: object) -> bool:
        """Whether the key is new: identical reads are sent once."""
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _custom_fields(self, module: Module) -> int:
        self.counts_custom_fields = True
        known = self.operation.loader.permissions.sources.cached_crm_fields(CRM[module].api_name)
        return CRM_FIELDS_AT_ONCE if known is None else len(known.custom)
