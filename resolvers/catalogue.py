"""Which adapter speaks for which module of the graph: each file of a product's folder registers its own."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import adapters.billing
import adapters.books
import adapters.crm
from adapters.crm.client import FIELDS_AT_ONCE, IDS_AT_ONCE
from adapters.crm.module import CRM_MODULES, CrmModule
from adapters.finance_platform.modules import FINANCE_MODULES, FinanceModule
from domain.modules.module import Module

for _package in (adapters.crm, adapters.books, adapters.billing):
    for _module_info in iter_modules(_package.__path__, f"{_package.__name__}."):
        import_module(_module_info.name)

CRM: Mapping[Module, CrmModule] = CRM_MODULES
FINANCE: Mapping[Module, FinanceModule] = FINANCE_MODULES

# What one call to CRM takes of fields and of ids.
CRM_FIELDS_AT_ONCE = FIELDS_AT_ONCE
CRM_IDS_AT_ONCE = IDS_AT_ONCE


@cache
def key_of(module: Module) -> str:
    """The row key that holds a record's id. Raises LookupError for a module that no adapter speaks for."""
    known = CRM.get(module) or FINANCE.get(module)
    if known is None:
        raise LookupError(f"No file of `adapters/{module.product}/` speaks for {module}.")
    return known.id
