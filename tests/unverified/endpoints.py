"""The endpoints that the gateway reads, as its own adapters name them: none stays unaltered because nobody knew it."""

import ast
import re
from collections.abc import Iterator

from adapters.messages import Request
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare import registry
from tests.house.test_rules import ROOT

CLIENTS = {name: ROOT / "adapters" / name / "client.py" for name in ("accounts", "crm", "books", "billing")}
# How a method's docstring names its endpoint: "`GET /{path}/{id}/comments`".
NAMED = re.compile(r"`GET /([^`?]*)(?:\?[^`]*)?`")
ID = re.compile(r"[0-9]{6,}")
# Methods through which others read, and the files, of which the gateway reads nothing.
INNER = {"_read", "_page", "file"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def client_functions() -> Iterator[tuple[str, Function]]:
    """Every function of a product's client, with the product."""
    for product, path in CLIENTS.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function) and node.name not in INNER:
                yield product, node


def reads(function: Function) -> bool:
    """Whether a function sends a request that is no write."""
    calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
    requests = [each for each in calls if ast.unparse(each.func) == "Request"]
    return any(ast.unparse(each.func) == "self._read" for each in calls) or any(
        all(keyword.arg != "reads" for keyword in each.keywords) for each in requests
    )


def names_of(function: Function) -> list[str]:
    """The addresses that a function's docstring names."""
    return NAMED.findall(ast.get_docstring(function) or "")


def expected_endpoints() -> dict[str, re.Pattern[str]]:
    """What the requests of each endpoint look like: of records each list and each single answer is one of its own."""
    named = {(product, name) for product, function in client_functions() for name in names_of(function)}
    expected = {f"{product} {name}": _pattern(f"{product} {name}") for product, name in sorted(named)}
    for module in {*registry.modules().values()}:
        if module.product == "crm":
            paths = [CRM[module].api_name]
        else:
            known = FINANCE[module]
            paths = [known.path, f"{known.path}/{{id}}"] if known.is_read_singly else [known.path]
        expected |= {f"{module.product} {path}": _pattern(f"{module.product} {path}") for path in paths}
    return expected


def _pattern(name: str) -> re.Pattern[str]:
    """Any path stands for `{path}`; for other words in braces any segment that belongs there."""
    escaped = re.escape(name.replace("{path}", "\0").replace("{id or code}", "{id}"))
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", escaped).replace("\0", "[^{]+"))


def endpoint_of(request: Request) -> str:
    """The endpoint of a request, `books invoices/{id}/comments`; a code is an id too."""
    coded = {known.path for known in FINANCE.values() if not known.id.endswith("_id")}
    before = ("", *request.path)
    path = ("{id}" if ID.fullmatch(part) or previous in coded else part for previous, part in zip(before, request.path))
    return f"{request.service} {'/'.join(path)}"
