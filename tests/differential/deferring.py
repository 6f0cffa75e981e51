"""Generated queries with @defer and @stream at random places, and the frames of their answers put together again."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)
from graphql.language import ConstDirectiveNode

from gateway.http.incremental import NEWER, frame_of
from schema.engine.declare.selections import answers_list
from schema.engine.execute.payloads import Payload
from tests.noninterference.dice import Dice

Frame = Mapping[str, Any]
ErrorKey = tuple[str, tuple[str | int, ...], str]


def directive(text: str) -> ConstDirectiveNode:
    """A directive as a document has it."""
    definition = cast("Any", parse(f"{{ a {text} }}").definitions[0])
    return definition.selection_set.selections[0].directives[0]


class _Deferring(Visitor):
    """Puts the directives where the dice fall."""

    def __init__(self, dice: Dice, info: TypeInfo, *, streams: bool) -> None:
        super().__init__()
        self._dice = dice
        self._info = info
        self._streams = streams
        self._labels = 0

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        """Defer some of the selections together."""
        if not self._dice.chance(35):
            return None
        chosen = self._dice.some(node.selections, 60)
        if not chosen:
            return None
        inner = SelectionSetNode(selections=tuple(chosen))
        fragment = InlineFragmentNode(type_condition=None, directives=(self._defer(),), selection_set=inner)
        # What is selected again outside is delivered with both.
        kept = tuple(each for each in node.selections if each not in chosen or self._dice.chance(15))
        return SelectionSetNode(selections=(*kept, fragment))

    def leave_inline_fragment(self, node: InlineFragmentNode, *_: object) -> InlineFragmentNode | None:
        """Defer a fragment."""
        return self._deferred(node)

    def leave_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> FragmentSpreadNode | None:
        """Defer a fragment."""
        return self._deferred(node)

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        """Stream a list."""
        field = self._info.get_field_def()
        if not self._streams or field is None or not answers_list(field) or not self._dice.chance(60):
            return None
        written = directive(f"@stream(initialCount: {self._dice.below(3)})")
        return _with_directives(node, written)

    def _deferred(self, node: Any) -> Any:
        has_one = any(each.name.value == "defer" for each in node.directives or ())
        return None if has_one or not self._dice.chance(50) else _with_directives(node, self._defer())

    def _defer(self) -> ConstDirectiveNode:
        self._labels += 1
        label = f'label: "d{self._labels}"' if self._dice.chance(50) else f"if: {self._dice.pick(('true', 'false'))}"
        return directive(self._dice.pick(("@defer", f"@defer({label})")))


def _with_directives(node: Any, *more: ConstDirectiveNode) -> Any:
    fields = {key: getattr(node, key) for key in node.keys}
    return type(node)(**{**fields, "directives": (*(node.directives or ()), *more)})


def deferred(text: str, schema: GraphQLSchema, dice: Dice, *, streams: bool) -> str:
    """The document with @defer, and @stream where that is wanted, at random places."""
    document: DocumentNode = parse(text)
    info = TypeInfo(schema)
    return print_ast(visit(document, TypeInfoVisitor(info, _Deferring(dice, info, streams=streams))))


def merged(payloads: Sequence[Payload], format_: str) -> tuple[Any, list[Any], Any, bool]:
    """What a client has in the end: data, errors, extensions, and whether any part failed."""
    first, *others = [deepcopy(frame_of(payload, format_)) for payload in payloads]
    root, errors, extensions = {"data": first.get("data")}, [*first.get("errors", [])], first.get("extensions", {})
    pending: dict[str, list[Any]] = {}
    failed = False
    for frame in (first, *others):
        pending |= {each["id"]: each["path"] for each in frame.get("pending", [])}
        extensions = {**extensions, **frame.get("extensions", {})}
        for entry in frame.get("incremental", []):
            path = entry["path"] if format_ != NEWER else pending[entry["id"]]
            extensions = {**extensions, **entry.get("extensions", {})}
            errors += entry.get("errors", [])
            failed |= "data" in entry and entry["data"] is None
            _put(root, path, entry)
        for completed in frame.get("completed", []):
            failed |= "errors" in completed
            errors += completed.get("errors", [])
            pending.pop(completed["id"])
        assert frame["hasNext"] is (frame is not (others or [first])[-1])
    assert not pending
    return root["data"], errors, extensions, failed


def _put(root: dict[str, Any], path: Sequence[str | int], entry: Frame) -> None:
    steps = ["data", *path]
    if "items" in entry:
        # The older format names where the first item goes; the newer one has them in order.
        at = steps.pop() if isinstance(steps[-1], int) else None
        there = _reached(root, steps)
        assert at is None or at == len(there)
        there.extend(entry["items"] or [])
    elif entry["data"] is not None:
        _merge(_reached(root, steps), entry["data"])


def _reached(value: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        value = value[step]
    return value


def _merge(into: Any, data: Any) -> None:
    members = enumerate(cast("list[Any]", data)) if isinstance(data, list) else cast("dict[str, Any]", data).items()
    for key, value in members:
        known = cast("list[Any]", into)[cast("int", key)] if isinstance(into, list) else into.get(key)
        if type(known) in {dict, list} and type(value) is type(known):
            _merge(known, value)
        else:
            assert known is None or known == value, (key, known, value)
            cast("dict[Any, Any]", into)[key] = value


def error_keys(errors: Sequence[Mapping[str, Any]]) -> set[ErrorKey]:
    """The errors as a set: what, where and with which code."""
    return {(each["message"], tuple(each.get("path", ())), each["extensions"]["code"]) for each in errors}
