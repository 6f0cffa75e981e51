"""A module is declared once, and nobody decides by a product's name what its declaration says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from domain.actions import ActionName
from domain.modules.module import READ_ONLY, Module
from domain.modules.registry import modules as declared
from domain.products import PRODUCTS
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare import registry
from schema.engine.declare.kinds import ACTS
from schema.engine.declare.pages import PagesField
from schema.graph import graph
from schema.shared.record_types import RecordType
from tests.house.test_rules import ROOT, committed, modules

ABOVE_ADAPTERS = ("domain", "gateway", "resolvers", "schema")
# Who else may compare with a product's name, and why it is no capability of a module.
COMPARED = {
    # Which product refused the token decides who else may know the caller; no module is asked about.
    "resolvers/caller/identity.py": 1,
    # Services are counted, and Accounts is no product with modules.
    "domain/costs.py": 1,
}


def comparisons(path: Path) -> Iterator[int]:
    """The lines that compare something with the name of a product, or look for it among such names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            sides += [each for side in sides if isinstance(side, ast.Tuple | ast.Set | ast.List) for each in side.elts]
            if any(isinstance(side, ast.Constant) and side.value in PRODUCTS for side in sides):
                yield node.lineno
        elif isinstance(node, ast.match_case):
            names = [each.value for each in ast.walk(node.pattern) if isinstance(each, ast.Constant)]
            if any(name in PRODUCTS for name in names):
                yield node.pattern.lineno


def test_nobody_above_the_adapters_decides_by_the_name_of_a_product() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if path.relative_to(ROOT).parts[0] in ABOVE_ADAPTERS
        if (lines := [*comparisons(path)])
    }
    assert {name: lines for name, lines in found.items() if len(lines) > COMPARED.get(name, 0)} == {}


def test_a_comparison_is_found_however_it_is_written(tmp_path: Path) -> None:
    text = (
        'a = module.product == "crm"\nb = "books" != product\nc = product in ("crm", "billing")\n'
        'match product:\n    case "crm" | "books":\n        pass\nd = name == "crm.deals"\n'
    )
    (tmp_path / "compared.py").write_text(text, "utf-8")
    assert sorted(comparisons(tmp_path / "compared.py")) == [1, 2, 3, 5]


def test_modules_are_made_in_the_domain_alone() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if path.relative_to(ROOT).parts[0] in (*ABOVE_ADAPTERS, "adapters")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Module"
    }
    # The cost estimate names products as modules without a name.
    assert makers - {"schema/engine/execute/estimate.py"} == {f"domain/modules/{product}.py" for product in PRODUCTS}


def test_every_module_has_an_adapter_that_speaks_for_it_and_a_type_of_the_graph() -> None:
    assert {*CRM, *FINANCE} == {*declared()}
    assert {*registry.modules().values()} == {*declared()}


def test_every_list_of_the_graph_is_asked_for_by_a_case_page() -> None:
    query = graph().query_type
    assert query is not None
    declared_fields = {name: each.extensions["strawberry-definition"] for name, each in query.fields.items()}
    lists = {name for name, each in declared_fields.items() if isinstance(each, PagesField)}
    pages = "\n".join(path.read_text("utf-8") for path in committed("tests/cases/*.md"))
    assert {name for name in lists if re.search(rf"\b{name}\b *[({{]", pages) is None} == set()


def test_a_module_has_the_actions_that_mutations_do_and_a_module_without_any_is_read_only() -> None:
    acted: dict[Module, set[ActionName]] = {}
    mutations = graph().mutation_type
    assert mutations is not None
    for field in mutations.fields.values():
        about, action = field.extensions["strawberry-definition"].metadata.get(ACTS) or ((), "view")
        for module in about:
            acted.setdefault(module, set()).add(action)
    for module in declared():
        changed = acted.get(module, set[ActionName]()) - {"view"}
        assert module.actions >= changed, module
        if not changed:
            assert module.actions <= READ_ONLY, module


def test_every_type_of_records_can_be_named() -> None:
    assert sorted(each.value for each in RecordType) == sorted(registry.modules())
