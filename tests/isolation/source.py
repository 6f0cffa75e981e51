"""What the source keeps beyond a request: names of modules and classes that hold something which can change."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("adapters", "domain", "gateway", "resolvers", "schema")
DECORATORS = frozenset({"alru_cache", "cache", "cached", "cachedmethod", "lru_cache"})
# Calls that make something to be filled; annotations may parametrise them.
MAKERS = frozenset(
    {
        "Cache", "ChainMap", "ContextVar", "Counter", "DataLoader", "FIFOCache", "LFUCache", "LRUCache", "Memory",
        "Once", "OrderedDict", "RRCache", "TLRUCache", "TTLCache", "WeakKeyDictionary", "WeakSet",
        "WeakValueDictionary", "bytearray", "defaultdict", "deque", "dict", "list", "local", "set",
    }
)  # fmt: skip
CHANGES = frozenset(
    {
        "__setitem__", "add", "append", "appendleft", "clear", "extend", "insert", "pop", "popitem", "remove",
        "setdefault", "update",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """A module of ours, parsed. `name` is dotted."""

    name: str
    tree: ast.Module


def modules(root: Path = ROOT) -> list[Module]:
    """Every module of the gateway."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    return [
        module_of(".".join(path.relative_to(root).with_suffix("").parts), path.read_text("utf-8")) for path in paths
    ]


def module_of(name: str, text: str) -> Module:
    """A module by its text."""
    return Module(name, ast.parse(text))


def name_of(node: ast.expr) -> str:
    """The last name of an expression: `cache` of `functools.cache(...)`."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _keeps(module: Module, changed: frozenset[str]) -> Iterator[str]:
    """Every name, of the module or of a class in it, that can hold something of a request after it.

    A table that is written down whole, and that nothing in `changed` names, is none.
    """
    yield from _kept_names(module.name, module.tree.body, changed)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            yield from _kept_names(f"{module.name}.{node.name}", node.body, changed)
        if isinstance(node, ast.Global):
            yield from (f"{module.name}.{name}" for name in node.names)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if any(name_of(decorator) in DECORATORS for decorator in node.decorator_list):
                yield f"{module.name}.{node.name}"
            defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
            if any(_is_container(default) for default in defaults):
                yield f"{module.name}.{node.name}()"


def _kept_names(place: str, body: list[ast.stmt], changed: frozenset[str]) -> Iterator[str]:
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None and _is_container(value):
                whole = isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
                empty = not whole or not getattr(value, "keys", getattr(value, "elts", [value]))
                if empty or target.id in changed:
                    yield f"{place}.{target.id}"


def _is_container(value: ast.expr) -> bool:
    displays = ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
    if isinstance(value, ast.Call):
        return name_of(value) in MAKERS | DECORATORS
    return isinstance(value, displays)


def kept(sources: list[Module]) -> set[str]:
    """All such names of these modules."""
    own = {module.name: _changed(module) for module in sources}
    others = {module.name: own[module.name] & _foreign(module) for module in sources}
    found: set[str] = set()
    for module in sources:
        elsewhere = (names for name, names in others.items() if name != module.name)
        found.update(_keeps(module, frozenset(own[module.name].union(*elsewhere))))
    return found


def _changed(module: Module) -> set[str]:
    """Every name whose content the module changes: by item, by method or in place."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found.add(name_of(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            found.add(name_of(node.func.value))
        elif isinstance(node, ast.AugAssign):
            found.add(name_of(node.target))
    return found


def _foreign(module: Module) -> set[str]:
    """Names that the module may have from another: imported ones and attributes."""
    nodes = list(ast.walk(module.tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return imported | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
