"""Amounts of money."""

from decimal import Decimal

import strawberry

from schema.engine.declare.values import amount

# Zoho Books v3, `exchange_rate`: it converts the document's currency to the organisation's.
TO_BASE = (
    "What one unit of the record's currency is worth in the organisation's: multiply an amount by it. At 0.92, 100 USD "
    "are 92 EUR."
)
# Zoho CRM, "Exchange Rate" of a record: it converts the organisation's currency to the record's.
FROM_BASE = (
    "What one unit of the organisation's currency is worth in the record's: divide an amount by it. At 1.25, 100 USD "
    "are 80 EUR."
)


@amount
@strawberry.type(description="An exact amount in a currency.")
class Money:
    """An amount in a currency."""

    amount: Decimal = strawberry.field(
        description="The exact amount with the decimals of its currency: `395.00`, in JPY `395`."
    )
    currency: str = strawberry.field(description="The ISO 4217 code, `EUR`.")
