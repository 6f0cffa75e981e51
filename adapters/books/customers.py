"""Books' contacts of type customer."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

CUSTOMERS = finance_module(
    books.CUSTOMERS,
    FinanceModule(
        "contacts",
        "contacts",
        "contact",
        "contact_id",
        every="Status.All",
        statuses=(
            ("active", "Status.Active"),
            ("inactive", "Status.Inactive"),
            ("crm", "Status.Crm"),
            ("duplicate", "Status.Duplicate"),
        ),
        fixed=(("contact_type", "customer"),),
    ),
)
