"""Modes of payments in Billing, whose page names all of them."""

from enum import Enum

import strawberry

from schema.engine.declare.enums import UNKNOWN_VALUE


@strawberry.enum(description="Mode of a payment.")
class BillingPaymentMode(Enum):
    """Values as Billing names them."""

    CHECK = strawberry.enum_value("check", description="By check.")
    CASH = strawberry.enum_value("cash", description="In cash.")
    CREDIT_CARD = strawberry.enum_value("creditcard", description="By credit card.")
    BANK_TRANSFER = strawberry.enum_value("banktransfer", description="By bank transfer.")
    BANK_REMITTANCE = strawberry.enum_value("bankremittance", description="By bank remittance.")
    AUTO_TRANSACTION = strawberry.enum_value("autotransaction", description="Collected through a payment gateway.")
    OTHERS = strawberry.enum_value("others", description="In another way.")
    UNKNOWN = UNKNOWN_VALUE
