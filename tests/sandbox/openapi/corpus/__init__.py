"""What each product is asked: its requests in order."""

from collections.abc import Mapping, Sequence

from tests.sandbox.openapi.corpus import billing, books, crm
from tests.sandbox.openapi.documents import Product
from tests.sandbox.openapi.steps import Step

STEPS: Mapping[Product, Sequence[Step]] = {"crm": crm.STEPS, "books": books.STEPS, "billing": billing.STEPS}
