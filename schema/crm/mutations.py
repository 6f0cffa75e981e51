"""Accounts, contacts and deals of CRM, written under the caller's own name, and taken over into Books."""

from collections.abc import Mapping

import strawberry

from domain.modules.crm import ACCOUNTS, CONTACTS
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode
from resolvers.writing.counterparties import DEALS
from resolvers.writing.crm_writes import create_record, update_record
from resolvers.writing.imports import IMPORTS, import_to_books
from resolvers.writing.write_result import MutationResult
from schema.crm.inputs import (
    CreateAccountInput,
    CreateContactInput,
    CreateDealInput,
    ImportToBooksInput,
    UpdateAccountInput,
    UpdateContactInput,
    UpdateDealInput,
)
from schema.engine.declare.inputs import NOT_SENT, read_input
from schema.engine.declare.payloads import Payload, changed, changed_node, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, own_id, refusal
from schema.shared.checks import check_once
from schema.shared.inputs import Changing, Keyed


@payload
class AccountPayload:
    """What came of it."""

    account: Row | None = changed("crm.accounts.Account", "The account as it is now.")


@payload
class ContactPayload:
    """What came of it."""

    contact: Row | None = changed("crm.contacts.Contact", "The contact as it is now.")


@payload
class DealPayload:
    """What came of it."""

    deal: Row | None = changed("crm.deals.Deal", "The deal as it is now.")


@payload
class ImportPayload:
    """What came of it."""

    record: Row | None = changed_node("The customer or vendor in Books.")


TYPES: Mapping[Module, str] = {ACCOUNTS: "Account", CONTACTS: "Contact", DEALS: "Deal"}


async def _created(info: OperationInfo, given: Keyed, module: Module, needed: Mapping[str, str]) -> Payload:
    found = read_input(given, TYPES[module], NOT_SENT)
    check_once(found)
    told = {problem.path for problem in found.problems}
    lacking = [(name,) for key, name in needed.items() if found.values.get(key) in {None, ""}]
    found.problems += [Problem(ProblemCode.VALIDATION, "This is needed.", at) for at in lacking if at not in told]
    if found.problems:
        return Payload(MutationResult(module, None, found.problems))
    return Payload(await create_record(info.context.loader, asking_of(info, given, found), module, found.values))


async def _updated(info: OperationInfo, given: Changing, module: Module) -> Payload:
    found = read_input(given, TYPES[module], None)
    check_once(found)
    if not found.problems and not found.values:
        found.problems.append(Problem(ProblemCode.VALIDATION, "Give something to change."))
    if found.problems:
        return Payload(MutationResult(module, None, found.problems))
    try:
        record_id = own_id(str(given.id), TYPES[module], "id")
    except NotDone as error:
        return refusal(module, error)
    expected = given.expected_updated_at
    made = await update_record(
        info.context.loader,
        asking_of(info, given, found),
        module,
        record_id,
        found.values,
        str(expected) if expected else None,
    )
    return Payload(made)


MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 3, "books": 1}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 4, "books": 1}


@strawberry.type
class CrmMutations:
    """Writing in CRM."""

    @mutation(AccountPayload, "Create an account.", [ACCOUNTS], "create", MOST_CREATED)
    async def create_account(self, info: OperationInfo, input: CreateAccountInput) -> Payload:
        """A new account."""
        return await _created(info, input, ACCOUNTS, {"Account_Name": "name"})

    @mutation(AccountPayload, "Change an account.", [ACCOUNTS], "edit", MOST_CHANGED)
    async def update_account(self, info: OperationInfo, input: UpdateAccountInput) -> Payload:
        """A changed account."""
        return await _updated(info, input, ACCOUNTS)

    @mutation(ContactPayload, "Create a contact.", [CONTACTS], "create", MOST_CREATED)
    async def create_contact(self, info: OperationInfo, input: CreateContactInput) -> Payload:
        """A new contact."""
        return await _created(info, input, CONTACTS, {"Last_Name": "lastName"})

    @mutation(ContactPayload, "Change a contact.", [CONTACTS], "edit", MOST_CHANGED)
    async def update_contact(self, info: OperationInfo, input: UpdateContactInput) -> Payload:
        """A changed contact."""
        return await _updated(info, input, CONTACTS)

    @mutation(DealPayload, "Create a deal.", [DEALS], "create", MOST_CREATED)
    async def create_deal(self, info: OperationInfo, input: CreateDealInput) -> Payload:
        """A new deal."""
        return await _created(info, input, DEALS, {"Deal_Name": "name", "Stage": "stage"})

    @mutation(DealPayload, "Change a deal: its stage, say.", [DEALS], "edit", MOST_CHANGED)
    async def update_deal(self, info: OperationInfo, input: UpdateDealInput) -> Payload:
        """A changed deal."""
        return await _updated(info, input, DEALS)

    @mutation(
        ImportPayload,
        "Make an account, contact or vendor of CRM a customer or vendor of Books. One that is linked stays as it is.",
        [books_import.module for books_import in IMPORTS.values()],
        "create",
        {"crm": 2, "books": 4},
    )
    async def import_to_books(self, info: OperationInfo, input: ImportToBooksInput) -> Payload:
        """A record taken over."""
        try:
            module, record_id = any_id(str(input.id), tuple(IMPORTS), "id")
        except NotDone as error:
            return refusal(ACCOUNTS, error)
        key = input.idempotency_key if isinstance(input.idempotency_key, str) else None
        return Payload(await import_to_books(info.context.loader, IMPORTS[module], record_id, key))
