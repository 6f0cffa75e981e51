"""What a record's currency allows of the amounts and the exchange rate that are written to it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from domain.currencies import decimals_of
from domain.errors import SuitegraphError
from domain.json_values import mapping, mappings
from domain.modules.books import CURRENCIES, CUSTOMERS, ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS, VENDORS
from domain.writes import InputPath, NotDone, Problem, ProblemCode
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader

# The keys of Books that hold amounts. Prices of one unit may have more decimals than their currency.
AMOUNT_KEYS = ("amount", "adjustment", "shipping_charge", "discount")
RATE, CURRENCY_ID = "exchange_rate", "currency_id"
SOLD, BOUGHT = (ESTIMATES, SALES_ORDERS, INVOICES), (PURCHASE_ORDERS,)
# An amount and its place in the input.
WrittenAmount = tuple[InputPath, Decimal]
RATE_IS_ONE = "It is in the organisation's own currency, where one unit is worth one: omit the rate, or set it to 1."


async def check_currency(
    loader: RecordLoader, values: Mapping[str, Any], currency: str | None, paths: Mapping[str, InputPath]
) -> None:
    """Raise NotDone for amounts with more decimals than `currency` has, and for a rate of the organisation's own one.

    A currency that the values name takes the place of `currency`: one call, where it may matter. `paths` are the places
    in the input that set Books' keys. Nothing is refused where the currency is unknown.
    """
    if values.get(CURRENCY_ID) and _may_matter(values, paths):
        currency = await _currency_with_id(loader, str(values[CURRENCY_ID]))
    home = await loader.organizations.currency_of("books")
    problems = _too_exact(_amounts(values, paths), currency)
    if currency and currency == home and _is_some_rate(values):
        problems.append(Problem(ProblemCode.VALIDATION, RATE_IS_ONE, paths.get(RATE, ())))
    if problems:
        raise NotDone(*problems)


async def check_currency_of_party(
    loader: RecordLoader, values: Mapping[str, Any], party: Mapping[str, Any], paths: Mapping[str, InputPath]
) -> None:
    """The same for a new document of a customer or vendor, whose currency it gets: one call, where it may matter.

    It matters to a rate, and to amounts that are no whole numbers, which suit every currency.
    """
    if _may_matter(values, paths):
        currency = None if values.get(CURRENCY_ID) else await _currency_of(loader, party)
        await check_currency(loader, values, currency, paths)


def check_decimals(amounts: Iterable[WrittenAmount], currency: str | None) -> None:
    """Raise NotDone for amounts with more decimals than the currency has; nothing is refused where it is unknown."""
    if problems := _too_exact(amounts, currency):
        raise NotDone(*problems)


def has_fractions(amounts: Iterable[WrittenAmount]) -> bool:
    """Whether an amount is no whole number, so that its currency matters."""
    return any(amount != amount.to_integral_value() for _, amount in amounts)


def amounts_of_subscription(values: Mapping[str, Any]) -> list[WrittenAmount]:
    """The amounts that are written to a subscription, with their places in the input: prices, fees and a charge."""
    plan = mapping(values.get("plan"))
    placed = [
        (("amount",), values.get("amount")),
        (("plan", "price"), plan.get("price")),
        (("plan", "setupFee"), plan.get("setup_fee")),
        *((("addons", str(at), "price"), each.get("price")) for at, each in enumerate(mappings(values.get("addons")))),
    ]
    return [(path, amount) for path, value in placed if (amount := _amount(value)) is not None]


def _may_matter(values: Mapping[str, Any], paths: Mapping[str, InputPath]) -> bool:
    return _is_some_rate(values) or has_fractions(_amounts(values, paths))


async def _currency_with_id(loader: RecordLoader, id_: str) -> str | None:
    """The code of a currency of the organisation, None where the caller sees none with this id: Books decides then."""
    try:
        page = await (await loader.books()).rows(FINANCE[CURRENCIES], ())
    except SuitegraphError:
        return None
    return next((row.get("currency_code") for row in page.rows if str(row.get(CURRENCY_ID)) == id_), None)


async def _currency_of(loader: RecordLoader, party: Mapping[str, Any]) -> str | None:
    """The currency of a customer or vendor, else that of a document that the caller sees of them: one call each.

    None where there is none of these: Books decides then.
    """
    is_customer = bool(party.get("customer_id"))
    module, key, documents = (CUSTOMERS, "customer_id", SOLD) if is_customer else (VENDORS, "vendor_id", BOUGHT)
    books = await loader.books()
    try:
        return (await books.one(FINANCE[module], str(party[key]))).get("currency_code") or None
    except SuitegraphError:
        pass
    for document in documents:
        if (await loader.permissions.of(document)).is_viewable():
            params = ((key, str(party[key])), ("filter_by", FINANCE[document].every or ""), ("per_page", "1"))
            try:
                rows = (await books.rows(FINANCE[document], params)).rows
            except SuitegraphError:
                continue
            if rows:
                return rows[0].get("currency_code") or None
    return None


def _too_exact(amounts: Iterable[WrittenAmount], currency: str | None) -> list[Problem]:
    return [
        Problem(ProblemCode.VALIDATION, _too_many_decimals(currency), path)
        for path, amount in amounts
        if currency and _has_more_decimals(amount, currency)
    ]


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
