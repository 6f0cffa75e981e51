"""The plan of an operation as data: which rows each place of the document asks for and what it needs of them."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cachetools import LRUCache

from domain.modules.module import Module
from domain.sources import NO_NEEDS, Needs
from schema.engine.declare.selections import ResponsePath, SelectedField, answers_list

# Needs remembered of one plan: places, and callers from whom different fields are hidden.
MOST_NEEDS = 256


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """What each row-yielding place needs, and the fields of the operation as a tree.

    Needs go by the place's response keys, the concrete type of its rows or of a part in them, and the field's
    coordinate; `amounts` are the coordinates at a place that show amounts of its rows. `counted` are the places of
    connections whose records are to be counted, with whether nothing else of them is selected. `whole` is the plan of
    the operation of which this is a part.
    """

    needs: Mapping[ResponsePath, Mapping[str, Mapping[str, Needs]]]
    root: tuple[SelectedField, ...] = ()
    amounts: Mapping[ResponsePath, frozenset[str]] = field(default_factory=dict[ResponsePath, frozenset[str]])
    counted: Mapping[ResponsePath, bool] = field(default_factory=dict[ResponsePath, bool])
    whole: "OperationPlan | None" = None
    _requested: LRUCache[tuple[ResponsePath, str, Module, frozenset[str]], Needs] = field(
        default_factory=lambda: LRUCache[tuple[ResponsePath, str, Module, frozenset[str]], Needs](MOST_NEEDS)
    )

    def requested(self, place: ResponsePath, type_name: str, module: Module, hidden: frozenset[str]) -> Needs:
        """What to ask of the rows of a module at a place where some fields are hidden, worked out once.

        Where a product's lists carry all columns anyway, what other places need of the same rows is read with them.
        Parts of one operation ask for the same columns, so that one call answers all of them; details, which take
        calls of their own, are asked for by the part that needs them.
        """
        key = (place, type_name, module, hidden)
        needs = self._requested.get(key)
        if needs is None:
            needs = self.at(place, type_name, hidden)
            if self.whole is not None:
                shared = self.whole.at(place, type_name, hidden)
                needs |= Needs(columns=shared.columns, custom=shared.custom)
            if module.lists_carry_all:
                needs = replace(needs, columns=needs.columns | self.everywhere(type_name, hidden))
            self._requested[key] = needs
        return needs

    def at(self, place: ResponsePath, type_name: str, hidden: Container[str] = ()) -> Needs:
        """The needs of rows of one type at a place, without those of the hidden fields."""
        combined = NO_NEEDS
        for coordinate, needs in self.needs.get(place, {}).get(type_name, {}).items():
            if coordinate not in hidden:
                combined |= needs
        return combined

    def everywhere(self, type_name: str, hidden: Container[str] = ()) -> frozenset[str]:
        """The columns that any place needs of rows of one type, without those of the hidden fields."""
        return frozenset[str]().union(*(self.at(place, type_name, hidden).columns for place in self.needs))

    def reading(self, place: ResponsePath, column: str) -> Iterator[str]:
        """The coordinates of the fields at a place that read a column."""
        for fields in self.needs.get(place, {}).values():
            yield from (coordinate for coordinate, needs in fields.items() if column in needs.columns)

    def coordinates(self, place: ResponsePath) -> Iterator[str]:
        """The coordinates of every field that is selected at a place."""
        for fields in self.needs.get(place, {}).values():
            yield from fields

    def lists(self) -> frozenset[ResponsePath]:
        """The places of the fields that answer lists."""
        return frozenset(_lists(self.root, ()))


def _lists(selected: Iterable[SelectedField], place: ResponsePath) -> Iterator[ResponsePath]:
    for each in selected:
        here = (*place, each.key)
        if answers_list(each.field):
            yield here
        for below in each.below.values():
            yield from _lists(below, here)
