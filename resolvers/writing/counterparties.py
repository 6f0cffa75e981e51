"""The customer or vendor of a new record: which record the input names, and the rights that this needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from adapters.crm.lookups import lookup_id
from domain.modules.books import PURCHASE_ORDERS
from domain.modules.crm import ACCOUNTS, CONTACTS, DEALS
from domain.modules.crm import VENDORS as CRM_VENDORS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import InputPath, ProblemCode, not_done
from resolvers.catalogue import CRM
from resolvers.reading.loader import RecordLoader
from resolvers.writing.imports import IMPORTS, imported_id
from resolvers.writing.mutation_command import RequiredRight
from resolvers.writing.references import check_in_crm

# The new record shows the customer, and so the column that leads there.
COUNTERPARTY_COLUMNS = frozenset({"Account_Name"})
# Where an input names them.
BY_ACCOUNT, BY_CONTACT, BY_VENDOR = ("party", "account"), ("party", "contact"), ("party", "vendor")


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """The records that an input names for a new record, by their ids in the products.

    The customer or the vendor is itself in the finance product, the others are in CRM and lead to it. `deal_path` is
    where the input names the deal.
    """

    customer_id: str | None = None
    vendor_id: str | None = None
    account_id: str | None = None
    contact_id: str | None = None
    crm_vendor_id: str | None = None
    deal_id: str | None = None
    deal_path: InputPath = ()


class CrmCounterparty(NamedTuple):
    """A CRM record that leads to a customer or vendor; `path` is the input field that named it."""

    module: Module
    id: str
    path: InputPath


def counterparty_rights(named: NamedRecords) -> list[RequiredRight]:
    """What the caller must see in CRM: a deal that is named, and the record that leads to the customer or vendor."""
    sources = {
        ACCOUNTS: (named.account_id, BY_ACCOUNT),
        CONTACTS: (named.contact_id, BY_CONTACT),
        CRM_VENDORS: (named.crm_vendor_id, BY_VENDOR),
        DEALS: (named.deal_id, named.deal_path),
    }
    present = [module for module, (record_id, _) in sources.items() if record_id]
    leading = None if named.customer_id or named.vendor_id else next(iter(present), None)
    return [
        RequiredRight(
            module,
            at=sources[module][1],
            carries=COUNTERPARTY_COLUMNS if module == leading else frozenset(),
        )
        for module in present
        if module in {leading, DEALS}
    ]


def crm_customer(named: NamedRecords, deal: Row | None) -> CrmCounterparty | None:
    """The CRM record that leads to the customer, None where the customer itself is named.

    Where nothing else is named it is the account of the deal. Raises NotDone for a deal without one.
    """
    if named.account_id:
        return CrmCounterparty(ACCOUNTS, named.account_id, BY_ACCOUNT)
    if named.contact_id:
        return CrmCounterparty(CONTACTS, named.contact_id, BY_CONTACT)
    if named.customer_id or deal is None:
        return None
    return CrmCounterparty(ACCOUNTS, _account_of(deal, named.deal_path), named.deal_path)


async def books_counterparty(
    loader: RecordLoader, module: Module, named: NamedRecords, deal: Row | None
) -> Mapping[str, Any]:
    """The id of a new document's customer or vendor in Books, under its key; empty where the input has it already.

    At most three calls: the CRM record is looked at, and imported where Books lacks it. Raises NotDone.
    """
    if module == PURCHASE_ORDERS:
        if not named.crm_vendor_id:
            return {}
        await check_in_crm(loader, CRM_VENDORS, named.crm_vendor_id, BY_VENDOR)
        return {"vendor_id": await imported_id(loader, IMPORTS[CRM_VENDORS], named.crm_vendor_id, BY_VENDOR)}
    customer = crm_customer(named, deal)
    if customer is None:
        return {}
    if customer.path != named.deal_path:
        await check_in_crm(loader, customer.module, customer.id, customer.path)
    return {"customer_id": await imported_id(loader, IMPORTS[customer.module], customer.id, customer.path)}


async def deal_of(loader: RecordLoader, deal_id: str, path: InputPath) -> Row:
    """The deal with its account: one call. Raises NotDone where the caller sees none."""
    rows = await loader.crm.many(CRM[DEALS], [deal_id], frozenset({"Account_Name"}))
    if deal_id not in rows:
        raise not_done(ProblemCode.NOT_FOUND, "There is no such deal for you.", *path)
    return rows[deal_id]


def _account_of(deal: Row, path: InputPath) -> str:
    account_id = lookup_id(deal, "Account_Name")
    if not account_id:
        text = "The deal has no account that you see: give a customer, an account or a contact."
        raise not_done(ProblemCode.VALIDATION, text, *path)
    return account_id
