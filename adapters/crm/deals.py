"""CRM's Deals."""

from adapters.crm.module import CrmModule

DEALS = CrmModule("Deals")
