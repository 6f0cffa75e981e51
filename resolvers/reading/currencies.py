"""The currency of rows whose list does not name it: one answer for each row, whichever of its fields are asked for.

Source: Zoho Books v3, "Contacts": a contact has one currency, and its transactions are in it.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from adapters.finance_platform.modules import FinanceModule
from domain.caller import Caller
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Needs
from resolvers.caller.caller_cache import CallerCache
from resolvers.reading.batches import RowsById

# The currencies of the parties of a module by id; one that cannot be read is left out.
CurrenciesOf = Callable[[Module, Collection[str]], Awaitable[Mapping[str, str]]]
ManyById = Callable[[Module, Collection[str], Needs], Awaitable[RowsById]]


def needed_for_currency(module: FinanceModule) -> frozenset[str]:
    """The columns that determine the currency of a row that does not name it."""
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


@dataclass(frozen=True, slots=True)
class RememberedCurrencies:
    """The currencies of a module's customers or vendors in an organisation. One never changes."""

    cache: CallerCache
    caller: Caller
    module: Module
    organization: str

    async def of(self, ids: Collection[str], many: ManyById) -> Mapping[str, str]:
        """Those of these ids: `many` reads the ones that are not remembered."""
        column = self.module.currency_column
        known = {id_: currency for id_ in ids if (currency := self.cache.lookup(self.caller, self._name(id_)))}
        missing = [id_ for id_ in ids if id_ not in known]
        for id_, row in (await many(self.module, missing, Needs(columns=frozenset({column})))).items():
            if isinstance(row, dict) and row.get(column):
                known[id_] = str(row[column])
                self.cache.store(self.caller, self._name(id_), known[id_])
        return known

    def _name(self, id_: str) -> str:
        return f"currency of {self.module} {id_} of {self.organization}"


def _is_at_home(row: Row, module: FinanceModule) -> bool:
    """Whether an amount shows that the row's currency is the organisation's: zero equals its twin in any currency."""
    pairs = [(_number(row.get(amount)), _number(row.get(twin))) for amount, twin in module.twins]
    return any(amount for amount, _ in pairs) and all(amount == twin for amount, twin in pairs)


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return None
