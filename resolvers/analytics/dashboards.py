"""Dashboards as one user sees and changes them: the system's, their own, and what their organisation shares."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.dashboards import (
    MOST_DASHBOARDS,
    Dashboard,
    DashboardOwner,
    DashboardTile,
    is_visible,
    problem_of,
)
from domain.errors import NotFound
from domain.system_dashboards import SYSTEM_DASHBOARDS
from domain.writes import ProblemCode, not_done
from resolvers.caller.authors import tenant_of
from resolvers.caller.identity import identity_of
from resolvers.reading.loader import RecordLoader

NO_SUCH = "There is no such dashboard, or it is not shared with you."


@dataclass(frozen=True, slots=True)
class DashboardChange:
    """What becomes of a dashboard; what is None stays."""

    title: str | None = None
    description: str | None = None
    is_shared: bool | None = None
    tiles: tuple[DashboardTile, ...] | None = None
    expected: datetime | None = None


async def owner_reading(loader: RecordLoader) -> DashboardOwner | None:
    """The caller as the owner of dashboards, None outside an organisation: its users would share with strangers."""
    if await loader.organizations.of_crm() is None:
        return None
    identity = await identity_of(loader.upstream, loader.caller_cache)
    return DashboardOwner(await tenant_of(loader.permissions), identity.email.casefold(), identity.name)


async def dashboards_of(loader: RecordLoader) -> list[Dashboard]:
    """The system's dashboards, then the caller's and those that are shared with them, by title."""
    reader = await owner_reading(loader)
    system = [*SYSTEM_DASHBOARDS.values()]
    if reader is None:
        return system
    return [*system, *await loader.analytics.dashboards.visible(reader.tenant, reader.email)]


async def dashboard_of(loader: RecordLoader, id_: str) -> Dashboard:
    """One dashboard. Raises NotFound for one that is not there or not for the caller, which look the same."""
    dashboard = SYSTEM_DASHBOARDS.get(id_) or await loader.analytics.dashboards.dashboard(id_)
    if dashboard is None or dashboard.owner is None:
        if dashboard is None:
            raise NotFound(NO_SUCH)
        return dashboard
    reader = await owner_reading(loader)
    if reader is None or not is_visible(dashboard, reader.tenant, reader.email):
        raise NotFound(NO_SUCH)
    return dashboard


async def copied(loader: RecordLoader, id_: str, title: str | None) -> Dashboard:
    """A dashboard of the caller with the tiles of another one, shared with nobody. Raises NotDone."""
    original, owner = await _named(loader, id_), await _owner(loader)
    kept: Sequence[Dashboard] = await loader.analytics.dashboards.visible(owner.tenant, owner.email)
    if sum(each.owner == owner for each in kept) >= MOST_DASHBOARDS:
        raise not_done(ProblemCode.CONFLICT, f"You have {MOST_DASHBOARDS} dashboards; delete one before you add one.")
    copy = replace(
        original,
        id=secrets.token_hex(12),
        title=(title or f"{original.title} (copy)").strip(),
        owner=owner,
        is_shared=False,
        updated_at=_now(None),
    )
    return await _stored(loader, copy, None)


async def updated(loader: RecordLoader, id_: str, change: DashboardChange) -> Dashboard:
    """The caller's dashboard after a change. Raises NotDone."""
    before = await _own(loader, id_)
    if change.expected is not None and change.expected != before.updated_at:
        raise not_done(ProblemCode.CONFLICT, "The dashboard was changed meanwhile; open it again.", "expectedUpdatedAt")
    after = replace(
        before,
        title=before.title if change.title is None else change.title.strip(),
        description=before.description if change.description is None else change.description,
        is_shared=before.is_shared if change.is_shared is None else change.is_shared,
        tiles=before.tiles if change.tiles is None else change.tiles,
        updated_at=_now(before.updated_at),
    )
    return await _stored(loader, after, before.updated_at)


async def deleted(loader: RecordLoader, id_: str) -> str:
    """The id of the caller's dashboard, which is gone. Raises NotDone."""
    dashboard = await _own(loader, id_)
    await loader.analytics.dashboards.remove(dashboard.id)
    return dashboard.id


async def _stored(loader: RecordLoader, dashboard: Dashboard, expected: datetime | None) -> Dashboard:
    if problem := problem_of(dashboard.title, dashboard.description, dashboard.tiles):
        raise not_done(ProblemCode.VALIDATION, problem)
    if not await loader.analytics.dashboards.put(dashboard, expected):
        raise not_done(ProblemCode.CONFLICT, "The dashboard was changed meanwhile; open it again.")
    return dashboard


async def _named(loader: RecordLoader, id_: str) -> Dashboard:
    try:
        return await dashboard_of(loader, id_)
    except NotFound as error:
        raise not_done(ProblemCode.NOT_FOUND, error.message, "dashboard") from None


async def _own(loader: RecordLoader, id_: str) -> Dashboard:
    dashboard, owner = await _named(loader, id_), await owner_reading(loader)
    if dashboard.owner is None:
        raise not_done(ProblemCode.FORBIDDEN, "A dashboard of the system cannot be changed; copy it.", "dashboard")
    if owner is None or (dashboard.owner.tenant, dashboard.owner.email) != (owner.tenant, owner.email):
        raise not_done(ProblemCode.FORBIDDEN, f"Only {dashboard.owner.name} can change it; copy it.", "dashboard")
    return dashboard


async def _owner(loader: RecordLoader) -> DashboardOwner:
    owner = await owner_reading(loader)
    if owner is None:
        raise not_done(ProblemCode.FORBIDDEN, "You are not a member of an organisation in Zoho CRM.")
    return owner


def _now(before: datetime | None) -> datetime:
    """An instant that is later than `before`, in the milliseconds that clients are shown."""
    now = datetime.now(UTC)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now if before is None or now > before else before + timedelta(milliseconds=1)
