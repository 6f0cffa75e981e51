"""CRM's Vendors."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

VENDORS = crm_module(crm.VENDORS, CrmModule("Vendors"))
