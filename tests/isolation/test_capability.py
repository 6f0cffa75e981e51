"""A request without a caller, and a cache without a partition, cannot be written."""

import ast
import inspect
from typing import Any, get_type_hints

import pytest

from adapters import downloads
from adapters.cache.local import LocalResponseCache
from adapters.cache.single_flight import SingleFlight
from adapters.cache.valkey import ValkeyResponseCache
from adapters.exchange import Exchange, Upstream
from domain.caller import Caller, caller_of
from gateway.pages.visits import Visit
from resolvers.caller.caller_cache import CallerCache
from tests.isolation.source import Module, kept, module_of, modules, name_of

SOURCES = modules()
# What a module or a class may hold beyond a request, each with the reason why no caller's data can be in it.
KEPT = {
    "adapters.cache.ttls.CACHE_TTLS": "seconds by path, filled while modules are declared",
    "adapters.crm.module.CRM_MODULES": "names of modules in CRM, filled while modules are declared",
    "adapters.finance_platform.modules.FINANCE_MODULES": "paths and keys of modules, filled while they are declared",
    "domain.kpis.figures.places_of": "decimals by unit and code of a currency, 1024 at most",
    "domain.modules.registry.DECLARED": "the modules themselves, filled while they are declared",
    "gateway.http.incremental._delivery_type": "the frames for a short Accept header, of 256 headers at most",
    "gateway.http.negotiation._answer_type": "the media type for a short Accept header, of 256 headers at most",
    "gateway.pages.rendering.asset_path": "addresses of the files that pages bring along",
    "gateway.pages.rendering.environment": "the templates, made once; values are given to each page",
    "resolvers.analytics.histories._day": "the days that texts stand for, of so many texts at most",
    "resolvers.analytics.histories._number": "the numbers that texts stand for, of so many texts at most",
    "resolvers.analytics.running._no_facts": "facts of nobody, which a request is checked against",
    "resolvers.catalogue.key_of": "the key of a module's ids",
    "schema.engine.declare.registry._NAMES": "record types of modules, filled while the graph is declared",
    "adapters.decoding._decoder": "what reads the columns that a document asks for",
    "schema.engine.declare.allowed_actions.ordered_actions": "the graph's names of a set of actions",
    "schema.engine.declare.allowed_actions.possible_actions": "the graph's names of actions, by declared status",
    "schema.shared.changes._fields": "the declared fields of a type",
    "schema.shared.changes._names": "the graph's names of a module's columns",
    "schema.engine.declare.connections._CONNECTIONS": "types of connections, made while the graph is declared",
    "schema.engine.declare.filters._ENUM_FILTERS": "filters of enums, made while the graph is declared",
    "schema.engine.declare.listings._LISTINGS": "how records are listed, filled while the graph is declared",
    "schema.engine.declare.listings._ORDERS": "types of orders, made while the graph is declared",
    "schema.engine.declare.registry._FIELDS": "names of fields, filled while the graph is declared",
    "schema.engine.declare.registry._FORMER_NAMES": "former names of record types, filled while the graph is declared",
    "schema.engine.declare.registry._MODULES": "modules of record types, filled while the graph is declared",
    "schema.engine.declare.registry._TYPES": "record types, filled while the graph is declared",
    "resolvers.analytics.readable_rows._decimal_text": "the amounts that texts stand for, of so many texts at most",
    "resolvers.analytics.readable_rows._is_day_text": "whether texts are days, of so many texts at most",
    "schema.graph.graph": "the schema itself, made once",
    "schema.graph.graph_coordinates": "the coordinates of the schema, made once",
    "schema.graph.graph_guards": "the guarded fields of the schema, made once",
}
CACHES = {
    "an empty table": "_seen = {}",
    "an annotated one": "_seen: dict[str, Row] = {}",
    "a list of a class": "class Desk:\n    rows = []",
    "a cache with a bound": "facts = TTLCache(maxsize=1, ttl=1)",
    "a parametrised one": "facts = WeakValueDictionary[str, Row]()",
    "a loader of a class": "class Desk:\n    loader = DataLoader(load_fn=load)",
    "a decorated function": "@functools.lru_cache(maxsize=9)\ndef rows_of(id_: str): ...",
    "a decorated method": "class Books:\n    @cache\n    def rows(self): ...",
    "a decorated inner function": "def outer():\n    @cached({})\n    async def inner(): ...",
    "a wrapped function": "rows_of = functools.cache(load)",
    "a default that is kept": "def rows_of(id_, seen={}): ...",
    "a global": "last = None\ndef learn(row):\n    global last\n    last = row",
    "a table that is written to": 'table = {"a": 1}\ndef learn(row):\n    table["b"] = row',
    "a table that is updated": 'table = {"a": 1}\ndef learn(row):\n    table.update(row)',
}


