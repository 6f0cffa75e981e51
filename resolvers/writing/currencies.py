"""What a document's currency allows of the amounts and the exchange rate that are written to it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from domain.currencies import decimals_of
from domain.errors import SuitegraphError
from domain.modules.books import CUSTOMERS, VENDORS
from domain.writes import InputPath, NotDone, Problem, ProblemCode
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader

# The keys of Books that hold amounts. Prices of one unit may have more decimals than their currency.
AMOUNT_KEYS = ("amount", "adjustment", "shipping_charge", "discount")
RATE = "exchange_rate"
RATE_IS_ONE = "It is in the organisation's own currency, where one unit is worth one: omit the rate, or set it to 1."


async def check_currency(
    loader: RecordLoader, values: Mapping[str, Any], currency: str | None, paths: Mapping[str, InputPath]
) -> None:
    """Raise NotDone for amounts with more decimals than `currency` has, and for a rate of the organisation's own one.

    `paths` are the places in the input that set Books' keys. Nothing is refused where the currency is unknown.
    """
    home = await loader.organizations.currency_of("books")
    problems = [
        Problem(ProblemCode.VALIDATION, _too_many_decimals(currency), path)
        for path, amount in _amounts(values, paths)
        if currency and _has_more_decimals(amount, currency)
    ]
    if currency and currency == home and _is_some_rate(values):
        problems.append(Problem(ProblemCode.VALIDATION, RATE_IS_ONE, paths.get(RATE, ())))
    if problems:
        raise NotDone(*problems)


async def check_currency_of_party(
    loader: RecordLoader, values: Mapping[str, Any], party: Mapping[str, Any], paths: Mapping[str, InputPath]
) -> None:
    """The same for a new document of a customer or vendor, whose currency it gets: one call, where it may matter.

    It matters to a rate, and to amounts with more decimals than the organisation's own currency has.
    """
    home = await loader.organizations.currency_of("books")
    amounts = [amount for _, amount in _amounts(values, paths)]
    if _is_some_rate(values) or any(_has_more_decimals(amount, home or "") for amount in amounts):
        await check_currency(loader, values, await _currency_of(loader, party), paths)


async def _currency_of(loader: RecordLoader, party: Mapping[str, Any]) -> str | None:
    """The currency of a customer or vendor, None where the caller cannot read it: Books decides then."""
    module, key = (CUSTOMERS, "customer_id") if party.get("customer_id") else (VENDORS, "vendor_id")
    try:
        contact = await (await loader.books()).one(FINANCE[module], str(party[key]))
    except SuitegraphError:
        return None
    return contact.get("currency_code") or None


def _amounts(values: Mapping[str, Any], paths: Mapping[str, InputPath]) -> Iterator[tuple[InputPath, Decimal]]:
    """The amounts that are written, with their places in the input; discounts may be shares, which are none."""
    for key in AMOUNT_KEYS:
        if (amount := _amount(values.get(key))) is not None:
            yield paths.get(key, (key,)), amount
    for place, line in enumerate(values.get("line_items") or ()):
        if (amount := _amount(line.get("discount"))) is not None:
            yield ("lineItems", str(place), "discount"), amount


def _amount(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    is_text = isinstance(value, str) and value and not value.endswith("%")
    return Decimal(str(value)) if is_text or (isinstance(value, int) and not isinstance(value, bool)) else None


def _has_more_decimals(amount: Decimal, currency: str) -> bool:
    decimals = decimals_of(currency)
    return decimals is not None and amount != round(amount, decimals)


def _too_many_decimals(currency: str | None) -> str:
    decimals = decimals_of(currency or "")
    return (
        f"An amount in {currency} has no decimals."
        if not decimals
        else (f"An amount in {currency} has at most {decimals} decimals.")
    )


def _is_some_rate(values: Mapping[str, Any]) -> bool:
    return values.get(RATE) not in {None, "", Decimal(1)}
