"""CRM's users, which are no module but have an endpoint of their own. Source: Zoho CRM v8, Get Users."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

USERS = crm_module(crm.USERS, CrmModule("users", searchable=False))
