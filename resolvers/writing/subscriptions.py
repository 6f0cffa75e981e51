"""Billing's subscriptions: create and change.

Billing documents no unique field for marks, so that a lost write is found by its reference.

Source: Zoho Billing v1, "Subscriptions".
"""

from collections.abc import Mapping
from typing import Any

from adapters.billing.subscriptions import changed_subscription, subscription_body, values_in_record
from domain.errors import SuitegraphError
from domain.journal import Intent
from domain.json_values import mapping
from domain.modules.billing import CUSTOMERS, SUBSCRIPTIONS
from domain.modules.crm import ACCOUNTS
from domain.queries import RECORD_ID, Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.billing_customers import billing_customers_of_account, billing_customers_of_contact
from resolvers.reading.loader import RecordLoader
from resolvers.writing.counterparties import NamedRecords, counterparty_rights, crm_customer, deal_of
from resolvers.writing.currencies import amounts_of_subscription, check_decimals, has_fractions
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.reconciliation import MOST_CANDIDATES, holds_values, is_made_since, only_unclaimed
from resolvers.writing.references import Reference, check_in_crm, check_references, references_of
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

_FINANCE_MODULE = FINANCE[SUBSCRIPTIONS]


async def create_subscription(
    loader: RecordLoader, request: MutationRequest, values: Mapping[str, Any], named: NamedRecords
) -> MutationResult:
    """Create a subscription for the customer that the input names: one call, one for a deal and one for a customer.

    The id of a deal becomes the reference.
    """

    async def send(_mark: str) -> Row:
        body = await new_subscription_body(loader, values, named)
        return await (await loader.billing()).create(_FINANCE_MODULE, body)

    async def find(intent: Intent) -> Row | None:
        return await _created(loader, intent, _with_reference(values, named))

    command = request.command(SUBSCRIPTIONS, "create", send, find=find, needs=new_subscription_rights(values, named))
    return await perform_mutation(loader, command)


def new_subscription_rights(values: Mapping[str, Any], named: NamedRecords) -> list[RequiredRight]:
    """What a new subscription needs besides: what leads to its customer, or the right to create one."""
    if "customer" in values:
        return [*counterparty_rights(named), RequiredRight(CUSTOMERS, "create", ("party", "newCustomer"))]
    return counterparty_rights(named)


async def new_subscription_body(
    loader: RecordLoader, values: Mapping[str, Any], named: NamedRecords
) -> Mapping[str, Any]:
    """The body of a new subscription with its customer: at most four calls. Raises NotDone."""
    customers = [Reference(CUSTOMERS, named.customer_id, ("party", "customer"))] if named.customer_id else []
    await check_references(loader, [*customers, *references_of(values)])
    deal = await deal_of(loader, named.deal_id, named.deal_path) if named.deal_id else None
    body = {
        **subscription_body(_with_reference(values, named)),
        **({} if "customer" in values else await _customer(loader, named, deal)),
    }
    if has_fractions(amounts := amounts_of_subscription(values)):
        check_decimals(amounts, await _currency(loader, body))
    return body


async def _currency(loader: RecordLoader, body: Mapping[str, Any]) -> str | None:
    """The currency of a subscription's customer: one call. None where the caller cannot read it: Billing decides."""
    if "customer_id" not in body:
        return mapping(body.get("customer")).get("currency_code")
    try:
        customer = await (await loader.billing()).one(FINANCE[CUSTOMERS], str(body["customer_id"]))
    except SuitegraphError:
        return None
    return customer.get("currency_code") or None


def _with_reference(values: Mapping[str, Any], named: NamedRecords) -> Mapping[str, Any]:
    return {**values, **({"reference_id": named.deal_id} if named.deal_id else {})}


async def _customer(loader: RecordLoader, named: NamedRecords, deal: Row | None) -> Mapping[str, str]:
    """The id of the customer under its key, empty where the input has it already: at most one call. Raises NotDone."""
    customer = crm_customer(named, deal)
    if customer is None:
        return {}
    if customer.path != named.deal_path:
        await check_in_crm(loader, customer.module, customer.id, customer.path)
    ids = (
        await billing_customers_of_account(loader, customer.id)
        if customer.module == ACCOUNTS
        else await billing_customers_of_contact(loader, customer.id)
    )
    if not ids:
        text = "It is no customer in Billing yet: make it one there first."
        raise not_done(ProblemCode.VALIDATION, text, *customer.path)
    return {"customer_id": ids[0]}


async def _created(loader: RecordLoader, intent: Intent, values: Mapping[str, Any]) -> Row | None:
    """The subscription with the reference and the values that was created since, and by no other known write."""
    reference, client = str(values.get("reference_id") or ""), await loader.billing()
    if not reference:
        return None
    params = (("reference_contains", reference), ("filter_by", _FINANCE_MODULE.every or ""))
    page = await client.rows(_FINANCE_MODULE, params)
    since = [
        row for row in page.rows if row.get("reference_id") == reference and is_made_since(row, "created_time", intent)
    ]
    ids = [str(row[_FINANCE_MODULE.id]) for row in since[:MOST_CANDIDATES]]
    rows = [await client.one(_FINANCE_MODULE, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]
    equal = [row for row in rows if holds_values(row, values_in_record(values))]
    return await only_unclaimed(loader, intent, equal, _FINANCE_MODULE.id)


async def update_subscription(
    loader: RecordLoader,
    request: MutationRequest,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
    *,
    at_term_end: bool,
) -> MutationResult:
    """Change the values that are sent and no others, now or from the next term on: two calls."""
    current = CurrentRecord(loader, SUBSCRIPTIONS, record_id)
    term = {"end_of_term": True} if at_term_end else {}

    async def check() -> Row:
        row = await current.read_for("edit", expected)
        check_decimals(amounts_of_subscription(values), row.get("currency_code"))
        await check_references(loader, references_of(values, row))
        return row

    async def send(_mark: str) -> Row:
        body = {**changed_subscription(current.row or {}, values), **term}
        return await (await loader.billing()).change(_FINANCE_MODULE, record_id, body)

    async def find(_intent: Intent) -> Row | None:
        row = await current.read()
        changed = await (await loader.billing()).scheduled(record_id) if at_term_end else row
        return row if changed is not None and holds_values(changed, values_in_record(values)) else None

    command = request.command(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=check,
        find=find,
        repeatable=True,
    )
    return await perform_mutation(loader, command)
