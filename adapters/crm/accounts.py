"""CRM's Accounts."""

from adapters.crm.module import CrmModule

ACCOUNTS = CrmModule("Accounts")
