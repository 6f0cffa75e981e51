"""Books' contacts of type customer."""

from adapters.books.contacts import contacts_of_type
from adapters.finance_platform.modules import finance_module
from domain.modules import books

CUSTOMERS = finance_module(books.CUSTOMERS, contacts_of_type("customer"))
