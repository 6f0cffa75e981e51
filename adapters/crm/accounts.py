"""CRM's Accounts."""

from adapters.crm.module import CrmModule, crm_module
from domain.modules import crm

ACCOUNTS = crm_module(crm.ACCOUNTS, CrmModule("Accounts"))
