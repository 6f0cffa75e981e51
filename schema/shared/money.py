"""Amounts of money."""

from decimal import Decimal

import strawberry

from schema.engine.declare.values import amount


@amount
@strawberry.type(description="An exact amount in a currency.")
class Money:
    """An amount in a currency."""

    amount: Decimal = strawberry.field(
        description="The exact amount with the decimals of its currency: `395.00`, in JPY `395`."
    )
    currency: str = strawberry.field(description="The ISO 4217 code, `EUR`.")
