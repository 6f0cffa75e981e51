"""Currencies of Books and their exchange rates."""

from datetime import date
from decimal import Decimal

from domain.modules import books
from domain.queries import Row
from resolvers.reading.exchange_rates import exchange_rates_of
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import part, sub_resource, upstream
from schema.shared.records import look_up


@part
class ExchangeRate:
    """An exchange rate that holds from a day until the next one."""

    rate_to_base: Decimal | None = upstream("rate", "What one unit is worth in the organisation's currency.")
    effective_on: date | None = upstream("effective_date", "The day from which it holds.")


@look_up(books.CURRENCIES)
class Currency(Node):
    """A currency that the organisation has set up in Books."""

    code: str | None = upstream("currency_code", "ISO 4217 code, `USD`.", is_currency=True)
    name: str | None = upstream("currency_name", "Name of the currency.")
    symbol: str | None = upstream("currency_symbol", "Symbol, `$`.")
    decimals: int | None = upstream("price_precision", "Number of decimals that prices have.")
    format: str | None = upstream("currency_format", "How amounts are written, as an example: `1,234,567.89`.")
    is_base: bool | None = upstream("is_base_currency", "Whether it is the organisation's own currency.")
    exchange_rate_to_base: Decimal | None = upstream(
        "exchange_rate", "What one unit is worth in the organisation's currency, as a new document has it."
    )
    effective_on: date | None = upstream("effective_date", "The day from which `exchangeRateToBase` holds.")
    exchange_rates: Row | None = sub_resource(
        ExchangeRate,
        "Exchange rates, the latest first. Takes one call.",
        reads=exchange_rates_of,
        costs={"books": 1},
        tells_amounts=False,
    )


CURRENCIES = Listing(Currency)
