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
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import CRM
from resolvers.reading.loader import RecordLoader
from resolvers.writing.imports import IMPORTS, imported_id
from resolvers.writing.mutation_command import RequiredRight
from resolvers.writing.references import check_in_crm

# The new record shows the customer, and so the column that leads there.
COUNTERPARTY_COLUMNS = frozenset({"Account_Name"})


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """The records that an input names for a new record, by their ids in the products.

    The customer or the vendor is itself in the finance product, the others are in CRM and lead to it.
    """

    customer_id: str | None = None
    vendor_id: str | None = None
    account_id: str | None = None
    contact_id: str | None = None
    crm_vendor_id: str | None = None
    deal_id: str | None = None


class CrmCounterparty(NamedTuple):
    """A CRM record that leads to a customer or vendor; `path` is the input field that named it."""

    module: Module
    id: str
    path: str


def counterparty_rights(named: NamedRecords) -> list[RequiredRight]:
    """What the caller must see in CRM: a deal that is named, and the record that leads to the customer or vendor."""
    sources = {
        ACCOUNTS: (named.account_id, "accountId"),
        CONTACTS: (named.contact_id, "contactId"),
        CRM_VENDORS: (named.crm_vendor_id, "crmVendorId"),
        DEALS: (named.deal_id, "dealId"),
    }
    present = [module for module, (record_id, _) in sources.items() if record_id]
    leading = None if named.customer_id or named.vendor_id else next(iter(present), None)
    return [
        RequiredRight(
            module,
            at=(sources[module][1],),
            carries=COUNTERPARTY_COLUMNS if module == leading else frozenset(),
        )
        for module in present
        if module in {leading, DEALS}
    ]


def crm_customer(named: NamedRecords, deal: Row | None) -> CrmCounterparty | None:
    """The CRM record that leads to the customer, None where the customer itself is named.

    The account of the deal leads there where nothing else is named. Raises NotDone for several, or for none.
    """
    accounts = [CrmCounterparty(ACCOUNTS, named.account_id, "accountId")] if named.account_id else []
    contacts = [CrmCounterparty(CONTACTS, named.contact_id, "contactId")] if named.contact_id else []
    candidates = [*([None] if named.customer_id else []), *accounts, *contacts]
    if len(candidates) > 1:
        raise not_done(ProblemCode.VALIDATION, "Give one of `customerId`, `accountId` and `contactId`.", "customerId")
    if candidates:
        return candidates[0]
    if deal is None:
        raise not_done(ProblemCode.VALIDATION, "Give a customer, an account, a contact or a deal.", "customerId")
    return CrmCounterparty(ACCOUNTS, _account_of(deal), "dealId")


async def books_counterparty(
    loader: RecordLoader, module: Module, named: NamedRecords, deal: Row | None
) -> Mapping[str, Any]:
    """The id of a new document's customer or vendor in Books, under its key; empty where the input has it already.

    At most three calls: the CRM record is looked at, and imported where Books lacks it. Raises NotDone.
    """
    if module == PURCHASE_ORDERS:
        if bool(named.vendor_id) == bool(named.crm_vendor_id):
            raise not_done(ProblemCode.VALIDATION, "Give a vendor of Books or one of CRM.", "vendorId")
        if not named.crm_vendor_id:
            return {}
        await check_in_crm(loader, CRM_VENDORS, named.crm_vendor_id, "crmVendorId")
        return {"vendor_id": await imported_id(loader, IMPORTS[CRM_VENDORS], named.crm_vendor_id, "crmVendorId")}
    customer = crm_customer(named, deal)
    if customer is None:
        return {}
    if customer.path != "dealId":
        await check_in_crm(loader, customer.module, customer.id, customer.path)
    return {"customer_id": await imported_id(loader, IMPORTS[customer.module], customer.id, customer.path)}


async def deal_of(loader: RecordLoader, deal_id: str) -> Row:
    """The deal with its account: one call. Raises NotDone where the caller sees none."""
    rows = await loader.crm.many(CRM[DEALS], [deal_id], frozenset({"Account_Name"}))
    if deal_id not in rows:
        raise not_done(ProblemCode.NOT_FOUND, "There is no such deal for you.", "dealId")
    return rows[deal_id]


def _account_of(deal: Row) -> str:
    account_id = lookup_id(deal, "Account_Name")
    if not account_id:
        text = "The deal has no account that you see: give a customer, an account or a contact."
        raise not_done(ProblemCode.VALIDATION, text, "dealId")
    return account_id
