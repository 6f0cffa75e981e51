"""Integration settings and own templates of grants in the store, and the revision that every process looks at."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.grant_texts import grants_in, text_of_grants
from adapters.store.integration_tables import GrantTemplateRow, IntegrationRevisionRow, IntegrationSettingsRow
from adapters.store.tables import RosterRow
from domain.grants import grantable_modules
from domain.integration import IntegrationSettings, OwnTemplate, all_templates, template_names, united
from domain.roster import RosterState

# For so long a process goes by the revision that it has read: half of the time in which a change must have arrived.
REVISION_SECONDS = 2.0
REVISION = 1


class IntegrationStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database, now: Callable[[], float] = time.monotonic) -> None:
        self._engine = database.engine
        self._now = now
        self._read: tuple[float, int] | None = None

    async def revision(self) -> int | None:
        """The number of changes to all rosters, templates and settings, at most REVISION_SECONDS old.

        None where the database fails, which is asked again by whoever comes next.
        """
        at = self._now()
        if self._read is None or at - self._read[0] >= REVISION_SECONDS:
            try:
                self._read = (at, await asyncio.to_thread(self._revision))
            except SQLAlchemyError:
                self._read = None
                return None
        return self._read[1]

    def changed(self) -> None:
        """Read the revision anew when it is needed next, since this process has just changed something."""
        self._read = None

    async def is_set_up_anywhere(self) -> bool:
        """Whether any organisation has settings."""
        return await asyncio.to_thread(self._is_set_up_anywhere)

    async def settings(self, tenant: str) -> IntegrationSettings | None:
        """The settings of an organisation, None where it has not set integration users up."""
        return await asyncio.to_thread(self._settings, tenant)

    async def put_settings(self, settings: IntegrationSettings, expected: int | None) -> bool:
        """Store settings; False where the stored ones have another version than `expected`, None for none at all."""
        is_stored = await asyncio.to_thread(self._put_settings, settings, expected)
        self.changed()
        return is_stored

    async def templates(self, tenant: str) -> Sequence[OwnTemplate]:
        """The organisation's own templates, by name."""
        return await asyncio.to_thread(self._templates, tenant)

    async def put_template(self, template: OwnTemplate, expected: int | None) -> bool:
        """Store a template, and with it the grants of every member who has it.

        False where the stored one has another version than `expected`, None for a new one; nothing is changed then.
        """
        is_stored = await asyncio.to_thread(self._put_template, template, expected)
        self.changed()
        return is_stored

    async def remove_template(self, tenant: str, name: str) -> int | None:
        """Remove a template that nobody has: how many uses keep it from that, 0 where it is gone, None where it was."""
        uses = await asyncio.to_thread(self._remove_template, tenant, name)
        self.changed()
        return uses

    async def uses(self, tenant: str) -> Mapping[str, int]:
        """How many members have each template, by name."""
        return await asyncio.to_thread(self._uses, tenant)

    def _revision(self) -> int:
        with Session(self._engine) as session:
            row = session.get(IntegrationRevisionRow, REVISION)
            return 0 if row is None else row.revision

    def _is_set_up_anywhere(self) -> bool:
        with Session(self._engine) as session:
            return session.exec(select(IntegrationSettingsRow.tenant).limit(1)).first() is not None

    def _settings(self, tenant: str) -> IntegrationSettings | None:
        with Session(self._engine) as session:
            row = session.get(IntegrationSettingsRow, tenant)
            return None if row is None else _settings_of(row)

    def _put_settings(self, settings: IntegrationSettings, expected: int | None) -> bool:
        with Session(writing(self._engine)) as session:
            row = session.get(IntegrationSettingsRow, settings.tenant)
            if (None if row is None else row.version) != expected:
                return False
            session.merge(_settings_row(replace(settings, version=(expected or 0) + 1)))
            begin_revision(session)
            session.commit()
        return True

    def _templates(self, tenant: str) -> Sequence[OwnTemplate]:
        with Session(self._engine) as session:
            return templates_in(session, tenant)

    def _put_template(self, template: OwnTemplate, expected: int | None) -> bool:
        with Session(writing(self._engine)) as session:
            row = session.get(GrantTemplateRow, (template.tenant, template.name))
            if (None if row is None else row.version) != expected:
                return False
            session.merge(_template_row(replace(template, version=(expected or 0) + 1)))
            session.flush()
            _regrant(session, template)
            begin_revision(session)
            session.commit()
        return True

    def _remove_template(self, tenant: str, name: str) -> int | None:
        with Session(writing(self._engine)) as session:
            row = session.get(GrantTemplateRow, (tenant, name))
            if row is None:
                return None
            settings = session.get(IntegrationSettingsRow, tenant)
            is_default = settings is not None and name in template_names(settings.default_template)
            uses = _uses_in(session, tenant).get(name, 0) + is_default
            if not uses:
                session.delete(row)
                begin_revision(session)
                session.commit()
            return uses

    def _uses(self, tenant: str) -> Mapping[str, int]:
        with Session(reading(self._engine)) as session:
            return _uses_in(session, tenant)


