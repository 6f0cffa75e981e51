"""Links between records of Books or Billing and records of CRM, cached for each caller and organisation.

A link is cached as long as anything else of the caller. That there is none is cached for seconds only, since somebody
may be linking the two.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import cast

from domain.errors import UpstreamUnavailable
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row, reference_in
from domain.sources import Needs
from resolvers.caller.organizations import FinanceProduct
from resolvers.catalogue import key_of
from resolvers.reading.finance_records import LINKS
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader

# How long it is cached that a record has no link.
NONE_SECONDS = 20.0
LinkedRowsLoader = Callable[[], Awaitable[Sequence[Row]]]


async def ids_of(
    loader: RecordLoader, module: Module, link: str, crm_id: str, load: LinkedRowsLoader, held: Needs
) -> tuple[str, ...]:
    """Ids of a module's records whose `link` is a record of CRM: `load` returns their rows, which satisfy `held`."""
    if RECORD_ID.fullmatch(crm_id) is None:
        return ()
    name = await _name(loader, module, link, f"of {crm_id}")

    async def load_ids() -> tuple[str, ...]:
        rows = await load()
        ids = tuple(str(row[key_of(module)]) for row in rows)
        for id_, row in zip(ids, rows, strict=True):
            loader.store_row(module, row, held)
            loader.store_link(module, id_, link, crm_id)
            _store(loader, await _name(loader, module, link, id_), crm_id)
        _store(loader, name, ids)
        return ids

    cached: tuple[str, ...] | None = loader.caller_cache.lookup(loader.upstream.caller, name)
    return await loader.once(name, load_ids) if cached is None else cached


async def crm_id_of(loader: RecordLoader, module: Module, id_: str, link: str) -> str | None:
    """The id in CRM that a record's `link` leads to, None for none: one call, which yields all links of the record.

    Raises UpstreamUnavailable for a link that is no id.
    """
    linked_id = loader.stored_link(module, id_, link)
    if linked_id is not None:
        return linked_id
    cached: str | None = loader.caller_cache.lookup(loader.upstream.caller, await _name(loader, module, link, id_))
    if cached is not None:
        return cached or None
    row = await loader.one(module, id_, WHOLE_RECORD) or {}
    # A link that the policy hides is no longer in the row, but the loader has stored where it leads.
    crm_ids = {each: loader.stored_link(module, id_, each) or row.get(each) for each in LINKS}
    found = referred(crm_ids[link], module, link)
    for each, value in crm_ids.items():
        with suppress(UpstreamUnavailable):
            _store(loader, await _name(loader, module, each, id_), referred(value, module, each) or "")
    return found


def referred(value: object, module: Module, key: str) -> str | None:
    """The id that a record of a module has under a key, None for a blank one. Raises UpstreamUnavailable."""
    try:
        return reference_in(value)
    except ValueError as error:
        text = f"A value sent for `{key}` is malformed."
        raise UpstreamUnavailable(text, service=module.product, detail=str(error)) from error


async def store_link(loader: RecordLoader, module: Module, link: str, crm_id: str, id_: str) -> None:
    """Cache that a record was just linked to one of CRM, in place of what was cached before."""
    name = await _name(loader, module, link, f"of {crm_id}")
    loader.once.forget(name)
    _store(loader, name, (id_,))
    _store(loader, await _name(loader, module, link, id_), crm_id)


async def forget_links(loader: RecordLoader, module: Module, link: str, crm_id: str) -> None:
    """Forget which records are linked to one of CRM, so that the product is asked again."""
    name = await _name(loader, module, link, f"of {crm_id}")
    loader.once.forget(name)
    loader.caller_cache.forget(loader.upstream.caller, name)


async def _name(loader: RecordLoader, module: Module, link: str, of: str) -> str:
    organization = await loader.organizations.id_of(cast("FinanceProduct", module.product))
    return f"link {module} in {organization} {link} {of}"


def _store(loader: RecordLoader, name: str, linked: str | tuple[str, ...]) -> None:
    loader.caller_cache.store(loader.upstream.caller, name, linked, None if linked else NONE_SECONDS)
