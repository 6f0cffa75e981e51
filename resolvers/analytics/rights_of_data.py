"""The rights that a data set depends on: it ends with them."""

from collections.abc import Mapping

from domain.modules import books, crm
from domain.modules.billing import CUSTOMERS, INVOICES, PAYMENTS, PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.permissions import fingerprint
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

MODULES: Mapping[FinanceProduct, tuple[Module, ...]] = {
    "billing": (SUBSCRIPTIONS, INVOICES, PAYMENTS, CUSTOMERS, PLANS, PRODUCTS),
    "books": (books.INVOICES, books.ESTIMATES),
}
# What is read beside either, so that a right to it that was withdrawn ends a data set as well.
BESIDE: tuple[Module, ...] = (books.CURRENCIES, crm.ACCOUNTS, crm.USERS)


async def rights_of(loader: RecordLoader, product: FinanceProduct) -> str:
    """The fingerprint of what the caller may see in a product's modules, with which a data set ends."""
    return fingerprint([await loader.permissions.of(module) for module in (*MODULES[product], *BESIDE)])
