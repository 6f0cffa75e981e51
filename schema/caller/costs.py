"""The estimated cost of a query, before it is executed."""

from enum import Enum
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.products import ZohoProduct
from schema.caller.permissions import ProductName
from schema.engine.declare.operation import OperationContext

DocumentArgument = Annotated[str, strawberry.argument(description="The GraphQL document.")]
VariablesArgument = Annotated[str | None, strawberry.argument(description="Its variables, as a JSON object.")]
OperationNameArgument = Annotated[
    str | None, strawberry.argument(description="Name of the operation, if the document has several.")
]


@strawberry.enum(description="Which way the records of a place are read, the first of these that is possible.")
class ReadingWay(Enum):
    """Values as the estimate names them."""

    CARRIED = strawberry.enum_value(
        "carried", description="The row that links to them carries what is selected of them: no call."
    )
    BY_IDS = strawberry.enum_value("by_ids", description="By their ids, up to a hundred in a call.")
    CATALOGUE = strawberry.enum_value(
        "catalogue", description="As a page of a short list to which many records point, and one by one beyond it."
    )
    ONE_BY_ONE = strawberry.enum_value(
        "one_by_one", description="One by one: the product reads a single record in a call."
    )
    LIST = strawberry.enum_value("list", description="As pages of a list, and one by one where it lacks a field.")
    FIELD = strawberry.enum_value("field", description="By calls of the field's own.")


@strawberry.type(description="Bounds of the cost in one product.")
class ProductCost:
    """Bounds of the cost in one product."""

    product: ProductName = strawberry.field(description="The product.")
    least: int = strawberry.field(description="Lower bound.")
    most: int = strawberry.field(description="Upper bound.")


@strawberry.type(description="Bounds of the calls for one response path of a document.")
class PlaceCost:
    """Bounds of the calls for one response path of a document."""

    place: str = strawberry.field(description="The response path, `accounts.nodes.invoices`.")
    product: ProductName = strawberry.field(description="The product that is called.")
    least: int = strawberry.field(description="Lower bound.")
    most: int = strawberry.field(description="Upper bound.")
    way: ReadingWay = strawberry.field(description="Which way its records are read, and why in no cheaper one.")


@strawberry.type(description="Estimated cost of a query with empty caches and without retries; see `extensions.cost`.")
class QueryCost:
    """Bounds of a query's cost."""

    calls: list[ProductCost] = strawberry.field(description="Calls by product.")
    credits: list[ProductCost] = strawberry.field(description="Credits by product, for products that count them.")
    places: list[PlaceCost] = strawberry.field(description="Response paths of records, the most expensive first.")


async def cost_of_query(
    info: Info[OperationContext, None], text: str, variables: str | None, name: str | None
) -> QueryCost:
    """The bounds for the caller; no record is read. Raises the errors of the document and its variables."""
    estimate = await info.context.graph.estimate(info.context.loader, text, variables, name, strict=info.context.strict)
    dearest = sorted(estimate.places, key=lambda each: (-each.most, each.place))
    return QueryCost(
        calls=_by_product(estimate.calls()),
        credits=_by_product(estimate.credits()),
        places=[
            PlaceCost(
                place=".".join(each.place),
                product=ProductName(each.product),
                least=each.least,
                most=each.most,
                way=ReadingWay(each.way),
            )
            for each in dearest
        ],
    )


def _by_product(bounds: dict[ZohoProduct, tuple[int, int]]) -> list[ProductCost]:
    return [
        ProductCost(product=ProductName(product), least=least, most=most)
        for product, (least, most) in sorted(bounds.items())
    ]
