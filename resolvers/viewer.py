"""What of the products answers the caller."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.crm.client import Crm
from domain.errors import SuitegraphError
from domain.sources import PRODUCTS, Product
from resolvers.gathering import gathered
from resolvers.organizations import Organizations


@dataclass(frozen=True, slots=True)
class ProductState:
    """Whether a product answers the caller, else the code of the error why not."""

    product: Product
    answers: bool
    reason: str | None


async def product_states(crm: Crm, organizations: Organizations) -> list[ProductState]:
    """Whether each product answers the caller now: one call each."""
    checks: dict[Product, Callable[[], Awaitable[object]]] = {
        "crm": crm.current_user,
        "books": lambda: organizations.id_of("books"),
        "billing": lambda: organizations.id_of("billing"),
    }
    states = await gathered([checks[product]() for product in PRODUCTS])
    return [
        ProductState(product, not isinstance(state, SuitegraphError), getattr(state, "code", None))
        for product, state in zip(PRODUCTS, states, strict=True)
    ]
