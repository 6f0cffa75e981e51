"""CRM's Deals."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

DEALS = crm_module(crm.DEALS, CrmModule("Deals"))
