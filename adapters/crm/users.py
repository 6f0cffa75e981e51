"""CRM's users, which are no module but have an endpoint of their own. Source: Zoho CRM v8, Get Users."""

from adapters.crm.module import CrmModule

USERS = CrmModule("users", searchable=False)
