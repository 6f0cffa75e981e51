"""CRM's Contacts."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

CONTACTS = crm_module(crm.CONTACTS, CrmModule("Contacts"))
