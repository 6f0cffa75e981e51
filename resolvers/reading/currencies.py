"""The currency of rows whose list does not name it: one answer for each row, whichever of its fields are asked for.

Source: Zoho Books v3, "Contacts": a contact has one currency, and its transactions are in it.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from adapters.finance_platform.modules import FinanceModule
from domain.modules.module import Module
from domain.queries import Row

# The currencies of the parties of a module by id; one that cannot be read is left out.
CurrenciesOf = Callable[[Module, Collection[str]], Awaitable[Mapping[str, str]]]


def needed_for_currency(module: FinanceModule) -> frozenset[str]:
    """The columns that tell the currency of a row that does not name it."""
    if module.party is None:
        return frozenset()
    return frozenset({module.party.key}).union(*module.twins)


async def name_currencies(
    module: FinanceModule, rows: Sequence[Row], column: str, home: str | None, currencies_of: CurrenciesOf
) -> None:
    """Put the currency of each row that names none into its column.

    It is the organisation's own where an amount other than zero equals its twin in that currency, else the party's:
    `currencies_of` is called once for all of these.
    """
    party = module.party
    if party is None:
        return
    elsewhere: list[Row] = []
    for row in rows:
        if row.get(column):
            continue
        if home is not None and _is_at_home(row, module):
            row[column] = home
        elif row.get(party.key):
            elsewhere.append(row)
    if not elsewhere:
        return
    named = await currencies_of(party.module, {str(row[party.key]) for row in elsewhere})
    for row in elsewhere:
        if (currency := named.get(str(row[party.key]))) is not None:
            row[column] = currency


def _is_at_home(row: Row, module: FinanceModule) -> bool:
    """Whether an amount shows that the row's currency is the organisation's: zero equals its twin in any currency."""
    pairs = [(_number(row.get(amount)), _number(row.get(twin))) for amount, twin in module.twins]
    return any(amount for amount, _ in pairs) and all(amount == twin for amount, twin in pairs)


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return None
