"""Books' contacts of type vendor."""

from adapters.books.contacts import contacts_of_type
from adapters.finance_platform.modules import finance_module
from domain.modules import books

VENDORS = finance_module(books.VENDORS, contacts_of_type("vendor"))
