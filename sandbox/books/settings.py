"""Taxes and currencies (Zoho Books API v3, pages "Taxes" and "Currency")."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import true

from sandbox.books.blanks import blanks
from sandbox.books.lists import list_answer
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.rest import operations_of
from sandbox.books.roles import CURRENCY, TAX
from sandbox.store import Body, text_of

TAX_ID = "460000000000901"
TAX_NAME = "VAT 19%"
TAX_PERCENTAGE = Decimal(19)
BASE = "EUR"

TAXES = BooksModule(
    name="settings/taxes",
    singular="tax",
    plural="taxes",
    id_key="tax_id",
    noun="Tax",
    scope="settings",
    entity=TAX,
    report="Taxes",
    detail=blanks(
        text="tax_id tax_name tax_type tax_factor tax_specific_type tds_payable_account_id tax_authority_id"
        " tax_authority_name country country_code purchase_tax_expense_account_id",
        zero="tax_percentage",
        no="is_value_added",
    ),
    row=blanks(
        text="tax_id tax_name tax_type tax_factor tax_specific_type tax_authority_id tax_authority_name"
        " output_tax_account_name purchase_tax_account_name tax_account_id purchase_tax_account_id",
        zero="tax_percentage",
        no="is_value_added is_default_tax is_editable",
    ),
    views={"Taxes.Active": true(), "Taxes.All": true()},
    sorts=("tax_name", "tax_percentage"),
    sort=("tax_name", "A"),
)

_CURRENCY_KEYS = blanks(
    text="currency_id currency_code currency_name currency_name_formatted currency_symbol currency_format"
    " effective_date",
    zero="exchange_rate",
    no="is_base_currency auto_exchange_rate_enabled",
    price_precision=2,
)
CURRENCIES = BooksModule(
    name="settings/currencies",
    singular="currency",
    plural="currencies",
    id_key="currency_id",
    noun="Currency",
    scope="settings",
    entity=CURRENCY,
    report="Currencies",
    detail=_CURRENCY_KEYS,
    row=_CURRENCY_KEYS,
    views={"Currencies.All": true(), "Currencies.ExcludeBaseCurrency": text_of("currency_code") != BASE},
    sort=("currency_code", "A"),
)


def _currency(id_: str, code: str, name: str, symbol: str, rate: str) -> Body:
    return {
        "currency_id": id_,
        "currency_code": code,
        "currency_name": name,
        "currency_name_formatted": f"{code}- {name}",
        "currency_symbol": symbol,
        "currency_format": "1,234,567.89",
        "is_base_currency": code == BASE,
        "exchange_rate": float(rate),
        "effective_date": "2024-07-01",
    }


BY_CODE = {
    "EUR": _currency("460000000000097", "EUR", "Euro", "€", "1"),
    "USD": _currency("460000000000099", "USD", "United States Dollar", "$", "0.92"),
}
# Days and rates of a currency, the oldest first; the last one is that of its row.
RATES = {"USD": (("2024-01-01", 0.91), ("2024-07-01", 0.92))}
BY_ID = {currency["currency_id"]: currency for currency in BY_CODE.values()}
VAT: Body = {
    "tax_id": TAX_ID,
    "tax_name": TAX_NAME,
    "tax_percentage": float(TAX_PERCENTAGE),
    "tax_type": "tax",
    "tax_factor": "rate",
    "country": "Germany",
    "country_code": "DE",
    "is_value_added": True,
    "is_default_tax": True,
    "is_editable": True,
}


def rate_of(code: str) -> Decimal:
    """What one unit of the currency is worth in the base currency."""
    return Decimal(str(BY_CODE[code]["exchange_rate"]))


def currency_of(code: str) -> Body:
    """The currency as documents carry it."""
    keys = ("currency_id", "currency_code", "currency_symbol", "currency_name_formatted", "exchange_rate")
    return {key: BY_CODE[code][key] for key in keys}


def seeded() -> Iterator[tuple[BooksModule, Body]]:
    """The one tax and the two currencies, alike in every organisation."""
    yield TAXES, VAT
    yield from ((CURRENCIES, currency) for currency in BY_CODE.values())


def operations() -> list[Operation]:
    """List and read taxes and currencies."""
    taxes, tax = operations_of(TAXES, ("list", "read"))
    currencies, currency = operations_of(CURRENCIES, ("list", "read"))
    rates = Operation(
        "GET", "/settings/currencies/{id}/exchangerates", "settings.READ", (CURRENCIES.entity, "view"), _rates
    )
    return [replace(taxes, act=_taxes), tax, replace(currencies, act=_currencies), currency, rates]


def _taxes(request: BooksRequest) -> BooksResponse:
    answer = list_answer(request, TAXES)
    context: Body = answer.body["page_context"]
    # Recorded answers name two dates here, both the day of asking, and no custom fields.
    context |= {"as_of_date": request.today.isoformat(), "to_date": request.today.isoformat()}
    del context["custom_fields"]
    return answer


def _rates(request: BooksRequest) -> BooksResponse:
    currency = CURRENCIES.existing(request, request.ids["id"])
    rows: list[Body] = [
        {
            "exchange_rate_id": f"{currency['currency_id']}{number:02}",
            "currency_id": currency["currency_id"],
            "currency_code": currency["currency_code"],
            "effective_date": day,
            "rate": rate,
        }
        for number, (day, rate) in enumerate(RATES.get(currency["currency_code"], ()), start=1)
    ]
    since = request.params.get("from_date", "")
    # From the day on, or from the closest one before it.
    before = [row["effective_date"] for row in rows if row["effective_date"] <= since]
    rows = [row for row in rows if not before or row["effective_date"] >= before[-1]]
    if request.params.get("is_current_date") == "true":
        rows = [row for row in rows if row["effective_date"] == request.today.isoformat()]
    return success(exchange_rates=rows)


def _currencies(request: BooksRequest) -> BooksResponse:
    answer = list_answer(request, CURRENCIES)
    # Recorded answers name neither the view nor the order here.
    for key in ("applied_filter", "custom_fields", "sort_column", "sort_order"):
        del answer.body["page_context"][key]
    return answer
