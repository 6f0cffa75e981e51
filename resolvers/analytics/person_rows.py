"""Rows that a person keeps beyond their token: read back for that person alone, with the very rights that read them.

Who presents a token is asked of the product with that token, and so are the rights, within the last seconds. What is
read back is offered: each part counts once the token was given something of it by the product itself.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec

from adapters.refusals import NotMember
from domain.kept_rows import KeptRows, KeptRowsShelf, RowsPlace
from resolvers.analytics.fact_rows import FactRows
from resolvers.analytics.own_reports import place_of
from resolvers.analytics.packed_facts import packed, unpacked
from resolvers.analytics.rights_of_data import MODULES, rights_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.caller.remembered import forgotten_name
from resolvers.reading.loader import RecordLoader

# Rights that were asked for earlier are asked for anew before anything is read back.
OLDEST_RIGHTS = timedelta(seconds=5)


async def kept_rows_of(
    loader: RecordLoader, product: FinanceProduct, rights: str
) -> tuple[RowsPlace | None, FactRows | None, str]:
    """Where the caller keeps rows, the rows that are offered to them, and the fingerprint of their rights of now.

    No call for whoever keeps none; else who the caller is and their rights, where these are not of the last seconds.
    """
    shelf, place = loader.analytics.kept_rows, await _place_in(loader, product)
    if shelf is None or place is None or await shelf.one(place) is None:
        return None, None, rights
    if datetime.now(UTC) - loader.permissions.sources.oldest > OLDEST_RIGHTS:
        await loader.permissions.refresh()
        await loader.permissions.sources.email()
        place, rights = await _place_in(loader, product), await rights_of(loader, product)
    kept = None if place is None else await shelf.one(place)
    if place is None or kept is None:
        return None, None, rights
    if kept.rights != rights or await _is_forgotten(loader, place, kept):
        # The person goes on keeping rows; those that other rights have read are gone.
        await shelf.replace(place, KeptRows(rights, datetime.now(UTC)))
        return place, None, rights
    return place, await asyncio.to_thread(_opened, kept.content), rights


async def kept_beyond(shelf: KeptRowsShelf, place: RowsPlace, rights: str, rows: FactRows) -> bool:
    """Keep rows at the place of their person, unless they were forgotten meanwhile; whether they are kept."""
    content = await asyncio.to_thread(packed, rows)
    return await shelf.replace(place, KeptRows(rights, datetime.now(UTC), content))


async def begin_keeping(loader: RecordLoader, product: FinanceProduct) -> RowsPlace | None:
    """Keep rows of the caller from now on; where, None where this gateway keeps none, or nobody knows who they are."""
    shelf, place = loader.analytics.kept_rows, await _place_in(loader, product)
    if shelf is None or place is None:
        return None
    if await shelf.one(place) is None:
        await shelf.begin(place, KeptRows(await rights_of(loader, product), datetime.now(UTC)))
    return place


async def forget_rows_of(loader: RecordLoader) -> bool:
    """Drop all rows that the caller keeps; whether there were any."""
    shelf, known = loader.analytics.kept_rows, False
    for product in MODULES:
        try:
            place = await _place_in(loader, product)
        except NotMember:
            continue
        if shelf is not None and place is not None and await shelf.forget(place):
            known = True
    return known


async def _place_in(loader: RecordLoader, product: FinanceProduct) -> RowsPlace | None:
    tenant, owner = await place_of(loader)
    email = await loader.permissions.sources.email()
    if not owner or not email:
        # Nobody knows whose they would be.
        return None
    person = forgotten_name(loader.upstream.caller.data_centre, email.casefold())
    return RowsPlace(person, tenant, owner, product, await loader.organizations.id_of(product))


async def _is_forgotten(loader: RecordLoader, place: RowsPlace, kept: KeptRows) -> bool:
    """Whether an administrator has had the caller forgotten since."""
    at = await loader.permissions.rules.forgotten.forgotten_at(place.person)
    return at is not None and at >= kept.kept_at.timestamp()


def _opened(content: bytes) -> FactRows | None:
    try:
        return unpacked(content) if content else None
    except (msgspec.DecodeError, KeyError, ValueError):
        # Another version of the gateway has packed them.
        return None
