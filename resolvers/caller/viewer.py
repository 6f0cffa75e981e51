"""Which products answer the caller."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.crm.client import Crm
from domain.errors import SuitegraphError
from domain.products import PRODUCTS, ZohoProduct
from resolvers.caller.organizations import Organizations
from resolvers.gathering import gathered


@dataclass(frozen=True, slots=True)
class ProductAvailability:
    """Whether a product answers the caller; `reason` is the code of its error where it does not."""

    product: ZohoProduct
    answers: bool
    reason: str | None


async def product_availabilities(crm: Crm, organizations: Organizations) -> list[ProductAvailability]:
    """Whether each product answers the caller now: one call each."""
    checks: dict[ZohoProduct, Callable[[], Awaitable[object]]] = {
        "crm": crm.current_user,
        "books": lambda: organizations.id_of("books"),
        "billing": lambda: organizations.id_of("billing"),
    }
    states = await gathered([checks[product]() for product in PRODUCTS])
    return [
        ProductAvailability(product, not isinstance(state, SuitegraphError), getattr(state, "code", None))
        for product, state in zip(PRODUCTS, states, strict=True)
    ]
