"""Books' salespersons, as public client code lists them: no document of Zoho has the address."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

SALESPERSONS = finance_module(
    books.SALESPERSONS,
    FinanceModule("salespersons", "data", "salesperson", "salesperson_id", is_paged=False, is_read_singly=False),
)
