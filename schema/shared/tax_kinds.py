"""Kinds of taxes, alike in Books and Billing."""

from enum import Enum

import strawberry

from schema.engine.declare.enums import UNKNOWN_VALUE


@strawberry.enum(description="Kind of a tax.")
class TaxKind(Enum):
    """Values as Books and Billing name them."""

    TAX = strawberry.enum_value("tax", description="A simple tax.")
    COMPOUND_TAX = strawberry.enum_value("compound_tax", description="A tax on the amount with other taxes.")
    TAX_GROUP = strawberry.enum_value("tax_group", description="A group of taxes that are charged together.")
    UNKNOWN = UNKNOWN_VALUE
