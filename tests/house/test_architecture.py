"""What the documentation says about the code's places is so."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from graphql import GraphQLObjectType

from schema.engine.declare import registry
from schema.engine.declare.kinds import declaration
from schema.engine.visibility.closed import NotClosedError, check_closed
from schema.graph import graph as complete_graph
from tests.graphs import Graph
from tests.house.test_rules import PRODUCT_PACKAGES, ROOT, committed

ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
LONGEST_WAY = 12
TOP = (*PRODUCT_PACKAGES, "bench", "tests")
PATH = re.compile(rf"(?<![\w/.])(?:{'|'.join(TOP)})/[\w./<>*-]*")
MODULE = re.compile(rf"(?:{'|'.join(TOP)})(?:\.\w+)+")
# A recipe names files that it is about to make.
MADE_BY_RECIPES = re.compile(r"[<>*]|/bills(\.py|/)")


def documents() -> list[Path]:
    """The pages for people who read or change the code."""
    return [*committed("docs/*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]


def pictures() -> list[str]:
    """The Mermaid pictures of the architecture, in their order."""
    return re.findall(r"```mermaid\n(.*?)```", ARCHITECTURE, re.DOTALL)


def stations() -> list[str]:
    """The modules on a query's way, as the picture links them."""
    _, way = pictures()
    names = dict(re.findall(r'(\w+)\["([^"]+)"\]', way))
    edges = dict(re.findall(r'^\s*(\w+)\b.*?-->(?:\|"[^"]*"\|)? *(\w+)', way, re.MULTILINE))
    [first] = edges.keys() - set(edges.values())
    way_of_ids = [first]
    while way_of_ids[-1] in edges:
        way_of_ids.append(edges[way_of_ids[-1]])
    assert len(way_of_ids) == len(names)
    return [names[each] for each in way_of_ids]


def is_module(dotted: str) -> bool:
    """Whether a dotted name is a module of ours or something in one."""
    parts = dotted.split(".")
    places = [ROOT.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
    return any(place.with_suffix(".py").is_file() for place in places) or places[-1].is_dir()


def unknown_places(text: str) -> Iterator[str]:
    """Paths and modules that a text names and that are not there."""
    for path in PATH.findall(text):
        if not MADE_BY_RECIPES.search(path) and not (ROOT / path.rstrip(".")).exists():
            yield path
    for quoted in re.findall(r"`([\w./]+)`", text):
        is_bare_file = quoted.endswith(".py") and "/" not in quoted
        if is_bare_file or (MODULE.fullmatch(quoted) and not quoted.endswith(".py") and not is_module(quoted)):
            yield quoted


def test_every_module_that_the_documentation_names_exists() -> None:
    unknown = {str(page.relative_to(ROOT)): [*unknown_places(page.read_text("utf-8"))] for page in documents()}
    assert {page: places for page, places in unknown.items() if places} == {}


def test_a_place_that_does_not_exist_is_noticed_however_it_is_named() -> None:
    named = "See schema/engine/desk.py, `domain.desk.Desk`, `desk.py`; `schema/books/invoices.py` is there."
    assert [*unknown_places(named)] == ["schema/engine/desk.py", "domain.desk.Desk", "desk.py"]


def test_the_picture_of_the_packages_shows_every_folder() -> None:
    packages, _ = pictures()
    shown = {
        f"{package}/{folder.strip()}"
        for package, folders in re.findall(r'(\w+)\["[^<]*<br/>([^"]*)"\]', packages)
        for folder in folders.split("·")
    }
    folders = {path.parent.relative_to(ROOT) for path in committed("*/__init__.py")}
    inside = {path for path in folders if path.parts[0] in PRODUCT_PACKAGES and len(path.parts) > 1}
    # The engine is shown by its stages; the tables' migrations and the grammar of COQL belong to their folders.
    expected = {path for path in inside if len(path.parts) == 2 and path.name != "engine"}
    expected |= {path for path in inside if path.parts[:2] == ("schema", "engine") and len(path.parts) == 3}
    assert shown == {str(path) for path in expected}


def test_the_picture_of_a_querys_way_has_few_stations_and_each_is_a_module() -> None:
    way = stations()
    assert 2 < len(way) <= LONGEST_WAY
    assert [station for station in way if not (ROOT / station).is_file()] == []


async def test_a_query_goes_the_way_that_the_picture_shows(graph: Graph) -> None:
    await graph.meet("admin")
    entered: list[str] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(str(ROOT)):
            entered.append(path.removeprefix(f"{ROOT}/"))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        # No other test asks in these words, so that the document is new to the gateway.
        answer = await graph.ask("admin", "query TheWayOfAQuery { invoices(first: 1) { nodes { number } } }")
    finally:
        sys.setprofile(before)
    assert len(answer.data["invoices"]["nodes"]) == 1
    rest = iter(entered)
    assert [station for station in stations() if station not in rest] == []


def test_the_recipe_of_a_field_quotes_what_an_amount_without_a_twin_is_refused_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schema = complete_graph()
    invoice = schema.type_map["Invoice"]
    assert isinstance(invoice, GraphQLObjectType)
    total = declaration(invoice.fields["total"])
    assert total is not None
    monkeypatch.setattr(total, "source", replace(total.source, crm=None))
    with pytest.raises(NotClosedError) as refused:
        check_closed(schema, registry.modules(), lambda module: module.is_mirrored)
    recipe = (ROOT / "docs/adding.md").read_text("utf-8")
    quoted = " ".join(line.removeprefix("> ") for line in recipe.splitlines() if line.startswith("> "))
    assert quoted == str(refused.value)
