"""The graph as the caller or another user sees it: names only, never data."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.errors import Forbidden
from schema.engine.difference import difference, lines
from schema.engine.operation import Operation
from schema.engine.shapes import Shape

Email = Annotated[str, strawberry.argument(description="The user's e-mail address in CRM.")]


@strawberry.type(description="The graph as a user sees it.")
class GraphOfUser:
    """One user's graph, as this process last learned it."""

    email: str = strawberry.field(description="Whose graph it is.")
    as_of: datetime = strawberry.field(description="When the permissions behind it were asked.")
    sdl: str = strawberry.field(description="In the schema definition language.")
    shape: strawberry.Private[Shape]

    @strawberry.field(description="What the other user's graph lacks (`- Deal.amount`) and has beside it (`+ …`).")
    async def difference(self, info: Info[Operation, None], to: Email) -> list[str] | None:
        """Names only. Raises NotKnownYet."""
        other, _ = await info.context.visibility.learned(info.context.desk, to)
        return lines(*difference(self.shape.schema, other.schema))


async def graph_of_user(info: Info[Operation, None], email: str) -> GraphOfUser:
    """Another user's graph, for administrators. Raises Forbidden and NotKnownYet."""
    desk = info.context.desk
    if not await desk.permissions.is_administrator():
        raise Forbidden("Only an administrator of CRM may see the graph as another user does.")
    shape, at = await info.context.visibility.learned(desk, email)
    told = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return GraphOfUser(email=email, as_of=told, sdl=shape.sdl, shape=shape)  # pyright: ignore[reportArgumentType]  # as the scalar is written


async def own_sdl(info: Info[Operation, None]) -> str:
    """The graph as the caller sees it."""
    return (await info.context.visibility.of(info.context.desk)).sdl
