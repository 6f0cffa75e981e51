"""Rules about names: one type name means one thing, and a name says what it stands for."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The sandbox, which shares no code with the product, counts apart.
PRODUCT = ("adapters", "domain", "gateway", "resolvers", "schema")
SAYS_NOTHING = frozenset({"found", "given", "made", "told"})


def product_modules() -> dict[str, ast.Module]:
    """The syntax trees of the product's modules by their paths."""
    paths = (path for package in PRODUCT for path in sorted((ROOT / package).rglob("*.py")))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


def type_names(module: ast.Module) -> Iterator[str]:
    """The names of the classes, type aliases and type variables that stand at the top of a module."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (target.id for target in targets if isinstance(target, ast.Name))
            is_variable = node.value is not None and ast.unparse(node.value).startswith("TypeVar(")
            yield from (
                name for name in names if is_variable or (name.lstrip("_")[:1].isupper() and not name.isupper())
            )


def bound_names(module: ast.Module) -> Iterator[str]:
    """The names of a module's variables, attributes, parameters, functions and classes, without underscores."""
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name.strip("_")
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name.strip("_")
            case ast.ClassDef(name=name) | ast.MatchAs(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name.strip("_").lower()
            case _:
                pass


def shared_type_names(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """The type names that stand in two or more modules, with these modules."""
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path, module in modules.items():
        for name in set(type_names(module)):
            homes[name].append(path)
    return {name: paths for name, paths in homes.items() if len(paths) > 1}


def meaningless_names(modules: dict[str, ast.Module]) -> dict[str, frozenset[str]]:
    """The names that say nothing, by module."""
    names = {path: SAYS_NOTHING.intersection(bound_names(module)) for path, module in modules.items()}
    return {path: bad for path, bad in names.items() if bad}


def test_no_type_name_stands_for_two_things() -> None:
    assert shared_type_names(product_modules()) == {}


def test_no_variable_parameter_or_function_has_a_name_that_says_nothing() -> None:
    assert meaningless_names(product_modules()) == {}


def test_a_type_name_that_is_used_twice_is_reported() -> None:
    modules = {
        "one.py": ast.parse('class Page: ...\nT = TypeVar("T")'),
        "other.py": ast.parse("Page = tuple[int, ...]\nT = 1"),
    }
    assert shared_type_names(modules) == {"Page": ["one.py", "other.py"]}
    modules["third.py"] = ast.parse('T = TypeVar("T")')
    assert shared_type_names(modules)["T"] == ["one.py", "third.py"]


@pytest.mark.parametrize(
    "code",
    [
        "found = 1",
        "def f(given): ...",
        "def _told(): ...",
        "class A:\n    def __init__(self):\n        self.made = 1",
        "[found for found in ()]",
        "if (made := 1): ...",
        "made: int = 1",
        "async def found(): ...",
        "lambda told: told",
        "try: ...\nexcept ValueError as found: ...",
    ],
)
def test_a_name_that_says_nothing_is_reported(code: str) -> None:
    assert meaningless_names({"one.py": ast.parse(code)}).keys() == {"one.py"}
