"""The modules of Zoho CRM."""

from domain.actions import ActionName
from domain.modules.module import CATALOGUE, VIEW, Module
from domain.modules.registry import declare

WRITABLE: frozenset[ActionName] = frozenset({"view", "create", "edit", "delete"})

ACCOUNTS = declare(
    Module("crm", "accounts", actions=WRITABLE, has_timeline=True, has_notes=True, sends_mail=True, files="each")
)
CONTACTS = declare(
    Module("crm", "contacts", actions=WRITABLE, has_timeline=True, has_notes=True, sends_mail=True, files="each")
)
DEALS = declare(
    Module("crm", "deals", actions=WRITABLE, has_timeline=True, has_notes=True, sends_mail=True, files="each")
)
VENDORS = declare(
    Module("crm", "vendors", actions=WRITABLE, has_timeline=True, has_notes=True, sends_mail=True, files="each")
)
PRODUCTS = declare(Module("crm", "products", actions=VIEW, has_timeline=True, ttl=CATALOGUE))
USERS = declare(Module("crm", "users", actions=VIEW, ttl=CATALOGUE))
