"""Queries for views of lists."""

from typing import Annotated

import strawberry

from schema.engine.declare.own_fields import own_field
from schema.shared.list_views import ListView, view_calls, view_of, views_of
from schema.shared.mutation_requests import OperationInfo
from schema.shared.record_types import RecordType


@strawberry.type
class ViewQueries:
    """The root fields of views."""

    @own_field("Views that `view` of a list takes.", costs={"crm": view_calls})
    async def views(
        self,
        info: OperationInfo,
        of: Annotated[RecordType, strawberry.argument(description="The type of the list's records.")],
    ) -> list[ListView] | None:
        """Every view of the type's lists."""
        return await views_of(info, of)

    @own_field("One view of a list, by its id.", costs={"crm": view_calls})
    async def view(
        self,
        info: OperationInfo,
        view_id: Annotated[strawberry.ID, strawberry.argument(name="id", description="The `viewId`.")],
        of: Annotated[
            RecordType | None,
            strawberry.argument(description="The type of the list's records; needed unless the view was saved here."),
        ] = None,
    ) -> ListView | None:
        """One view."""
        return await view_of(info, str(view_id), of)
