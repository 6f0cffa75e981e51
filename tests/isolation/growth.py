"""Everything that the process holds of its own: each container within reach of its modules, classes and parts."""

import gc
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from types import FunctionType
from typing import Any, cast

from tests.isolation.source import PACKAGES


def containers(part: object, *, closed: Set[str] = frozenset()) -> dict[str, list[Any]]:
    """By the name that leads to it first (`Memory._facts`): every container of this part, and of all that lives on.

    What lies in those that `closed` names is not looked at.
    """
    found: dict[str, list[Any]] = {}
    seen: set[int] = set()
    waiting = [(name, module) for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]
    waiting += [(type(thing).__qualname__, thing) for thing in (*_of_the_gateway(), part)]
    while waiting:
        name, thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, str | bytes | int | float | None):
            continue
        seen.add(id(thing))
        if isinstance(thing, Mapping | Set | Sequence):
            found.setdefault(name, []).append(thing)
        if name not in closed:
            waiting.extend(_within(name, thing))
    return found


def sizes(part: object, *, closed: Set[str]) -> dict[str, int]:
    """How much each name leads to."""
    held = {name: sum(len(each) for each in things) for name, things in containers(part, closed=closed).items()}
    return {**held, **{name: cache.cache_info().currsize for name, cache in _cached_functions()}}


def _of_the_gateway() -> list[Any]:
    """Its live objects and functions: an application of Starlette's, which is not ours, holds them."""
    gc.collect()
    living = gc.get_objects()
    kinds: set[type[object]] = {type(each) for each in living}
    ours = {kind for kind in kinds if str(kind.__module__).startswith("gateway.")}
    return [each for each in living if type(each) in ours or _is_function_of_the_gateway(each)]


def _is_function_of_the_gateway(thing: object) -> bool:
    return type(thing) is FunctionType and str(thing.__module__).startswith("gateway.")


def _within(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, Mapping):
        held = cast("Mapping[Any, Any]", thing)
        yield from ((name, part) for pair in list(held.items()) for part in pair)
    elif isinstance(thing, Sequence | Set):
        yield from ((name, part) for part in list(cast("Sequence[Any]", thing)))
    elif isinstance(thing, FunctionType):
        cells = [cell.cell_contents for cell in thing.__closure__ or () if cell != type(cell)()]
        yield from ((f"{thing.__module__}.{thing.__qualname__}", part) for part in (*cells, thing.__defaults__))
    elif _is_ours(thing):
        own = thing.__name__ if isinstance(thing, type | type(sys)) else type(thing).__qualname__
        slots = [slot for kind in type(thing).__mro__ for slot in vars(kind).get("__slots__", ())]
        members = {**{slot: getattr(thing, slot, None) for slot in slots}, **getattr(thing, "__dict__", {})}
        yield from ((f"{own}.{member}", part) for member, part in members.items() if not member.startswith("__"))


def _is_ours(thing: Any) -> bool:
    named = thing.__name__ if isinstance(thing, type(sys)) else getattr(thing, "__module__", None)
    return str(named).partition(".")[0] in PACKAGES


def _cached_functions() -> Iterator[tuple[str, Any]]:
    # What makes up each attribute that it is asked for, as `sqlalchemy.func` does, has none of its own.
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES:
            members = vars(module).items()
            yield from (
                (f"{name}.{key}", held) for key, held in members if inspect.getattr_static(held, "cache_info", 0)
            )
