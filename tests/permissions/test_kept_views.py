"""A view of a module outlives its operation for as long as the very facts behind it are kept, and no longer."""

from dataclasses import replace

from domain.caller import Caller, caller_of
from domain.errors import UpstreamUnavailable
from domain.modules.books import INVOICES
from domain.modules.crm import DEALS
from domain.modules.module import Module
from domain.permissions import ModuleView
from gateway.session import open_session
from resolvers.caller.permission_sources import PERMISSION_PREFIX
from tests.graphs import Graph

FIELDS = f"{PERMISSION_PREFIX}fields Deals"


def caller(graph: Graph, persona: str = "sales", organization: str | None = None) -> Caller:
    service = graph.service
    organizations = (("books", organization),) if organization else ()
    return caller_of(f"1000.demo.{persona}", service.settings.data_centres[0], service.partition_key, organizations)


async def view(graph: Graph, module: Module, asking: Caller) -> ModuleView:
    async with open_session(graph.service, asking) as session:
        return await session.loader.permissions.of(module)


async def test_a_view_is_computed_once_for_a_caller_and_never_shared(graph: Graph) -> None:
    graph.forget_callers()
    kept = await view(graph, INVOICES, caller(graph))
    assert await view(graph, INVOICES, caller(graph)) is kept
    other = await view(graph, INVOICES, caller(graph, "legacy"))
    assert other is not kept
    assert other.actions != kept.actions
    assert await view(graph, INVOICES, caller(graph)) is kept


async def test_a_view_belongs_to_the_organisation_that_the_caller_asks_for(graph: Graph) -> None:
    graph.forget_callers()
    kept = await view(graph, INVOICES, caller(graph, "accountant"))
    assert kept.viewable
    elsewhere = await view(graph, INVOICES, caller(graph, "accountant", "999"))
    assert not elsewhere.viewable


async def test_a_fact_that_is_loaded_anew_ends_the_views_that_rest_on_it(graph: Graph) -> None:
    graph.forget_callers()
    kept = await view(graph, DEALS, caller(graph))
    memory = graph.service.memory
    memory.forget(caller(graph), FIELDS)
    renewed = await view(graph, DEALS, caller(graph))
    assert renewed is not kept
    dated = memory.lookup(caller(graph), FIELDS)
    memory.store(caller(graph), FIELDS, replace(dated))
    assert await view(graph, DEALS, caller(graph)) is not renewed


async def test_other_rules_of_the_gateway_make_another_view(graph: Graph) -> None:
    kept = await view(graph, DEALS, caller(graph))
    rules = graph.service.rights
    graph.service.rights = replace(rules)
    try:
        assert await view(graph, DEALS, caller(graph)) is not kept
    finally:
        graph.service.rights = rules


async def test_what_a_product_refused_ends_the_view_of_that_module(graph: Graph) -> None:
    graph.forget_callers()
    assert (await view(graph, INVOICES, caller(graph))).viewable
    async with open_session(graph.service, caller(graph)) as session:
        session.loader.permissions.refused(INVOICES)
        session.loader.permissions.conclude()
    assert not (await view(graph, INVOICES, caller(graph))).viewable
    graph.forget_callers()


async def test_a_view_is_not_kept_where_facts_began_anew_while_it_was_computed(graph: Graph) -> None:
    graph.forget_callers()
    async with open_session(graph.service, caller(graph)) as session:
        permissions = session.loader.permissions
        generation = permissions.sources.generation
        computed = await permissions.of(DEALS)
        await permissions.refresh()
        await permissions.sources.crm_modules()
        permissions._kept.store(computed, permissions._policy, generation)  # pyright: ignore[reportPrivateUsage]
    assert await view(graph, DEALS, caller(graph)) is not computed


async def test_a_view_is_not_kept_where_a_source_has_failed(graph: Graph) -> None:
    graph.forget_callers()
    await graph.break_down({"product": "crm", "path": "/crm/v8/settings/fields.*", "kind": "status", "status": 500})
    try:
        denied = await view(graph, DEALS, caller(graph))
    finally:
        await graph.break_down()
    denial = denied.denial("view")
    assert denial is not None
    assert isinstance(denial.failure, UpstreamUnavailable)
    assert (await view(graph, DEALS, caller(graph))).viewable
