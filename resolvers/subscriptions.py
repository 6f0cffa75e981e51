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
from domain.queries import RECORD_ID, Row
from domain.sources import Module
from domain.writes import ProblemCode, fault
from resolvers.billing_customers import billing_customers_of_account, billing_customers_of_contact
from resolvers.catalogue import FINANCE
from resolvers.desk import Desk
from resolvers.documents import Asking, Standing
from resolvers.lost import MOST_CANDIDATES, has, is_anothers, is_since
from resolvers.parties import led_by
from resolvers.writing import Made, made

SUBSCRIPTIONS = Module("billing", "subscriptions")
_KNOWN = FINANCE[SUBSCRIPTIONS]
# Where a subscription goes by each step.
_ARRIVED: Mapping[str, frozenset[str]] = {
    "cancel": frozenset({"cancelled", "cancelled_from_dunning"}),
    "cancel at the end": frozenset({"non_renewing"}),
    "reactivate": frozenset({"live", "trial"}),
}
# What a lost one is told by: those of a plan or addon that its record tells as they were sent.
_TOLD = frozenset({"plan_code", "addon_code", "quantity", "price", "setup_fee"})


async def customer_of(desk: Desk, *, account_id: str | None = None, contact_id: str | None = None, path: str) -> str:
    """The Billing customer of an account or a contact: one call. Raises NotDone where there is none."""
    found = (
        await billing_customers_of_account(desk, account_id)
        if account_id
        else await billing_customers_of_contact(desk, contact_id or "")
    )
    if not found:
        raise fault(ProblemCode.VALIDATION, "It is no customer in Billing yet: make it one there first.", path)
    return found[0]


async def create_subscription(
    desk: Desk, asking: Asking, values: Callable[[], Awaitable[Mapping[str, Any]]], known: Mapping[str, Any]
) -> Made:
    """Create a subscription from what `values` brings: one call, and those of `values`.

    `known` are those that are there beforehand, by which a lost one is told from others.
    """

    async def send(_mark: str) -> Row:
        return await (await desk.billing()).create(_KNOWN, await values())

    async def find(intent: Intent) -> Row | None:
        return await _created(desk, intent, known)

    return await made(desk, asking.write(SUBSCRIPTIONS, "create", send, find=find, needs=led_by(asking.given)))


async def _created(desk: Desk, intent: Intent, values: Mapping[str, Any]) -> Row | None:
    """The one with the same reference that was made since, has the values and is of no other write."""
    reference, client = str(values.get("reference_id") or ""), await desk.billing()
    if not reference:
        return None
    params = (("reference_contains", reference), ("filter_by", _KNOWN.every or ""))
    page = await client.rows(_KNOWN, params)
    since = [row for row in page.rows if row.get("reference_id") == reference and is_since(row, "created_time", intent)]
    ids = [str(row[_KNOWN.id]) for row in since[:MOST_CANDIDATES]]
    rows = [await client.one(_KNOWN, id_) for id_ in ids if RECORD_ID.fullmatch(id_)]
    same = [row for row in rows if has(row, _told(values))]
    found = [row for row in same if not await is_anothers(desk, intent, str(row[_KNOWN.id]))]
    return found[0] if len(found) == 1 else None


async def update_subscription(
    desk: Desk,
    asking: Asking,
    record_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
    *,
    at_term_end: bool,
) -> Made:
    """Change what is sent and nothing else, now or from the next term on: two calls."""
    standing = Standing(desk, SUBSCRIPTIONS, record_id)
    term = {"end_of_term": True} if at_term_end else {}

    async def send(_mark: str) -> Row:
        whole = {**values, **term, **_staying(standing.row or {}, values)}
        return await (await desk.billing()).change(_KNOWN, record_id, whole)

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        then = await (await desk.billing()).scheduled(record_id) if at_term_end else row
        return row if then is not None and has(then, _told(values)) else None

    write = asking.write(
        SUBSCRIPTIONS,
        "edit",
        send,
        record_id=record_id,
        check=lambda: standing.unchanged(expected),
        find=find,
        repeatable=True,
    )
    return await made(desk, write)


async def move_subscription(
    desk: Desk,
    asking: Asking,
    record_id: str,
    step: str,
    expected: str | None = None,
    *,
    params: tuple[tuple[str, str], ...] = (),
    at_term_end: bool = False,
) -> Made:
    """Cancel or reactivate: two calls. Asked again it is refused, having been done."""
    standing = Standing(desk, SUBSCRIPTIONS, record_id)
    arrived = _ARRIVED["cancel at the end" if at_term_end else step]

    async def send(_mark: str) -> Row:
        client: Billing = await desk.billing()
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
    return await made(desk, write)


def _staying(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
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


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
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
    return {key: value for key, value in sent.items() if key in _TOLD}
