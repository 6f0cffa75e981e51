"""Accounts, contacts and deals of CRM, written under the caller's own name, and imported into Books."""

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
from schema.engine.declare.inputs import NOT_SENT, parse_input
from schema.engine.declare.payloads import MutationPayload, changed, changed_node, mutation, payload
from schema.shared.checks import check_once
from schema.shared.inputs import Changing, Keyed
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, own_id, refusal


@payload
class AccountPayload:
    """Result of creating or updating an account."""

    account: Row | None = changed("crm.accounts.Account", "The account after the mutation.")


@payload
class ContactPayload:
    """Result of creating or updating a contact."""

    contact: Row | None = changed("crm.contacts.Contact", "The contact after the mutation.")


@payload
class DealPayload:
    """Result of creating or updating a deal."""

    deal: Row | None = changed("crm.deals.Deal", "The deal after the mutation.")


@payload
class ImportPayload:
    """Result of importing a CRM record into Books."""

    record: Row | None = changed_node("The customer or vendor in Books.")


TYPES: Mapping[Module, str] = {ACCOUNTS: "Account", CONTACTS: "Contact", DEALS: "Deal"}


async def _created(info: OperationInfo, mutation_input: Keyed, module: Module) -> MutationPayload:
    parsed = parse_input(mutation_input, TYPES[module], NOT_SENT)
    check_once(parsed)
    if parsed.problems:
        return MutationPayload(MutationResult(module, None, parsed.problems))
    return MutationPayload(
        await create_record(
            info.context.loader, mutation_request_of(info, mutation_input, parsed), module, parsed.values
        )
    )


async def _updated(info: OperationInfo, mutation_input: Changing, module: Module) -> MutationPayload:
    parsed = parse_input(mutation_input, TYPES[module], None)
    check_once(parsed)
    if not parsed.problems and not parsed.values:
        parsed.problems.append(Problem(ProblemCode.VALIDATION, "Set at least one field to change."))
    if parsed.problems:
        return MutationPayload(MutationResult(module, None, parsed.problems))
    try:
        record_id = own_id(str(mutation_input.id), TYPES[module], "id")
    except NotDone as error:
        return refusal(module, error)
    expected = mutation_input.expected_updated_at
    result = await update_record(
        info.context.loader,
        mutation_request_of(info, mutation_input, parsed),
        module,
        record_id,
        parsed.values,
        str(expected) if expected else None,
    )
    return MutationPayload(result)


MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 3, "books": 1}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 4, "books": 1}


@strawberry.type
class CrmMutations:
    """Mutations of CRM records."""

    @mutation(AccountPayload, "Create an account.", [ACCOUNTS], "create", MOST_CREATED)
    async def create_account(self, info: OperationInfo, input: CreateAccountInput) -> MutationPayload:
        """A new account."""
        return await _created(info, input, ACCOUNTS)

    @mutation(AccountPayload, "Update an account.", [ACCOUNTS], "edit", MOST_CHANGED)
    async def update_account(self, info: OperationInfo, input: UpdateAccountInput) -> MutationPayload:
        """A changed account."""
        return await _updated(info, input, ACCOUNTS)

    @mutation(ContactPayload, "Create a contact.", [CONTACTS], "create", MOST_CREATED)
    async def create_contact(self, info: OperationInfo, input: CreateContactInput) -> MutationPayload:
        """A new contact."""
        return await _created(info, input, CONTACTS)

    @mutation(ContactPayload, "Update a contact.", [CONTACTS], "edit", MOST_CHANGED)
    async def update_contact(self, info: OperationInfo, input: UpdateContactInput) -> MutationPayload:
        """A changed contact."""
        return await _updated(info, input, CONTACTS)

    @mutation(DealPayload, "Create a deal.", [DEALS], "create", MOST_CREATED)
    async def create_deal(self, info: OperationInfo, input: CreateDealInput) -> MutationPayload:
        """A new deal."""
        return await _created(info, input, DEALS)

    @mutation(DealPayload, "Update a deal, for example its stage.", [DEALS], "edit", MOST_CHANGED)
    async def update_deal(self, info: OperationInfo, input: UpdateDealInput) -> MutationPayload:
        """A changed deal."""
        return await _updated(info, input, DEALS)

    @mutation(
        ImportPayload,
        "Import an account, contact or vendor of CRM into Books as a customer or vendor. A linked one stays unchanged.",
        [books_import.module for books_import in IMPORTS.values()],
        "create",
        {"crm": 2, "books": 4},
    )
    async def import_to_books(self, info: OperationInfo, input: ImportToBooksInput) -> MutationPayload:
        """An imported record."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, tuple(IMPORTS), "id")
        except NotDone as error:
            return refusal(ACCOUNTS, error)
        key = input.idempotency_key if isinstance(input.idempotency_key, str) else None
        return MutationPayload(await import_to_books(info.context.loader, IMPORTS[module], record_id, key))
