"""Each module of the graph, declared once. Whoever imports any of this knows all of them."""

from domain.modules import billing, books, crm

__all__ = ["billing", "books", "crm"]
