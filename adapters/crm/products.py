"""CRM's Products."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

PRODUCTS = crm_module(crm.PRODUCTS, CrmModule("Products"))
