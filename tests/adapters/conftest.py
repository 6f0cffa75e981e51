"""A product of our own, as new for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.adapters.products import Product, Way, exchange_to
from tests.servers import served


@pytest_asyncio.fixture(scope="session")
async def served_product() -> AsyncIterator[tuple[Product, int]]:
    """One server for the whole run."""
    product = Product()
    async with served(product) as port:
        yield product, port


@pytest_asyncio.fixture
async def way(served_product: tuple[Product, int]) -> AsyncIterator[Way]:
    """A way to a product that answers success to everything."""
    product, port = served_product
    async with exchange_to(port) as exchange:
        yield Way(product, exchange, port)
    product.renew()
