"""The whole of a read-only module: its facts, its wire, its record, its list and the fields that lead to it."""

from decimal import Decimal
from enum import Enum

import strawberry

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules.module import Module
from domain.modules.registry import declare
from domain.queries import Row
from schema.books.comments import comments
from schema.engine.declare.filters import DecimalFilter, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import by_id, pages, upstream
from schema.query import Query
from schema.shared.money import Money
from schema.shared.records import record

TOYS = declare(Module("books", "toys", entity="toy", is_grantable=True, comment_calls=1))
WIRE = finance_module(TOYS, FinanceModule("toys", "toys", "toy", "toy_id", number="toy_number", every="Status.All"))


@record(TOYS)
class Toy(Node):
    """A toy."""

    number: str | None = upstream("toy_number", "Its number.")
    weight: Decimal | None = upstream("weight", "How heavy it is.", detail=True)
    price: Money | None = upstream("price", "What it costs.", currency="currency_code")
    comments: list[Row] | None = comments()


@strawberry.enum(description="By which field toys are ordered.")
class ToyOrderField(Enum):
    """Sortable columns."""

    NUMBER = "toy_number"


@strawberry.input(description="Which toys.")
class ToyFilter:
    """What is compared."""

    price: DecimalFilter | None = where("price", "By price.")


LISTING = Listing(Toy, filter=ToyFilter, order=ToyOrderField, search=True)


@strawberry.type(name="Query", description="The graph and one more module.")
class ToyQuery(Query):
    """What can be asked."""

    toy: Row | None = by_id(LISTING, "A toy.")
    toys: Row | None = pages(LISTING, "Toys.")
