"""CRM products: what is offered in deals."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import crm
from domain.queries import Row
from schema.crm.users import AUTHOR_INLINE, USER_INLINE
from schema.engine.declare.filters import ChoiceFilter, SearchTextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@record(crm.PRODUCTS)
class Product(Node):
    """A CRM product. If linked, it is an `Item` in Books."""

    name: str | None = upstream("Product_Name", "The product's name.")
    code: str | None = upstream("Product_Code", "The product's code.")
    category: str | None = upstream("Product_Category", "The category.")
    is_active: bool | None = upstream("Product_Active", "Whether it is offered.")
    unit_price: Money | None = upstream("Unit_Price", "The price of one unit.", currency="")
    usage_unit: str | None = upstream("Usage_Unit", "The unit that it is sold in.")
    is_taxable: bool | None = upstream("Taxable", "Whether tax is due.")
    description: str | None = upstream("Description", "Free text.")
    created_at: datetime | None = upstream("Created_Time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)
    owner: Row | None = link("crm.users.User", "The owner.", key="Owner.id", inline=USER_INLINE)
    created_by: Row | None = link("crm.users.User", "Who created it.", key="Created_By.id", inline=AUTHOR_INLINE)
    vendor: Row | None = link(
        "crm.vendors.Vendor",
        "The vendor that supplies it.",
        key="Vendor_Name.id",
        inline={"id": "id", "Vendor_Name": "name"},
    )
    custom_fields: list[Row] | None = custom_fields()


@strawberry.enum(description="Field by which products are ordered.")
class ProductOrderField(Enum):
    """CRM's sortable columns."""

    CREATED_AT = "Created_Time"
    UPDATED_AT = "Modified_Time"
    NAME = "Product_Name"


@filter_input("Filter for products; a record must meet every condition.")
class ProductFilter:
    """What CRM's search compares."""

    name: SearchTextFilter | None = where("Product_Name", "By name.")
    code: SearchTextFilter | None = where("Product_Code", "By code.")
    category: ChoiceFilter | None = where("Product_Category", "By category.")
    is_active: bool | None = where("Product_Active", "Whether it is offered.")
    owner_id: strawberry.ID | None = where("Owner", "By owner.", refers_to="User")


PRODUCTS = Listing(
    Product,
    filter=ProductFilter,
    order=ProductOrderField,
    saved_views=True,
    search=True,
)