def begin_revision(session: Session) -> None:
    """Count one more change, in the transaction that makes it."""
    row = session.get(IntegrationRevisionRow, REVISION)
    session.merge(IntegrationRevisionRow(id=REVISION, revision=1 if row is None else row.revision + 1))


def templates_in(session: Session, tenant: str) -> list[OwnTemplate]:
    """An organisation's own templates, by name."""
    wanted = select(GrantTemplateRow).where(GrantTemplateRow.tenant == tenant).order_by(GrantTemplateRow.name)
    return [
        OwnTemplate(
            tenant=row.tenant,
            name=row.name,
            title=row.title,
            modules=grants_in(row.grants),
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            version=row.version,
        )
        for row in session.exec(wanted)
    ]


def _regrant(session: Session, template: OwnTemplate) -> None:
    """Give every member who has the template what it grants now, together with their other templates."""
    known = all_templates(templates_in(session, template.tenant))
    wanted = select(RosterRow).where(
        RosterRow.tenant == template.tenant, col(RosterRow.template).contains(template.name, autoescape=True)
    )
    for row in session.exec(wanted):
        names = template_names(row.template)
        if template.name not in names:
            continue
        grants = text_of_grants(united(known[name].modules for name in names if name in known))
        if grants != row.grants:
            row.grants, row.version = grants, row.version + 1
            row.changed_at, row.changed_by = template.changed_at, template.changed_by
            session.add(row)


def _uses_in(session: Session, tenant: str) -> dict[str, int]:
    uses: dict[str, int] = {}
    counted = (
        select(RosterRow.template, func.count())
        .where(RosterRow.tenant == tenant, RosterRow.state != RosterState.REMOVED.value)
        .group_by(RosterRow.template)
    )
    for template, members in session.exec(counted):
        for name in template_names(template):
            uses[name] = uses.get(name, 0) + members
    return uses


def _template_row(template: OwnTemplate) -> GrantTemplateRow:
    return GrantTemplateRow(
        tenant=template.tenant,
        name=template.name,
        title=template.title,
        grants=text_of_grants(template.modules),
        changed_at=template.changed_at,
        changed_by=template.changed_by,
        version=template.version,
    )


def _settings_row(settings: IntegrationSettings) -> IntegrationSettingsRow:
    modules = settings.modules
    return IntegrationSettingsRow(
        tenant=settings.tenant,
        books_organization=settings.books_organization,
        billing_organization=settings.billing_organization,
        modules=None if modules is None else msgspec.json.encode(sorted(map(str, modules))).decode(),
        default_template=settings.default_template,
        policy=text_of_grants(settings.policy),
        migration=settings.migration,
        window_ends_at=settings.window_ends_at,
        rollout=settings.rollout,
        keeps_usage=settings.keeps_usage,
        usage_days=settings.usage_days,
        set_up_at=settings.set_up_at,
        changed_at=settings.changed_at,
        changed_by=settings.changed_by,
        version=settings.version,
    )


def _settings_of(row: IntegrationSettingsRow) -> IntegrationSettings:
    names = None if row.modules is None else set(msgspec.json.decode(row.modules, type=list[str]))
    at: datetime = row.changed_at
    return IntegrationSettings(
        tenant=row.tenant,
        books_organization=row.books_organization,
        billing_organization=row.billing_organization,
        modules=None if names is None else frozenset(each for each in grantable_modules() if str(each) in names),
        default_template=row.default_template,
        policy=grants_in(row.policy),
        migration=row.migration,
        window_ends_at=row.window_ends_at,
        rollout=row.rollout,
        keeps_usage=row.keeps_usage,
        usage_days=row.usage_days,
        set_up_at=row.set_up_at,
        changed_at=at,
        changed_by=row.changed_by,
        version=row.version,
    )