def functions(module: Module) -> list[tuple[ast.ClassDef | None, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The functions of a module and the methods of its classes, each with its class."""
    found: list[tuple[ast.ClassDef | None, ast.FunctionDef | ast.AsyncFunctionDef]] = []
    for node in module.tree.body:
        holder = node if isinstance(node, ast.ClassDef) else None
        inner = holder.body if holder else [node]
        found += [(holder, each) for each in inner if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return found


def callers_of(name: str, *packages: str) -> set[str]:
    """Every function that calls something of this name: `adapters.exchange.Upstream._once`."""
    return {
        ".".join(filter(None, (module.name, holder and holder.name, function.name)))
        for module in SOURCES
        if module.name.partition(".")[0] in packages
        for holder, function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and name_of(node.func) == name
    }


def demands(function: Any, name: str, kind: type) -> bool:
    """Whether a function has no default for a parameter of exactly this type."""
    parameter = inspect.signature(function).parameters[name]
    return get_type_hints(function)[name] is kind and parameter.default is inspect.Parameter.empty


def test_no_module_and_no_class_keeps_anything_of_a_request() -> None:
    assert kept(SOURCES) == set(KEPT)


@pytest.mark.parametrize("text", CACHES.values(), ids=CACHES.keys())
def test_whatever_could_keep_something_is_seen(text: str) -> None:
    assert len(kept([module_of("resolvers.new", text)])) == 1


def test_a_table_that_another_module_writes_to_is_seen() -> None:
    table = module_of("resolvers.table", 'NAMES = {"a": "b"}')
    assert kept([table]) == set()
    for text in (
        "from resolvers.table import NAMES\nNAMES['c'] = 'd'",
        "from resolvers import table\ntable.NAMES.clear()",
    ):
        assert kept([table, module_of("resolvers.other", text)]) == {"resolvers.table.NAMES"}


def test_nothing_goes_to_a_product_without_a_caller() -> None:
    ours = ("adapters", "domain", "gateway", "resolvers", "schema")
    assert callers_of("request", *ours) == {"adapters.exchange.Exchange.sending"}
    assert demands(Exchange.sending, "caller", Caller)
    assert callers_of("sending", *ours) == {"adapters.exchange.Exchange.once", "adapters.downloads._head"}
    assert demands(downloads._head, "upstream", Upstream)  # pyright: ignore[reportPrivateUsage]  # who else sends
    assert demands(Exchange.once, "caller", Caller)
    # `once` of a loader is its own; an exchange's is called where an upstream's caller is at hand.
    assert {name for name in callers_of("once", *ours) if name.startswith("adapters.")} == {
        "adapters.exchange.Upstream._alone"
    }
    assert demands(Upstream, "caller", Caller)
    assert callers_of("Upstream", *ours) == {"adapters.exchange.Exchange.upstream"}
    assert demands(Exchange.upstream, "caller", Caller)


def test_only_the_exchange_talks_to_products() -> None:
    clients = {"aiohttp", "http.client", "httpx", "requests", "socket", "urllib.request", "urllib3"}
    importers = {
        module.name
        for module in SOURCES
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Import) and clients.intersection(alias.name for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module in clients)
    }
    # `bodies` reads answers that the exchange received, and sends nothing; `authorization` turns a browser's code or a
    # session's refresh token into its own access token.
    # The page asks the sandbox who its personas are, the demo whether it serves, both without any token; a server
    # listens.
    ours = {
        f"adapters.{name}"
        for name in (
            "accounts.authorization",
            "bodies",
            "connections",
            "downloads",
            "exchange",
            "limits.admission",
            "uploads",
        )
    }
    ours |= {"adapters.accounts.authorization"}
    assert importers == ours | {"gateway.commands.demo", "gateway.http.page", "gateway.commands.serve"}


def test_every_function_that_asks_a_product_is_given_the_callers_way_there() -> None:
    asking = callers_of("ask", "adapters", "resolvers", "schema", "gateway")
    # Pages ask the graph, as the caller of their visit.
    pages = {name for name in asking if name.startswith("gateway.pages.")}
    assert demands(Visit.ask_as, "caller", Caller)
    # The doctor's report looks at answers as they are.
    elsewhere = {name for name in asking - pages if not name.startswith("adapters.")}
    assert {name.rpartition(".")[0] for name in elsewhere} == {"gateway.survey.reads.Survey"}
    by_name = {
        ".".join(filter(None, (module.name, holder and holder.name, function.name))): (holder, function)
        for module in SOURCES
        for holder, function in functions(module)
    }
    for name in asking:
        holder, function = by_name[name]
        makers = [] if holder is None else [each for each in holder.body if isinstance(each, ast.FunctionDef)]
        given = [function, *(maker for maker in makers if maker.name == "__init__")]
        arguments = [argument for each in given for argument in each.args.args]
        fields = [] if holder is None else [each for each in holder.body if isinstance(each, ast.AnnAssign)]
        required = [each.annotation for each in fields if each.value is None]
        required += [argument.annotation for argument in arguments if argument.annotation]
        way = "Visit" if name in pages else "Upstream"
        assert way in {ast.unparse(annotation) for annotation in required}, name
        assert not any(each.args.defaults for each in given if each.name == "__init__"), name


@pytest.mark.parametrize("kind", [CallerCache, SingleFlight, LocalResponseCache, ValkeyResponseCache])
def test_every_way_to_what_is_remembered_or_kept_takes_a_caller(kind: type) -> None:
    ways = {name: way for name, way in vars(kind).items() if inspect.isfunction(way) and not name.startswith("_")}
    ways.pop("close", None)
    assert ways
    assert all(list(inspect.signature(way).parameters)[1] == "caller" for way in ways.values())
    assert all(demands(way, "caller", Caller) for way in ways.values())


async def test_the_memory_tells_no_caller_what_it_learned_from_another() -> None:
    memory, key = CallerCache(), b"a key"
    one, other = (caller_of(f"1000.token.{name}", "eu", key) for name in ("one", "other"))
    elsewhere = caller_of("1000.token.one", "us", key)

    async def recalled(caller: Caller, fact: str) -> str:
        async def load() -> str:
            return fact

        return await memory.load(caller, "identity", load)

    facts = [await recalled(caller, fact) for caller, fact in ((one, "a"), (other, "b"), (elsewhere, "c"), (one, "d"))]
    assert facts == ["a", "b", "c", "a"]
    memory.store(one, "news", "e")
    memory.forget(other)
    assert (memory.lookup(one, "news"), memory.lookup(other, "news"), memory.lookup(elsewhere, "news")) == (
        "e",
        None,
        None,
    )
    assert [memory.lookup(caller, "identity") for caller in (one, other, elsewhere)] == ["a", None, "c"]
