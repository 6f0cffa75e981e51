"""Conversion of a quote of Billing into a subscription.

No document has a call for it: the quote and the catalogue are read, the subscription is created, and the quote is
marked as accepted. Source: Zoho Billing v1, "Quotes", "Plans", "Addons" and "Subscriptions".
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import structlog

from adapters.billing.subscriptions import subscription_body, values_in_record
from domain.errors import SuitegraphError
from domain.journal import Intent
from domain.json_values import mappings
from domain.modules.billing import ADDONS, CUSTOMERS, PLANS, QUOTES, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row
from domain.writes import ProblemCode, not_done
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.reconciliation import MOST_CANDIDATES, holds_values, is_made_since, only_unclaimed
from resolvers.writing.references import check_references, references_of
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

log = structlog.get_logger("suitegraph")
# A quote in one of these statuses is refused: it is answered, over, or bills already.
FINAL_STATUSES: Mapping[str, str] = {
    "declined": "The customer declined it.",
    "expired": "It has expired.",
    "invoiced": "It was converted into an invoice.",
}
# The documents know one way to `accepted`: from `sent`.
ACCEPTABLE = "sent"
# What a subscription has no place for. Where a quote has it, the subscription would bill another amount.
WITHOUT_PLACE = (("shipping_charge", "a shipping charge"), ("adjustment", "an adjustment"))
# The quote, plans, addons, subscriptions with its reference, the new one, the mark, and the search after a lost answer.
MOST_CALLS = 6 + 1 + MOST_CANDIDATES
CARRIED = frozenset(
    {
        "status", "customer_id", "line_items", "salesperson_name", "contact_persons", "discount",
        *(key for key, _ in WITHOUT_PLACE),
    }
)  # fmt: skip


async def convert_quote(
    loader: RecordLoader,
    request: MutationRequest,
    quote_id: str,
    values: Mapping[str, Any],
    expected: str | None = None,
) -> MutationResult:
    """Create the subscription that a quote offers, and mark the quote as accepted: four to six calls.

    The quote's id is the subscription's reference: by it a second conversion is refused, and a lost answer is found.
    Conversions of one quote run one after another.
    """
    current = CurrentRecord(loader, QUOTES, quote_id)
    body: dict[str, Any] = {}

    async def check() -> None:
        row = await current.read_unchanged(expected)
        if (reason := FINAL_STATUSES.get(str(row.get("status")))) is not None:
            raise not_done(
                ProblemCode.WRONG_STATUS, f"{reason} Create the subscription with `createSubscription`.", "id"
            )
        await check_references(loader, references_of(values))
        body.update(await _subscription_of(loader, row, values))
        if await _subscriptions_of(loader, quote_id):
            text = "It was converted already: a subscription has its id as the reference."
            raise not_done(ProblemCode.CONFLICT, text, "id")

    async def send(_mark: str) -> Row:
        created = await (await loader.billing()).create(FINANCE[SUBSCRIPTIONS], subscription_body(body))
        await _accept(loader, current.row)
        return created

    async def find(intent: Intent) -> Row | None:
        quote = await current.read()
        wanted = values_in_record(await _subscription_of(loader, quote, values))
        client, module = await loader.billing(), FINANCE[SUBSCRIPTIONS]
        since = [row for row in await _subscriptions_of(loader, quote_id) if is_made_since(row, "created_time", intent)]
        ids = [id_ for row in since[:MOST_CANDIDATES] if RECORD_ID.fullmatch(id_ := str(row[module.id]))]
        equal = [row for row in [await client.one(module, id_) for id_ in ids] if holds_values(row, wanted)]
        created = await only_unclaimed(loader, intent, equal, module.id)
        if created is not None:
            await _accept(loader, quote)
        return created

    needs = [
        RequiredRight(QUOTES, "convert", ("id",), carries=CARRIED),
        *(RequiredRight(module, "view", ("id",)) for module in (CUSTOMERS, PLANS, ADDONS)),
    ]
    command = request.command(SUBSCRIPTIONS, "create", send, needs=needs, check=check, find=find)
    async with loader.journal_writer.lock_of("the conversion of", f"{QUOTES} {quote_id}"):
        return await perform_mutation(loader, command)


async def _accept(loader: RecordLoader, quote: Row | None) -> None:
    """Mark a sent quote as accepted: one call. Where Billing refuses, the subscription stands and the quote stays."""
    if quote is None or quote.get("status") != ACCEPTABLE:
        return
    try:
        await (await loader.billing()).write(
            "POST", FINANCE[QUOTES].path, str(quote["estimate_id"]), "status", "accepted"
        )
    except SuitegraphError as error:
        log.warning("quote not marked as accepted", code=error.code)


async def _subscriptions_of(loader: RecordLoader, quote_id: str) -> list[Row]:
    """The subscriptions, whatever their status, whose reference is this quote: one call."""
    module = FINANCE[SUBSCRIPTIONS]
    params = (("reference_contains", quote_id), ("filter_by", module.every or ""))
    page = await (await loader.billing()).rows(module, params)
    return [row for row in page.rows if row.get("reference_id") == quote_id]


async def _subscription_of(loader: RecordLoader, quote: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the subscription that a quote offers: up to two calls. Raises NotDone.

    A line names its plan or addon by its name alone.
    """
    for key, text in WITHOUT_PLACE:
        if _number(quote.get(key)):
            raise not_done(
                ProblemCode.VALIDATION, f"The quote has {text}, for which a subscription has no place.", "id"
            )
    lines = mappings(quote.get("line_items"))
    is_discounted = _number(quote.get("discount")) or any(_number(line.get("discount_amount")) for line in lines)
    if is_discounted and not values.get("coupon_code"):
        raise not_done(ProblemCode.VALIDATION, "The quote has a discount: set the coupon that gives it.", "couponCode")
    plans, addons = await _sold(loader, PLANS, lines), await _sold(loader, ADDONS, lines)
    if len(plans) != 1 or len(plans) + len(addons) != len(lines):
        text = "Its lines must have the names of one plan and, beside it, of addons, each of which is on sale once: "
        text += "otherwise create the subscription with `createSubscription`."
        raise not_done(ProblemCode.VALIDATION, text, "id")
    persons = [str(id_) for id_ in quote.get("contact_persons") or ()]
    return {
        "customer_id": str(quote["customer_id"]),
        "plan": plans[0],
        "addons": addons,
        "reference_id": str(quote["estimate_id"]),
        **({"salesperson_name": quote["salesperson_name"]} if quote.get("salesperson_name") else {}),
        **({"contactpersons": persons} if persons else {}),
        **values,
    }


async def _sold(loader: RecordLoader, module: Module, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those lines whose name exactly one active record of the catalogue has, as a subscription takes them: one call."""
    catalogue = FINANCE[module]
    active = dict(catalogue.statuses)["active"]
    page = await (await loader.billing()).rows(catalogue, (("filter_by", active), ("per_page", "200")))
    names = [str(row.get("name")) for row in page.rows]
    codes = {str(row.get("name")): str(row[catalogue.id]) for row in page.rows}
    return [
        {catalogue.id: codes[name], "quantity": line.get("quantity"), "price": line.get("rate")}
        for line in lines
        if names.count(name := str(line.get("name"))) == 1
    ]


def _number(value: object) -> Decimal:
    """An amount that may be a number, a text or a percentage such as `10%`, zero where it is none."""
    try:
        return Decimal(str(value or 0).rstrip("%"))
    except ArithmeticError:
        return Decimal(0)
