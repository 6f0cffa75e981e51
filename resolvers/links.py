"""Which record of Books or Billing belongs to which one of CRM: learned once for each caller and organisation.

A link that was found is remembered as long as any fact of the caller; that there is none, only for a moment, since
somebody may be linking the two.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from domain.queries import RECORD_ID, Row
from domain.sources import Module, Needs
from resolvers.catalogue import key_of
from resolvers.desk import WHOLE, Desk
from resolvers.finance_records import LINKS
from resolvers.organizations import FinanceProduct

# How long it is remembered that a record is linked to none.
NONE_SECONDS = 20.0
Load = Callable[[], Awaitable[Sequence[Row]]]


async def ids_of(desk: Desk, module: Module, link: str, crm_id: str, load: Load, held: Needs) -> tuple[str, ...]:
    """Ids of a module's records whose `link` is a record of CRM: `load` finds the rows, which answer `held`."""
    if RECORD_ID.fullmatch(crm_id) is None:
        return ()
    name = await _name(desk, module, link, f"of {crm_id}")

    async def found() -> tuple[str, ...]:
        rows = await load()
        ids = tuple(str(row[key_of(module)]) for row in rows)
        for id_, row in zip(ids, rows, strict=True):
            desk.know(module, row, held)
            desk.learn(module, id_, link, crm_id)
            _remember(desk, await _name(desk, module, link, id_), crm_id)
        _remember(desk, name, ids)
        return ids

    kept: tuple[str, ...] | None = desk.memory.kept(desk.upstream.caller, name)
    return await desk.once(name, found) if kept is None else kept


async def crm_id_of(desk: Desk, module: Module, id_: str, link: str) -> str | None:
    """The id in CRM that a record's `link` leads to, None for none: one call, which tells all of its links."""
    learned = desk.learned(module, id_, link)
    if learned is not None:
        return learned
    kept: str | None = desk.memory.kept(desk.upstream.caller, await _name(desk, module, link, id_))
    if kept is not None:
        return kept or None
    row = await desk.one(module, id_, WHOLE) or {}
    # What the policy hides is gone from the row, not the way that it shows.
    found = {each: desk.learned(module, id_, each) or str(row.get(each) or "") for each in LINKS}
    for each, crm_id in found.items():
        _remember(desk, await _name(desk, module, each, id_), crm_id)
    return found[link] or None


async def learn_link(desk: Desk, module: Module, link: str, crm_id: str, id_: str) -> None:
    """Remember that a record was just linked to one of CRM, whatever was known of it."""
    name = await _name(desk, module, link, f"of {crm_id}")
    desk.once.forget(name)
    _remember(desk, name, (id_,))
    _remember(desk, await _name(desk, module, link, id_), crm_id)


async def forget_links(desk: Desk, module: Module, link: str, crm_id: str) -> None:
    """Ask anew which records are linked to one of CRM."""
    name = await _name(desk, module, link, f"of {crm_id}")
    desk.once.forget(name)
    desk.memory.forget(desk.upstream.caller, name)


async def _name(desk: Desk, module: Module, link: str, of: str) -> str:
    organization = await desk.organizations.id_of(cast("FinanceProduct", module.product))
    return f"link {module} in {organization} {link} {of}"


def _remember(desk: Desk, name: str, fact: str | tuple[str, ...]) -> None:
    desk.memory.keep(desk.upstream.caller, name, fact, None if fact else NONE_SECONDS)
