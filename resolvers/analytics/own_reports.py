"""Reports that users keep: changed by their owner, and read by others of the organisation where they are shared."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.errors import Forbidden, NotFound
from domain.saved_reports import SavedReport, SavedReports
from domain.writes import ProblemCode, not_done
from resolvers.caller.authors import tenant_of
from resolvers.caller.identity import identity_of
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

MOST_REPORTS = 200
CHANGED_MEANWHILE = "The report was changed or deleted since this version: read it again."


async def own_and_shared(loader: RecordLoader) -> Sequence[SavedReport]:
    """The reports that the caller may read, by folder and title."""
    store = loader.analytics.reports
    return () if store is None else await store.of(*await place_of(loader))


async def saved_report(loader: RecordLoader, id_: str) -> SavedReport:
    """One that the caller may read. Raises NotFound."""
    store = loader.analytics.reports
    report = None if store is None else await store.one(*await place_of(loader), id_)
    if report is None:
        raise NotFound("There is no such report, or it is not shared with you.")
    return report


async def is_own(loader: RecordLoader, report: SavedReport) -> bool:
    """Whether a report is the caller's own."""
    return (report.tenant, report.owner) == await place_of(loader)


async def keep_new(
    loader: RecordLoader,
    base: str,
    adjustments: Mapping[str, Any],
    *,
    title: str,
    folder: str,
    is_shared: bool,
    key: str | None,
) -> SavedReport:
    """Keep a new report; with a `key` that the caller used before, the one that was kept then. Raises NotDone."""
    store, (tenant, owner) = reports_of(loader), await place_of(loader)
    if len([each for each in await store.of(tenant, owner) if each.owner == owner]) >= MOST_REPORTS:
        raise not_done(ProblemCode.CONFLICT, f"A user keeps {MOST_REPORTS} reports at most: delete one.")
    check_sharing(tenant, is_shared=is_shared)
    name = (
        secrets.token_hex(12) if key is None else hashlib.sha256(f"{tenant}\0{owner}\0{key}".encode()).hexdigest()[:24]
    )
    report = SavedReport(
        f"own-{name}", tenant, owner, folder, title, base, adjustments, is_shared, 1, datetime.now(UTC)
    )
    kept = await store.create(report)
    await _note(loader, "createReport", kept)
    return kept


async def keep_changed(loader: RecordLoader, report: SavedReport, **changes: Any) -> SavedReport:
    """Keep a report with changes in place of this version of it. Raises NotDone where it was changed meanwhile."""
    changed = replace(report, **changes, version=report.version + 1, updated_at=datetime.now(UTC))
    check_sharing(changed.tenant, is_shared=changed.is_shared)
    if not await reports_of(loader).replace(changed):
        raise not_done(ProblemCode.CONFLICT, CHANGED_MEANWHILE)
    await _note(loader, "updateReport", changed)
    return changed


async def delete_kept(loader: RecordLoader, report: SavedReport) -> None:
    """Delete this version of a report. Raises NotDone where it was changed meanwhile."""
    if not await reports_of(loader).delete(report):
        raise not_done(ProblemCode.CONFLICT, CHANGED_MEANWHILE)
    await _note(loader, "deleteReport", report)


def check_sharing(tenant: str, *, is_shared: bool) -> None:
    """Raise NotDone where nobody is there to share with: callers without an organisation do not form one."""
    if is_shared and tenant.endswith(":"):
        raise not_done(ProblemCode.VALIDATION, "You are in no organisation of CRM: nothing can be shared.", "isShared")


def reports_of(loader: RecordLoader) -> SavedReports:
    """Where reports are kept. Raises Forbidden."""
    if loader.analytics.reports is None:
        raise Forbidden("This gateway keeps no reports.")
    return loader.analytics.reports


async def place_of(loader: RecordLoader) -> tuple[str, str]:
    """The caller's organisation and their name in it: one call to CRM, then cached."""
    identity = await identity_of(loader.upstream, loader.caller_cache)
    return await tenant_of(loader.permissions), identity.zuid or identity.email.casefold()


async def _note(loader: RecordLoader, act: str, report: SavedReport) -> None:
    """Write what was done into the audit log, where there is one."""
    if not loader.has_journal:
        return
    after = {
        "title": report.title,
        "folder": report.folder,
        "base": report.base,
        "adjustments": dict(report.adjustments),
        "isShared": report.is_shared,
        "version": report.version,
    }
    await loader.journal.note(await entry_of(loader, act, record_id=report.id, tenant=report.tenant, after=after))
