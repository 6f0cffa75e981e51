"""What an operation will cost: bounds of the calls to each product, told before any record is asked for.

They hold for a caller who is known, with nothing kept or remembered of records and links; attempts after failures come
on top. What the caller may not see costs nothing. Where only the products know how much there is, the figures below are
taken.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, NamedTuple, cast

from domain.costs import SAVED_VIEW
from domain.errors import BadUserInput
from domain.queries import DEFAULT_PAGE
from domain.sources import NO_NEEDS, Module, Needs, ZohoProduct
from resolvers.catalogue import CRM, CRM_FIELDS_AT_ONCE, CRM_IDS_AT_ONCE, FINANCE
from schema.engine.declare import registry
from schema.engine.declare.fields import COSTS, LinkField, NodeField, PagesField, RecordField, RowsField
from schema.engine.declare.operation import ArgumentLookup, OperationContext
from schema.engine.declare.payloads import ChangedField
from schema.engine.declare.selections import ResponsePath, SelectedField, answers_list, declaration
from schema.engine.declare.sub_resources import SubResourceField

# Customers of Books linked to one account or contact of CRM: the synchronisation makes one.
MOST_LINKED = 3
# Objects in a list inside a record: lines, addons, applied payments.
MOST_INSIDE = 50
# A page after a cursor may lie on two of the product's pages; at the border of CRM's numbered pages on three.
PAGES_AFTER = {"crm": 3, "books": 2, "billing": 2}


OwnCost = int | Callable[[Mapping[str, Any]], int]


class RowCount(NamedTuple):
    """At most how many rows there are at a place, and in how many groups they come."""

    groups: int
    rows: int


class PlaceEstimate(NamedTuple):
    """The calls for one place of the document, by response keys."""

    place: ResponsePath
    product: ZohoProduct
    least: int
    most: int
    credits_of_each: int = 0


@dataclass(slots=True)
class CostEstimate:
    """The places of an operation that take calls."""

    places: list[PlaceEstimate] = field(default_factory=list[PlaceEstimate])

    def calls(self) -> dict[ZohoProduct, tuple[int, int]]:
        """Lower and upper bound by product."""
        return _summed((each.product, each.least, each.most) for each in self.places)

    def credits(self) -> dict[ZohoProduct, tuple[int, int]]:
        """The same in credits, for products that count them."""
        return _summed(
            (each.product, each.least * each.credits_of_each, each.most * each.credits_of_each)
            for each in self.places
            if each.credits_of_each
        )

    @property
    def most_calls(self) -> int:
        """The upper bound of all calls."""
        return sum(each.most for each in self.places)

    @property
    def most_credits(self) -> int:
        """The upper bound of all credits."""
        return sum(each.most * each.credits_of_each for each in self.places)

    def dearest(self, *, credits_alone: bool = False) -> PlaceEstimate | None:
        """The place with the most calls, of all or of those that take credits; None where there is none."""
        found = [each for each in self.places if each.credits_of_each or not credits_alone]
        return max(found, key=lambda each: each.most * (each.credits_of_each if credits_alone else 1), default=None)

    def told(self) -> dict[str, object]:
        """As clients read it: `[least, most]` by product."""
        return {"calls": self.calls(), "credits": self.credits()}


def _summed(parts: Iterator[tuple[ZohoProduct, int, int]]) -> dict[ZohoProduct, tuple[int, int]]:
    least: Counter[ZohoProduct] = Counter()
    most: Counter[ZohoProduct] = Counter()
    for product, low, high in parts:
        least[product] += low
        most[product] += high
    return {product: (least[product], most[product]) for product in most}


def estimate_of(operation: OperationContext, given: ArgumentLookup, *, compiled: bool) -> CostEstimate:
    """The bounds of an operation. Permissions are looked at, never asked for: what is not known counts as seen.

    The standard executor follows links row by row, so that those of one level may miss each other's calls.
    """
    estimator = _Estimator(operation, given, compiled)
    estimator.visit(operation.plan.root, (), RowCount(1, 1))
    return estimator.made


@dataclass(slots=True)
class _Estimator:
    operation: OperationContext
    given: ArgumentLookup
    compiled: bool
    made: CostEstimate = field(default_factory=CostEstimate)
    _once: set[object] = field(default_factory=set[object])

    def visit(self, chosen: Sequence[SelectedField], place: ResponsePath, level: RowCount) -> None:
        """Add what the fields of one selection cost."""
        for each in chosen:
            here = (*place, each.key)
            declared = each.field.extensions.get("strawberry-definition")
            if isinstance(declared, RowsField):
                self._visit_rows(declared, each, here, level)
                continue
            self._add_own(declared, each, here, level)
            if each.coordinate == "Query.crmViews":
                self._add(here, Module("crm", str(self.given(each)["module"].value)), 1, 1)
            inside = level._replace(rows=level.rows * MOST_INSIDE) if _is_list_inside(each) else level
            for below in each.below.values():
                self.visit(below, here, inside)

    def _add_own(self, declared: Any, chosen: SelectedField, here: ResponsePath, level: RowCount) -> None:
        """The calls that a field says it takes itself for each row: figures, or what makes them of its arguments."""
        costs: Mapping[ZohoProduct, OwnCost] = declared.metadata.get(COSTS, {}) if declared else {}
        for product, most in costs.items():
            each = most if isinstance(most, int) else most(self.given(chosen))
            self._add(here, Module(product, ""), 0, level.rows * each)

    def _visit_rows(self, declared: RowsField, chosen: SelectedField, here: ResponsePath, level: RowCount) -> None:
        if isinstance(declared, NodeField):
            self._nodes(chosen, here)
            return
        if isinstance(declared, ChangedField):
            self._changed(chosen, here)
            return
        if isinstance(declared, SubResourceField):
            if not self._is_hidden(chosen, declared.module):
                self._add_own(declared, chosen, here, level)
            return
        type_name = target_of(declared)
        module = registry.module_of(type_name)
        if self._is_hidden(chosen, module):
            return
        needs = self._needs(here, module, type_name)
        if isinstance(declared, PagesField):
            below = self._page(declared, chosen, here, level, needs)
        elif isinstance(declared, LinkField):
            below = self._link(declared, chosen, here, level, needs)
        else:
            self._records(here, module, needs, 1, 1, least=self._first((module, "record")))
            below = level
        for fields in chosen.below.values():
            self.visit(fields, here, below)

    def _page(
        self, declared: PagesField, chosen: SelectedField, here: ResponsePath, level: RowCount, needs: Needs
    ) -> RowCount:
        module, given = declared.listing.module, self.given(chosen)
        first, continued = int(given.get("first") or DEFAULT_PAGE), given.get("after") is not None
        lists = 1
        if declared.hops is not None:
            if self._first((here[:-1], declared.hops)):
                self._add((*here, "(link)"), module, 0, level.rows)
            lists = 1 if module.product == "billing" else MOST_LINKED
        pages = (PAGES_AFTER[module.product] if continued else 1) + lists - 1
        credits_ = 1
        if module.product == "crm":
            # Beyond the first fifty fields, records of a page by token are asked for by a hundred ids.
            pages *= 1 + (self._parts(module, needs) - 1) * (2 if continued else 1)
            if given.get("view") is not None and declared.listing.saved_views:
                credits_ = SAVED_VIEW
                self._add((*here, "(view)"), module, 0, 1)
        details = first if needs.detail and module.product != "crm" else 0
        certain = declared.within is None and self._first((chosen.coordinate, repr(sorted(given.items(), key=str))))
        self._add(here, module, int(certain), level.rows * (pages + details), credits_)
        return RowCount(level.rows, level.rows * first)

    def _link(
        self, declared: LinkField, chosen: SelectedField, here: ResponsePath, level: RowCount, needs: Needs
    ) -> RowCount:
        module = registry.module_of(declared.target)
        if declared.hop is not None:
            source = registry.module_of(chosen.parent)
            # One reading of the record tells all that it is linked to.
            if self._first((here[:-1], "hop")):
                self._add((*here, "(link)"), source, 0, level.rows)
        elif declared.carries(needs):
            return level
        groups = level.groups if self.compiled else level.rows
        self._records(here, module, needs, groups, level.rows, least=False)
        return level._replace(groups=groups)

    def _nodes(self, chosen: SelectedField, here: ResponsePath) -> None:
        given = self.given(chosen)
        ids: Sequence[object] = given["ids"] if "ids" in given else (given["id"],)
        found: Counter[str] = Counter()
        for id_ in ids:
            try:
                found[registry.type_and_id_of(str(id_))[0]] += 1
            except BadUserInput:
                continue
        for type_name, count in found.items():
            module = registry.module_of(type_name)
            if not self._is_hidden(chosen, module):
                needs = self._needs(here, module, type_name)
                # Together, but for those whose permissions come later.
                self._records(here, module, needs, count, count, least=self._first((module, "record")))
                self.visit(chosen.below.get(type_name, ()), here, RowCount(count, count))

    def _changed(self, chosen: SelectedField, here: ResponsePath) -> None:
        """The record that a mutation answers: read anew where its key was used before."""
        for type_name, fields in chosen.below.items():
            module = registry.module_of(type_name)
            needs = self._needs(here, module, type_name)
            if fields and not self._is_hidden(chosen, module) and needs != NO_NEEDS:
                self._records(here, module, needs, 1, 1, least=False)
            self.visit(fields, here, RowCount(1, 1))

    def _records(
        self, here: ResponsePath, module: Module, needs: Needs, groups: int, rows: int, *, least: bool
    ) -> None:
        """Records by id: CRM's of one group a hundred at once, others one by one."""
        if module.product == "crm":
            most = groups * ceil(rows / groups / CRM_IDS_AT_ONCE) * self._parts(module, needs)
        else:
            most = rows * (2 if needs.listed and FINANCE[module].number is not None else 1)
        self._add(here, module, int(least), most)

    def _parts(self, module: Module, needs: Needs) -> int:
        """How many calls the fields of a CRM module take."""
        if module.name == "users":
            return 1
        custom = 0 if needs.custom is None else len(needs.custom) or self._custom_fields(module)
        return max(1, ceil((len(needs.columns) + custom) / CRM_FIELDS_AT_ONCE))

    def _custom_fields(self, module: Module) -> int:
        known = self.operation.loader.permissions.sources.cached_crm_fields(CRM[module].api_name)
        return CRM_FIELDS_AT_ONCE if known is None else len(known.custom)

    def _needs(self, here: ResponsePath, module: Module, type_name: str) -> Needs:
        view = self.operation.loader.permissions.known(module)
        return self.operation.plan.at(here, type_name, () if view is None else view.hidden)

    def _is_hidden(self, chosen: SelectedField, module: Module) -> bool:
        permissions = self.operation.loader.permissions
        view = permissions.known(module)
        return (view is not None and not view.viewable) or permissions.hidden(chosen.coordinate) is not None

    def _first(self, key: object) -> bool:
        """Whether this is the first time: what is asked twice is sent once."""
        if key in self._once:
            return False
        self._once.add(key)
        return True

    def _add(self, place: ResponsePath, module: Module, least: int, most: int, credits_: int = 1) -> None:
        credits_ = credits_ if module.product == "crm" else 0
        self.made.places.append(PlaceEstimate(place, module.product, least, most, credits_))


def target_of(declared: RowsField) -> str:
    """The type that a field leads to."""
    if isinstance(declared, PagesField):
        return declared.listing.type_name
    return cast("LinkField | RecordField", declared).target


def _is_list_inside(chosen: SelectedField) -> bool:
    """Whether it is a list of objects inside a record; what a connection has is counted already."""
    return bool(chosen.below) and answers_list(chosen.field) and declaration(chosen.field) is not None
