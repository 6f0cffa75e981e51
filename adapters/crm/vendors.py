"""CRM's Vendors."""

from adapters.crm.module import CrmModule

VENDORS = CrmModule("Vendors")
