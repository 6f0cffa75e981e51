"""Which record of Books or Billing belongs to which one of CRM: learned once for each caller and organisation.

A link that was found is remembered as long as any fact of the caller; that there is none, only for a moment, since
somebody may be linking the two.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from domain.modules.module import Module
from domain.queries import RECORD_ID, Row
from domain.sources import Needs
from resolvers.caller.organizations import FinanceProduct
from resolvers.catalogue import key_of
from resolvers.reading.finance_records import LINKS
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader

# How long it is remembered that a record is linked to none.
NONE_SECONDS = 20.0
LinkedRowsLoader = Callable[[], Awaitable[Sequence[Row]]]


async def ids_of(
    loader: RecordLoader, module: Module, link: str, crm_id: str, load: LinkedRowsLoader, held: Needs
) -> tuple[str, ...]:
    """Ids of a module's records whose `link` is a record of CRM: `load` finds the rows, which answer `held`."""
    if RECORD_ID.fullmatch(crm_id) is None:
        return ()
    name = await _name(loader, module, link, f"of {crm_id}")

    async def found() -> tuple[str, ...]:
        rows = await load()
        ids = tuple(str(row[key_of(module)]) for row in rows)
        for id_, row in zip(ids, rows, strict=True):
            loader.know(module, row, held)
            loader.learn(module, id_, link, crm_id)
            _remember(loader, await _name(loader, module, link, id_), crm_id)
        _remember(loader, name, ids)
        return ids

    kept: tuple[str, ...] | None = loader.memory.kept(loader.upstream.caller, name)
    return await loader.once(name, found) if kept is None else kept


async def crm_id_of(loader: RecordLoader, module: Module, id_: str, link: str) -> str | None:
    """The id in CRM that a record's `link` leads to, None for none: one call, which tells all of its links."""
    learned = loader.learned(module, id_, link)
    if learned is not None:
        return learned
    kept: str | None = loader.memory.kept(loader.upstream.caller, await _name(loader, module, link, id_))
    if kept is not None:
        return kept or None
    row = await loader.one(module, id_, WHOLE_RECORD) or {}
    # What the policy hides is gone from the row, not the way that it shows.
    found = {each: loader.learned(module, id_, each) or str(row.get(each) or "") for each in LINKS}
    for each, crm_id in found.items():
        _remember(loader, await _name(loader, module, each, id_), crm_id)
    return found[link] or None


async def learn_link(loader: RecordLoader, module: Module, link: str, crm_id: str, id_: str) -> None:
    """Remember that a record was just linked to one of CRM, whatever was known of it."""
    name = await _name(loader, module, link, f"of {crm_id}")
    loader.once.forget(name)
    _remember(loader, name, (id_,))
    _remember(loader, await _name(loader, module, link, id_), crm_id)


async def forget_links(loader: RecordLoader, module: Module, link: str, crm_id: str) -> None:
    """Ask anew which records are linked to one of CRM."""
    name = await _name(loader, module, link, f"of {crm_id}")
    loader.once.forget(name)
    loader.memory.forget(loader.upstream.caller, name)


async def _name(loader: RecordLoader, module: Module, link: str, of: str) -> str:
    organization = await loader.organizations.id_of(cast("FinanceProduct", module.product))
    return f"link {module} in {organization} {link} {of}"


def _remember(loader: RecordLoader, name: str, fact: str | tuple[str, ...]) -> None:
    loader.memory.keep(loader.upstream.caller, name, fact, None if fact else NONE_SECONDS)
