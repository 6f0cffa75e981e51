"""Imports of CRM's accounts, contacts and vendors into Books. Source: Zoho Books v3, `POST /crm/{path}/{id}/import`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.journal import Intent
from domain.modules.crm import ACCOUNTS, CONTACTS
from domain.modules.crm import VENDORS as CRM_VENDORS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import InputPath, NotDone, Problem, ProblemCode, not_done
from resolvers.reading.customers import (
    CUSTOMERS,
    VENDORS,
    customers_of_account,
    customers_of_contact,
    vendors_of_vendor,
)
from resolvers.reading.links import forget_links, store_link
from resolvers.reading.loader import RecordLoader
from resolvers.writing.mutation_command import MutationCommand, RequiredRight
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

LinkedIds = Callable[[RecordLoader, str], Awaitable[tuple[str, ...]]]
_ADDRESS_PARTS = ("Street", "City", "State", "Code", "Country")
# The columns that Books copies to a customer or a vendor.
COPIED_COLUMNS = frozenset(
    (
        "Account_Name", "Vendor_Name", "Salutation", "First_Name", "Last_Name", "Email", "Phone", "Mobile", "Website",
        "Street", "City", "State", "Zip_Code", "Country",
        *(f"{kind}_{part}" for kind in ("Billing", "Shipping") for part in _ADDRESS_PARTS),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BooksImport:
    """How records of a CRM module are imported into a module of Books.

    `copied_from` are the CRM modules whose records an import copies: a contact comes with its account, and an account
    with its contacts.
    """

    path: str
    link: str
    module: Module
    linked_ids: LinkedIds
    copied_from: Sequence[Module]


IMPORTS: Mapping[Module, BooksImport] = {
    ACCOUNTS: BooksImport("account", "zcrm_account_id", CUSTOMERS, customers_of_account, (ACCOUNTS, CONTACTS)),
    CONTACTS: BooksImport("contact", "zcrm_contact_id", CUSTOMERS, customers_of_contact, (ACCOUNTS, CONTACTS)),
    CRM_VENDORS: BooksImport("vendor", "zcrm_vendor_id", VENDORS, vendors_of_vendor, (CRM_VENDORS,)),
}


async def import_to_books(
    loader: RecordLoader, books_import: BooksImport, crm_id: str, key: str | None = None
) -> MutationResult:
    """Make a CRM record a customer or vendor of Books: two calls. A record that is linked already stays as it is."""

    async def linked() -> Row | None:
        ids = await books_import.linked_ids(loader, crm_id)
        return {"contact_id": ids[0]} if ids else None

    async def find(_intent: Intent) -> Row | None:
        # It is cached from before the write that there was no link.
        await forget_links(loader, books_import.module, books_import.link, crm_id)
        return await linked()

    async def send(_mark: str) -> Row:
        linked_row = await linked()
        if linked_row is not None:
            return linked_row
        contact_id = await (await loader.books()).take_over(books_import.path, crm_id)
        await store_link(loader, books_import.module, books_import.link, crm_id, contact_id)
        return {"contact_id": contact_id}

    command = MutationCommand(
        act="importToBooks",
        module=books_import.module,
        action="create",
        into="books",
        needs=[RequiredRight(module, carries=COPIED_COLUMNS) for module in books_import.copied_from],
        client_input={"module": books_import.path, "id": crm_id},
        key=key,
        send=send,
        find=find,
        repeatable=True,
        whole=False,
    )
    return await perform_mutation(loader, command)


async def imported_id(loader: RecordLoader, books_import: BooksImport, crm_id: str, path: InputPath) -> str:
    """The id in Books of a CRM record, imported where it has none: at most two calls.

    Raises NotDone, with `path` as the input field that led to the record.
    """
    ids = await books_import.linked_ids(loader, crm_id)
    if len(ids) > 1:
        text = "Several customers of Books are linked to it: name the one that is meant."
        raise not_done(ProblemCode.CONFLICT, text, *path)
    if ids:
        return ids[0]
    result = await import_to_books(loader, books_import, crm_id)
    if result.problems or result.record_id is None:
        raise NotDone(*(_not_imported(problem, path) for problem in result.problems))
    return result.record_id


def _not_imported(problem: Problem, path: InputPath) -> Problem:
    if problem.code is not ProblemCode.FORBIDDEN:
        return replace(problem, path=path)
    text = f"It is not in Books yet, and you may not import it: {problem.message} Ask somebody who may to do it first."
    return replace(problem, message=text, path=path)
