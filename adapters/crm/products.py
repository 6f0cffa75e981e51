"""CRM's Products."""

from adapters.crm.module import CrmModule

PRODUCTS = CrmModule("Products")
