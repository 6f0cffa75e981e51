"""The graph as the caller or another user sees it: names only, never data."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.errors import Forbidden
from schema.engine.declare.operation import OperationContext, VisibleGraph
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.visibility.difference import difference, lines

Email = Annotated[str, strawberry.argument(description="The user's e-mail address in CRM.")]


@strawberry.type(description="The schema as a user sees it.")
class GraphOfUser:
    """One user's graph, as this process last learned it."""

    email: str = strawberry.field(description="The user's e-mail address.")
    as_of: datetime = strawberry.field(description="When the user's permissions were last fetched.")
    sdl: str = strawberry.field(description="The schema in the schema definition language (SDL).")
    graph: strawberry.Private[VisibleGraph]

    @own_field("Difference from another user's schema, which lacks `- Deal.amount` and adds `+ …`.", costs=REMEMBERED)
    async def difference(self, info: Info[OperationContext, None], to: Email) -> list[str] | None:
        """Names only. Raises NotKnownYet."""
        other, _ = await info.context.graph.learned(info.context.loader, to)
        return lines(*difference(self.graph.schema, other.schema))


async def graph_of_user(info: Info[OperationContext, None], email: str) -> GraphOfUser:
    """Another user's graph, for administrators. Raises Forbidden and NotKnownYet."""
    loader = info.context.loader
    if not await loader.permissions.is_administrator():
        raise Forbidden("Only an administrator of CRM may see the graph as another user does.")
    graph, at = await info.context.graph.learned(loader, email)
    as_of = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return GraphOfUser(email=email, as_of=as_of, sdl=graph.sdl, graph=graph)  # pyright: ignore[reportArgumentType]  # as the scalar is written


async def own_sdl(info: Info[OperationContext, None]) -> str:
    """The graph as the caller sees it."""
    return (await info.context.graph.visible(info.context.loader, strict=info.context.strict)).sdl
