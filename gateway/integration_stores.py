"""Where rosters, settings, templates, plans, migrations and usage of integration users are kept: in the database."""

from typing import TYPE_CHECKING

from domain.rollout import Rollout
from gateway.journal import chain_keys_of
from gateway.settings import Settings
from resolvers.caller.integrations import Integrations, NoIntegrations, NoPlans, NoUsage, Plans, Usage
from resolvers.caller.migrations import Migrations
from resolvers.caller.rosters import NoRosters, Rosters

if TYPE_CHECKING:
    from adapters.store.database import Database


def rosters_of(database: "Database | None") -> Rosters:
    """The rosters that administrators keep."""
    if database is None:
        return NoRosters()
    from adapters.store.roster import RosterStore  # noqa: PLC0415  # for those alone who have a database

    return RosterStore(database)


def integrations_of(database: "Database | None") -> Integrations:
    """Settings and templates of integration users."""
    if database is None:
        return NoIntegrations()
    from adapters.store.integration import IntegrationStore  # noqa: PLC0415  # for those alone who have a database

    return IntegrationStore(database)


def plans_of(database: "Database | None") -> Plans:
    """Planned changes to integration users."""
    if database is None:
        return NoPlans()
    from adapters.store.plans import PlanStore  # noqa: PLC0415  # for those alone who have a database

    return PlanStore(database)


def usage_of(database: "Database | None") -> Usage:
    """The record of what users ask."""
    if database is None:
        return NoUsage()
    from adapters.store.usage import UsageStore  # noqa: PLC0415  # for those alone who have a database

    return UsageStore(database)


def migrations_of(settings: Settings, database: "Database | None") -> Migrations | None:
    """What fills rosters from the world before; None without a database of one's own."""
    if settings.database is None or database is None:
        return None
    from adapters.jobs.vault import TokenVault  # noqa: PLC0415  # for those alone who have a database
    from adapters.store.user_migrations import UserMigrationStore  # noqa: PLC0415  # as above

    keys = [key.get_secret_value() for key in settings.job_keys]
    return Migrations(
        UserMigrationStore(database, chain_keys_of(settings)),
        TokenVault(keys) if keys else None,
        Rollout(settings.rollout_waves()),
        frozenset(settings.oauth_clients),
    )
