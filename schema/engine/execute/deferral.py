"""Deferral: an operation with @defer and @stream becomes a first operation and one for each part that follows.

Each of them is an operation without such directives, so that it is planned, compiled and executed like any other. Those
that follow lead by the fields above to what was deferred; what is read on the way has been read by the first.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.language import REMOVE

from schema.engine.declare.selections import ResponsePath, Variables
from schema.engine.execute.planning import DEFER, INCREMENTAL, STREAM, is_included


@dataclass(slots=True, eq=False)
class DeliveryGroup:
    """What is delivered together: what comes first, a deferred fragment, or the rest of a streamed list.

    `place` is that of the fragment's object, or of the list. It follows when all of `after` have been delivered, the
    first one after none. `initial` is how many items of a list come before the others, None for objects.
    """

    place: ResponsePath
    label: str | None
    after: list["DeliveryGroup"] = field(default_factory=list["DeliveryGroup"])
    initial: int | None = None


@dataclass(frozen=True, slots=True)
class OperationPart:
    """An operation for one part of an answer, and the group that it delivers.

    `streams` are the lists of which it holds only the beginning.
    """

    operation: OperationDefinitionNode
    group: DeliveryGroup
    streams: tuple[DeliveryGroup, ...] = ()


@dataclass(slots=True)
class _Marked:
    """A selection, its named fragments put in place, with the group that delivers it."""

    node: FieldNode | InlineFragmentNode
    place: ResponsePath
    group: DeliveryGroup
    stream: DeliveryGroup | None = None
    below: list["_Marked"] = field(default_factory=list["_Marked"])


class _Remover(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: object) -> object:
        """Leave out what says how an answer is delivered."""
        return REMOVE if node.name.value in INCREMENTAL else None


def without_deferral(ast: DocumentNode) -> DocumentNode:
    """The document without @defer and @stream; the same one where it has none."""
    return visit(ast, _Remover())


def parts_of(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Variables,
    lists: Collection[ResponsePath],
) -> list[OperationPart]:
    """The parts of a valid operation, each after those that it follows; a single one where nothing is deferred.

    `variables` are those that the directives look at. A list is streamed where it lies in no other one of `lists` and
    one group delivers all of it; elsewhere it is delivered whole, as the draft allows.
    """
    first = DeliveryGroup((), None)
    marked = _Splitter(fragments, variables).marked(operation.selection_set, (), first)
    streams = _streams_in(marked, lists)
    groups = [first, *_groups_in(marked, first, streams, None)]
    return [
        OperationPart(_reduced(operation, marked, _chooses(group)), group, _begun_by(group, streams))
        for group in groups
    ]


@dataclass(slots=True)
class _Splitter:
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables

    def marked(self, selection_set: SelectionSetNode, place: ResponsePath, group: DeliveryGroup) -> list[_Marked]:
        """The selections at a place with the groups that deliver them, those of named fragments among them."""
        return [
            self._marked(node, place, group) for node in selection_set.selections if is_included(node, self.variables)
        ]

    def _marked(self, node: SelectionNode, place: ResponsePath, group: DeliveryGroup) -> _Marked:
        directives = {each.name.value: each for each in node.directives or ()}
        kept = tuple(each for name, each in directives.items() if name not in INCREMENTAL)
        if isinstance(node, FieldNode):
            here = (*place, node.alias.value if node.alias else node.name.value)
            stream = self._stream(directives.get(STREAM), here)
            below = self.marked(node.selection_set, here, group) if node.selection_set is not None else []
            return _Marked(replace(node, directives=kept), here, group, stream, below)
        spread = isinstance(node, FragmentSpreadNode)
        fragment = self.fragments[node.name.value] if spread else cast("InlineFragmentNode", node)
        inline = InlineFragmentNode(
            type_condition=fragment.type_condition, directives=kept, selection_set=fragment.selection_set, loc=node.loc
        )
        inner = self._deferred(directives.get(DEFER), place) or group
        return _Marked(inline, place, inner, None, self.marked(fragment.selection_set, place, inner))

    def _deferred(self, directive: DirectiveNode | None, place: ResponsePath) -> DeliveryGroup | None:
        arguments = _arguments(directive)
        if directive is None or not self._is_true(arguments.get("if")):
            return None
        return DeliveryGroup(place, _text(arguments.get("label")))

    def _stream(self, directive: DirectiveNode | None, place: ResponsePath) -> DeliveryGroup | None:
        arguments = _arguments(directive)
        if directive is None or not self._is_true(arguments.get("if")):
            return None
        initial = self._count(arguments.get("initialCount"))
        # What is no such number is reported where the values are read.
        return None if initial is None else DeliveryGroup(place, _text(arguments.get("label")), [], initial)

    def _is_true(self, value: ValueNode | None) -> bool:
        if isinstance(value, VariableNode):
            return self.variables.get(value.name.value, True) is True
        return not isinstance(value, BooleanValueNode) or value.value

    def _count(self, value: ValueNode | None) -> int | None:
        """How many items come at once; None for what is no such number."""
        if isinstance(value, VariableNode):
            count = self.variables.get(value.name.value, 0)
        else:
            count = int(value.value) if isinstance(value, IntValueNode) else 0
        return count if isinstance(count, int) and count >= 0 else None


def _arguments(directive: DirectiveNode | None) -> dict[str, ValueNode]:
    return {} if directive is None else {each.name.value: each.value for each in directive.arguments or ()}


def _text(value: ValueNode | None) -> str | None:
    return value.value if isinstance(value, StringValueNode) else None


def _fields_in(marked: list[_Marked]) -> Iterator[_Marked]:
    for each in marked:
        if isinstance(each.node, FieldNode):
            yield each
        yield from _fields_in(each.below)


def _streams_in(marked: list[_Marked], lists: Collection[ResponsePath]) -> dict[ResponsePath, DeliveryGroup]:
    """The lists that are streamed, by place."""
    at_place: dict[ResponsePath, list[_Marked]] = {}
    for each in _fields_in(marked):
        at_place.setdefault(each.place, []).append(each)
    streams: dict[ResponsePath, DeliveryGroup] = {}
    for place, fields in at_place.items():
        stream, owner = fields[0].stream, fields[0].group
        inside = any(place[:depth] in lists for depth in range(1, len(place)))
        whole = any(each.stream is None or each.group is not owner for each in fields)
        if stream is not None and place in lists and not inside and not whole:
            stream.after = [owner]
            streams[place] = stream
    return streams


def _groups_in(
    marked: list[_Marked],
    above: DeliveryGroup,
    streams: dict[ResponsePath, DeliveryGroup],
    around: DeliveryGroup | None,
) -> Iterator[DeliveryGroup]:
    """The groups in the order of the document, each after those that it follows; `around` is the stream around them."""
    seen: set[ResponsePath] = set()
    for each in marked:
        inner = around
        if isinstance(each.node, InlineFragmentNode) and each.group is not above:
            each.group.after = [above] if around is None else [above, around]
            yield each.group
        elif isinstance(each.node, FieldNode) and each.place in streams:
            inner = streams[each.place]
            if each.place not in seen:
                seen.add(each.place)
                yield inner
        yield from _groups_in(each.below, each.group, streams, inner)


def _begun_by(group: DeliveryGroup, streams: Mapping[ResponsePath, DeliveryGroup]) -> tuple[DeliveryGroup, ...]:
    """The lists of which a group delivers the beginning."""
    return tuple(each for each in streams.values() if each.after == [group])


def _chooses(group: DeliveryGroup) -> Callable[[_Marked], bool]:
    """Whether a field is delivered by a group; of a streamed list that is what its own group delivers of each item."""
    if group.initial is None:
        return lambda each: each.group is group
    [owner], depth = group.after, len(group.place)
    return lambda each: each.group is owner and each.place[:depth] == group.place


def _reduced(
    operation: OperationDefinitionNode, marked: list[_Marked], chosen: Callable[[_Marked], bool]
) -> OperationDefinitionNode:
    """The operation with the chosen fields and those above them."""
    return replace(operation, selection_set=SelectionSetNode(selections=tuple(_kept(marked, chosen))))


def _kept(marked: list[_Marked], chosen: Callable[[_Marked], bool]) -> Iterator[SelectionNode]:
    for each in marked:
        below = tuple(_kept(each.below, chosen))
        is_field = isinstance(each.node, FieldNode)
        if below or (is_field and chosen(each)):
            has_selection = each.node.selection_set is not None
            yield replace(each.node, selection_set=SelectionSetNode(selections=below)) if has_selection else each.node
