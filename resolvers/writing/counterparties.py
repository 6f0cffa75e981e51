"""For whom a document is: the customer or vendor in Books, imported from CRM where it is not linked yet."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.answers import mapping
from domain.journal import Intent
from domain.modules.books import CUSTOMERS, VENDORS
from domain.modules.crm import ACCOUNTS, CONTACTS, DEALS
from domain.modules.crm import VENDORS as CRM_VENDORS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode, not_done
from resolvers.catalogue import CRM
from resolvers.reading.customers import (
    customers_of_account,
    customers_of_contact,
    vendors_of_vendor,
)
from resolvers.reading.links import forget_links, learn_link
from resolvers.reading.loader import RecordLoader
from resolvers.writing.mutation_command import MutationCommand, RequiredRight
from resolvers.writing.refusals import to_camel
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

LinkedIds = Callable[[RecordLoader, str], Awaitable[tuple[str, ...]]]
# What leads to a customer or a vendor where none is named itself; a deal does where nothing else is named.
COUNTERPARTY_SOURCES = {"account_id": ACCOUNTS, "contact_id": CONTACTS, "crm_vendor_id": CRM_VENDORS, "deal_id": DEALS}
# The column that leads there: the document would tell it.
COUNTERPARTY_COLUMNS = frozenset({"Account_Name"})
_PARTS = ("Street", "City", "State", "Code", "Country")
# What Books makes a customer or a vendor of.
COPIED = frozenset(
    (
        "Account_Name", "Vendor_Name", "Salutation", "First_Name", "Last_Name", "Email", "Phone", "Mobile", "Website",
        "Street", "City", "State", "Zip_Code", "Country",
        *(f"{kind}_{part}" for kind in ("Billing", "Shipping") for part in _PARTS),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BooksImport:
    """How records of a CRM module come into Books, and of which modules it `brings` something along.

    Source: Zoho Books v3, `POST /crm/{path}/{id}/import`.
    """

    path: str
    link: str
    module: Module
    linked: LinkedIds
    given: str
    brings: Sequence[Module]


ACCOUNT = BooksImport("account", "zcrm_account_id", CUSTOMERS, customers_of_account, "accountId", (ACCOUNTS, CONTACTS))
CONTACT = BooksImport("contact", "zcrm_contact_id", CUSTOMERS, customers_of_contact, "contactId", (ACCOUNTS, CONTACTS))
VENDOR = BooksImport("vendor", "zcrm_vendor_id", VENDORS, vendors_of_vendor, "crmVendorId", (CRM_VENDORS,))
IMPORTS: Mapping[Module, BooksImport] = {
    ACCOUNTS: ACCOUNT,
    CONTACTS: CONTACT,
    CRM_VENDORS: VENDOR,
}


async def import_to_books(
    loader: RecordLoader, crm: BooksImport, crm_id: str, key: str | None = None
) -> MutationResult:
    """Make a CRM record a customer or vendor of Books: two calls; one that is linked stays what it is."""

    async def linked() -> Row | None:
        found = await crm.linked(loader, crm_id)
        return {"contact_id": found[0]} if found else None

    async def find(_intent: Intent) -> Row | None:
        # That there was none is remembered from before.
        await forget_links(loader, crm.module, crm.link, crm_id)
        return await linked()

    async def send(_mark: str) -> Row:
        known = await linked()
        if known is not None:
            return known
        id_ = await (await loader.books()).take_over(crm.path, crm_id)
        await learn_link(loader, crm.module, crm.link, crm_id, id_)
        return {"contact_id": id_}

    given = {"module": crm.path, "id": crm_id}
    write = MutationCommand(
        act="importToBooks",
        module=crm.module,
        action="create",
        into="books",
        # A contact comes with its account, and an account with its contacts.
        needs=[RequiredRight(module, carries=COPIED) for module in crm.brings],
        given=given,
        key=key,
        send=send,
        find=find,
        repeatable=True,
        whole=False,
    )
    return await perform_mutation(loader, write)


def counterparty_rights(given: Mapping[str, Any]) -> list[RequiredRight]:
    """What a write must see in CRM: a deal that it names, and what leads to its customer or vendor, which it tells."""
    named = [name for name in COUNTERPARTY_SOURCES if given.get(name)]
    leading = None if given.get("customer_id") or given.get("vendor_id") else next(iter(named), None)
    return [
        RequiredRight(
            COUNTERPARTY_SOURCES[name],
            at=(to_camel(name),),
            carries=COUNTERPARTY_COLUMNS if name == leading else frozenset(),
        )
        for name in named
        if name in {leading, "deal_id"}
    ]


async def counterparty_of(loader: RecordLoader, crm: BooksImport, crm_id: str, given: str | None = None) -> str:
    """The id in Books of a CRM record, imported where it has none: at most two calls. Raises NotDone.

    `given` is the value of the input that led to the record, where it is none of its ids.
    """
    found = await crm.linked(loader, crm_id)
    path = given or crm.given
    if len(found) > 1:
        text = "Several customers of Books are linked to it: name the one that is meant."
        raise not_done(ProblemCode.CONFLICT, text, path)
    if found:
        return found[0]
    imported = await import_to_books(loader, crm, crm_id)
    if imported.problems or imported.record_id is None:
        raise NotDone(*(_not_imported(problem, path) for problem in imported.problems))
    return imported.record_id


def _not_imported(problem: Problem, path: str) -> Problem:
    if problem.code is not ProblemCode.FORBIDDEN:
        return replace(problem, path=(path,))
    text = f"It is not in Books yet, and you may not import it: {problem.message} Ask somebody who may to do it first."
    return replace(problem, message=text, path=(path,))


async def deal_of(loader: RecordLoader, deal_id: str) -> Row:
    """The deal that is meant, with its account: one call. Raises NotDone."""
    rows: Mapping[str, Any] = await loader.crm.many(CRM[DEALS], [deal_id], frozenset({"Account_Name"}))
    if deal_id not in rows:
        raise not_done(ProblemCode.NOT_FOUND, "There is no such deal for you.", "dealId")
    return rows[deal_id]


def account_of(deal: Row) -> str:
    """The CRM account of a deal that leads to a customer. Raises NotDone."""
    account = mapping(deal.get("Account_Name")).get("id")
    if not account:
        text = "The deal has no account that you see: give a customer, an account or a contact."
        raise not_done(ProblemCode.VALIDATION, text, "dealId")
    return str(account)
