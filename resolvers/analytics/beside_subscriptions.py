"""What stands beside the rows in other products: the owners of accounts in CRM, and exchange rates in Books."""

from decimal import Decimal, InvalidOperation

from domain.errors import SuitegraphError, Unauthenticated
from domain.json_values import mapping
from domain.modules.books import CURRENCIES
from domain.modules.crm import ACCOUNTS, USERS
from domain.queries import LARGEST_PAGE, ListQuery
from domain.sources import Needs
from resolvers.analytics.coverage import Gap, GapReason
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.reading.loader import RecordLoader

NO_RATE = (
    "No exchange rate of {} is known, because Billing reports none and Books did not either: what is in it is left out "
    "of amounts in {}."
)
RATE_COLUMNS = frozenset({"currency_code", "exchange_rate"})


async def read_rates(loader: RecordLoader, rows: FactRows) -> None:
    """The exchange rates of currencies other than the organisation's own: one call to Books, none without one."""
    rows.rated = rows.currencies()
    foreign = rows.rated - {rows.home}
    rows.gaps.pop(Fact.RATES, None)
    if not foreign:
        return
    rows.rates = await _rates_in_books(loader, rows.home)
    unknown = sorted(foreign - rows.rates.keys())
    if unknown:
        text = NO_RATE.format(", ".join(unknown), rows.home)
        rows.gaps[Fact.RATES] = Gap(Fact.RATES.value, GapReason.NOT_REPORTED, text)


async def _rates_in_books(loader: RecordLoader, home: str | None) -> dict[str, Decimal]:
    """Books' rates of now by currency, none where the caller has no Books with the same currency of its own.

    None either where the caller may not see currencies or their rates: Books is not asked then.
    """
    view = await loader.permissions.of(CURRENCIES)
    if view.denial("view") is not None or not RATE_COLUMNS.isdisjoint(view.columns):
        return {}
    try:
        if await loader.organizations.currency_of("books") != home:
            return {}
        listed = (await loader.page(CURRENCIES, ListQuery(first=LARGEST_PAGE), Needs(RATE_COLUMNS))).rows
    except Unauthenticated:
        raise
    except SuitegraphError:
        return {}
    rates: dict[str, Decimal] = {}
    for row in listed:
        if isinstance(row, Exception):
            continue
        try:
            rate = Decimal(str(row.get("exchange_rate")))
        except InvalidOperation:
            continue
        if rate > 0:
            rates[str(row.get("currency_code"))] = rate
    return rates


async def read_owners(loader: RecordLoader, rows: FactRows) -> None:
    """The names of the owners of the customers' accounts, whose customers have been read: one call per 100 accounts."""
    view = await loader.permissions.of(ACCOUNTS)
    await loader.permissions.of(USERS)
    accounts = {
        id_: str(row["zcrm_account_id"])
        for id_, row in rows.customers.items()
        if id_ not in rows.owners and row.get("zcrm_account_id")
    }
    read = await loader.many(ACCOUNTS, dict.fromkeys(accounts.values()), Needs(frozenset({"Owner"}) - view.columns))
    for id_, account in accounts.items():
        row = read[account]
        owner = mapping(row.get("Owner")) if isinstance(row, dict) else {}
        if owner.get("name"):
            rows.owners[id_] = str(owner["name"])
