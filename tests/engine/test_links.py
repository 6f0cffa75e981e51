"""Links between records."""

import pytest

from domain.queries import Row
from resolvers.reading.customers import account_of_customer
from schema.engine.declare.records import link, part


def test_a_link_across_products_starts_from_a_record() -> None:
    class Paw:
        """Inside a record."""

        account: Row | None = link("crm.accounts.Account", "The account.", key="customer_id", hop=account_of_customer)

    with pytest.raises(TypeError, match=r"Paw\.account has a `hop`, which starts from a record, and Paw is a part"):
        part(Paw)
