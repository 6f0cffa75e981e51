"""Books items: what stands on the lines of documents."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import books
from domain.queries import Row
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import DecimalFilter, TextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of an item.")
class ItemStatus(Enum):
    """Values as Books names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="Whether an item is sold, bought or both.")
class ItemType(Enum):
    """Values as Books names them."""

    SALES = strawberry.enum_value("sales", description="It is sold.")
    PURCHASES = strawberry.enum_value("purchases", description="It is bought.")
    SALES_AND_PURCHASES = strawberry.enum_value("sales_and_purchases", description="It is sold and bought.")
    INVENTORY = strawberry.enum_value("inventory", description="It is sold, bought and counted in stock.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="What an item is.")
class ProductType(Enum):
    """Values as Books names them."""

    GOODS = strawberry.enum_value("goods", description="Goods.")
    SERVICE = strawberry.enum_value("service", description="A service.")
    DIGITAL_SERVICE = strawberry.enum_value("digital_service", description="A digital service.")
    CAPITAL_GOODS = strawberry.enum_value("capital_goods", description="Capital goods, in South Africa.")
    CAPITAL_SERVICE = strawberry.enum_value("capital_service", description="A capital service, in South Africa.")
    UNKNOWN = UNKNOWN_VALUE


@record(books.ITEMS)
class Item(Node):
    """A Books item. If linked, it is a `Product` in CRM."""

    name: str | None = upstream("name", "The item's name.")
    sku: str | None = upstream("sku", "The stock keeping unit.")
    status: ItemStatus | None = upstream("status", "Item status.")
    description: str | None = upstream("description", "Free text.")
    unit: str | None = upstream("unit", "The unit that it is sold in.")
    rate: Money | None = upstream("rate", "The price of one unit.", currency="")
    purchase_rate: Money | None = upstream("purchase_rate", "Purchase price of one unit.", currency="")
    item_type: ItemType | None = upstream("item_type", "Whether it is sold, bought or both.")
    product_type: ProductType | None = upstream("product_type", "Goods or service.")
    tax_name: str | None = upstream("tax_name", "The tax's name.")
    tax_percentage: Decimal | None = upstream("tax_percentage", "The tax in per cent.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
    product: Row | None = link("crm.products.Product", "The product in CRM.", key="zcrm_product_id")
    custom_fields: list[Row] | None = custom_fields(detail=True)


@strawberry.enum(description="Field by which items are ordered.")
class ItemOrderField(Enum):
    """Books' sortable columns."""

    NAME = "name"
    RATE = "rate"


class ItemView(Enum):
    """Books' `filter_by`."""

    ALL = "Status.All"
    ACTIVE = "Status.Active"
    INACTIVE = "Status.Inactive"


@filter_input("Filter for items; a record must meet every condition.")
class ItemFilter:
    """What Books compares."""

    status: ItemStatus | None = where("status", "By status.")
    name: TextFilter | None = where("name", "By name.")
    description: TextFilter | None = where("description", "By description.")
    rate: DecimalFilter | None = where("rate", "By price.")


ITEMS = Listing(
    Item,
    filter=ItemFilter,
    order=ItemOrderField,
    view=ItemView,
    search=True,
)
