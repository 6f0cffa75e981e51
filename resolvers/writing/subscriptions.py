"""Billing's subscriptions as their author writes them.

Billing documents no unique field for marks: what was lost is found by the reference.

Source: Zoho Billing v1, "Subscriptions".
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from adapters.answers import mapping
from adapters.billing.client import Billing
from domain.journal import Intent
from domain.modules.billing import SUBSCRIPTIONS
from domain.queries import RECORD_ID, Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.billing_customers import billing_customers_of_account, billing_customers_of_contact
from resolvers.reading.loader import RecordLoader
from resolvers.writing.counterparties import counterparty_rights
from resolvers.writing.documents import CurrentRecord, MutationRequest
from resolvers.writing.reconciliation import MOST_CANDIDATES, holds_values, is_made_since, is_of_another_write
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

_KNOWN = FINANCE[SUBSCRIPTIONS]
# Where a subscription goes by each step.
_STATUSES_AFTER: Mapping[str, frozenset[str]] = {
    "cancel": frozenset({"cancelled", "cancelled_from_dunning"}),
    "cancel at the end": frozenset({"non_renewing"}),
    "reactivate": frozenset({"live", "trial"}),
}
# What a lost one is told by: those of a plan or addon that its record tells as they were sent.
_COMPARABLE_KEYS = frozenset({"plan_code", "addon_code", "quantity", "price", "setup_fee"})


async def customer_of(
    loader: RecordLoader, *, account_id: str | None = None, contact_id: str | None = None, path: str
) -> str:
    """The Billing customer of an account or a contact: one call. Raises NotDone where there is none."""
    found = (
        await billing_customers_of_account(loader, account_id)
        if account_id
        else await billing_customers_of_contact(loader, contact_id or "")
    )
    if not found:
        raise not_done(ProblemCode.VALIDATION, "It is no customer in Billing yet: make it one there first.", path)
    return found[0]


async def create_subscription(
    loader: RecordLoader,
    asking: MutationRequest,
    values: Callable[[], Awaitable[Mapping[str, Any]]],
    known: Mapping[str, Any],
) -> MutationResult:
    """Create a subscription from what `values` brings: one call, and those of `values`.

    `known` are those that are there beforehand, by which a lost one is told from others.
    """

    async def send(_mark: str) -> Row:
        return await (await loader.billing()).create(_KNOWN, await values())

    async def find(intent: Intent) -> Row | None:
        return await _created(loader, intent, known)

    return await perform_mutation(
        loader, asking.write(SUBSCRIPTIONS, "create", send, find=find, needs=counterparty_rights(asking.given))
    )


async def _created(loader: RecordLoader, intent: Intent, values: Mapping[str, Any]) -> Row | None:
    """The one with the same reference that was made since, has the values and is of no other write."""
    reference, client = str(values.get("reference_id") or ""), await loader.billing()
    if not reference:
        return None
    params = (("reference_contains", reference), ("filter_by", _KNOWN.every or ""))
    page = await client.rows(_KNOWN, params)
    since = [
        row for row in page.rows if row.get("reference_id") == reference and is_made_since(row, "created_time", intent)
    ]
    ids = [str(row[_KNOWN.id]) for row in since[:MOST_CANDIDATES]]
    rows = [await client.one(_KNOWN, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]
    same = [row for row in rows if holds_values(row, _comparable_values(values))]
    found = [row for row in same if not await is_of_another_write(loader, intent, str(row[_KNOWN.id]))]
    return found[0] if len(found) == 1 else None


async def update_subscription(
    loader: RecordLoader,
    asking: MutationRequest,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
    *,
    at_term_end: bool,
) -> MutationResult:
    """Change what is sent and nothing else, now or from the next term on: two calls."""
    standing = CurrentRecord(loader, SUBSCRIPTIONS, record_id)
    term = {"end_of_term": True} if at_term_end else {}

    async def send(_mark: str) -> Row:
        whole = {**values, **term, **_unchanged_parts(standing.row or {}, values)}
        return await (await loader.billing()).change(_KNOWN, record_id, whole)

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        then = await (await loader.billing()).scheduled(record_id) if at_term_end else row
        return row if then is not None and holds_values(then, _comparable_values(values)) else None

    write = asking.write(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=lambda: standing.unchanged(expected),
        find=find,
        repeatable=True,
    )
    return await perform_mutation(loader, write)


async def move_subscription(
    loader: RecordLoader,
    asking: MutationRequest,
    record_id: str,
    step: str,
    expected: str | None = None,
    *,
    params: tuple[tuple[str, str], ...] = (),
    at_term_end: bool = False,
) -> MutationResult:
    """Cancel or reactivate: two calls. Asked again it is refused, having been done."""
    standing = CurrentRecord(loader, SUBSCRIPTIONS, record_id)
    arrived = _STATUSES_AFTER["cancel at the end" if at_term_end else step]

    async def send(_mark: str) -> Row:
        client: Billing = await loader.billing()
        return await client.move(_KNOWN, record_id, step, params)

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        return row if row.get("status") in arrived else None

    write = asking.write(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=lambda: standing.unchanged(expected),
        find=find,
        repeatable=True,
    )
    return await perform_mutation(loader, write)


def _unchanged_parts(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """What Billing wants with each change, as it stands: whose it is, its plan, and the addons, which it might drop.

    The plan has the `values` in it. Of another plan quantity and price do not stay.
    """
    before, given = _line(mapping(row.get("plan"))), mapping(values.get("plan"))
    is_same = given.get("plan_code", before.get("plan_code")) == before.get("plan_code")
    customer = mapping(row.get("customer")).get("customer_id")
    return {
        **({"customer_id": customer} if customer else {}),
        "plan": {**(_numbers(before) if is_same else {}), **given},
        "addons": values.get("addons", [_numbers(_line(mapping(each))) for each in row.get("addons") or ()]),
    }


def _numbers(line: Mapping[str, Any]) -> dict[str, Any]:
    """A plan or an addon without its setup fee, which was paid; amounts, which are read as texts, as numbers."""
    kept = {key: value for key, value in line.items() if key != "setup_fee"}
    for key in kept.keys() & {"price", "quantity"}:
        with suppress(ArithmeticError):
            kept[key] = Decimal(str(kept[key]))
    return kept


def _comparable_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a subscription tells of the values that were sent."""
    told = {key: value for key, value in values.items() if key in {"reference_id", "salesperson_name", "auto_collect"}}
    if "plan" in values:
        told["plan"] = _line(values["plan"])
    if "addons" in values:
        told["addons"] = [_line(each) for each in values["addons"]]
    if "coupon_code" in values:
        told["coupon"] = {"coupon_code": values["coupon_code"]}
    if "custom_fields" in values:
        told["custom_fields"] = [
            {"api_name": each["label"], "value": each["value"]} for each in values["custom_fields"]
        ]
    if "customer_id" in values:
        told["customer"] = {"customer_id": values["customer_id"]}
    return told


def _line(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sent.items() if key in _COMPARABLE_KEYS}
