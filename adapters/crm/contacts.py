"""CRM's Contacts."""

from adapters.crm.module import CrmModule

CONTACTS = CrmModule("Contacts")
