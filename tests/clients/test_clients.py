"""docs/clients.md is true: its code runs as it stands there, prints what it says, and rides out what passes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, is_scalar_type, is_specified_scalar_type, parse, validate

from gateway.trusted_documents.manifests import documents_in
from tests.clients.conftest import LOCK
from tests.clients.page import COMMON, PAGE, executed, sections
from tests.clients.running import Stacks
from tests.graphs import Graph
from tests.node.node import HERE, output_of
from tests.node.test_roots import SCHEMA

NOT_EXECUTED = {
    COMMON,
    "What every client needs to know",
    # By test_packages.py.
    "Typed packages, and tests without a server",
    "A page in the browser",
    "Apollo Kotlin and Apollo iOS",
}
RETRYING = ("Apollo Client", "urql with graphcache", "Relay", "gql", "ariadne-codegen")
# What the gateway itself does not wait for: first all who may know the caller refuse, which is an answer
# with 429 and without data, and then Books refuses the list.
USED_UP = [
    {"product": "*", "kind": "throttled", "retry_after": 1, "count": 3},
    {"product": "books", "path": "/invoices$", "kind": "throttled", "retry_after": 1, "count": 1},
]
# It fails for as long as the gateway tries, and passes when the client does.
UNREACHABLE = [{"product": "books", "path": "/invoices$", "kind": "reset", "count": 3}]
SCALARS = sorted(
    name
    for name, kind in build_schema(SCHEMA.read_text("utf-8")).type_map.items()
    if is_scalar_type(kind) and not is_specified_scalar_type(kind)
)


def test_every_section_is_executed_or_says_that_it_is_not() -> None:
    assert set(sections()) - set(executed()) == NOT_EXECUTED
    assert set(RETRYING) <= set(executed())


@pytest.mark.parametrize("title", executed())
async def test_a_section_prints_what_the_page_says(title: str, stacks: Stacks, graph: Graph, tmp_path: Path) -> None:
    for command in await stacks.written(tmp_path, title, graph):
        output = await stacks.output_of(tmp_path, command.line, graph)
        assert not command.output or output == command.output, command.line


@pytest.mark.parametrize(
    ("title", "refusal"),
    [*((title, USED_UP) for title in RETRYING), ("Apollo Client", UNREACHABLE), ("gql", UNREACHABLE)],
)
async def test_a_client_asks_again_for_what_passes(
    title: str, refusal: list[dict[str, Any]], stacks: Stacks, graph: Graph, tmp_path: Path
) -> None:
    *preparing, last = await stacks.written(tmp_path, title, graph)
    for command in preparing:
        await stacks.output_of(tmp_path, command.line, graph)
    await graph.break_down(*refusal)
    assert await stacks.output_of(tmp_path, last.line, graph) == last.output


async def test_relay_writes_a_manifest_that_can_be_published(stacks: Stacks, graph: Graph, tmp_path: Path) -> None:
    compiling, *_ = await stacks.written(tmp_path, "Relay", graph)
    file = tmp_path / "relay.config.json"
    configuration = json.loads(file.read_text("utf-8"))
    assert '`"persistConfig": { "file": "persisted.json" }`' in sections_text("Relay")
    file.write_text(json.dumps({**configuration, "persistConfig": {"file": "persisted.json"}}), "utf-8")
    (tmp_path / "persisted.json").write_text("{}", "utf-8")
    await stacks.output_of(tmp_path, compiling.line, graph)
    texts = documents_in("persisted.json", (tmp_path / "persisted.json").read_bytes())
    assert sorted(re.findall(r"^(?:query|mutation) (\w+)", "\n".join(texts.values()), re.MULTILINE)) == [
        *("invoicesAccountQuery", "invoicesCreateMutation", "invoicesPageQuery", "invoicesQuery")
    ]
    graph_of_code = build_schema(SCHEMA.read_text("utf-8"))
    assert [validate(graph_of_code, parse(text)) for text in texts.values()] == [[]] * 4


def installed_by(tool: str) -> set[str]:
    """The packages that the page has a tool install, without their versions."""
    lines = [line.split() for section in sections().values() for line in section.installs]
    words = {
        word.strip("'") for first, command, *names in lines if (first, command) == (tool, "install") for word in names
    }
    return {re.split(r"(?<!^)[@>=[]", word)[0] for word in words}


def test_every_package_that_the_page_installs_is_locked() -> None:
    npm = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    pip = set(re.findall(r"^([\w-]+)(?:\[.*\])?==", LOCK.read_text("utf-8"), re.MULTILINE))
    assert installed_by("npm")
    assert installed_by("npm") - set(npm) == set()
    assert installed_by("pip") - pip == set()
    assert installed_by("pip") == {"ariadne-codegen", "gql"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Relay", "relay.config.json"),
        ("GraphQL Code Generator", "codegen.ts"),
        ("gql.tada", "tada.ts"),
        ("ariadne-codegen", "pyproject.toml"),
        ("Apollo Kotlin and Apollo iOS", "build.gradle.kts"),
    ],
)
def test_every_configuration_names_each_scalar_of_the_graph(title: str, name: str) -> None:
    text = sections()[title].files[name]
    assert [scalar for scalar in SCALARS if not re.search(rf"\b{scalar}\b", text)] == []
    assert all(scalar in sections_text("What every client needs to know") for scalar in SCALARS)


async def test_the_documents_of_the_phones_are_valid_in_the_editions_that_the_page_names(
    stacks: Stacks, tmp_path: Path
) -> None:
    documents = tmp_path / "invoices.graphql"
    documents.write_text(sections()[COMMON].files["invoices.graphql"], "utf-8")
    seen = json.loads(await output_of("documents.js", str(SCHEMA), str(documents)))
    assert seen == {"15.10.1": [], "16.8.2": [], "16.15.0": []}
    assert "15, 16.8 and 16.15" in re.sub(r"\s+", " ", PAGE)
    ios = json.loads(sections()["Apollo Kotlin and Apollo iOS"].files["apollo-codegen-config.json"])
    assert ios["input"] == {"schemaSearchPaths": ["schema.graphql"], "operationSearchPaths": ["invoices.graphql"]}
    assert stacks.python.is_dir()


def sections_text(title: str) -> str:
    """The text of one section."""
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
