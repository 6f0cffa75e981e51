"""Questions about saved views."""

from typing import Any

from tests.graphs import Graph, Told

VIEW = """viewId name kind isOwn version filter orderBy { field direction } columns refusal { code message }"""
ERRORS = "userErrors { code message field }"
STRICT = {"Suitegraph-Visibility": "strict"}
NAMES = {"create": "CreateViewInput", "update": "UpdateViewInput", "share": "ShareViewInput"}


async def changed(graph: Graph, persona: str, verb: str, *, headers: Any = None, **values: Any) -> Any:
    """The payload of `createView`, `updateView` or `shareView`."""
    query = f"mutation ($input: {NAMES[verb]}!) {{ done: {verb}View(input: $input) {{ view {{ {VIEW} }} {ERRORS} }} }}"
    return (await graph.ask(persona, query, {"input": values}, headers=headers)).data["done"]


async def saved(graph: Graph, persona: str, **values: Any) -> Any:
    """A view that was created."""
    payload = await changed(graph, persona, "create", **values)
    assert payload["userErrors"] == []
    return payload["view"]


async def deleted(graph: Graph, persona: str, view_id: str, version: int = 1) -> Any:
    """The payload of `deleteView`."""
    query = f"mutation ($input: DeleteViewInput!) {{ done: deleteView(input: $input) {{ deletedViewId {ERRORS} }} }}"
    return (await graph.ask(persona, query, {"input": {"viewId": view_id, "version": version}})).data["done"]


async def seen(graph: Graph, persona: str, of: str, headers: dict[str, str] | None = None) -> list[Any]:
    """The views that were saved here, as a persona sees them."""
    query = f"query ($of: RecordType!) {{ views(of: $of) {{ {VIEW} }} }}"
    views = (await graph.ask(persona, query, {"of": of}, headers=headers)).data["views"]
    return [view for view in views if view["kind"] in {"PERSONAL", "SHARED"}]


async def listed(
    graph: Graph, persona: str, view: str, *, root: str = "invoices", more: str = "", **asking: Any
) -> Told:
    """What a list answers in a view."""
    query = f"query ($view: ID) {{ {root}(first: 5, view: $view{more}) {{ nodes {{ recordId }} }} }}"
    return await graph.ask(persona, query, {"view": view}, **asking)


def codes(payload: Any) -> list[str]:
    """The codes of a payload's user errors."""
    return [error["code"] for error in payload["userErrors"]]
