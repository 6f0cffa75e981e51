"""What a query would cost, told before it is asked."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.products import ZohoProduct
from schema.caller.permissions import ProductName
from schema.engine.declare.operation import OperationContext

DocumentArgument = Annotated[str, strawberry.argument(description="The document, as it would be sent.")]
VariablesArgument = Annotated[str | None, strawberry.argument(description="Its variables, a JSON object.")]
OperationNameArgument = Annotated[
    str | None, strawberry.argument(description="Which operation of the document, where it has several.")
]


@strawberry.type(description="Bounds for one product.")
class ProductCost:
    """Bounds for one product."""

    product: ProductName = strawberry.field(description="The product.")
    least: int = strawberry.field(description="The least that it takes.")
    most: int = strawberry.field(description="The most that it may take.")


@strawberry.type(description="The calls for one place of a document.")
class PlaceCost:
    """The calls for one place of a document."""

    place: str = strawberry.field(description="Its response keys, `accounts.nodes.invoices`.")
    product: ProductName = strawberry.field(description="The product that is asked.")
    least: int = strawberry.field(description="The least calls.")
    most: int = strawberry.field(description="The most calls.")


@strawberry.type(
    description="What a query would cost the caller, with nothing kept and nothing failing; see `extensions.cost`."
)
class QueryCost:
    """Bounds of a query's cost."""

    calls: list[ProductCost] = strawberry.field(description="Calls by product.")
    credits: list[ProductCost] = strawberry.field(description="Credits by product, where it counts them.")
    places: list[PlaceCost] = strawberry.field(description="The places that take calls, the dearest first.")


async def cost_of_query(
    info: Info[OperationContext, None], text: str, variables: str | None, name: str | None
) -> QueryCost:
    """The bounds for the caller. No record is asked for. Raises what is wrong with the document or its variables."""
    estimate = await info.context.graph.estimate(info.context.loader, text, variables, name, strict=info.context.strict)
    dearest = sorted(estimate.places, key=lambda each: (-each.most, each.place))
    return QueryCost(
        calls=_by_product(estimate.calls()),
        credits=_by_product(estimate.credits()),
        places=[
            PlaceCost(place=".".join(each.place), product=ProductName(each.product), least=each.least, most=each.most)
            for each in dearest
        ],
    )


def _by_product(bounds: dict[ZohoProduct, tuple[int, int]]) -> list[ProductCost]:
    return [
        ProductCost(product=ProductName(product), least=least, most=most)
        for product, (least, most) in sorted(bounds.items())
    ]
